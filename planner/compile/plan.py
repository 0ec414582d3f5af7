"""Solution to plan: from arrays back to dates, names and shares."""

from collections import defaultdict

from planner.compile.history import Past, sunk_cost
from planner.compile.index import Index
from planner.compile.sentences import reason_of, repair_of
from planner.domain.corrected import corrected
from planner.domain.plan import Assignment, ComputeUse, Plan, PlannedPhase, PlannedProject, relative_gap
from planner.domain.portfolio import Portfolio
from solvers.portfolio.problem import UNITS
from solvers.portfolio.solution import Refusal, Result, Solution, Status

#: Decimals of hours in a plan; what is rounded away is far below the tolerance of the verifier.
HOUR_DECIMALS = 6


def to_plan(portfolio: Portfolio, result: Result, *, snapshot: str, version: str) -> Plan:
    """The plan file of a result."""
    index = Index.of(corrected(portfolio))
    solution = result.solution
    reasons = {refusal.project: refusal for refusal in result.refusals}
    sunk = sunk_cost(portfolio, index)
    value = None if result.value is None else result.value - sunk
    bound = None if result.bound is None else result.bound - sunk
    return Plan(
        snapshot=snapshot,
        seed=result.seed,
        version=version,
        status=result.status.value,
        value=value,
        bound=bound,
        gap=relative_gap(value, bound),
        currency=portfolio.currency,
        projects=_projects(index, solution, reasons),
        phases=_phases(index, solution) if solution else (),
        assignments=_assignments(index, solution) if solution else (),
        compute=_compute(index, solution) if solution else (),
        repair=tuple(repair_of(index, refusal) for refusal in result.repairs),
    )


def draft_plan(portfolio: Portfolio, solution: Solution, *, snapshot: str) -> Plan:
    """An incumbent as a plan, for the verifier: no bound, no reasons."""
    result = Result(Status.FEASIBLE, solution, solution.value, None, None, None, 0.0, 0, 0, ())
    return to_plan(portfolio, result, snapshot=snapshot, version="draft")


def _projects(
    index: Index, solution: Solution | None, reasons: dict[int, Refusal]
) -> tuple[PlannedProject, ...]:
    planned = []
    past = Past.of(index.portfolio, index)
    for j, project in enumerate(index.project_list):
        if solution is None or not solution.selected[j]:
            reason = reason_of(index, reasons[j]) if j in reasons else None
            planned.append(PlannedProject(id=project.id, selected=False, reason=reason))
            continue
        first, end = int(index.phase_first[j]), int(index.phase_first[j + 1])
        spans = [_span(index, past, solution, i) for i in range(first, end)]
        launch = max(finish for _, finish in spans)
        planned.append(
            PlannedProject(
                id=project.id,
                selected=True,
                start=index.horizon.monday(min(start for start, _ in spans)),
                finish=index.horizon.monday(launch),
                launch=index.horizon.monday(launch),
                quarter=index.horizon.quarter_of(launch - 1),
            )
        )
    return tuple(planned)


def _phases(index: Index, solution: Solution) -> tuple[PlannedPhase, ...]:
    past = Past.of(index.portfolio, index)
    crews: dict[int, set[int]] = defaultdict(set)
    for row, person, *_ in solution.work:
        if row >= 0:
            crews[int(row)].add(int(person))
    for i, crew in _past_crews(index).items():
        crews[i] = crews[i] or crew
    planned = []
    for i, (project, phase) in enumerate(index.phase_list):
        if solution.start[i] >= 0:
            start, finish = _span(index, past, solution, i)
            planned.append(
                PlannedPhase(
                    project=project.id,
                    phase=phase.id,
                    start=index.horizon.monday(start),
                    finish=index.horizon.monday(finish),
                    crew=tuple(index.workers[p].id for p in sorted(crews[i])),
                )
            )
    return tuple(planned)


def _span(index: Index, past: Past, solution: Solution, i: int) -> tuple[int, int]:
    """Weeks of a phase, as they were where it has begun."""
    if i not in past.rows:
        return int(solution.start[i]), int(solution.finish[i])
    start = index.horizon.week_of(past.rows[i].started)
    return start, past.finish(index, i) if past.rows[i].finished else int(solution.finish[i])


def _past_crews(index: Index) -> dict[int, set[int]]:
    """Who has worked on each phase."""
    progress = index.portfolio.progress
    crews: dict[int, set[int]] = defaultdict(set)
    for row in progress.work if progress is not None else ():
        if row.phase is not None:
            crews[index.phases[row.project, row.phase]].add(index.people[row.person])
    return crews


def _assignments(index: Index, solution: Solution) -> tuple[Assignment, ...]:
    """Weeks with the same share become one assignment."""
    skills = [skill.id for skill in index.portfolio.skills]
    units: dict[tuple[int, int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row, person, skill, week, amount in solution.work.tolist():
        units[row, person, skill][week] += amount
    progress = index.portfolio.progress
    rows = [
        row
        for row in (progress.work if progress is not None else ())
        if solution.selected[index.projects[row.project]]
    ]
    for (row, person, skill), by_week in sorted(units.items(), key=lambda item: item[0]):
        project, phase = _owner(index, row)
        for first, end, amount in _runs(by_week):
            rows.append(
                Assignment(
                    project=project,
                    phase=phase,
                    person=index.workers[person].id,
                    skill=skills[skill],
                    start=index.horizon.monday(first),
                    finish=index.horizon.monday(end),
                    share=amount / UNITS,
                )
            )
    return tuple(rows)


def _owner(index: Index, row: int) -> tuple[str, str | None]:
    if row < 0:
        return index.project_list[-1 - row].id, None
    project, phase = index.phase_list[row]
    return project.id, phase.id


def _runs(by_week: dict[int, int]) -> list[tuple[int, int, int]]:
    """Maximal runs [first, end) of consecutive weeks with equal units."""
    runs: list[tuple[int, int, int]] = []
    for week in sorted(by_week):
        if runs and runs[-1][1] == week and runs[-1][2] == by_week[week]:
            runs[-1] = (runs[-1][0], week + 1, by_week[week])
        else:
            runs.append((week, week + 1, by_week[week]))
    return runs


def _compute(index: Index, solution: Solution) -> tuple[ComputeUse, ...]:
    hours: dict[tuple[int, int, int], float] = defaultdict(float)
    for row, pool, week, paid in solution.hours.tolist():
        hours[int(row), int(pool), int(week)] += paid
    progress = index.portfolio.progress
    used = tuple(
        use
        for use in (progress.compute if progress is not None else ())
        if solution.selected[index.projects[use.project]]
    )
    return used + tuple(
        ComputeUse(
            project=index.phase_list[i][0].id,
            phase=index.phase_list[i][1].id,
            pool=index.portfolio.pools[pool].id,
            week=index.horizon.monday(week),
            hours=round(paid, HOUR_DECIMALS),
        )
        for (i, pool, week), paid in sorted(hours.items())
        if round(paid, HOUR_DECIMALS) > 0
    )
