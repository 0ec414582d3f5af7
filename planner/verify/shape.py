"""Rules on the form of a plan: rows can be read, nothing is stated twice, summaries agree with rows."""

import math
from collections import Counter
from collections.abc import Iterator

from planner.domain.plan import Assignment, ComputeUse, PlannedProject, Violation
from planner.verify.facts import Facts

RULE = "plan.shape"


def known_ids(facts: Facts) -> Iterator[Violation]:
    """plan.shape: every project, phase, person and pool that the plan names is in the portfolio."""
    unknown: set[tuple[str, str]] = set()
    unknown |= {("project", row.id) for row in facts.plan.projects if row.id not in facts.projects}
    places = {(row.project, row.phase) for row in facts.plan.phases}
    places |= {(row.project, row.phase) for row in facts.plan.compute}
    places |= {(row.project, row.phase) for row in facts.plan.assignments if row.phase is not None}
    for project, phase in places:
        if project not in facts.projects:
            unknown.add(("project", project))
        elif (project, phase) not in facts.phases:
            unknown.add(("phase", f"{project}/{phase}"))
    unknown |= {
        ("project", row.project) for row in facts.plan.assignments if row.project not in facts.projects
    }
    for planned in facts.plan.phases:
        unknown |= {("person", name) for name in planned.crew if name not in facts.workers}
    unknown |= {("person", row.person) for row in facts.plan.assignments if row.person not in facts.workers}
    unknown |= {("pool", row.pool) for row in facts.plan.compute if row.pool not in facts.pools}
    for kind, name in sorted(unknown):
        yield Violation(RULE, f"The plan names the {kind} {name}, which is not in the portfolio.")


def mondays(facts: Facts) -> Iterator[Violation]:
    """plan.shape: all dates are Mondays."""
    dates = {
        (f"project {row.id}", day)
        for row in facts.plan.projects
        for day in (row.start, row.finish, row.launch)
        if day is not None
    }
    for row in facts.plan.phases:
        dates |= {(f"phase {row.project}/{row.phase}", day) for day in (row.start, row.finish)}
    for work in facts.plan.assignments:
        dates |= {(_assignment(work), day) for day in (work.start, work.finish)}
    dates |= {(_compute(row), row.week) for row in facts.plan.compute}
    for what, day in sorted(dates):
        if day.weekday() != 0:
            yield Violation(RULE, f"{_capital(what)} has the date {day}, which is a {day:%A}, not a Monday.")


def forward_in_time(facts: Facts) -> Iterator[Violation]:
    """plan.shape: phases and assignments last at least one week."""
    for row in facts.plan.phases:
        if row.finish <= row.start:
            yield Violation(
                RULE,
                f"Phase {row.project}/{row.phase} finishes on {row.finish}, not after its start on "
                f"{row.start}.",
            )
    for work in facts.plan.assignments:
        if work.finish <= work.start:
            yield Violation(
                RULE,
                f"{_capital(_assignment(work))} finishes on {work.finish}, not after its start on "
                f"{work.start}.",
            )


def finite_numbers(facts: Facts) -> Iterator[Violation]:
    """plan.shape: shares and hours are positive, finite numbers, and no share is more than a full week."""
    for work in facts.plan.assignments:
        if not (math.isfinite(work.share) and 0 < work.share <= 1):
            yield Violation(
                RULE, f"{_capital(_assignment(work))} has the share {work.share}; it lies in (0, 1]."
            )
    for row in facts.plan.compute:
        if not (math.isfinite(row.hours) and row.hours > 0):
            yield Violation(
                RULE, f"{_capital(_compute(row))} has {row.hours} hours; they are a positive number."
            )


def stated_once(facts: Facts) -> Iterator[Violation]:
    """plan.shape: no project, phase, person's week for one skill of a phase, or week of a pool is
    stated twice."""
    projects = Counter(f"Project {row.id}" for row in facts.plan.projects)
    phases = Counter(f"Phase {row.project}/{row.phase}" for row in facts.plan.phases)
    compute = Counter(
        f"Compute of {row.project}/{row.phase} in {row.pool} in the week of {row.week}"
        for row in facts.plan.compute
    )
    for counts in (projects, phases, compute):
        for what, times in counts.items():
            if times > 1:
                yield Violation(RULE, f"{what} is stated {times} times.")
    for phase in facts.plan.phases:
        for name, times in Counter(phase.crew).items():
            if times > 1:
                yield Violation(
                    RULE, f"Phase {phase.project}/{phase.phase} lists {name} {times} times in its crew."
                )
    seen: Counter[tuple[str, str | None, str, str, int]] = Counter()
    for work in facts.work:
        seen.update((work.project, work.phase, work.person, work.skill, week) for week in work.weeks)
    twice: dict[tuple[str, str | None, str, str], list[int]] = {}
    for (project, place, person, skill, week), times in seen.items():
        if times > 1:
            twice.setdefault((project, place, person, skill), []).append(week)
    for (project, place, person, skill), weeks in twice.items():
        where = f"{project}/{place}" if place else f"the upkeep of {project}"
        yield Violation(
            RULE, f"{person} has overlapping assignments for {skill} on {where} {facts.listed(weeks)}."
        )


