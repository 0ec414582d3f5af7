"""Checks of a portfolio that no single model can make: names, cycles, contradictions."""

from collections.abc import Callable, Iterator
from itertools import chain

from planner.domain.calibration import MEASURES
from planner.domain.findings import Finding, Path, error, nearest, path_text, warning
from planner.domain.graph import find_cycle
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.policy_checks import policy_findings
from planner.domain.portfolio import Portfolio
from planner.domain.progress_checks import progress_findings
from planner.domain.projects import Phase, Project
from planner.errors import Diagnostic

#: Findings about a name (path, kind, name) that is not defined.
Missing = Callable[[Path, str, str], Iterator[Finding]]


def findings(portfolio: Portfolio) -> list[Diagnostic]:
    """Everything wrong or doubtful about a portfolio whose models are each valid, errors first."""
    return [Diagnostic(f.severity, path_text(f.path), f.message) for f in raw_findings(portfolio)]


def raw_findings(portfolio: Portfolio) -> list[Finding]:
    """The same with paths as tuples, for readers that know lines."""
    found = list(_enough(chain(_ids(portfolio), _names(portfolio))))
    if not any(f.severity == "error" for f in found):
        found += _enough(
            chain(
                _cycles(portfolio),
                policy_findings(portfolio),
                progress_findings(portfolio),
                _calibration(portfolio),
                _supply(portfolio),
            )
        )
    return sorted(found, key=lambda f: f.severity != "error")


def _enough(found: Iterator[Finding]) -> Iterator[Finding]:
    """Findings up to as many errors as an answer lists: to look for the name that was meant takes its time."""
    errors = 0
    while errors < MAX_DIAGNOSTICS and (finding := next(found, None)) is not None:
        errors += finding.severity == "error"
        yield finding


def _ids(portfolio: Portfolio) -> Iterator[Finding]:
    """Ids are unique by kind; people and positions share one space."""
    kinds = ("sites", "teams", "skills", "themes", "pools", "drivers", "projects")
    for kind in kinds:
        yield from _unique(kind, [item.id for item in getattr(portfolio, kind)])
    yield from _unique("people", [person.id for person in portfolio.people])
    people = {person.id for person in portfolio.people}
    yield from _unique("positions", [position.id for position in portfolio.positions])
    for n, position in enumerate(portfolio.positions):
        if position.id in people:
            yield error(("positions", n, "id"), f"'{position.id}' is also the id of a person; choose another")
    for n, project in enumerate(portfolio.projects):
        for finding in _unique("phases", [phase.id for phase in project.phases]):
            yield finding._replace(path=("projects", n, *finding.path))


