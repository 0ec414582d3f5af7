"""Files of the capacityPlanner tool: config.json, people.json, projects.csv and, where it is there, skills.csv.

That tool allocates person-months by role; it knows neither value nor money nor calendars. Every rule by which its
data become a portfolio is returned as a sentence.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner.domain.calendar import Calendar, monday_of
from planner.domain.estimates import Estimate
from planner.domain.findings import path_text
from planner.domain.policies import Theme
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.projects import Crew, Phase, Project, Value
from planner.domain.references import raw_findings
from planner.domain.team import Person, Skill
from planner.errors import BadInput, Diagnostic
from planner.integrations.folder import Folder

WEEKS_A_MONTH = 52 / 12
TOP_VALUE = 10_000
"""Value per week of the project with priority 1; there is no value in these files."""
ROLE_ORDER = ("BA", "Planner", "Dev")
QUARTERS = 4


@dataclass(frozen=True)
class Need:
    """Effort of one role for one skill set."""

    skill: str
    weeks: float


def read_capacity_planner(folder: Folder) -> tuple[Portfolio, tuple[str, ...]]:
    """Make a portfolio of the files, and say every mapping that was made.

    Raises
    ------
    BadInput
        With file, row, column, value and fix for everything that cannot be read; nothing is imported then.
    """
    config = _json(folder, "config.json", dict)
    people = _json(folder, "people.json", list)
    rows = list(csv.DictReader(io.StringIO(folder.text("projects.csv"))))
    problems = [*_config_problems(config), *_people_problems(people), *_project_problems(rows)]
    if problems:
        raise BadInput(f"{len(problems)} things cannot be read; the first: {problems[0].message}", problems)
    said: list[str] = []
    staff = tuple(_people(people, config, said))
    projects = tuple(_projects(rows, said))
    skills = {name for person in staff for name in person.skills}
    skills |= {name for project in projects for phase in project.phases for name in phase.effort}
    themes = {
        row["parent_summary"].strip(): slug(row["parent_summary"]) for row in rows if row["parent_summary"]
    }
    portfolio = Portfolio(
        schema_=SCHEMA,
        name="Imported from capacityPlanner",
        calendar=_calendar(config, said),
        skills=tuple(Skill(id=name, name=_skill_name(name)) for name in sorted(skills)),
        themes=tuple(Theme(id=name, name=title) for title, name in themes.items()),
        people=staff,
        projects=projects,
    )
    found = [f for f in raw_findings(portfolio) if f.severity == "error"]
    if found:
        raise BadInput(
            f"the files do not fit together: {found[0].message}",
            [Diagnostic(f.severity, path_text(f.path), f.message) for f in found],
        )
    said += _missing_skills(portfolio)
    return portfolio, tuple(said)


def slug(text: str) -> str:
    """An id made of a name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "x"


def _json(folder: Folder, name: str, kind: type) -> Any:
    try:
        value = json.loads(folder.text(name))
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise BadInput(f"{name} is not valid JSON", [Diagnostic("error", name, str(error), line)]) from error
    if not isinstance(value, kind):
        raise BadInput(f"{name} holds a {type(value).__name__}, expected a {kind.__name__}")
    return value


def _problem(place: str, message: str, line: int | None = None) -> Diagnostic:
    return Diagnostic("error", place, f"{place}: {message}", line)


def _config_problems(config: dict[str, Any]) -> Iterator[Diagnostic]:
    if not _is_date(config.get("planning_start")):
        shown = config.get("planning_start")
        yield _problem("config.json planning_start", f"expected a date such as 2027-01-04, got {shown!r}")
    for role, share in _mapping(config, "ktlo_pct_by_role").items():
        if not _is_number(share) or not 0 <= share < 1:
            yield _problem(
                f"config.json ktlo_pct_by_role.{role}", f"expected a share from 0 to below 1, got {share!r}"
            )
    for role, most in _mapping(config, "max_concurrent_per_role").items():
        if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= 20:
            yield _problem(f"config.json max_concurrent_per_role.{role}", f"expected 1 to 20, got {most!r}")


def _mapping(config: dict[str, Any], key: str) -> dict[str, Any]:
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _people_problems(people: list[Any]) -> Iterator[Diagnostic]:
    for n, person in enumerate(people):
        place = f"people.json [{n}]"
        if (
            not isinstance(person, dict)
            or not isinstance(person.get("person"), str)
            or not person["person"].strip()
        ):
            yield _problem(place, "`person` must be a name")
            continue
        for key in ("roles", "skillsets"):
            values = person.get(key, [])
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                yield _problem(
                    f"{place} {person['person']}.{key}", f"expected a list of names, got {values!r}"
                )
        for key in ("start_date", "end_date"):
            if person.get(key) and not _is_date(person[key]):
                yield _problem(
                    f"{place} {person['person']}.{key}", f"{person[key]!r} is not a date such as 2027-01-04"
                )


def _project_problems(rows: list[dict[str, str]]) -> Iterator[Diagnostic]:
    if not rows:
        yield _problem("projects.csv", "there are no projects")
        return
    wanted = ["id", "name", "priority", "parent_summary"]
    for column in wanted + [f"effort_{role.lower()}_pm" for role in ROLE_ORDER]:
        if column not in rows[0]:
            yield _problem("projects.csv", f"the column {column} is missing", 1)
    for n, row in enumerate(rows, start=2):
        for column in ("priority", *(f"effort_{role.lower()}_pm" for role in ROLE_ORDER)):
            text = (row.get(column) or "0").strip() or "0"
            try:
                value = float(text)
            except ValueError:
                yield _problem(f"projects.csv row {n} {column}", f"'{text}' is not a number", n)
                continue
            if not 0 <= value < 1e4:
                yield _problem(f"projects.csv row {n} {column}", f"{text} is not between 0 and 10000", n)


