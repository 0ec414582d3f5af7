"""The past in the solvers' arrays: decisions are about open weeks, and what has happened stands fixed before them.

A finished phase is a marker of one week just before the first open one; a running phase begins in the first open week
with what is left of it. A launched project launches at the first open week and is worth what its true launch is worth.
Dates as they were come back in `planner.compile.plan`.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.compile.index import Index
from planner.compile.value import launch_values
from planner.domain.portfolio import Portfolio
from planner.domain.progress import StartedPhase
from planner.domain.team import Position
from solvers.portfolio.problem import UNITS, Baseline, Bools, Floats, Ints, People, Phases, Problem, Projects


@dataclass(frozen=True)
class Past:
    """Rows of progress by phase index."""

    now: int
    rows: dict[int, StartedPhase]
    launched: frozenset[int]
    """Projects all of whose phases are finished."""
    started: frozenset[int]
    """Projects that have begun and are not pinned out."""

    @classmethod
    def of(cls, portfolio: Portfolio, index: Index) -> "Past":
        """The past of a portfolio."""
        rows = {index.phases[key]: row for key, row in portfolio.started.items()}
        out = {pin.project for pin in portfolio.pins if pin.selected is False}
        first = index.phase_first
        launched = frozenset(
            j
            for j in range(len(index.project_list))
            if all(i in rows and rows[i].finished for i in range(int(first[j]), int(first[j + 1])))
        )
        started = frozenset(index.projects[p] for p, _ in portfolio.started if p not in out)
        return cls(portfolio.now, rows, launched, started)

    def finish(self, index: Index, i: int) -> int:
        """Exclusive week in which a finished phase ended."""
        finished = self.rows[i].finished
        assert finished is not None
        return index.horizon.week_of(finished) + 1


def with_past(portfolio: Portfolio, index: Index, problem: Problem) -> Problem:
    """The problem of the open weeks. Without progress, the problem as it is."""
    if portfolio.progress is None:
        return problem
    past = Past.of(portfolio, index)
    capacity, hours = problem.people.capacity.copy(), problem.pools.hours.copy()
    capacity[:, : past.now] = 0
    hours[:, : past.now] = 0.0
    hired = _hired(portfolio, index)
    phases = _phases(portfolio, index, past, problem.phases, replace(problem.people, capacity=capacity))
    return replace(
        problem,
        now=past.now,
        phases=phases,
        projects=_projects(portfolio, index, past, problem.projects),
        people=replace(
            problem.people,
            capacity=capacity,
            position_cost=np.where(hired, 0.0, problem.people.position_cost),
        ),
        pools=replace(problem.pools, hours=hours),
        rules=replace(problem.rules, budget_limit=_left(portfolio, index, problem)),
        baseline=_baseline(past, problem.baseline, phases),
    )


def sunk_cost(portfolio: Portfolio, index: Index) -> float:
    """What the objective counts of the past: accelerator-hours of started projects in pools that are paid by use, and
    open positions that were used."""
    if portfolio.progress is None:
        return 0.0
    past, horizon = Past.of(portfolio, index), index.horizon
    prices = {pool.id: pool.prices(horizon) for pool in portfolio.pools if not pool.committed}
    total = sum(
        use.hours * float(prices[use.pool][horizon.week_of(use.week)])
        for use in portfolio.progress.compute
        if use.pool in prices and index.projects[use.project] in past.started
    )
    for p in np.flatnonzero(_hired(portfolio, index)):
        worker = index.workers[p]
        first = min(row.start for row in portfolio.progress.work if row.person == worker.id)
        total += float(worker.weekly_cost) * (horizon.weeks - max(0, horizon.week_of(first)))
    return total


def _hired(portfolio: Portfolio, index: Index) -> Bools:
    assert portfolio.progress is not None
    seen = {row.person for row in portfolio.progress.work}
    return np.array([isinstance(w, Position) and w.id in seen for w in index.workers], np.bool_)


def _projects(portfolio: Portfolio, index: Index, past: Past, projects: Projects) -> Projects:
    value, mandatory = projects.value.copy(), projects.mandatory.copy()
    required = projects.required_people.copy()
    for j in past.started:
        mandatory[j] = True
        worked = {
            name for row in past.rows.values() for name in row.crew if row.project == index.project_list[j].id
        }
        for name in worked:
            required[j, index.people[name]] = False
    for j in past.launched:
        first, end = int(index.phase_first[j]), int(index.phase_first[j + 1])
        launch = max(past.finish(index, i) for i in range(first, end))
        # What was launched after a hard deadline was launched nevertheless.
        deadline = index.project_list[j].deadline
        kept = None if deadline is not None and deadline.hard else deadline
        project = index.project_list[j].model_copy(update={"deadline": kept})
        value[j, :] = launch_values(portfolio, project, index.horizon)[launch]
    return replace(projects, value=value, mandatory=mandatory, required_people=required)


def _phases(portfolio: Portfolio, index: Index, past: Past, phases: Phases, people: People) -> Phases:
    assert portfolio.progress is not None
    effort, hours = phases.effort.copy(), phases.gpu_hours.copy()
    weeks, least, most = phases.min_weeks.copy(), phases.crew_min.copy(), phases.crew_max.copy()
    allowed, pinned = phases.allowed.copy(), phases.pinned_start.copy()
    may, must = phases.may_work.copy(), phases.must_work.copy()
    allowed[:, : past.now] = False
    for i, row in past.rows.items():
        phase = index.phase_list[i][1]
        left = row.effort_left(phase)
        effort[i] = [left.get(skill, 0.0) for skill in index.skills]
        hours[i] = row.hours_left(phase)
        if row.finished is not None:
            # Nowhere else, so that nothing makes it longer either.
            pinned[i], weeks[i], allowed[i] = past.now - 1, 1, np.arange(allowed.shape[1]) == past.now - 1
        else:
            begun = index.horizon.week_of(row.started)
            pinned[i], weeks[i] = past.now, max(1, int(weeks[i]) - (past.now - begun))
        # Whoever has none of the skills that are still needed has done their part.
        may[i] &= (people.skill[:, effort[i] > 0] > 0).any(axis=1)
        must[i] &= bool((effort[i] > 0).any())
        if not (effort[i] > 0).any():
            least[i] = most[i] = 0
        elif portfolio.progress.keep_people:
            _keep(index, i, row, effort, may, must, (least, most), people.capacity)
    first, pred, lag = _precedence(index, past, phases)
    return replace(
        phases,
        effort=effort,
        gpu_hours=hours,
        min_weeks=weeks,
        crew_min=least,
        crew_max=most,
        allowed=allowed,
        pinned_start=pinned,
        may_work=may,
        must_work=must,
        pred_first=first,
        pred=pred,
        pred_lag=lag,
    )


def _keep(
    index: Index,
    i: int,
    row: StartedPhase,
    effort: Floats,
    may: Bools,
    must: Bools,
    crew_range: tuple[Ints, Ints],
    capacity: Ints,
) -> None:
    """Keep the crew of a running phase: exactly, when all of them are still there and can do the rest; else those who
    are there stay, and others may join."""
    crew = [index.people[name] for name in row.crew]
    stay = [p for p in crew if may[i, p] and capacity[p].any()]
    if not stay or len(stay) > crew_range[1][i]:
        return
    must[i, stay] = True
    skills = list(index.skills)
    enough = all(
        sum(capacity[p].sum() / UNITS * index.workers[p].skills.get(skills[k], 0.0) for p in stay)
        >= effort[i, k]
        for k in np.flatnonzero(effort[i] > 0)
    )
    if len(stay) == len(crew) and enough and len(stay) >= crew_range[0][i]:
        crew_range[0][i] = crew_range[1][i] = len(stay)


def _precedence(index: Index, past: Past, phases: Phases) -> tuple[Ints, Ints, Ints]:
    """Arcs between phases as the open weeks see them: none into what has started, none that the past has satisfied."""
    rows: list[list[tuple[int, int]]] = []
    for i in range(len(index.phase_list)):
        row: list[tuple[int, int]] = []
        for a in range(int(phases.pred_first[i]), int(phases.pred_first[i + 1])):
            before, lag = int(phases.pred[a]), int(phases.pred_lag[a])
            if before in past.rows and past.rows[before].finished is not None:
                lag = past.finish(index, before) + lag - past.now
                if lag <= 0:
                    continue
            row.append((before, lag))
        rows.append([] if i in past.rows else row)
    first = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    flat = [arc for row in rows for arc in row]
    return first, np.array([i for i, _ in flat], np.int64), np.array([lag for _, lag in flat], np.int64)


def _left(portfolio: Portfolio, index: Index, problem: Problem) -> Floats:
    """Budgets less what is spent; an overdrawn one has nothing left, and asks for nothing back."""
    assert portfolio.progress is not None
    rules, horizon = problem.rules, index.horizon
    spent = np.zeros(len(rules.budget_limit))
    for row in portfolio.progress.work:
        worker = index.workers[index.people[row.person]]
        theme = index.themes.get(index.project_list[index.projects[row.project]].theme or "", -1)
        cost = row.share / worker.fte * float(worker.weekly_cost)
        weeks = range(max(0, horizon.week_of(row.start)), min(portfolio.now, horizon.week_of(row.finish)))
        for r in np.flatnonzero(rules.budget_people):
            if rules.budget_theme[r] in (-1, theme):
                spent[r] += cost * sum(bool(rules.budget_weeks[r, t]) for t in weeks)
    for use in portfolio.progress.compute:
        g, t = index.pools[use.pool], horizon.week_of(use.week)
        theme = index.themes.get(index.project_list[index.projects[use.project]].theme or "", -1)
        for r in np.flatnonzero(~rules.budget_people & rules.budget_weeks[:, t]):
            all_themes = rules.budget_theme[r] < 0
            if (all_themes and not problem.pools.committed[g]) or rules.budget_theme[r] == theme >= 0:
                spent[r] += use.hours * problem.pools.price[g, t]
    left = rules.budget_limit - spent
    return np.where((spent > 0) & (left < 0), 0.0, left)


def _baseline(past: Past, base: Baseline, phases: Phases) -> Baseline:
    """What has started does not move: its start costs nothing, nor the crew of what needs nobody any more."""
    start, crew = base.start.copy(), base.crew.copy()
    for i in past.rows:
        if start[i] >= 0:
            start[i] = phases.pinned_start[i]
        if phases.crew_max[i] == 0:
            crew[i] = False
    return replace(base, start=start, crew=crew)