def _unique(kind: str, ids: list[str]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for n, name in enumerate(ids):
        at = first.setdefault(name, n)
        if at != n:
            yield error(
                (kind, n, "id"), f"'{name}' is used twice in {kind}, first at {kind}[{at}]; rename one"
            )


def _names(portfolio: Portfolio) -> Iterator[Finding]:
    """Every name that is used is defined."""
    known = {
        kind: {item.id for item in getattr(portfolio, kind)}
        for kind in ("sites", "teams", "skills", "themes", "projects")
    }

    def missing(path: Path, kind: str, name: str) -> Iterator[Finding]:
        if name not in known[kind]:
            yield error(path, f"unknown {kind.removesuffix('s')} '{name}'{nearest(name, known[kind])}")

    for kind in ("people", "positions"):
        for n, worker in enumerate(getattr(portfolio, kind)):
            for skill in worker.skills:
                yield from missing((kind, n, "skills", skill), "skills", skill)
            if worker.site is not None:
                yield from missing((kind, n, "site"), "sites", worker.site)
            if worker.team is not None and known["teams"]:
                yield from missing((kind, n, "team"), "teams", worker.team)
    for n, pool in enumerate(portfolio.pools):
        for name in pool.barred_projects:
            yield from missing(("pools", n, "barred_projects"), "projects", name)
    people = {worker.id for worker in portfolio.workers}
    phases = {project.id: {phase.id for phase in project.phases} for project in portfolio.projects}
    for n, project in enumerate(portfolio.projects):
        if project.team is not None and known["teams"]:
            yield from missing(("projects", n, "team"), "teams", project.team)
        yield from _project_names(project, ("projects", n), people, phases, missing)


def _project_names(
    project: Project, at: Path, people: set[str], phases: dict[str, set[str]], missing: Missing
) -> Iterator[Finding]:
    if project.theme is not None:
        yield from missing((*at, "theme"), "themes", project.theme)
    for skill in project.upkeep:
        yield from missing((*at, "upkeep", skill), "skills", skill)
    for key in ("required", "forbidden"):
        for name in getattr(project.people, key):
            if name not in people:
                yield error((*at, "people", key), f"unknown person '{name}'{nearest(name, people)}")
    for name in sorted(set(project.people.required) & set(project.people.forbidden)):
        yield error((*at, "people"), f"'{name}' is both required and forbidden; keep one")
    for m, other in enumerate(project.depends_on):
        path = (*at, "depends_on", m)
        if other.project == project.id:
            yield error((*path, "project"), f"'{project.id}' depends on itself; remove this line")
            continue
        yield from missing((*path, "project"), "projects", other.project)
        if other.phase is not None and other.phase not in phases.get(other.project, {other.phase}):
            hint = nearest(other.phase, phases[other.project])
            yield error((*path, "phase"), f"'{other.project}' has no phase '{other.phase}'{hint}")
    for m, phase in enumerate(project.phases):
        yield from _phase_names(phase, project, (*at, "phases", m), phases, missing)


def _phase_names(
    phase: Phase, project: Project, at: Path, phases: dict[str, set[str]], missing: Missing
) -> Iterator[Finding]:
    for skill in phase.effort:
        yield from missing((*at, "effort", skill), "skills", skill)
    for m, after in enumerate(phase.after):
        owner = after.project or project.id
        path = (*at, "after", m)
        if owner not in phases:
            yield error(path, f"unknown project '{owner}'{nearest(owner, phases)}")
        elif after.phase not in phases[owner]:
            yield error(path, f"'{owner}' has no phase '{after.phase}'{nearest(after.phase, phases[owner])}")
        elif owner == project.id and after.phase == phase.id:
            yield error(path, f"phase '{phase.id}' comes after itself; remove this line")


def _cycles(portfolio: Portfolio) -> Iterator[Finding]:
    """Precedence has no cycles, inside projects and across them."""
    arcs: dict[str, list[str]] = {}
    for project in portfolio.projects:
        for phase in project.phases:
            before = ["/".join(key) for key, _ in portfolio.waits_for(project, phase)]
            arcs[f"{project.id}/{phase.id}"] = before
    cycle = find_cycle(arcs)
    if cycle:
        owner = cycle[0].split("/")[0]
        n = next(n for n, project in enumerate(portfolio.projects) if project.id == owner)
        chain = " waits for ".join(cycle)
        yield error(
            ("projects", n), f"phases wait for each other in a circle: {chain}; remove one of these links"
        )


def _calibration(portfolio: Portfolio) -> Iterator[Finding]:
    """Corrections that are asked for but not there."""
    asked = portfolio.calibration
    if asked is not None and asked.apply and not any(asked.learnt(measure) for measure in MEASURES):
        yield warning(
            ("calibration",), "it holds no ratios, so that nothing is corrected; fit it to finished work"
        )


def _supply(portfolio: Portfolio) -> Iterator[Finding]:
    """Warnings about what nobody has or no pool offers."""
    workers = portfolio.workers
    held = {skill for worker in workers for skill in worker.skills}
    if not portfolio.projects:
        yield warning(("projects",), "there are no projects, so the plan will be empty; add one")
    if not workers:
        yield warning(("people",), "there are no people: only phases without effort can be planned")
    for kind in ("people", "positions"):
        for n, worker in enumerate(getattr(portfolio, kind)):
            if not worker.skills:
                yield warning((kind, n, "skills"), f"{worker.name} has no skills and cannot be planned")
    for n, project in enumerate(portfolio.projects):
        for skill in project.upkeep:
            if skill not in held:
                yield warning(
                    ("projects", n, "upkeep", skill),
                    f"nobody has the skill '{skill}' that its upkeep needs: it cannot launch",
                )
        for m, phase in enumerate(project.phases):
            yield from _phase_supply(portfolio, project, phase, ("projects", n, "phases", m), held)


def _phase_supply(
    portfolio: Portfolio, project: Project, phase: Phase, at: Path, held: set[str]
) -> Iterator[Finding]:
    for skill, estimate in phase.effort.items():
        if skill not in held and estimate.likely > 0:
            yield warning((*at, "effort", skill), f"nobody has the skill '{skill}' that this phase needs")
    if phase.gpu is None:
        return
    wanted = ", ".join(sorted(phase.gpu.factors))
    fitting = [pool for pool in portfolio.pools if pool.accelerator in phase.gpu.factors]
    if not fitting:
        yield warning((*at, "gpu"), f"no pool has {wanted}: the phase cannot get its GPU-hours")
    elif all(project.id in pool.barred_projects for pool in fitting):
        yield warning(
            (*at, "gpu"),
            f"every pool that has {wanted} is barred to '{project.id}': the phase cannot get its GPU-hours",
        )
