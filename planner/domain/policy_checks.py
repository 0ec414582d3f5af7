"""Checks of budgets, policies, relations, pins and drivers against the rest of the portfolio."""

import datetime as dt
from collections.abc import Iterator

from planner.domain.findings import Finding, Path, error, nearest, warning
from planner.domain.portfolio import Portfolio


def policy_findings(portfolio: Portfolio) -> Iterator[Finding]:
    """Errors and warnings about rules over the whole portfolio."""
    yield from _budgets(portfolio)
    yield from _policies(portfolio)
    yield from _relations(portfolio)
    yield from _pins(portfolio)
    yield from _drivers(portfolio)
    yield from _dates(portfolio)


def _theme(portfolio: Portfolio, path: Path, theme: str | None) -> Iterator[Finding]:
    known = {item.id for item in portfolio.themes}
    if theme is not None and theme not in known:
        yield error(path, f"unknown theme '{theme}'{nearest(theme, known)}")


def _budgets(portfolio: Portfolio) -> Iterator[Finding]:
    quarters = {span.label for span in portfolio.horizon.quarters}
    for n, budget in enumerate(portfolio.budgets):
        yield from _theme(portfolio, ("budgets", n, "theme"), budget.theme)
        if budget.quarter is not None and budget.quarter not in quarters:
            span = f"{min(quarters)} to {max(quarters)}"
            yield warning(
                ("budgets", n, "quarter"), f"{budget.quarter} is outside the horizon ({span}): ignored"
            )


def _policies(portfolio: Portfolio) -> Iterator[Finding]:
    least: float = 0.0
    for n, row in enumerate(portfolio.policies.effort_shares):
        yield from _theme(portfolio, ("policies", "effort_shares", n, "theme"), row.theme)
        least += row.at_least or 0.0
    if least > 1:
        yield error(
            ("policies", "effort_shares"),
            f"the least shares add up to {least:.0%}; lower them to 100 % at most",
        )


def _relations(portfolio: Portfolio) -> Iterator[Finding]:
    known = {project.id for project in portfolio.projects}
    must = {project.id for project in portfolio.projects if project.mandatory}
    must |= {pin.project for pin in portfolio.pins if pin.selected}
    for n, relation in enumerate(portfolio.relations):
        members = (*(relation.requires or ()), *relation.of, *relation.exclusive)
        for name in members:
            if name not in known:
                yield error(("relations", n), f"unknown project '{name}'{nearest(name, known)}")
        if relation.requires and relation.requires[0] == relation.requires[1]:
            yield error(
                ("relations", n, "requires"), f"'{relation.requires[0]}' requires itself; remove this line"
            )
        most = 1 if relation.exclusive else relation.at_most
        forced = sorted(must & {*relation.of, *relation.exclusive})
        if most is not None and len(forced) > most:
            names = ", ".join(forced)
            yield error(
                ("relations", n),
                f"at most {most} may be selected, but {names} must all be; make one optional",
            )


def _pins(portfolio: Portfolio) -> Iterator[Finding]:
    phases = {project.id: {phase.id: phase for phase in project.phases} for project in portfolio.projects}
    people = {worker.id for worker in portfolio.workers}
    decided: dict[tuple[str, str | None, str], object] = {}
    for n, pin in enumerate(portfolio.pins):
        at: Path = ("pins", n)
        if pin.project not in phases:
            yield error((*at, "project"), f"unknown project '{pin.project}'{nearest(pin.project, phases)}")
            continue
        if pin.phase is not None and pin.phase not in phases[pin.project]:
            hint = nearest(pin.phase, phases[pin.project])
            yield error((*at, "phase"), f"'{pin.project}' has no phase '{pin.phase}'{hint}")
            continue
        if pin.starts is not None:
            yield from _pinned_start(portfolio, at, pin.starts)
        if pin.person is not None:
            if pin.person not in people:
                yield error((*at, "person"), f"unknown person '{pin.person}'{nearest(pin.person, people)}")
            elif pin.phase is not None and not phases[pin.project][pin.phase].needs_people:
                yield error(
                    at, f"phase '{pin.phase}' has no effort, so nobody can be pinned to it; remove the pin"
                )
            continue
        what = "selected" if pin.selected is not None else "starts"
        value = pin.selected if pin.selected is not None else pin.starts
        if decided.setdefault((pin.project, pin.phase, what), value) != value:
            yield error(at, f"contradicts an earlier pin of '{pin.project}' ({what}); keep one of them")
        if pin.selected is False and portfolio.project(pin.project).mandatory:
            yield error(at, f"'{pin.project}' is mandatory and pinned out; release one of the two")


def _pinned_start(portfolio: Portfolio, at: Path, day: dt.date) -> Iterator[Finding]:
    if day.weekday() != 0:
        monday = day - dt.timedelta(days=day.weekday())
        yield error((*at, "starts"), f"{day} is a {day:%A}; weeks start on Mondays, for example {monday}")
    elif not portfolio.calendar.start <= day < portfolio.horizon.end:
        span = f"{portfolio.calendar.start} to {portfolio.horizon.end}"
        yield error((*at, "starts"), f"{day} is outside the horizon ({span})")


def _drivers(portfolio: Portfolio) -> Iterator[Finding]:
    targets = {project.id for project in portfolio.projects}
    targets |= {f"{project.id}/{phase.id}" for project in portfolio.projects for phase in project.phases}
    for n, driver in enumerate(portfolio.drivers):
        if driver.weeks is None and driver.effort_factor is None:
            yield warning(
                ("drivers", n), f"'{driver.id}' has no effect: give `weeks`, `effort_factor` or both"
            )
        for m, target in enumerate(driver.affects):
            if target not in targets:
                yield error(
                    ("drivers", n, "affects", m), f"unknown target '{target}'{nearest(target, targets)}"
                )


def _dates(portfolio: Portfolio) -> Iterator[Finding]:
    """Warnings about dates that leave nothing to plan."""
    start, end = portfolio.calendar.start, portfolio.horizon.end
    for n, project in enumerate(portfolio.projects):
        at: Path = ("projects", n)
        if project.deadline is not None and project.deadline.date < start:
            yield warning(
                (*at, "deadline", "date"), f"{project.deadline.date} lies before the plan starts ({start})"
            )
        windows = [((*at, "window"), project.window)]
        windows += [((*at, "phases", m, "window"), phase.window) for m, phase in enumerate(project.phases)]
        for path, window in windows:
            if window is None:
                continue
            if window.latest is not None and window.latest < start:
                yield warning(
                    path, f"closes on {window.latest}, before the plan starts: it cannot be planned"
                )
            if window.earliest is not None and window.earliest >= end:
                yield warning(
                    path, f"opens on {window.earliest}, after the horizon ends: it cannot be planned"
                )
