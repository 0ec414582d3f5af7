"""Rules on people: capacity, skills, shares, crews, effort and upkeep."""

from collections import defaultdict
from collections.abc import Iterator

from planner.domain.plan import Violation
from planner.verify.facts import STEPS, TIME_TOLERANCE, Facts, at_least


def capacity_person(facts: Facts) -> Iterator[Violation]:
    """capacity.person: in no week do a person's shares, upkeep included, exceed the capacity of that week."""
    load: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in facts.work:
        for week in row.weeks:
            load[row.person][week] += row.share
    for person, by_week in load.items():
        capacity = facts.capacity[person]
        over = [week for week, share in by_week.items() if share > capacity[week] + TIME_TOLERANCE]
        if over:
            week = max(over, key=lambda w: by_week[w] - capacity[w])
            yield Violation(
                "capacity.person",
                f"{person} is planned for {by_week[week]:.0%} of a week but has {capacity[week]:.1%}, "
                f"{facts.listed([week])}" + (f"; {len(over)} weeks are over." if len(over) > 1 else "."),
            )


def skill_missing(facts: Facts) -> Iterator[Violation]:
    """skill.missing: people work only in skills that they have."""
    for person, skill in sorted({(row.person, row.skill) for row in facts.work}):
        if facts.proficiency(person, skill) <= 0:
            yield Violation(
                "skill.missing", f"{person} is assigned for {skill} but does not have that skill."
            )


def share_minimum(facts: Facts) -> Iterator[Violation]:
    """share.minimum: a person's weekly share of a phase, over all skills, is zero or at least the
    minimum share."""
    minimum = facts.portfolio.policies.minimum_share
    for (project, phase, person), by_week in facts.phase_shares.items():
        small = [week for week, share in by_week.items() if 0 < share < minimum - TIME_TOLERANCE]
        if small:
            yield Violation(
                "share.minimum",
                f"{person} has {by_week[min(small)]:.0%} on {project}/{phase} {facts.listed(small)}; "
                f"the least share is {minimum:.0%}.",
            )


def share_step(facts: Facts) -> Iterator[Violation]:
    """share.step: shares are multiples of 5 % of a full week."""
    odd = {
        (row.person, row.project, row.phase or "upkeep", row.share)
        for row in facts.work
        if abs(row.share * STEPS - round(row.share * STEPS)) > AMOUNT_OF_A_STEP
    }
    for person, project, place, share in sorted(odd):
        yield Violation(
            "share.step", f"{person} has a share of {share:g} on {project}/{place}: not a multiple of 5 %."
        )


AMOUNT_OF_A_STEP = 1e-6
"""Part of a step by which a share may be off: shares pass through decimal text."""


def share_constant(facts: Facts) -> Iterator[Violation]:
    """share.constant: where the policy asks for it, a person's share of a phase is the same in every week:
    the lesser of it and the week's capacity in whole steps, and nothing in weeks in which they are away."""
    if not facts.portfolio.policies.constant_shares:
        return
    for (project, phase, person), by_week in facts.phase_shares.items():
        constant = max(by_week.values())
        start, finish = facts.spans.get((project, phase), (0, 0))
        differs = []
        for week in range(max(start, facts.now), min(finish, facts.weeks)):
            expected = 0.0 if facts.away(person, week) else min(constant, facts.steps(person, week) / STEPS)
            if abs(by_week.get(week, 0.0) - expected) > AMOUNT_OF_A_STEP:
                differs.append(week)
        if differs:
            yield Violation(
                "share.constant",
                f"{person} has {constant:.0%} on {project}/{phase} but another share "
                f"{facts.listed(differs)}, "
                "and the portfolio asks for constant shares.",
            )


def continuity(facts: Facts) -> Iterator[Violation]:
    """continuity: everyone of a phase's crew works on it in each of its weeks in which they are not away."""
    for (project, phase, person), by_week in facts.phase_shares.items():
        start, finish = facts.spans.get((project, phase), (0, 0))
        missing = [
            week
            for week in range(max(start, facts.now), min(finish, facts.weeks))
            if by_week.get(week, 0.0) <= 0 and not facts.away(person, week)
        ]
        if missing:
            yield Violation(
                "continuity",
                f"{person} is on the crew of {project}/{phase} but does not work on it "
                f"{facts.listed(missing)}.",
            )


