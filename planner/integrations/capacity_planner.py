"""Files of the capacityPlanner tool: config.json, people.json, projects.csv and, where it is there, skills.csv.

That tool allocates person-months by role and month; it knows neither value nor money nor holidays. Every rule by
which its data become a portfolio is returned as a sentence.
"""

import datetime as dt
import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from planner.domain.base import MAX_WEEKS
from planner.domain.calendar import Calendar, monday_of
from planner.domain.estimates import Estimate
from planner.domain.findings import path_text
from planner.domain.policies import Policies, Theme
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.projects import Crew, Phase, Project, Value
from planner.domain.references import raw_findings
from planner.domain.rounding import short_effort
from planner.domain.team import Person, Skill
from planner.errors import BadInput, Diagnostic
from planner.integrations.capacity_planner_files import ROLES, Files, is_date, mapping, read_files, slug
from planner.integrations.folder import Folder

WEEKS_A_MONTH = 52 / 12
TOP_VALUE = 10_000
"""Value per week of the project with priority 1; there is no value in these files."""
HEADCOUNT = {"BA": 1, "Planner": 1, "Dev": 2}
"""People of a role on a project at the same time, where the configuration does not say."""
LEAST_SHARE = 0.1
"""The tool splits people finely; shares below this are slivers here."""


def read_capacity_planner(folder: Folder) -> tuple[Portfolio, tuple[str, ...]]:
    """Make a portfolio of the files, and say every mapping that was made.

    Raises
    ------
    BadInput
        With file, row, column, value and fix for everything that cannot be read; nothing is imported then.
    """
    files = read_files(folder)
    try:
        portfolio = _portfolio(files)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(f"the files cannot be used: {first['input']!r}: {first['msg']}") from error
    found = [f for f in raw_findings(portfolio) if f.severity == "error"]
    if found:
        raise BadInput(
            f"the files do not fit together: {found[0].message}",
            [Diagnostic(f.severity, path_text(f.path), f.message) for f in found],
        )
    files.said += [*_missing_skills(portfolio, files), *_unused_catalogue(portfolio, files)]
    return portfolio, tuple(files.said)


def _portfolio(files: Files) -> Portfolio:
    staff = tuple(_people(files))
    projects = tuple(_projects(files))
    skills = {name for person in staff for name in person.skills}
    skills |= {name for project in projects for phase in project.phases for name in phase.effort}
    themes = {slug(row["parent_summary"]): row["parent_summary"] for row in files.projects}
    return Portfolio(
        schema_=SCHEMA,
        name="Imported from capacityPlanner",
        calendar=_calendar(files),
        skills=tuple(Skill(id=name, name=_skill_name(name, files)) for name in sorted(skills)),
        themes=tuple(Theme(id=name, name=title) for name, title in themes.items() if title),
        policies=Policies(minimum_share=LEAST_SHARE, crew_exponent=1.0),
        people=staff,
        projects=projects,
    )


def _calendar(files: Files) -> Calendar:
    config = files.config
    start = monday_of(dt.date.fromisoformat(config["planning_start"]))
    if str(start) != config["planning_start"]:
        files.said.append(f"The plan starts on Monday {start}, in the week of {config['planning_start']}.")
    if is_date(config.get("planning_end")):
        days = (dt.date.fromisoformat(config["planning_end"]) - start).days
        quarters, why = min(12, max(1, math.ceil(days / 91))), f"up to {config['planning_end']}"
    else:
        months = _months_of_work(files)
        quarters = min(12, max(4, math.ceil(2 * months / 3)))
        why = f"twice the {months:.1f} months that the busiest roles need, as the files name no end"
    files.said.append(f"The horizon is {quarters} quarters: {why}.")
    return Calendar(start=start, quarters=quarters)


def _months_of_work(files: Files) -> float:
    """Months for which the busiest set of roles has work: its effort over the people who have any of the roles."""
    longest = 0.0
    people = [person for person in files.people if person.get("active") is not False]
    for size in range(1, len(ROLES) + 1):
        for roles in combinations(ROLES, size):
            effort = sum(files.months(row, role) for row in files.projects for role in roles)
            able = [
                1 - _kept(person, files) for person in people if set(person.get("roles") or []) & {*roles}
            ]
            if able:
                longest = max(longest, effort / sum(able))
    return longest


def _kept(person: dict[str, Any], files: Files) -> float:
    """The part of the week that keeping the lights on takes: the largest of the person's roles."""
    reserve = mapping(files.config, "ktlo_pct_by_role")
    return max((float(reserve.get(role, 0.0)) for role in person.get("roles") or []), default=0.0)


def _people(files: Files) -> Iterator[Person]:
    taken: set[str] = set()
    for entry in files.people:
        name, roles = entry["person"].strip(), entry.get("roles") or []
        if entry.get("active") is False:
            files.said.append(f"{name} is not active and was left out.")
            continue
        name_id = slug(name)
        while name_id in taken:
            name_id += "-2"
        taken.add(name_id)
        kept = _kept(entry, files)
        if len(roles) > 1:
            files.said.append(
                f"{name} has the roles {' and '.join(roles)}: the larger reserve, {kept:.0%}, was taken."
            )
        yield Person(
            id=name_id,
            name=name,
            skills=dict.fromkeys(_offered(entry, files), 1.0),
            reserve=kept,
            max_projects=round(1 / LEAST_SHARE),
            starts=entry.get("start_date") or None,
            ends=entry.get("end_date") or None,
        )
    _say_about_people(files)


