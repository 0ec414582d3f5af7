"""Rules on time: order of phases, windows, durations, freezes and deadlines."""

import datetime as dt
import math
from collections.abc import Iterator

from planner.domain.plan import Violation
from planner.domain.projects import Window
from planner.verify.facts import TIME_TOLERANCE, Facts


def precedence(facts: Facts) -> Iterator[Violation]:
    """precedence: a phase starts no earlier than the finish of each predecessor plus its lag, also across
    projects; a project that depends on another one's phase (or launch) waits with every phase."""
    for (project, phase), (start, _) in facts.spans.items():
        if (project, phase) in facts.started:
            continue
        for after in facts.phases[project, phase].after:
            other = (after.project or project, after.phase)
            if other in facts.spans and start < facts.spans[other][1] + after.lag_weeks:
                yield _too_early(
                    facts,
                    f"{project}/{phase}",
                    start,
                    f"{other[0]}/{other[1]}",
                    facts.spans[other][1],
                    after.lag_weeks,
                )
        for need in facts.projects[project].depends_on:
            if need.phase is not None:
                ready = facts.spans.get((need.project, need.phase), (0, None))[1]
                what = f"{need.project}/{need.phase}"
            else:
                ready, what = facts.launches.get(need.project), f"the launch of {need.project}"
            if ready is not None and start < ready + need.lag_weeks:
                yield _too_early(facts, f"{project}/{phase}", start, what, ready, need.lag_weeks)


def _too_early(facts: Facts, phase: str, start: int, other: str, ready: int, lag: int) -> Violation:
    wait = f" and a lag of {lag} weeks" if lag else ""
    return Violation(
        "precedence",
        f"{phase} starts on {facts.date(start)} but waits for {other}, done on {facts.date(ready)}{wait}.",
    )


def calendar_window(facts: Facts) -> Iterator[Violation]:
    """calendar.window: the weeks of a phase, Monday to Friday, lie in the horizon and in the windows of the
    phase and its project; of running phases, the weeks that are left."""
    for (project, phase), (begun, finish) in facts.spans.items():
        if facts.over((project, phase)):
            continue
        running = (project, phase) in facts.started
        start = begun if not running else max(begun, facts.now)
        if start < 0 or finish > facts.weeks:
            yield Violation(
                "calendar.window",
                f"{project}/{phase} runs from {facts.date(start)} to {facts.date(finish)}, outside the "
                "horizon "
                f"from {facts.date(0)} to {facts.date(facts.weeks)}.",
            )
        for owner, window in (
            ("phase", facts.phases[project, phase].window),
            ("project", facts.projects[project].window),
        ):
            if window is not None:
                due = window.model_copy(update={"earliest": None}) if running else window
                yield from _outside(facts, f"{project}/{phase}", owner, due, start, finish)


def _outside(
    facts: Facts, name: str, owner: str, window: Window, start: int, finish: int
) -> Iterator[Violation]:
    if window.earliest is not None and start < facts.week_on_or_after(window.earliest):
        yield Violation(
            "calendar.window",
            f"{name} starts on {facts.date(start)}, before {window.earliest}, the earliest day of its "
            f"{owner}.",
        )
    if window.latest is not None and finish > _weeks_until(facts, window.latest):
        yield Violation(
            "calendar.window",
            f"{name} runs until {facts.date(finish)}, past {window.latest}, the latest day of its {owner}.",
        )


def _weeks_until(facts: Facts, latest: dt.date) -> int:
    """First week whose Friday lies after the day."""
    return facts.week(latest) + (1 if latest.weekday() >= 4 else 0)


def duration(facts: Facts) -> Iterator[Violation]:
    """duration: a phase lasts at least its calendar time, in whole weeks rounded up, and at least one
    week."""
    for (project, phase), (start, finish) in facts.spans.items():
        key, weeks = (project, phase), facts.phases[project, phase].weeks
        amount = 1.0 if weeks is None else facts.planned_amount(key, "weeks", weeks)
        least = max(1, math.ceil(amount - TIME_TOLERANCE))
        if 0 < finish - start < least and not facts.over((project, phase)):
            yield Violation(
                "duration",
                f"{project}/{phase} is planned for {finish - start} weeks; it takes at least {least}.",
            )


def policy_freeze(facts: Facts) -> Iterator[Violation]:
    """policy.freeze: no week of a phase of a frozen kind touches a frozen day, with effort or without."""
    for (project, phase), (start, finish) in facts.spans.items():
        kind = facts.phases[project, phase].kind
        for freeze in facts.portfolio.policies.freezes:
            first, last = facts.week(freeze.from_), facts.week(freeze.to)
            applies = not freeze.phase_kinds or kind in freeze.phase_kinds
            if applies and max(start, first, facts.now) < min(finish, last + 1):
                yield Violation(
                    "policy.freeze",
                    f"{project}/{phase} ({kind}) runs from {facts.date(start)} to {facts.date(finish)}, "
                    "into the "
                    f"freeze from {freeze.from_} to {freeze.to}.",
                )


def deadline_hard(facts: Facts) -> Iterator[Violation]:
    """deadline.hard: a project with a hard deadline launches by the Monday on or after it."""
    for name, launch in sorted(facts.launches.items()):
        deadline = facts.projects[name].deadline
        if launch <= facts.now and all(facts.over(key) for key in facts.phases_of_selected[name]):
            continue
        if deadline is not None and deadline.hard and launch > facts.week_on_or_after(deadline.date):
            yield Violation(
                "deadline.hard",
                f"Project {name} launches on {facts.date(launch)}, after its hard deadline of "
                f"{deadline.date}.",
            )


RULES = (precedence, calendar_window, duration, policy_freeze, deadline_hard)
