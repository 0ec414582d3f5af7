"""A gesture on a plan: the pins that it stands for, and the plan with the gesture alone and nothing else moved."""

import datetime as dt

from planner.domain.calendar import WEEK
from planner.domain.plan import Assignment, Plan, PlannedPhase
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag
from planner.errors import BadInput


def check_drag(portfolio: Portfolio, plan: Plan, drag: Drag) -> None:
    """BadInput, with the way out, when the gesture is about something that is not there or cannot be moved."""
    project = next((p for p in portfolio.projects if p.id == drag.project), None)
    if project is None:
        known = ", ".join(sorted(p.id for p in portfolio.projects)[:8])
        raise BadInput(f"project: there is no project '{drag.project}' (there are: {known}, ...)")
    phases = [phase.id for phase in project.phases]
    if drag.phase is not None and drag.phase not in phases:
        raise BadInput(
            f"phase: '{drag.project}' has no phase '{drag.phase}' (there are: {', '.join(phases)})"
        )
    people = {worker.id for worker in portfolio.workers}
    if drag.person is not None and drag.person not in people:
        raise BadInput(f"person: there is no person '{drag.person}'")
    if drag.starts is not None:
        if drag.starts.weekday() != 0:
            raise BadInput(f"starts: {drag.starts} is a {drag.starts:%A}; give a Monday")
        first = portfolio.horizon.monday(portfolio.now)
        if not first <= drag.starts < portfolio.horizon.end:
            raise BadInput(f"starts: {drag.starts} is not from {first} to before {portfolio.horizon.end}")
        if pinned_phase(portfolio, plan, drag) is None:
            raise BadInput(f"starts: every phase of '{drag.project}' has begun; nothing is left to move")
    started = portfolio.started.get((drag.project, drag.phase or ""))
    if started is not None and (drag.starts is not None or started.finished is not None):
        raise BadInput(f"phase: '{drag.project}/{drag.phase}' has begun on {started.started}")
    if drag.selected is False and any(key[0] == drag.project for key in portfolio.started):
        raise BadInput(f"selected: '{drag.project}' has begun; removing it is a change, see replanning")


def pinned_phase(portfolio: Portfolio, plan: Plan, drag: Drag) -> str | None:
    """The phase that a start is about: the one named, or the first of the project that has not begun."""
    if drag.phase is not None:
        return drag.phase
    planned = {row.phase: row.start for row in plan.phases if row.project == drag.project}
    phases = [
        phase.id
        for phase in portfolio.project(drag.project).phases
        if (drag.project, phase.id) not in portfolio.started
    ]
    return min(phases, key=lambda name: (planned.get(name, dt.date.max), phases.index(name)), default=None)


def pins_of(portfolio: Portfolio, plan: Plan, drag: Drag) -> tuple[Pin, ...]:
    """The pins that a gesture stands for."""
    if drag.selected is not None:
        return (Pin(project=drag.project, selected=drag.selected),)
    phase = pinned_phase(portfolio, plan, drag)
    if drag.person is not None:
        return _person_pins(drag.project, phase, [drag.person])
    return _start_pins(drag.project, phase, drag.starts)


def pins_to_keep(project: str, phase: str | None, what: str, before: str, after: str) -> tuple[Pin, ...]:
    """The pins that keep a move (see `Shift`); of people, those who join."""
    if what == "selected":
        return (Pin(project=project, selected=after == "in"),)
    if what == "start":
        return _start_pins(project, phase, dt.date.fromisoformat(after))
    stay = before.split(", ")
    joined = [name for name in after.split(", ") if name and name not in stay]
    return _person_pins(project, phase, joined) if joined else ()


def _person_pins(project: str, phase: str | None, people: list[str]) -> tuple[Pin, ...]:
    # Without the first of them a plan would keep the pin by leaving the project out.
    people_pins = (Pin(project=project, phase=phase, person=name) for name in people)
    return Pin(project=project, selected=True), *people_pins


def _start_pins(project: str, phase: str | None, starts: dt.date | None) -> tuple[Pin, ...]:
    return Pin(project=project, selected=True), Pin(project=project, phase=phase, starts=starts)


def starts_to_drag(portfolio: Portfolio, plan: Plan) -> dict[str, dt.date]:
    """By what the bar of each project is dragged: the planned start of its first phase that has not begun."""
    found: dict[str, dt.date] = {}
    started = portfolio.started
    for row in plan.phases:
        if (row.project, row.phase) not in started:
            found[row.project] = min(row.start, found.get(row.project, row.start))
    return found


