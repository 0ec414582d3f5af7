"""Why a project is in or out of a plan, and what would change that: answers checked by planning again."""

import time
from collections.abc import Callable

from planner.domain.answers import Explanation, Tried
from planner.domain.plan import Plan, PlannedProject, Reason
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.errors import BadInput
from planner.services.optimise import plan_portfolio
from planner.services.progress import OnProgress, Progress, ShouldStop, ignore, never
from planner.services.relaxations import relaxations

__all__ = ["Explanation", "Tried", "check_pair", "explain", "replan_from"]


def check_pair(portfolio: Portfolio, plan: Plan, project_id: str | None = None) -> None:
    """BadInput unless the plan was made from this portfolio, has a schedule, and the project is in the portfolio."""
    if plan.snapshot != snapshot_id(portfolio):
        raise BadInput("the plan was made from another version of this portfolio: plan again, then ask")
    if plan.value is None:
        raise BadInput(f"the plan is {plan.status} and has no schedule: its `repair` says what to change")
    ids = {project.id for project in portfolio.projects}
    if project_id is not None and project_id not in ids:
        raise BadInput(f"there is no project '{project_id}' (there are: {', '.join(sorted(ids)[:8])}, ...)")


def replan_from(
    portfolio: Portfolio,
    plan: Plan,
    seconds: float,
    *,
    seed: int = 0,
    decodes: int | None = None,
    should_stop: ShouldStop = never,
) -> Plan:
    """Plan a changed portfolio, beginning with the plan of the unchanged one; moves away from it cost nothing."""
    free = portfolio.policies.model_copy(update={"change_price": 0})
    changed = portfolio.model_copy(update={"policies": free})
    return plan_portfolio(
        changed, seconds=seconds, seed=seed, base=plan, decodes=decodes, should_stop=should_stop
    ).plan


def decided(portfolio: Portfolio, project_id: str, *, selected: bool) -> Portfolio:
    """The portfolio with a project pinned in or out, whatever its pins said about that."""
    pins = tuple(pin for pin in portfolio.pins if pin.project != project_id or pin.selected is None)
    return portfolio.model_copy(update={"pins": (*pins, Pin(project=project_id, selected=selected))})


def explain(
    portfolio: Portfolio,
    plan: Plan,
    project_id: str,
    *,
    seconds: float = 4.0,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> Explanation:
    """Force the opposite selection and plan again; for a project that is out, look for the smallest change.

    Parameters
    ----------
    seconds
        For all planning together: a third for the forced plan, the rest for changes.

    Raises
    ------
    BadInput
        When the plan is not one of this portfolio or the project is unknown.
    """
    check_pair(portfolio, plan, project_id)
    begun = time.monotonic()

    def report(phase: str, fraction: float) -> None:
        on_progress(Progress(phase=phase, elapsed=time.monotonic() - begun, fraction=fraction))

    planned = next(project for project in plan.projects if project.id == project_id)
    report("planning with it out" if planned.selected else "planning with it in", 0.0)
    pinned = decided(portfolio, project_id, selected=not planned.selected)
    forced = replan_from(pinned, plan, seconds / 3, should_stop=should_stop)
    before, after = _selected(plan), _selected(forced)
    possible = forced.value is not None
    reason = planned.reason or _inside(portfolio, planned)
    tried: tuple[Tried, ...] = ()
    if not planned.selected:
        tried = _try(portfolio, plan, project_id, reason, seconds * 2 / 3, report, should_stop)
    why_not = next((p.reason for p in forced.projects if p.id == project_id and not p.selected), None)
    return Explanation(
        project_id,
        planned.selected,
        reason,
        plan.value,
        forced.value,
        tuple(sorted(before - after - {project_id})) if possible else (),
        tuple(sorted(after - before - {project_id})) if possible else (),
        None if possible or planned.selected else why_not,
        tried,
    )


def _inside(portfolio: Portfolio, planned: PlannedProject) -> Reason:
    """Why a project is in: a decision, else its worth."""
    text = f"It is in: it starts on {planned.start} and launches on {planned.launch}."
    if portfolio.project(planned.id).mandatory:
        return Reason(rule="selection.mandatory", text=f"{text} It is a must-have.")
    if any(pin.project == planned.id and pin.selected for pin in portfolio.pins):
        return Reason(rule="pin.selected", text=f"{text} A pin keeps it in.")
    return Reason(rule="", text=text)


def _try(
    portfolio: Portfolio,
    plan: Plan,
    project_id: str,
    reason: Reason,
    seconds: float,
    report: Callable[[str, float], None],
    should_stop: ShouldStop,
) -> tuple[Tried, ...]:
    """Changes one after the other until the project is in by its own worth."""
    found: list[Tried] = []
    changes = list(relaxations(portfolio, project_id, reason))
    for n, change in enumerate(changes):
        if should_stop():
            break
        report(f"trying: {change.change}", (1 + 2 * n / len(changes)) / 3)
        planned = replan_from(change.portfolio, plan, seconds / len(changes), should_stop=should_stop)
        selects = project_id in _selected(planned)
        found.append(Tried(change.rule, change.change, planned.value, selects))
        if selects:
            break
    return tuple(found)


def _selected(plan: Plan) -> set[str]:
    return {project.id for project in plan.projects if project.selected}
