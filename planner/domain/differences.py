"""What differs between two plans: projects that come in or drop out, phases that move, change crew or pool."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from planner.domain.base import Day, Model, Slug
from planner.domain.plan import Plan, PlannedPhase

What = Literal["comes in", "drops out", "dates", "crew", "pool"]


class Span(Model):
    """Weeks from `start` to the exclusive `finish`, both Mondays."""

    start: Day
    finish: Day


class Difference(Model):
    """One difference. Of `dates` the spans say from where to where, of `crew` and `pool` the names."""

    project: Slug
    phase: Slug | None = None
    """None when the whole project comes in or drops out."""
    what: What
    before: Span | None = None
    after: Span | None = None
    names_before: tuple[Slug, ...] = ()
    names_after: tuple[Slug, ...] = ()

    @property
    def weeks(self) -> int | None:
        """By how many weeks the end moves; later is positive. None when there are not two ends."""
        if self.before is None or self.after is None:
            return None
        return (self.after.finish - self.before.finish).days // 7


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """All differences, in the order of the later plan's projects; a phase may move and change crew at once."""
    was, now = _spans(before), _spans(after)
    old, new = _phases(before), _phases(after)
    old_pools, new_pools = _pools(before), _pools(after)
    order = dict.fromkeys([p.id for p in after.projects] + [p.id for p in before.projects])
    found: list[Difference] = []
    for project in order:
        if project not in was or project not in now:
            if project in was or project in now:
                what: What = "comes in" if project in now else "drops out"
                found.append(
                    Difference(project=project, what=what, before=was.get(project), after=now.get(project))
                )
            continue
        for key, phase in new.items():
            if key[0] == project and key in old:
                found += _of_phase(old[key], phase, old_pools.get(key, ()), new_pools.get(key, ()))
    return tuple(found)


def _of_phase(
    old: PlannedPhase, new: PlannedPhase, old_pools: tuple[str, ...], new_pools: tuple[str, ...]
) -> list[Difference]:
    found = []
    where = {"project": new.project, "phase": new.phase}
    if (old.start, old.finish) != (new.start, new.finish):
        before, after = Span(start=old.start, finish=old.finish), Span(start=new.start, finish=new.finish)
        found.append(Difference(**where, what="dates", before=before, after=after))
    crews = tuple(sorted(old.crew)), tuple(sorted(new.crew))
    if crews[0] != crews[1]:
        found.append(Difference(**where, what="crew", names_before=crews[0], names_after=crews[1]))
    if old_pools != new_pools:
        found.append(Difference(**where, what="pool", names_before=old_pools, names_after=new_pools))
    return found


def _spans(plan: Plan) -> Mapping[str, Span]:
    """Selected projects, from their first to their last week."""
    return {
        p.id: Span(start=p.start, finish=p.finish)
        for p in plan.projects
        if p.selected and p.start and p.finish
    }


def _phases(plan: Plan) -> Mapping[tuple[str, str], PlannedPhase]:
    return {(p.project, p.phase): p for p in sorted(plan.phases, key=lambda p: (p.start, p.finish, p.phase))}


def _pools(plan: Plan) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Pools that a phase uses, by name."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for use in plan.compute:
        found[use.project, use.phase].add(use.pool)
    return {key: tuple(sorted(pools)) for key, pools in found.items()}
