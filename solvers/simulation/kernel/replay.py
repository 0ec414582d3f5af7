"""One run after the other: which phase comes next, when projects stop and launch, what a run was worth."""

from solvers.common.compiled import kernel
from solvers.simulation.kernel.book import book_phase, book_upkeep
from solvers.simulation.kernel.chain import mark_chains
from solvers.simulation.kernel.crew import find_start
from solvers.simulation.kernel.data import BIG, CLAIM, PART, Memory, Setup
from solvers.simulation.problem import Draws, Outcomes

WAITING, DONE, DROPPED, FAILED = 0, 1, 2, 3


@kernel
def replay(d: Setup, m: Memory, draws: Draws, first: int, last: int, out: Outcomes) -> None:
    """Runs [first, last) of a batch."""
    m.waited[:] = -1
    for n in range(first, last):
        reset(d, m, draws, n)
        run_once(d, m, draws, n, out)
        account(d, m, n, out)
        mark_chains(d, m, draws, n, out)


@kernel
def reset(d: Setup, m: Memory, draws: Draws, n: int) -> None:
    """Empty schedule with the people of this run."""
    m.person_week[:] = d.person_week
    for c in range(len(d.position)):
        m.person_week[d.position[c], :] = d.position_week[c, draws.position_start[n, c], :]
    for p in range(len(d.leaves)):
        m.gone[p] = min(d.leaves[p], draws.gone[n, p])
        for t in range(draws.gone[n, p], d.weeks):
            m.person_week[p, t] &= PART << CLAIM
    m.hours[:] = d.hours
    m.hours_claim[:] = d.hours_claim
    m.first_use[:] = d.weeks
    m.status[:] = DROPPED
    for o in range(len(d.order)):
        m.status[d.order[o]] = WAITING
    m.start[:] = -1
    m.finish[:] = -1
    m.crew[:] = False
    m.job_count[:] = 0
    m.blocker[:] = -1
    m.stop_at[:] = d.weeks + 1
    m.done[:] = 0
    m.due[:] = BIG
    for i in range(len(d.project)):
        m.open[i] = d.pred_first[i + 1] - d.pred_first[i]
        if m.status[i] == WAITING and m.open[i] == 0:
            m.due[i] = max(ready(d, m, draws, n, i), d.start[i])


@kernel
def run_once(d: Setup, m: Memory, draws: Draws, n: int, out: Outcomes) -> None:
    """Place every phase in the order in which it becomes due and ready."""
    head = 0
    purge(d, m, n, head, out)
    while True:
        while head < len(d.order) and m.status[d.order[head]] != WAITING:
            head += 1
        i = next_phase(d, m, head)
        if i < 0:
            break
        j, early = d.project[i], ready(d, m, draws, n, i)
        m.due[i] = BIG
        release(d, m, i)
        s = find_start(d, m, draws, n, i, early)
        if s < 0 or s >= m.stop_at[j]:
            m.status[i] = DROPPED
            give_up(d, m, n, j, 2 if s < 0 else 1, out)
            purge(d, m, n, head, out)
            continue
        note_wait(d, m, n, i, max(early, d.start[i]), s, out)
        book_phase(d, m, draws, n, i, s, out)
        out.other[n] += d.other_cost[i]
        m.status[i] = DONE
        m.done[j] += 1
        if draws.passes[n, i] == 0:
            m.status[i] = FAILED
            m.stop_at[j] = min(m.stop_at[j], m.finish[i])
            give_up(d, m, n, j, 1, out)
            purge(d, m, n, head, out)
            continue
        free_next(d, m, draws, n, i)
        if m.done[j] == d.planned[j] and out.stopped[n, j] == 0:
            launch(d, m, n, j, out)


@kernel
def next_phase(d: Setup, m: Memory, head: int) -> int:
    """The waiting phase that is due and ready first; -1 for none."""
    best, least = -1, BIG
    for o in range(head, len(d.order)):
        i = d.order[o]
        if d.start[i] >= least:
            break
        if m.due[i] < least:
            best, least = i, m.due[i]
    return best