def _calendar(config: dict[str, Any], said: list[str]) -> Calendar:
    start = monday_of(dt.date.fromisoformat(config["planning_start"]))
    if str(start) != config["planning_start"]:
        said.append(f"The plan starts on Monday {start}, in the week of {config['planning_start']}.")
    quarters = QUARTERS
    if _is_date(config.get("planning_end")):
        days = (dt.date.fromisoformat(config["planning_end"]) - start).days
        quarters = min(12, max(1, -(-days // 91)))
    said.append(f"The horizon is {quarters} quarters; projects that do not fit are named with the reason.")
    return Calendar(start=start, quarters=quarters)


def _people(people: list[dict[str, Any]], config: dict[str, Any], said: list[str]) -> Iterator[Person]:
    reserve, most = _mapping(config, "ktlo_pct_by_role"), _mapping(config, "max_concurrent_per_role")
    taken: set[str] = set()
    for entry in people:
        name, roles = entry["person"].strip(), entry.get("roles", [])
        if entry.get("active") is False:
            said.append(f"{name} is not active and was left out.")
            continue
        name_id = slug(name)
        while name_id in taken:
            name_id += "-2"
        taken.add(name_id)
        kept = max((float(reserve.get(role, 0.0)) for role in roles), default=0.0)
        limit = max((int(most.get(role, 2)) for role in roles), default=2)
        if len(roles) > 1:
            said.append(
                f"{name} has the roles {' and '.join(roles)}: the larger reserve ({kept:.0%}) and the larger limit of "
                f"{limit} projects at a time were taken."
            )
        if entry.get("preferred_parent_summaries"):
            said.append(
                f"{name} prefers {', '.join(entry['preferred_parent_summaries'])}: preferences are not planned."
            )
        yield Person(
            id=name_id,
            name=name,
            skills={skill: 1.0 for role in roles for skill in _offered(role, entry.get("skillsets", []))},
            reserve=kept,
            max_projects=limit,
            starts=entry.get("start_date") or None,
            ends=entry.get("end_date") or None,
        )
    shares = ", ".join(f"{role} {float(share):.0%}" for role, share in reserve.items())
    said.append(f"Keeping the lights on became a reserve of each person's week by role: {shares or 'none'}.")
    said.append(
        "A skill is a role with a skill set, such as dev-back-end; everybody also has the skill of the role."
    )


def _offered(role: str, skill_sets: list[str]) -> Iterator[str]:
    yield slug(role)
    for skill_set in skill_sets:
        yield f"{slug(role)}-{slug(skill_set)}"


def _projects(rows: list[dict[str, str]], said: list[str]) -> Iterator[Project]:
    said.append(
        f"Person-months became engineer-weeks at {WEEKS_A_MONTH:.2f} weeks a month, the same for low and high."
    )
    said.append(
        f"There is no value in these files: priority 1 is worth {TOP_VALUE:,} a week, priority p {TOP_VALUE:,} / p."
    )
    for row in rows:
        needs = [need for role in ROLE_ORDER for need in _needs(row, role)]
        if not needs:
            said.append(f"{row['name']} needs nobody and was left out.")
            continue
        priority = max(float(row.get("priority") or 1), 1.0)
        effort = {need.skill: Estimate(low=need.weeks, likely=need.weeks, high=need.weeks) for need in needs}
        yield Project(
            id=slug(row["id"]),
            name=row["name"].strip(),
            theme=slug(row["parent_summary"]) if row["parent_summary"].strip() else None,
            kind="platform",
            value=Value(per_week=Estimate(**dict.fromkeys(("low", "likely", "high"), TOP_VALUE / priority))),
            phases=(Phase(id="work", effort=effort, crew=Crew(min=1, max=len(effort) + 1)),),
        )


def _needs(row: dict[str, str], role: str) -> Iterator[Need]:
    """A role's effort; several required skill sets share it equally."""
    months = float((row.get(f"effort_{role.lower()}_pm") or "0").strip() or "0")
    if months <= 0:
        return
    required = [part.strip() for part in (row.get(f"required_skillsets_{role.lower()}") or "").split(";")]
    names = [f"{slug(role)}-{slug(part)}" for part in required if part] or [slug(role)]
    for name in names:
        yield Need(name, round(months * WEEKS_A_MONTH / len(names), 4))


def _skill_name(skill: str) -> str:
    role, _, rest = skill.partition("-")
    title = role.upper() if role == "ba" else role.capitalize()
    return f"{rest.replace('-', ' ')} ({title})" if rest else title


def _missing_skills(portfolio: Portfolio) -> Iterator[str]:
    held = {skill for person in portfolio.people for skill in person.skills}
    names = {skill.id: skill.name for skill in portfolio.skills}
    for skill in sorted({s for p in portfolio.projects for phase in p.phases for s in phase.effort} - held):
        waiting = [p.name for p in portfolio.projects if any(skill in phase.effort for phase in p.phases)]
        yield f"Nobody has {names[skill]}; needed by {', '.join(waiting)}."