def inside_the_phase(facts: Facts) -> Iterator[Violation]:
    """plan.shape: assignments lie within the horizon, and those of a phase within its weeks and skills."""
    for work in facts.plan.assignments:
        first, end = facts.week(work.start), facts.week(work.finish)
        if first < 0 or end > facts.weeks:
            yield Violation(RULE, f"{_capital(_assignment(work))} lies outside the horizon.")
        if work.phase is None:
            continue
        key = (work.project, work.phase)
        if key in facts.spans and not facts.spans[key][0] <= first <= end <= facts.spans[key][1]:
            yield Violation(
                RULE,
                f"{_capital(_assignment(work))} runs from {work.start} to {work.finish}, outside the "
                "phase's weeks "
                f"from {facts.date(facts.spans[key][0])} to {facts.date(facts.spans[key][1])}.",
            )
        if key in facts.phases and work.skill not in facts.phases[key].effort:
            yield Violation(RULE, f"{_capital(_assignment(work))}: the phase needs no {work.skill}.")
    for row in facts.plan.compute:
        if not 0 <= facts.week(row.week) < facts.weeks:
            yield Violation(RULE, f"{_capital(_compute(row))} lies outside the horizon.")


def only_selected(facts: Facts) -> Iterator[Violation]:
    """plan.shape: projects that are not selected have no dates, phases, assignments or compute."""
    for name, row in facts.planned.items():
        if not row.selected and any(day is not None for day in (row.start, row.finish, row.launch)):
            yield Violation(RULE, f"Project {name} is not selected but has dates.")
    for what, rows in (
        ("phases", facts.plan.phases),
        ("assignments", facts.plan.assignments),
        ("compute", facts.plan.compute),
    ):
        for name in sorted({row.project for row in rows} & (facts.projects.keys() - facts.selected)):
            yield Violation(RULE, f"Project {name} is not selected but the plan has {what} for it.")


def complete(facts: Facts) -> Iterator[Violation]:
    """plan.shape: every phase of a selected project is planned, and its crew is the people assigned to it."""
    for name in sorted(facts.selected):
        for phase in facts.projects[name].phases:
            if (name, phase.id) not in facts.spans:
                yield Violation(RULE, f"Project {name} is selected but its phase {phase.id} is not planned.")
    for row in facts.plan.phases:
        key = (row.project, row.phase)
        if key in facts.spans and set(row.crew) != facts.crews.get(key, frozenset()):
            assigned = ", ".join(sorted(facts.crews.get(key, ()))) or "nobody"
            stated = ", ".join(sorted(row.crew)) or "nobody"
            yield Violation(
                RULE,
                f"The crew of {row.project}/{row.phase} is stated as {stated}; assigned to it: {assigned}.",
            )


def summaries(facts: Facts) -> Iterator[Violation]:
    """plan.shape: a project starts with its first phase; finish and launch are the finish of its last
    phase."""
    if facts.plan.currency != facts.portfolio.currency:
        yield Violation(
            RULE, f"The plan counts in {facts.plan.currency}, the portfolio in {facts.portfolio.currency}."
        )
    for name in sorted(facts.launches):
        yield from _summary(facts, facts.planned[name])


def _summary(facts: Facts, row: PlannedProject) -> Iterator[Violation]:
    first, last = facts.starts[row.id], facts.launches[row.id]
    for what, day, week in (
        ("start", row.start, first),
        ("finish", row.finish, last),
        ("launch", row.launch, last),
    ):
        if day is None:
            yield Violation(RULE, f"Project {row.id} is selected but has no {what}.")
        elif facts.week(day) != week:
            yield Violation(
                RULE,
                f"The {what} of project {row.id} is stated as {day}; by its phases it is {facts.date(week)}.",
            )
    if row.quarter is not None and 0 < last <= facts.weeks:
        quarter = facts.horizon.quarter_labels[last - 1]
        if row.quarter != quarter:
            yield Violation(
                RULE,
                f"The quarter of project {row.id} is stated as {row.quarter}; its last week is in {quarter}.",
            )


def holds_a_plan(facts: Facts) -> Iterator[Violation]:
    """plan.shape: the file holds a plan, not only the answer that there is none."""
    if facts.plan.status in ("INFEASIBLE", "NO_PLAN_IN_BUDGET"):
        yield Violation(RULE, f"The file holds no plan: its status is {facts.plan.status}.")


def _assignment(work: Assignment) -> str:
    where = f"{work.project}/{work.phase}" if work.phase is not None else f"the upkeep of {work.project}"
    return f"the assignment of {work.person} to {where} for {work.skill}"


def _compute(row: ComputeUse) -> str:
    return f"compute of {row.project}/{row.phase} in {row.pool} in the week of {row.week}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


RULES = (
    holds_a_plan,
    known_ids,
    mondays,
    forward_in_time,
    finite_numbers,
    stated_once,
    inside_the_phase,
    only_selected,
    complete,
    summaries,
)