def _say_about_people(files: Files) -> None:
    reserve = mapping(files.config, "ktlo_pct_by_role")
    shares = ", ".join(f"{role} {float(share):.0%}" for role, share in reserve.items())
    files.said += [
        f"Keeping the lights on became a reserve of each person's week by role: {shares or 'none'}.",
        "A skill is a role with a skill set, such as dev-back-end; everybody also has the skill of the role.",
        "What a project requires must be had: people with other skill sets do not stand in, as they may in the tool.",
        f"The tool does not limit the projects of a person; a share of at least {LEAST_SHARE:.0%} does.",
    ]
    wishes = [
        f"{entry['person'].strip()} ({', '.join(entry['preferred_parent_summaries'])})"
        for entry in files.people
        if entry.get("preferred_parent_summaries") and entry.get("active") is not False
    ]
    if wishes:
        files.said.append(f"Preferences for themes are not planned: {', '.join(wishes)}.")


def _offered(entry: dict[str, Any], files: Files) -> Iterator[str]:
    """The skill of each role, and each skill set in the role that skills.csv gives it, or else in all of them."""
    roles = entry.get("roles") or []
    for role in roles:
        yield slug(role)
    for skill_set in entry.get("skillsets") or []:
        own = files.roles_by_skill_set.get(slug(skill_set))
        for role in [own] if own in roles else roles:
            yield f"{slug(str(role))}-{slug(skill_set)}"


def _projects(files: Files) -> Iterator[Project]:
    limits = HEADCOUNT | mapping(files.config, "max_concurrent_per_role")
    cap = files.config.get("planner_project_month_cap_pct")
    heads = ", ".join(f"{role} {limits[role]}" for role in ROLES)
    files.said += [
        f"Person-months became engineer-weeks at {WEEKS_A_MONTH:.2f} weeks a month, the same for low and high.",
        "Several required skill sets of a role share its effort equally. Curves of effort are not planned.",
        f"A project is one phase whose crew has at most as many people as its roles may have: {heads}.",
        "A crew works as fast as its people alone.",
        f"There is no value in these files: priority 1 is worth {TOP_VALUE:,} a week, priority p {TOP_VALUE:,} / p.",
    ]
    if cap is not None:
        files.said.append(
            f"A planner gives a project at most {cap:.0%} of a month, so it takes as long as its planning does."
        )
    for row in files.projects:
        effort = {skill: weeks for role in ROLES for skill, weeks in _needs(row, role, files)}
        if not effort:
            files.said.append(f"{row['name']} needs nobody and was left out.")
            continue
        heads_needed = sum(
            max(limits[role], sum(skill.split("-")[0] == slug(role) for skill in effort))
            for role in ROLES
            if files.months(row, role) > 0
        )
        yield Project(
            id=slug(row["id"]),
            name=row["name"],
            theme=slug(row["parent_summary"]) if row["parent_summary"] else None,
            kind="platform",
            value=Value(per_week=_certain(TOP_VALUE / max(float(row["priority"] or 1), 1.0))),
            phases=(
                Phase(
                    id="work",
                    effort={skill: _certain(weeks) for skill, weeks in effort.items()},
                    weeks=_least_weeks(files.months(row, "Planner"), cap),
                    crew=Crew(min=1, max=heads_needed),
                ),
            ),
        )


def _certain(number: float) -> Estimate:
    return Estimate(low=number, likely=number, high=number)


def _least_weeks(planning_months: float, cap: float | None) -> Estimate | None:
    if not cap or planning_months <= 0:
        return None
    return _certain(min(MAX_WEEKS, float(math.ceil(planning_months / cap * WEEKS_A_MONTH - 1e-9))))


def _needs(row: dict[str, str], role: str, files: Files) -> Iterator[tuple[str, float]]:
    """A role's effort in engineer-weeks by skill."""
    months = files.months(row, role)
    if months <= 0:
        return
    required = [
        slug(part) for part in row.get(f"required_skillsets_{role.lower()}", "").split(";") if part.strip()
    ]
    names = list(dict.fromkeys(f"{slug(role)}-{part}" for part in required)) or [slug(role)]
    for name in names:
        yield name, round(months * WEEKS_A_MONTH / len(names), 4)


def _skill_name(skill: str, files: Files) -> str:
    role, _, skill_set = skill.partition("-")
    title = next((known for known in ROLES if slug(known) == role), role.capitalize())
    named = {slug(row["skill_id"]): row["name"] for row in files.skills}
    return f"{named.get(skill_set) or skill_set.replace('-', ' ')} ({title})" if skill_set else title


def _missing_skills(portfolio: Portfolio, files: Files) -> Iterator[str]:
    """Skills that projects need and nobody has, with the work that waits for them."""
    held = {skill for person in portfolio.people for skill in person.skills}
    waiting: dict[str, list[tuple[str, float]]] = {}
    for project in portfolio.projects:
        for skill, estimate in project.phases[0].effort.items():
            if skill not in held:
                waiting.setdefault(skill, []).append((project.name, estimate.likely))
    for skill, work in sorted(waiting.items()):
        weeks = sum(amount for _, amount in work)
        names = ", ".join(name for name, _ in work)
        lacking = f"{short_effort(weeks)} engineer-weeks of {names}"
        yield f"Nobody has {_skill_name(skill, files)}: {lacking} cannot be staffed."


def _unused_catalogue(portfolio: Portfolio, files: Files) -> Iterator[str]:
    """Skills of skills.csv that nobody has and no project needs."""
    used = {skill.id for skill in portfolio.skills}
    idle = [row for row in files.skills if f"{slug(row['category'])}-{slug(row['skill_id'])}" not in used]
    if idle:
        names = ", ".join(f"{row['name']} ({row['category']})" for row in idle)
        yield f"Of the {len(files.skills)} skills in skills.csv, nobody has and no project needs {len(idle)}: {names}."
