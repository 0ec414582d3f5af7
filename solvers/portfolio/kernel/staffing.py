"""Booking a crew's time on a phase that has its weeks."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.accounts import assign, note
from solvers.portfolio.kernel.blocks import (
    add_block,
    first_at_work,
    occupy,
    piece_end,
    room,
    tabulate,
    weeks_at_work,
)
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.division import largest_constant, offer, share_out
from solvers.portfolio.problem import Ints


@kernel
def staff(d: Data, st: State, g: Genes, i: int, crew: Ints, n: int) -> bool:
    """Book the time of the first n of a crew: the least share in every week, the rest as blocks or as early as can be.
    Who has the time gives the share of the genes on average at least.

    False when somebody's rest does not fit, which `covers` rules out.
    """
    s, end = st.start[i], st.finish[i]
    share = g.share[i]
    share_out(d, st, g, i, s, crew, n, end - s)
    st.size[i] = n
    for m in range(n):
        p = crew[m]
        st.on_project[p] += 1
        total, weeks, k = 0, weeks_at_work(d, p, s, end), -1
        for q in range(d.skill_first[i], d.skill_first[i + 1]):
            total += st.amount[p, d.skills[q]]
            if k < 0 and d.skill[p, d.skills[q]] > 0.0:
                k = d.skills[q]
        if total < weeks * d.minimum:
            # Somebody whose part is done stays on at the least share: time that the phase does not need.
            st.amount[p, k] += weeks * d.minimum - total
            total = weeks * d.minimum
        if share > d.minimum and total < weeks * share:
            more = min(weeks * share, offer(d, st, p, s, end - s)) - total
            if more > 0:
                st.amount[p, k] += more
                total += more
        if d.floating:
            if not staff_blocks(d, st, i, p, total - weeks * d.minimum):
                return False
        else:
            st.crew[i, p] = True
            staff_weeks(d, st, i, p, k, total, weeks)
    return True


@kernel
def staff_weeks(d: Data, st: State, i: int, p: int, k: int, total: int, weeks: int) -> None:
    """Give a person's units their weeks at once; k is the skill of time that the phase does not need."""
    s, end = st.start[i], st.finish[i]
    share = constant_share(d, st, p, s, end - s, total) if d.constant else 0
    extra = total - weeks * d.minimum
    for t in range(s, end):
        if d.capacity[p, t] < d.minimum:
            continue
        if d.constant:
            units = min(share, d.capacity[p, t])
        else:
            more = min(extra, st.free[p, t] - d.minimum)
            extra -= more
            units = d.minimum + more
        for q in range(d.skill_first[i], d.skill_first[i + 1]):
            part = min(units, st.amount[p, d.skills[q]])
            if part > 0:
                st.amount[p, d.skills[q]] -= part
                units -= part
                assign(d, st, i, p, d.skills[q], t, part)
        if units > 0:
            assign(d, st, i, p, k, t, units)


@kernel
def constant_share(d: Data, st: State, p: int, s: int, dur: int, total: int) -> int:
    """Least constant share that gives the total over the weeks."""
    top = largest_constant(d, st, p, s, dur)
    for share in range(d.minimum, top):
        given = 0
        for t in range(s, s + dur):
            if d.capacity[p, t] >= d.minimum:
                given += min(share, d.capacity[p, t])
        if given >= total:
            return share
    return top


@kernel
def staff_blocks(d: Data, st: State, i: int, p: int, extra: int) -> bool:
    """Put a person with its units, in st.amount, on a phase: a block for each period of the accounts.

    extra : units beyond the least shares; as many as possible go to the earlier periods.
    """
    occupy(d, st, i, p)
    first, lead, begin = st.start[i], 1, first_at_work(d, p, st.start[i])
    while first < st.finish[i]:
        end = piece_end(d, st.finish[i], first)
        units = weeks_at_work(d, p, first, end) * d.minimum
        rest = 0
        if extra > 0 and tabulate(d, st, p, first, end):
            rest = min(extra, room(st, p, first, end))
            if rest > 0:
                add_block(st, i, p, first, end, rest)
                extra -= rest
        lead = note_block(d, st, i, p, first, units + rest, begin, lead)
        first = end
    return extra == 0


@kernel
def note_block(d: Data, st: State, i: int, p: int, first: int, units: int, begin: int, lead: int) -> int:
    """Write the rows of a block, a skill each, from what is left in st.amount; 1 while no row was written."""
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        part = min(units, st.amount[p, d.skills[q]])
        if part > 0:
            st.amount[p, d.skills[q]] -= part
            units -= part
            note(d, st, i, p, d.skills[q], -1 - first, part, lead, begin)
            lead = 0
    return lead