@kernel
def ready(d: Setup, m: Memory, draws: Draws, n: int, i: int) -> int:
    """First week in which a phase may begin whose predecessors are done."""
    week = 0
    for a in range(d.pred_first[i], d.pred_first[i + 1]):
        week = max(week, m.finish[d.pred[a]] + d.pred_lag[a])
    return max(week + draws.delay[n, i], d.not_before[i])


@kernel
def free_next(d: Setup, m: Memory, draws: Draws, n: int, i: int) -> None:
    """Phase i is done: what waited for nothing else is due now."""
    for a in range(d.next_first[i], d.next_first[i + 1]):
        b = d.next[a]
        m.open[b] -= 1
        if m.open[b] == 0 and m.status[b] == WAITING:
            m.due[b] = max(ready(d, m, draws, n, b), d.start[b])


@kernel
def release(d: Setup, m: Memory, owner: int) -> None:
    """Give back what the plan keeps for a phase, or (behind all phases) for a project's upkeep."""
    for q in range(d.work_first[owner], d.work_first[owner + 1]):
        m.person_week[d.work[q, 0], d.work[q, 1]] -= d.work[q, 2] << CLAIM
    if owner < len(d.project):
        for q in range(d.use_first[owner], d.use_first[owner + 1]):
            m.hours_claim[int(d.use[q, 1]), int(d.use[q, 2])] -= d.use[q, 3]


@kernel
def give_up(d: Setup, m: Memory, n: int, j: int, reason: int, out: Outcomes) -> None:
    """The project will not launch: nothing is kept for its upkeep any more."""
    if out.stopped[n, j] == 0:
        release(d, m, len(d.project) + j)
        out.stopped[n, j] = reason


@kernel
def purge(d: Setup, m: Memory, n: int, head: int, out: Outcomes) -> None:
    """Drop waiting phases behind something that will never be there, and what a stopped project planned for later."""
    for o in range(head, len(d.order)):
        i = d.order[o]
        if m.status[i] != WAITING:
            continue
        j = d.project[i]
        lost = d.start[i] >= m.stop_at[j]
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            lost = lost or m.status[d.pred[a]] >= DROPPED
        if lost:
            m.status[i] = DROPPED
            m.due[i] = BIG
            release(d, m, i)
            give_up(d, m, n, j, 2, out)


@kernel
def note_wait(d: Setup, m: Memory, n: int, i: int, due: int, s: int, out: Outcomes) -> None:
    """Remember for whom the phase waited; its weeks of waiting count as a shortage of the skills that they have."""
    p = m.note[2]
    if p < 0:
        return
    m.blocker[i] = p
    for q in range(d.cell_first[i], d.cell_first[i + 1]):
        k = d.cell_skill[q]
        if d.skill[p, k] > 0.0:
            for t in range(due, s):
                if m.waited[k, t] != n:
                    m.waited[k, t] = n
                    out.short[m.thread, k, t] += 1


@kernel
def launch(d: Setup, m: Memory, n: int, j: int, out: Outcomes) -> None:
    """Launch at the finish of the last phase; upkeep takes what people have left."""
    week = 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        week = max(week, m.finish[i])
    out.launch[n, j] = week
    release(d, m, len(d.project) + j)
    book_upkeep(d, m, n, j, week, out)


@kernel
def account(d: Setup, m: Memory, n: int, out: Outcomes) -> None:
    """Value of the run and what falls due by quarter whatever was decided."""
    value = -out.other[n]
    for q in range(out.spent.shape[1]):
        value -= out.spent[n, q]
        out.spent[n, q] += d.fixed_cost[q]
    for p in range(len(d.position_cost)):
        # Positions are paid to the end of the plan's horizon, not of the longer one of the replay.
        value -= d.position_cost[p] * max(0, d.horizon - m.first_use[p])
    for j in range(len(d.planned)):
        if out.launch[n, j] >= 0:
            value += d.value[j, out.launch[n, j]]
            if d.serving[j] == 0.0:
                continue
            for t in range(out.launch[n, j], d.horizon):
                out.serving[n, d.quarter[t]] += d.serving[j]
    out.value[n] = value
