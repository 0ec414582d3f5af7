"""Rules on the past: a plan keeps what has happened, and decides about open weeks only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.domain.plan import Violation
from planner.verify.facts import AMOUNT_TOLERANCE, Facts, Use, Work

RULE = "progress"


def started_stay(facts: Facts) -> Iterator[Violation]:
    """progress: a project that has started stays in the plan, unless a person has pinned it out."""
    out = {pin.project for pin in facts.portfolio.pins if pin.selected is False}
    for name in sorted({key[0] for key in facts.started} - facts.selected - out):
        yield Violation(RULE, f"Project {name} has started but is not in the plan.")


def dates_stay(facts: Facts) -> Iterator[Violation]:
    """progress: started phases start, and finished ones finish, when they did; what runs or has not begun does not
    end or begin before the first open week."""
    for (project, phase), (start, finish) in facts.spans.items():
        row = facts.started.get((project, phase))
        name = f"{project}/{phase}"
        if row is None:
            if start < facts.now:
                yield Violation(
                    RULE, f"{name} starts on {facts.date(start)}, which is over, but did not start."
                )
            continue
        if start != facts.week(row.started):
            yield Violation(RULE, f"{name} started on {row.started}; the plan says {facts.date(start)}.")
        if row.finished is None and finish <= facts.now:
            yield Violation(RULE, f"{name} is still running; the plan lets it end on {facts.date(finish)}.")
        if row.finished is not None and finish != facts.week(row.finished) + 1:
            yield Violation(
                RULE, f"{name} was finished on {row.finished}; the plan says {facts.date(finish)}."
            )


def work_stays(facts: Facts) -> Iterator[Violation]:
    """progress: people's work and accelerator-hours before the first open week are those that are recorded."""
    if facts.now == 0:
        return
    done, planned = _shares(facts, facts.recorded_work), _shares(facts, facts.past_work)
    for key in sorted(
        {k for k in done.keys() | planned.keys() if abs(done[k] - planned[k]) > AMOUNT_TOLERANCE}
    ):
        project, phase, person, _, week = key
        yield Violation(
            RULE,
            f"{person} worked {done[key]:.0%} on {project}/{phase or 'upkeep'} in the week of "
            f"{facts.date(week)}; the plan says {planned[key]:.0%}.",
        )
    used, stated = _hours(facts, facts.recorded_use), _hours(facts, facts.past_use)
    for place in sorted(used.keys() | stated.keys()):
        if abs(used[place] - stated[place]) > AMOUNT_TOLERANCE * max(1.0, used[place]):
            project, where, pool, week = place
            yield Violation(
                RULE,
                f"{project}/{where} used {used[place]:.1f} hours of {pool} in the week of {facts.date(week)}; "
                f"the plan says {stated[place]:.1f}.",
            )


def _shares(facts: Facts, rows: Iterable[Work]) -> dict[tuple[str, str, str, str, int], float]:
    shares: dict[tuple[str, str, str, str, int], float] = defaultdict(float)
    for row in rows:
        if row.project in facts.selected:
            for week in row.weeks:
                shares[row.project, row.phase or "", row.person, row.skill, week] += row.share
    return shares


def _hours(facts: Facts, rows: Iterable[Use]) -> dict[tuple[str, str, str, int], float]:
    hours: dict[tuple[str, str, str, int], float] = defaultdict(float)
    for row in rows:
        if row.project in facts.selected:
            hours[row.project, row.phase, row.pool, row.week] += row.hours
    return hours


RULES = (started_stay, dates_stay, work_stays)
