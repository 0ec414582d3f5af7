"""Small changes of a portfolio that could let a project in: one family for each rule that can be in the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.plan import Reason
from planner.domain.policies import Relation
from planner.domain.portfolio import Portfolio
from planner.domain.team import Person


@dataclass(frozen=True)
class Relaxation:
    """A changed portfolio: the rule that gives way, and the change in words."""

    rule: str
    change: str
    portfolio: Portfolio


def relaxations(portfolio: Portfolio, project_id: str, reason: Reason) -> Iterator[Relaxation]:
    """Changes that concern the rule of a refusal, the smallest first; then one more person, which often helps."""
    binding = str(reason.detail.get("binding") or reason.rule)
    yield from FAMILIES.get(binding, more_people)(portfolio, project_id, reason)
    if FAMILIES.get(binding, more_people) is not more_people:
        yield from more_people(portfolio, project_id, reason, most=1)


def add_people(portfolio: Portfolio, skills: tuple[str, ...], count: int) -> Portfolio:
    """The portfolio with `count` more full-time people for each skill, there from the start, paid elsewhere."""
    taken = {person.id for person in portfolio.workers}
    known = {skill.id: skill.name for skill in portfolio.skills}
    added = []
    for skill in skills:
        for number in range(1, count + 1):
            name = f"extra-{skill}-{number}"
            while name in taken:
                name += "-x"
            added.append(
                Person(id=name, name=f"One more for {known.get(skill, skill)}"[:80], skills={skill: 1.0})
            )
    return portfolio.model_copy(update={"people": (*portfolio.people, *added)})


def scale_pool(portfolio: Portfolio, pool_id: str, factor: float) -> Portfolio:
    """The portfolio with a pool of `factor` times as many devices; above 1, at least one more."""

    def more(devices: int) -> int:
        scaled = round(devices * factor)
        return max(devices + 1, scaled) if devices and factor > 1 else scaled

    pools = tuple(
        pool.model_copy(
            update={
                "count": {step: more(n) for step, n in pool.count.items()}
                if isinstance(pool.count, dict)
                else more(pool.count)
            }
        )
        if pool.id == pool_id
        else pool
        for pool in portfolio.pools
    )
    return portfolio.model_copy(update={"pools": pools})


def scale_budgets(portfolio: Portfolio, field: str, factor: Decimal) -> Portfolio:
    """The portfolio with all budgets of a kind (`compute` or `people`) times a factor."""
    rows = tuple(
        row
        if getattr(row, field) is None
        else row.model_copy(update={field: (getattr(row, field) * factor).quantize(Decimal("0.01"))})
        for row in portfolio.budgets
    )
    return portfolio.model_copy(update={"budgets": rows})


def more_people(
    portfolio: Portfolio, project_id: str, reason: Reason, *, most: int = 3
) -> Iterator[Relaxation]:
    """One, two, three more people with the skills that are short."""
    named = str(reason.detail.get("skills") or reason.detail.get("skill") or "")
    short = tuple(part.strip() for part in named.split(",") if part.strip())
    if not short:
        project = portfolio.project(project_id)
        short = tuple(dict.fromkeys(skill for phase in project.phases for skill in phase.effort))[:1]
    rule = "skill.missing" if reason.rule == "skill.missing" else "capacity.person"
    for count in range(1, most + 1):
        if short:
            who = " and ".join(f"{count} more for {skill}" for skill in short)
            yield Relaxation(rule, f"people: {who}", add_people(portfolio, short, count))


def _more_devices(portfolio: Portfolio, _project: str, _reason: Reason) -> Iterator[Relaxation]:
    for part in (25, 50, 100):
        changed = portfolio
        for pool in portfolio.pools:
            changed = scale_pool(changed, pool.id, 1 + part / 100)
        yield Relaxation("capacity.pool", f"{part} % more devices in every pool", changed)


def _more_money(field: str) -> Callable[[Portfolio, str, Reason], Iterator[Relaxation]]:
    def family(portfolio: Portfolio, _project: str, _reason: Reason) -> Iterator[Relaxation]:
        for part in (10, 25, 50, 100):
            changed = scale_budgets(portfolio, field, 1 + Decimal(part) / 100)
            yield Relaxation(f"budget.{field}", f"{part} % more in every {field} budget", changed)

    return family


def more_at_once(portfolio: Portfolio, more: int) -> Relaxation:
    """The portfolio in which so many more projects may be active at a time."""
    limit = portfolio.policies.max_active_projects or 0
    policies = portfolio.policies.model_copy(update={"max_active_projects": limit + more})
    text = f"{limit + more} active projects at a time instead of {limit}"
    return Relaxation("policy.wip", text, portfolio.model_copy(update={"policies": policies}))


def no_freezes(portfolio: Portfolio) -> Relaxation:
    """The portfolio without freezes."""
    policies = portfolio.policies.model_copy(update={"freezes": ()})
    return Relaxation("policy.freeze", "no freezes", portfolio.model_copy(update={"policies": policies}))


def _more_at_once(portfolio: Portfolio, _project: str, _reason: Reason) -> Iterator[Relaxation]:
    yield from (more_at_once(portfolio, more) for more in (1, 2, 4))


def _no_freezes(portfolio: Portfolio, _project: str, _reason: Reason) -> Iterator[Relaxation]:
    yield no_freezes(portfolio)


def _no_shares(portfolio: Portfolio, _project: str, _reason: Reason) -> Iterator[Relaxation]:
    policies = portfolio.policies.model_copy(update={"effort_shares": ()})
    yield Relaxation(
        "policy.share", "no effort shares of themes", portfolio.model_copy(update={"policies": policies})
    )


def _change_project(portfolio: Portfolio, project_id: str, **update: object) -> Portfolio:
    rows = tuple(
        project.model_copy(update=update) if project.id == project_id else project
        for project in portfolio.projects
    )
    return portfolio.model_copy(update={"projects": rows})


def _open_windows(portfolio: Portfolio, project_id: str, reason: Reason) -> Iterator[Relaxation]:
    phases = tuple(
        phase.model_copy(update={"window": None}) for phase in portfolio.project(project_id).phases
    )
    opened = _change_project(portfolio, project_id, window=None, phases=phases)
    if opened != portfolio:
        yield Relaxation("calendar.window", f"no windows for {project_id}", opened)
    if portfolio.policies.freezes:
        yield from _no_freezes(portfolio, project_id, reason)
    yield from _soft_deadline(portfolio, project_id, reason)


def _soft_deadline(portfolio: Portfolio, project_id: str, _reason: Reason) -> Iterator[Relaxation]:
    deadline = portfolio.project(project_id).deadline
    if deadline is not None and deadline.hard:
        soft = _change_project(portfolio, project_id, deadline=deadline.model_copy(update={"hard": False}))
        yield Relaxation("deadline.hard", f"{project_id} may launch after {deadline.date}", soft)


def _no_relations(portfolio: Portfolio, project_id: str, _reason: Reason) -> Iterator[Relaxation]:
    def concerns(relation: Relation) -> bool:
        return project_id in (*relation.exclusive, *relation.of, *(relation.requires or ())[:1])

    kept = tuple(relation for relation in portfolio.relations if not concerns(relation))
    if len(kept) < len(portfolio.relations):
        changed = portfolio.model_copy(update={"relations": kept})
        yield Relaxation("selection.exclusive", f"no relations for {project_id}", changed)


def _no_pins(portfolio: Portfolio, project_id: str, _reason: Reason) -> Iterator[Relaxation]:
    kept = tuple(pin for pin in portfolio.pins if pin.project != project_id)
    if len(kept) < len(portfolio.pins):
        yield Relaxation(
            "pin.selected", f"no pins for {project_id}", portfolio.model_copy(update={"pins": kept})
        )


FAMILIES: dict[str, Callable[[Portfolio, str, Reason], Iterator[Relaxation]]] = {
    "capacity.pool": _more_devices,
    "budget.compute": _more_money("compute"),
    "budget.people": _more_money("people"),
    "policy.wip": _more_at_once,
    "policy.freeze": _no_freezes,
    "policy.share": _no_shares,
    "calendar.window": _open_windows,
    "deadline.hard": _soft_deadline,
    "selection.exclusive": _no_relations,
    "selection.requires": _no_relations,
    "pin.selected": _no_pins,
    "pin.start": _no_pins,
    "pin.person": _no_pins,
}
"""Rule that is in the way -> changes that concern it."""
