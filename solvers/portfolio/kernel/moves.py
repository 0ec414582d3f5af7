"""One trial of the search: some projects leave the schedule and come back in another order, with other crews.

Ruin and recreate (Schrimpf et al. 2000, doi:10.1006/jcph.1999.6413).
"""

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.decode import bundle, select
from solvers.portfolio.kernel.leave import Walk, draw_project, first_weeks, mark_dependent, ruin, ruin_wanted
from solvers.portfolio.kernel.rearrange import (
    limit_finishes,
    mark_later,
    mark_phases,
    needs_are_in,
    open_up,
    put_back,
)
from solvers.portfolio.kernel.ruin import copy_schedule, remove

FINE = 0.5
"""Part of the trials that move single phases, not whole projects."""

MOST_PHASES = 10
"""Phases that leave at once at most where projects stay."""

FILL = 3
"""Projects that are out and get a try at the end of a trial."""

KEEP_SHARES = 0.5
"""Part of the trials in which no project may take a theme's part of the effort further out of its bounds; in the others
a price on what is out of bounds lets projects balance each other in any order."""

SPREAD = 0.15
"""Part of the trials that move work of a theme that must have a part of the effort to another time, where there is one:
only beside it is there room for the work of others."""

DRAWN_OUT = 0.15
"""Part of the phases that may last longer than they must where moves cost: beside work that is drawn out, other work
can keep its start or its people."""

AS_RECORDED = 0.3
"""Part of the phases that wait for the week in which the plan of record has them, where moves cost."""

REBUILD = 0.03
"""Part of the trials that take out everything that begins after a random week, and build it again in its order."""


@kernel
def attempt_move(d: Data, current: State, trial: State, g: Genes, m: Walk, most: int) -> None:
    """Ruin and recreate `trial`, which is a copy of `current`."""
    m.out[:] = False
    first_weeks(d, current, m)
    g.use_position[:] = True
    g.keep_shares[0] = np.random.random() < KEEP_SHARES
    draw_luck(m)
    if np.random.random() < FINE:
        move_phases(d, current, trial, g, m)
    else:
        move_projects(d, current, trial, g, m, most)
    for _ in range(FILL):
        j = draw_project(d, trial, False)
        if j >= 0:
            choose_freely(d, g, current, m, j, False)
            come_back(d, trial, g, m, j)


@kernel
def move_phases(d: Data, current: State, trial: State, g: Genes, m: Walk) -> None:
    """Take out single phases around the place of one project, which leaves, or comes in, or around one of them; the
    projects of the others stay."""
    seed, begin, end = choose_place(d, current, m)
    mark_dependent(current, m)
    if seed < 0:
        return
    mark_phases(d, current, m, seed, begin, end, 1 + np.random.randint(MOST_PHASES))
    if np.random.random() < 0.3:
        mark_later(d, m)
    remove(d, trial, m.out)
    open_up(d, trial, m)
    for i in range(len(m.leaves)):
        if m.leaves[i]:
            choose_crew(d, g, current, m, i, np.random.random() < 0.3, False)
    for j in range(len(m.opened)):
        if m.opened[j]:
            g.thrift[j], g.not_before[j] = m.thrift[0], 0
    limit_finishes(d, current, trial, g, m, np.random.random() < 0.7)
    count = list_todo(d, current, m, seed if m.out[seed] or not current.selected[seed] else -1, False)
    for n in range(count):
        choose_freely(d, g, current, m, m.todo[n], False)
    first = np.random.random() < 0.5
    for n in range(count if first else 0):
        if needs_are_in(d, trial, m.todo[n]):
            come_back(d, trial, g, m, m.todo[n])
    fits = put_back(d, current, trial, g, m)
    for i in range(len(m.leaves)):
        g.until[i], g.delay[i] = d.weeks, 1.0
    if not fits:
        copy_schedule(current, trial)
        return
    for n in range(count):
        if not trial.selected[m.todo[n]]:
            come_back(d, trial, g, m, m.todo[n])
    for j in range(len(m.lost)):
        if m.lost[j]:
            choose_freely(d, g, current, m, j, False)
            come_back(d, trial, g, m, j)


