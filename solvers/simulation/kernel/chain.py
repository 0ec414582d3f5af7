"""Which phases are critical, and the slack of the others, on the executed schedule: through precedence and people."""

from solvers.common.compiled import kernel
from solvers.simulation.kernel.data import Memory, Setup
from solvers.simulation.problem import Draws, Outcomes

NOWHERE = -2
"""A phase that no chain has come to."""


@kernel
def mark_chains(d: Setup, m: Memory, draws: Draws, n: int, out: Outcomes) -> None:
    """Slack of phases to their own project's launch, and projects on chains to the last finish of the run."""
    last = -1
    for i in range(len(d.project)):
        last = max(last, m.finish[i])
        m.seen[i] = NOWHERE
        m.holder[i] = holder_before(m, i, m.blocker[i]) if m.blocker[i] >= 0 else -1
    trace(d, m, draws, n, -1, last)
    for i in range(len(d.project)):
        if m.seen[i] == -1:
            out.critical[n, d.project[i]] = 1
    for j in range(len(d.planned)):
        if out.launch[n, j] >= 0:
            trace(d, m, draws, n, j, out.launch[n, j])
            measure_slack(d, m, draws, n, j, out)


@kernel
def measure_slack(d: Setup, m: Memory, draws: Draws, n: int, j: int, out: Outcomes) -> None:
    """Weeks by which each phase of a project could end later without a later launch; those that m.seen marks have none.

    Later phases keep their durations and could begin as early as precedence permits.
    """
    first, end = d.phase_first[j], d.phase_first[j + 1]
    for i in range(first, end):
        m.latest[i] = out.launch[n, j]
    for i in range(end - 1, first - 1, -1):
        slack = 0 if m.seen[i] == j else m.latest[i] - m.finish[i]
        out.slack[n, i] = slack
        ready = m.start[i] + slack - draws.delay[n, i]
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            b = d.pred[a]
            if first <= b < end:
                m.latest[b] = min(m.latest[b], ready - d.pred_lag[a])


@kernel
def trace(d: Setup, m: Memory, draws: Draws, n: int, j: int, end: int) -> None:
    """Mark in m.seen all phases on chains to the phases (of project j, or of any for -1) that finish in week `end`."""
    count = 0
    first = d.phase_first[j] if j >= 0 else 0
    stop = d.phase_first[j + 1] if j >= 0 else len(d.project)
    for i in range(first, stop):
        if m.finish[i] == end and end >= 0:
            m.stack[count], m.seen[i] = i, j
            count += 1
    while count > 0:
        count -= 1
        i = m.stack[count]
        ready = 0
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            ready = max(ready, m.finish[d.pred[a]] + d.pred_lag[a])
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            b = d.pred[a]
            if (
                m.start[i] <= ready + draws.delay[n, i]
                and m.finish[b] + d.pred_lag[a] == ready
                and m.seen[b] != j
            ):
                m.stack[count], m.seen[b] = b, j
                count += 1
        b = m.holder[i]
        if b >= 0 and m.seen[b] != j:
            m.stack[count], m.seen[b] = b, j
            count += 1


@kernel
def holder_before(m: Memory, i: int, p: int) -> int:
    """The phase that had the person in the week before phase i began and finished first; -1 when it was none."""
    best = -1
    for at in range(m.job_count[p]):
        b = m.jobs[p, at]
        if b == i or not m.start[b] < m.start[i] <= m.finish[b]:
            continue
        if best < 0 or m.finish[b] < m.finish[best] or (m.finish[b] == m.finish[best] and b < best):
            best = b
    return best