def with_pins(portfolio: Portfolio, pins: tuple[Pin, ...]) -> Portfolio:
    """The portfolio with more pins, in place of those that decide the same."""

    def about(pin: Pin) -> tuple[object, ...]:
        what = "selected" if pin.selected is not None else "starts" if pin.starts is not None else pin.person
        return pin.project, pin.phase, what

    decided = {about(pin) for pin in pins}
    kept = tuple(pin for pin in portfolio.pins if about(pin) not in decided)
    update: dict[str, object] = {"pins": (*kept, *pins)}
    out = {pin.project for pin in pins if pin.selected is False}
    if out:
        # Whoever takes it out means it, also where the document says that it must be in.
        update["projects"] = tuple(
            p.model_copy(update={"mandatory": False}) if p.id in out else p for p in portfolio.projects
        )
    return portfolio.model_copy(update=update)


def gesture_alone(portfolio: Portfolio, plan: Plan, drag: Drag) -> Plan | None:
    """The plan with the gesture alone; None where there is nothing to look at: a project comes in, or is not in."""
    rows = [row for row in plan.phases if row.project == drag.project]
    if drag.selected is not None and drag.selected:
        return None
    if not rows:
        return None
    if drag.selected is False:
        return without_project(plan, drag.project)
    if drag.person is not None:
        return _with_person(portfolio, plan, drag)
    first = next(row for row in rows if row.phase == pinned_phase(portfolio, plan, drag))
    assert drag.starts is not None
    names = {first.phase} if drag.phase is not None else {row.phase for row in rows}
    names -= {phase for project, phase in portfolio.started if project == drag.project}
    return shifted(plan, drag.project, names, (drag.starts - first.start) // WEEK)


def without_project(plan: Plan, project: str) -> Plan:
    projects = tuple(
        row
        if row.id != project
        else row.model_copy(
            update={"selected": False, "start": None, "finish": None, "launch": None, "quarter": None}
        )
        for row in plan.projects
    )
    update: dict[str, object] = {"projects": projects}
    for name in ("phases", "assignments", "compute"):
        update[name] = tuple(row for row in getattr(plan, name) if row.project != project)
    return plan.model_copy(update=update)


def shifted(plan: Plan, project: str, names: set[str], weeks: int) -> Plan:
    """Some phases of a project by so many weeks, with their people and hours; upkeep follows the launch."""
    by = weeks * WEEK

    def ours(row: object) -> bool:
        return getattr(row, "project", None) == project and getattr(row, "phase", None) in names

    phases = tuple(
        row.model_copy(update={"start": row.start + by, "finish": row.finish + by}) if ours(row) else row
        for row in plan.phases
    )
    work = [
        row.model_copy(update={"start": row.start + by, "finish": row.finish + by}) if ours(row) else row
        for row in plan.assignments
    ]
    use = tuple(row.model_copy(update={"week": row.week + by}) if ours(row) else row for row in plan.compute)
    mine = [row for row in phases if row.project == project]
    launch = max(row.finish for row in mine)
    old = next(row.launch for row in plan.projects if row.id == project)
    assert old is not None
    projects = tuple(
        row
        if row.id != project
        else row.model_copy(
            update={"start": min(m.start for m in mine), "finish": launch, "launch": launch, "quarter": None}
        )
        for row in plan.projects
    )
    kept = [piece for row in work if (piece := _upkeep_from(row, project, old, launch)) is not None]
    return plan.model_copy(
        update={"projects": projects, "phases": phases, "assignments": tuple(kept), "compute": use}
    )


def _upkeep_from(row: Assignment, project: str, old: dt.date, launch: dt.date) -> Assignment | None:
    if row.project != project or row.phase is not None:
        return row
    start = launch if row.start == old else max(row.start, launch)
    return row.model_copy(update={"start": start}) if start < row.finish else None


def _with_person(portfolio: Portfolio, plan: Plan, drag: Drag) -> Plan:
    """The person takes over the work of the member of the crew whose skills are most like theirs."""
    planned = next(row for row in plan.phases if (row.project, row.phase) == (drag.project, drag.phase))
    if drag.person in planned.crew or not planned.crew:
        return plan
    skills = {worker.id: set(worker.skills) for worker in portfolio.workers}
    joins = skills[drag.person or ""]
    gives_way = max(planned.crew, key=lambda name: (len(skills[name] & joins), name))
    since = portfolio.horizon.monday(portfolio.now)

    def changed(row: PlannedPhase) -> PlannedPhase:
        crew = tuple(drag.person or "" if name == gives_way else name for name in row.crew)
        return row.model_copy(update={"crew": crew})

    phases = tuple(changed(row) if row is planned else row for row in plan.phases)
    work = tuple(
        row.model_copy(update={"person": drag.person})
        if (row.project, row.phase, row.person) == (drag.project, drag.phase, gives_way)
        and row.start >= since
        else row
        for row in plan.assignments
    )
    return plan.model_copy(update={"phases": phases, "assignments": work})