@kernel
def choose_place(d: Data, current: State, m: Walk) -> tuple[int, int, int]:
    """Where phases are to leave: (project whose people count, -1 for none; weeks). The project is out, or it leaves, or
    one of its phases does."""
    m.leaves[:] = False
    dice = np.random.random()
    seed = draw_project(d, current, False) if dice < 0.35 else -1
    if seed >= 0:
        begin = np.random.randint(max(1, min(d.weeks - m.span[seed], 2 + d.alone[seed] + d.weeks // 4)))
        return seed, begin, begin + m.span[seed]
    seed = draw_project(d, current, True)
    if seed < 0:
        return -1, 0, 0
    if dice < 0.65:
        m.out[seed] = True
        return seed, m.begin[seed] - np.random.randint(1 + m.span[seed]), current.launch[seed]
    i = d.phase_first[seed] + np.random.randint(d.phase_first[seed + 1] - d.phase_first[seed])
    m.leaves[i] = True
    reach = np.random.randint(9)
    return seed, current.start[i] - reach, current.finish[i] + reach


@kernel
def move_projects(d: Data, current: State, trial: State, g: Genes, m: Walk, most: int) -> None:
    """Take out about `most` projects, and what needs them, and place them again in another order, with other crews."""
    spread = len(m.wanted) > 0 and np.random.random() < SPREAD
    if spread:
        seed, begin = ruin_wanted(d, current, m, most)
    else:
        seed, begin = ruin(d, current, g, m, most)
    rebuild = np.random.random() < REBUILD
    if rebuild:
        week = np.random.randint(d.weeks)
        for j in range(len(m.out)):
            m.out[j] = m.out[j] or m.begin[j] >= week
    mark_dependent(current, m)
    remove(d, trial, m.out)
    count = list_todo(d, current, m, seed, rebuild)
    for n in range(count):
        choose_freely(d, g, current, m, m.todo[n], rebuild)
    if spread:
        g.not_before[seed] = begin
        g.accept[seed] = True
        stretch(d, g, m, seed, begin)
    elif seed >= 0 and not current.selected[seed]:
        g.not_before[seed] = max(0, begin - 2) if np.random.random() < 0.5 else 0
    for n in range(count):
        if not trial.selected[m.todo[n]]:
            come_back(d, trial, g, m, m.todo[n])


@kernel
def draw_luck(m: Walk) -> None:
    """How much crews of this trial are left to luck, and how much the rent of people's time counts in it."""
    m.noise[0] = 0.0 if np.random.random() < 0.4 else 0.4 * np.random.random() ** 2
    dice = np.random.random()
    m.thrift[0] = 0.0 if dice < 0.3 else (1.0 if dice < 0.6 else 1.5 * np.random.random())


@kernel
def stretch(d: Data, g: Genes, m: Walk, j: int, begin: int) -> None:
    """Let one phase of a project that begins in a week last longer, up to the end of some quarter, or none."""
    if np.random.random() < 0.3:
        return
    i = d.phase_first[j] + np.random.randint(d.phase_first[j + 1] - d.phase_first[j])
    until = d.quarter_end[np.random.randint(len(d.quarter_end))] + 1 - begin
    g.stretch[i] = max(0, min(until - (m.span[j] - d.min_weeks[i]), d.weeks))
    g.share[i] = np.random.randint(d.minimum, 21) if np.random.random() < 0.3 else 0


@kernel
def weekly(st: State, i: int) -> int:
    """Units that each of the crew of a phase gives in a week on average."""
    units = 0
    for n in range(st.count[0]):
        if st.work[n, 0] == i:
            units += st.work[n, 4]
    return units // max(1, st.size[i] * (st.finish[i] - st.start[i]))


@kernel
def come_back(d: Data, st: State, g: Genes, m: Walk, j: int) -> None:
    """Place a project, then once more with phases that are early for nothing held back: the time of people is worth
    more the earlier it is. Placed a third time as at first when the launch suffers (double justification, Valls,
    Ballestin & Quintanilla 2005, doi:10.1016/j.ejor.2004.04.008)."""
    if not bundle(d, st, g, j) or m.after_first[j + 1] > m.after_first[j]:
        return
    fresh = 0
    for other in range(len(st.fresh)):
        fresh += 1 if st.fresh[other] else 0
    launch = st.launch[j]
    if fresh != 1 or not hold_back(d, st, g, m, j):
        return
    m.alone[:] = False
    m.alone[j] = True
    remove(d, st, m.alone)
    if select(d, st, g, j) and st.launch[j] <= launch:
        return
    if st.selected[j]:
        remove(d, st, m.alone)
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        g.hold[i] = 0
    select(d, st, g, j)


@kernel
def hold_back(d: Data, st: State, g: Genes, m: Walk, j: int) -> bool:
    """Hold each phase back to the latest start, at its duration, that keeps the launch; False when none is early."""
    early = False
    first, end = d.phase_first[j], d.phase_first[j + 1]
    for i in range(first, end):
        m.latest[i] = st.launch[j]
    for i in range(end - 1, first - 1, -1):
        start = m.latest[i] - (st.finish[i] - st.start[i])
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            before = d.pred[a]
            if first <= before < end:
                m.latest[before] = min(m.latest[before], start - d.pred_lag[a])
        g.hold[i] = start
        early = early or start > st.start[i]
    return early


@kernel
def list_todo(d: Data, st: State, m: Walk, seed: int, rebuild: bool) -> int:
    """Put the projects that come back in an order; how many there are."""
    count = 0
    how = 0.0 if rebuild else np.random.random()
    spread = 4.0 if rebuild else 0.1 + np.random.random() * d.weeks / 8
    ahead = np.random.random() < (0.4 if seed >= 0 and st.selected[seed] else 0.8)
    for j in range(len(m.out)):
        if not m.out[j] and j != seed:
            continue
        if how < 0.4:
            m.key[j] = m.begin[j] + np.random.normal() * spread
        elif how < 0.75:
            m.key[j] = -np.log(m.density[j] + 1e-300) + 0.7 * np.random.normal()
        else:
            m.key[j] = np.random.random()
        if j == seed and ahead:
            m.key[j] = -1e300
        n = count
        while n > 0 and m.key[m.todo[n - 1]] > m.key[j]:
            m.todo[n] = m.todo[n - 1]
            n -= 1
        m.todo[n] = j
        count += 1
    return count


@kernel
def choose_freely(d: Data, g: Genes, st: State, m: Walk, j: int, rebuild: bool) -> None:
    """Settings under which a project comes back: crews of any size with some noise, mostly as early as possible."""
    team = st.selected[j] and np.random.random() < (0.9 if rebuild else 0.1)
    wanted = st.selected[j] and m.is_wanted[j]
    keep = wanted and np.random.random() < 0.5
    g.accept[j] = wanted and np.random.random() < 0.7
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        choose_crew(d, g, st, m, i, team, keep)
    g.thrift[j] = m.thrift[0]
    g.not_before[j] = 0
    dice = np.random.random()
    if dice < 0.05 and m.begin[j] >= 0:
        g.not_before[j] = max(0, m.begin[j] + np.random.randint(9) - 4)
    elif dice < 0.06:
        g.not_before[j] = np.random.randint(d.weeks)


@kernel
def choose_crew(d: Data, g: Genes, st: State, m: Walk, i: int, team: bool, keep: bool) -> None:
    """Settings under which a phase comes back: with its `team`, or any crew; as long as it was, if it is to `keep`
    that."""
    g.fixed[i] = team
    g.hold[i] = 0
    g.stretch[i] = st.finish[i] - st.start[i] if keep else 0
    g.share[i] = weekly(st, i) if keep and np.random.random() < 0.5 else 0
    if d.base_price > 0.0:
        if np.random.random() < DRAWN_OUT:
            g.stretch[i] = st.finish[i] - st.start[i] + 1 + np.random.randint(4)
        if d.base_selected[d.project[i]] and np.random.random() < AS_RECORDED:
            g.hold[i] = d.base_start[i]
    g.team[i] = st.crew[i]
    g.pick[i] = 1 + np.random.randint(1 << 20) if np.random.random() < m.noise[0] else 0
    g.crew[i] = d.crew_max[i]
    if np.random.random() < m.noise[0] and d.crew_max[i] > d.crew_min[i]:
        g.crew[i] = d.crew_min[i] + np.random.randint(d.crew_max[i] - d.crew_min[i] + 1)
