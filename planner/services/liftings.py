"""Rules that may keep more work out of a plan, with their numbers, and the portfolio in which each is lifted a step."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.rounding import short_effort
from planner.domain.team import Person, Position
from planner.domain.words import shortened, written_day, written_number
from planner.services.relaxations import Relaxation, add_people, more_at_once, no_freezes, scale_pool

MOST_NAMED = 4
MOST_ADDED = 12
"""New people of a skill."""
MORE_DEVICES = 10.0


@dataclass(frozen=True)
class Lifting:
    """A rule that may bind."""

    text: str
    """What it limits, with its numbers, as the first half of a sentence."""
    lifted: Relaxation


def liftings(portfolio: Portfolio, plan: Plan, work: Project) -> Iterator[Lifting]:
    """One change after the other that may make room for the work: limits first, then more of what it needs.

    The plan holds under each of the changed portfolios as it does under this one.
    """
    limits = [*_active(portfolio, plan), *_focus(portfolio, work)]
    yield from limits
    both = _both(*limits) if len(limits) == 2 else None
    if both is not None:
        yield both
    if portfolio.policies.freezes:
        spans = [f"{written_day(f.from_)} to {written_day(f.to)}" for f in portfolio.policies.freezes]
        yield Lifting(f"No work is done in a freeze ({shortened(spans, MOST_NAMED)})", no_freezes(portfolio))
    yield from _people(portfolio, work)
    yield from _pools(portfolio, work)
    # A limit and too little of what it needs, together: those who are there have no time, and nobody else may begin.
    for limit in (*limits[:1], both):
        if limit is not None:
            for more in (*_people(limit.lifted.portfolio, work), *_pools(limit.lifted.portfolio, work)):
                yield _together(limit, more)


def everything(portfolio: Portfolio, work: Project) -> Lifting:
    """All at once: limits and freezes, as many new people as may be on the work, and pools with room for it."""
    changed, changes = portfolio, []
    if portfolio.policies.max_active_projects:
        wip = more_at_once(changed, 1)
        changed, changes = wip.portfolio, [wip.change]
    if portfolio.policies.freezes:
        changed = no_freezes(changed).portfolio
        changes.append("no freezes")
    skills, names = tuple(_effort(work)), {skill.id: skill.name for skill in portfolio.skills}
    if skills:
        crew = min(sum(phase.crew_range[1] for phase in work.phases), MOST_ADDED)
        changed = add_people(changed, skills, crew)
        listed = shortened([names.get(skill, skill) for skill in skills], MOST_NAMED)
        each = " each" if len(skills) > 1 else ""
        changes.append(f"{crew} more full-time {'person' if crew == 1 else 'people'} for {listed}{each}")
    wanted = {name for phase in work.phases if phase.gpu is not None for name in phase.gpu.factors}
    pools = [pool for pool in portfolio.pools if pool.accelerator in wanted]
    for pool in pools:
        changed = scale_pool(changed, pool.id, MORE_DEVICES)
    if pools:
        changes.append(
            f"{MORE_DEVICES:g} times the devices in {shortened([p.name or p.id for p in pools], MOST_NAMED)}"
        )
    rule = "capacity.person" if skills else "capacity.pool" if pools else "policy.wip"
    text = "No rule alone was found to be in the way: its people and what else it needs have too little left"
    return Lifting(text, Relaxation(rule, ", ".join(changes) or "nothing", changed))


def active_by_week(portfolio: Portfolio, plan: Plan) -> list[int]:
    """Projects of the plan that are active in each week: from their first start to their launch."""
    horizon = portfolio.horizon
    active = [0] * horizon.weeks
    for row in plan.projects:
        if row.selected and row.start and row.launch:
            for week in range(
                max(0, horizon.week_of(row.start)), min(horizon.weeks, horizon.week_of(row.launch))
            ):
                active[week] += 1
    return active


def _active(portfolio: Portfolio, plan: Plan) -> Iterator[Lifting]:
    limit = portfolio.policies.max_active_projects
    if not limit:
        return
    left = active_by_week(portfolio, plan)[portfolio.now :]
    full = sum(count >= limit for count in left)
    text = f"At most {limit} projects may be active at a time, and in {full} of the {len(left)} weeks left they are"
    yield Lifting(text, more_at_once(portfolio, 1))


def _focus(portfolio: Portfolio, work: Project) -> Iterator[Lifting]:
    needed = set(_effort(work))
    able = [worker for worker in portfolio.workers if needed & set(worker.skills)]
    if not able:
        return
    limits = sorted({worker.max_projects for worker in able})
    most = str(limits[0]) if len(limits) == 1 else f"{limits[0]} to {limits[-1]}"
    named = shortened([worker.name for worker in able], MOST_NAMED)
    text = f"Those with its skills ({named}) may be on at most {most} projects at a time"
    ids = {worker.id for worker in able}

    def freed(rows: tuple[Person, ...] | tuple[Position, ...]) -> tuple[Person | Position, ...]:
        return tuple(
            row.model_copy(update={"max_projects": row.max_projects + 1}) if row.id in ids else row
            for row in rows
        )

    changed = {"people": freed(portfolio.people), "positions": freed(portfolio.positions)}
    change = "one more project at a time for each of them"
    yield Lifting(text, Relaxation("focus", change, portfolio.model_copy(update=changed)))


def _both(active: Lifting, focus: Lifting) -> Lifting:
    policies = active.lifted.portfolio.policies
    changed = focus.lifted.portfolio.model_copy(update={"policies": policies})
    return _together(active, replace(focus, lifted=replace(focus.lifted, portfolio=changed)))


def _together(first: Lifting, more: Lifting) -> Lifting:
    """Two rules, of which the second was lifted after the first; the first names them."""
    change = f"{first.lifted.change}, and {more.lifted.change}"
    return Lifting(
        f"{first.text}; {more.text[:1].lower()}{more.text[1:]}",
        Relaxation(first.lifted.rule, change, more.lifted.portfolio),
    )


def _effort(work: Project) -> dict[str, float]:
    """Engineer-weeks by skill over all phases."""
    needed: dict[str, float] = {}
    for phase in work.phases:
        for skill, effort in phase.effort.items():
            if effort.likely > 0:
                needed[skill] = needed.get(skill, 0.0) + effort.likely
    return needed


def _people(portfolio: Portfolio, work: Project) -> Iterator[Lifting]:
    """One more full-time person for each skill alone, then for all of them."""
    needed, names = _effort(work), {skill.id: skill.name for skill in portfolio.skills}
    groups = [(skill,) for skill in needed] + ([tuple(needed)] if len(needed) > 1 else [])
    for skills in groups:
        weeks = short_effort(sum(needed[skill] for skill in skills))
        able = sum(bool(set(skills) & set(worker.skills)) for worker in portfolio.workers)
        listed = shortened([names.get(skill, skill) for skill in skills], MOST_NAMED)
        people = "1 person" if able == 1 else f"{able} people"
        text = f"It needs {weeks} engineer-weeks of {listed}, and what {people} have left is not enough in one piece"
        change = f"one more full-time person for {listed}"
        yield Lifting(text, Relaxation("capacity.person", change, add_people(portfolio, skills, 1)))


def _pools(portfolio: Portfolio, work: Project) -> Iterator[Lifting]:
    gpus = [phase.gpu for phase in work.phases if phase.gpu is not None]
    hours, wanted = sum(gpu.hours.likely for gpu in gpus), {name for gpu in gpus for name in gpu.factors}
    pools = [pool for pool in portfolio.pools if pool.accelerator in wanted]
    if not hours or not pools:
        return
    changed = portfolio
    for pool in pools:
        changed = scale_pool(changed, pool.id, 2.0)
    named = shortened([pool.name or pool.id for pool in pools], MOST_NAMED)
    need = f"{written_number(hours)} accelerator-hours"
    text = f"It needs {need}, and what {named} have left is not enough when it needs them"
    yield Lifting(text, Relaxation("capacity.pool", "twice the devices in these pools", changed))
