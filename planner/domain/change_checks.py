"""Checks of a changes document against the portfolio and the plan that it is about."""

from collections.abc import Iterator

from planner.domain.apply_changes import apply_changes
from planner.domain.calendar import monday_on_or_after
from planner.domain.changes import Change, Changes
from planner.domain.findings import Finding, Path, error, nearest
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.references import raw_findings


def change_findings(portfolio: Portfolio, plan: Plan, changes: Changes) -> list[Finding]:
    """Everything that is wrong with the changes, each with its place in their document."""
    found = [*_as_of(portfolio, changes)]
    for n, change in enumerate(changes.changes):
        found += [*_names(portfolio, changes, change, ("changes", n, change.kind))]
        found += [*_fits(portfolio, plan, changes, change, ("changes", n, change.kind))]
    return found or [*_afterwards(portfolio, plan, changes)]


def _as_of(portfolio: Portfolio, changes: Changes) -> Iterator[Finding]:
    reported = [n for n, change in enumerate(changes.changes) if change.progress is not None]
    if changes.as_of is None:
        for n in reported:
            yield error(
                ("changes", n, "progress"), "say on which day this was so: add `as_of` above `changes`"
            )
        return
    before = portfolio.progress.as_of if portfolio.progress is not None else portfolio.calendar.start
    if changes.as_of < before:
        yield error(("as_of",), f"{changes.as_of} is before {before}, up to which everything is recorded")
    if monday_on_or_after(changes.as_of) >= portfolio.horizon.end:
        yield error(
            ("as_of",),
            f"{changes.as_of} leaves no open week: the horizon ends on {portfolio.horizon.end}",
        )


def _names(portfolio: Portfolio, changes: Changes, change: Change, at: Path) -> Iterator[Finding]:
    """Every name is known, and every new name is new."""
    body = getattr(change, change.kind)
    people = {worker.id for worker in portfolio.workers}
    joined = [c.person_joins.id for c in changes.changes if c.person_joins is not None]
    pools = {pool.id for pool in portfolio.pools}
    if change.kind in ("leave", "person_leaves") and body.person not in people | set(joined):
        yield error((*at, "person"), f"unknown person '{body.person}'{nearest(body.person, people)}")
    if change.kind == "person_joins" and (body.id in people or joined.count(body.id) > 1):
        yield error((*at, "id"), f"'{body.id}' is already the id of a person; choose another")
    if change.kind in ("lost_pool", "pool_capacity") and body.pool not in pools:
        yield error((*at, "pool"), f"unknown pool '{body.pool}'{nearest(body.pool, pools)}")
    if change.kind == "new_project":
        known = [project.id for project in portfolio.projects]
        known += [c.new_project.id for c in changes.changes if c.new_project is not None]
        if known.count(body.id) > 1:
            yield error((*at, "id"), f"'{body.id}' is already the id of a project; choose another")
    if change.kind in ("slippage", "estimate", "progress", "removed_project"):
        yield from _project_names(portfolio, body, at, people)


def _project_names(portfolio: Portfolio, body: object, at: Path, people: set[str]) -> Iterator[Finding]:
    phases = {project.id: {row.id: row for row in project.phases} for project in portfolio.projects}
    skills = {skill.id for skill in portfolio.skills}
    project, phase = str(getattr(body, "project", "")), getattr(body, "phase", None)
    if project not in phases:
        yield error((*at, "project"), f"unknown project '{project}'{nearest(project, phases)}")
        return
    if phase is not None and phase not in phases[project]:
        hint = nearest(phase, phases[project])
        yield error((*at, "phase"), f"'{project}' has no phase '{phase}'{hint}")
        return
    effort = getattr(body, "effort", None)
    for skill in effort if isinstance(effort, dict) else ():
        if skill not in skills:
            yield error((*at, "effort", skill), f"unknown skill '{skill}'{nearest(skill, skills)}")
    for name in getattr(body, "people", ()):
        if name not in people:
            yield error((*at, "people"), f"unknown person '{name}'{nearest(name, people)}")
    if (
        getattr(body, "gpu_hours", None) is not None
        and phase is not None
        and phases[project][phase].gpu is None
    ):
        yield error((*at, "gpu_hours"), f"'{project}/{phase}' needs no accelerators; leave this out")


def _fits(portfolio: Portfolio, plan: Plan, changes: Changes, change: Change, at: Path) -> Iterator[Finding]:
    """Dates and states that agree with the plan and with the as-of day."""
    planned = {(row.project, row.phase) for row in plan.phases}
    if change.slippage is not None:
        key = (change.slippage.project, change.slippage.phase)
        if key not in planned and key[0] in {p.id for p in portfolio.projects}:
            yield error(
                at, f"'{key[0]}/{key[1]}' is not in the plan, so it cannot slip; give an `estimate` instead"
            )
    if change.person_leaves is not None and change.person_leaves.person in {
        p.id for p in portfolio.positions
    }:
        yield error(
            (*at, "person"), f"'{change.person_leaves.person}' is an open position: nobody is there to leave"
        )
    report = change.progress
    if report is None or changes.as_of is None:
        return
    key = (report.project, report.phase)
    until = monday_on_or_after(changes.as_of)
    for name in ("started", "finished"):
        day = getattr(report, name)
        if day is not None and day >= until:
            yield error((*at, name), f"{day} is not before {until}, the first week that is still open")
        if day is not None and day < portfolio.calendar.start:
            yield error((*at, name), f"{day} is before the portfolio begins on {portfolio.calendar.start}")
    begun = report.started is not None or report.not_started
    if not begun and key not in planned:
        yield error(at, f"'{key[0]}/{key[1]}' is not in the plan: say when it `started`")
    elif not begun:
        start = next(row.start for row in plan.phases if (row.project, row.phase) == key)
        last = report.finished or changes.as_of
        if start > last:
            yield error(at, f"'{key[0]}/{key[1]}' is planned to start on {start}: say when it `started`")


def _afterwards(portfolio: Portfolio, plan: Plan, changes: Changes) -> Iterator[Finding]:
    """Errors of the portfolio that the changes would make, at the change that brings them."""
    places: dict[tuple[str, int], Path] = {}
    projects, people = len(portfolio.projects), len(portfolio.people)
    for n, change in enumerate(changes.changes):
        if change.new_project is not None:
            places["projects", projects] = ("changes", n, "new_project")
            projects += 1
        if change.person_joins is not None:
            places["people", people] = ("changes", n, "person_joins")
            people += 1
    for finding in raw_findings(apply_changes(portfolio, plan, changes)):
        if finding.severity == "error":
            head = finding.path[:2]
            at = (
                places.get((str(head[0]), int(head[1])))
                if len(head) == 2 and isinstance(head[1], int)
                else None
            )
            path = (*at, *finding.path[2:]) if at is not None else ()
            yield error(path, finding.message if at is not None else f"after the changes: {finding.message}")