def focus(facts: Facts) -> Iterator[Violation]:
    """focus: nobody works on more projects in a week than their limit; upkeep does not count."""
    projects: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in facts.work:
        if row.phase is not None:
            for week in row.weeks:
                projects[row.person][week].add(row.project)
    for person, by_week in projects.items():
        limit = facts.workers[person].max_projects
        over = [week for week, names in by_week.items() if len(names) > limit]
        if over:
            names = ", ".join(sorted(by_week[min(over)]))
            yield Violation(
                "focus",
                f"{person} works on {names} {facts.listed(over)}; the limit is {limit} at the same time.",
            )


def crew_range(facts: Facts) -> Iterator[Violation]:
    """crew.range: the number of distinct people of a phase lies in its range; a phase without effort
    has nobody. Of a running phase, the people who do what is left count."""
    for key in facts.spans:
        if key in facts.started and not any(facts.needed(key).values()):
            continue
        least, most = facts.phases[key].crew_range
        n = len(facts.crews.get(key, ()))
        if not least <= n <= most:
            yield Violation(
                "crew.range", f"{key[0]}/{key[1]} has a crew of {n}; it needs {_people(least, most)}."
            )


def _people(least: int, most: int) -> str:
    if most == 0:
        return "nobody, having no effort"
    return f"{least} to {most}" if least < most else f"{least}"


def effort(facts: Facts) -> Iterator[Violation]:
    """effort: in each skill of a phase, the sum of share x proficiency x crew efficiency reaches the
    estimate; of a running phase, what is left of it."""
    done: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in facts.work:
        if row.phase is not None:
            gives = row.share * facts.proficiency(row.person, row.skill)
            done[row.project, row.phase, row.skill] += gives * len(row.weeks)
    for key in facts.spans:
        for skill, needed in facts.needed(key).items():
            given = done[(*key, skill)] * facts.efficiency(key)
            if not at_least(given, needed, TIME_TOLERANCE):
                yield Violation(
                    "effort",
                    f"{key[0]}/{key[1]} needs {needed:g} engineer-weeks of {skill}; the plan gives "
                    f"{given:.4g}.",
                )


def people_required(facts: Facts) -> Iterator[Violation]:
    """people.required: each required person is on the crew of at least one phase of the selected project."""
    for name in sorted(facts.selected):
        on_it = {row.person for row in (*facts.past_work, *facts.work) if row.phase and row.project == name}
        for person in facts.projects[name].people.required:
            if person not in on_it:
                yield Violation(
                    "people.required", f"Project {name} requires {person}, who is on none of its phases."
                )


def people_forbidden(facts: Facts) -> Iterator[Violation]:
    """people.forbidden: a forbidden person is on no crew of the project."""
    for key, crew in sorted(facts.crews.items()):
        if facts.over(key):
            continue
        for person in sorted(crew & set(facts.projects[key[0]].people.forbidden)):
            yield Violation(
                "people.forbidden", f"{person} may not work on project {key[0]} but is on its {key[1]}."
            )


def upkeep(facts: Facts) -> Iterator[Violation]:
    """upkeep: from launch to the end of the horizon or retirement, people with the skill give at least the
    upkeep effort of every week (share x proficiency); before, after, or in other skills there is none."""
    given: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in facts.work:
        if row.phase is None:
            for week in row.weeks:
                given[row.project, row.skill][week] += row.share * facts.proficiency(row.person, row.skill)
    for name in sorted(facts.launches):
        project = facts.projects[name]
        retired = facts.retirement(project)
        end = facts.weeks if retired is None else min(facts.weeks, retired)
        needs = range(max(facts.launches[name], facts.now), end)
        for skill, amount in project.upkeep.items():
            by_week = given.get((name, skill), {})
            short = [w for w in needs if not at_least(by_week.get(w, 0.0), amount, TIME_TOLERANCE)]
            if short:
                yield Violation(
                    "upkeep",
                    f"Project {name} needs {amount:g} of {skill} a week after launch; too little "
                    f"{facts.listed(short)}.",
                )
        for (owner, skill), by_week in given.items():
            extra = [w for w in by_week if skill not in project.upkeep or w not in needs]
            if owner == name and extra:
                yield Violation("upkeep", f"Project {name} needs no upkeep in {skill} {facts.listed(extra)}.")


RULES = (
    capacity_person,
    skill_missing,
    share_minimum,
    share_step,
    share_constant,
    continuity,
    focus,
    crew_range,
    effort,
    people_required,
    people_forbidden,
    upkeep,
)
