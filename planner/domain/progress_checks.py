"""Checks of a portfolio's progress against the rest of it."""

from collections import Counter
from collections.abc import Iterator

from planner.domain.findings import Finding, Path, error, nearest
from planner.domain.portfolio import Portfolio
from planner.domain.progress import StartedPhase


def progress_findings(portfolio: Portfolio) -> Iterator[Finding]:
    """Errors about what is said to have happened."""
    progress = portfolio.progress
    if progress is None:
        return
    if portfolio.now >= portfolio.horizon.weeks:
        span = f"{portfolio.calendar.start} to {portfolio.horizon.end}"
        yield error(
            ("progress", "as_of"), f"{progress.as_of} is past the horizon ({span}): nothing is left to plan"
        )
        return
    counts = Counter(row.key for row in progress.phases)
    for n, row in enumerate(progress.phases):
        at: Path = ("progress", "phases", n)
        if counts[row.key] > 1 and row is not next(r for r in progress.phases if r.key == row.key):
            yield error(at, f"'{row.project}/{row.phase}' is stated twice; keep one")
        yield from _known(portfolio, at, row.project, row.phase)
        yield from _dates(portfolio, at, row)
        yield from _people(portfolio, (*at, "crew"), row.crew)
    for n, work in enumerate(progress.work):
        at = ("progress", "work", n)
        yield from _known(portfolio, at, work.project, work.phase)
        yield from _people(portfolio, (*at, "person"), (work.person,))
    pools = {pool.id for pool in portfolio.pools}
    for n, use in enumerate(progress.compute):
        at = ("progress", "compute", n)
        yield from _known(portfolio, at, use.project, use.phase)
        if use.pool not in pools:
            yield error((*at, "pool"), f"unknown pool '{use.pool}'{nearest(use.pool, pools)}")


def _known(portfolio: Portfolio, at: Path, project: str, phase: str | None) -> Iterator[Finding]:
    phases = {p.id: {item.id for item in p.phases} for p in portfolio.projects}
    if project not in phases:
        yield error((*at, "project"), f"unknown project '{project}'{nearest(project, phases)}")
    elif phase is not None and phase not in phases[project]:
        yield error((*at, "phase"), f"'{project}' has no phase '{phase}'{nearest(phase, phases[project])}")


def _people(portfolio: Portfolio, at: Path, names: tuple[str, ...]) -> Iterator[Finding]:
    known = {worker.id for worker in portfolio.workers}
    for name in names:
        if name not in known:
            yield error(at, f"unknown person '{name}'{nearest(name, known)}")


def _dates(portfolio: Portfolio, at: Path, row: StartedPhase) -> Iterator[Finding]:
    open_from = portfolio.horizon.monday(portfolio.now)
    for name in ("started", "finished"):
        day = getattr(row, name)
        if day is None:
            continue
        if day < portfolio.calendar.start:
            yield error(
                (*at, name),
                f"{day} lies before the portfolio begins on {portfolio.calendar.start}: "
                "leave finished phases out, and state what is left of running ones as their estimate",
            )
        elif day >= open_from:
            yield error((*at, name), f"{day} is not before {open_from}, the first week that is still open")
