"""The files of the capacityPlanner tool, read and checked: file, row, column, value and fix of what is wrong."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from planner.errors import BadInput, Diagnostic
from planner.integrations.folder import Folder

ROLES = ("BA", "Planner", "Dev")
MAX_MONTHS = 2000
"""Person-months of one role in one project."""


@dataclass
class Files:
    """The content of the files once it is checked, and what was said about it so far."""

    config: dict[str, Any]
    people: list[dict[str, Any]]
    projects: list[dict[str, str]]
    skills: list[dict[str, str]]
    said: list[str] = field(default_factory=list)

    @property
    def roles_by_skill_set(self) -> dict[str, str]:
        """The role that skills.csv gives a skill set."""
        return {slug(row["skill_id"]): row["category"] for row in self.skills}

    def months(self, row: dict[str, str], role: str) -> float:
        """Person-months of a role in a project."""
        return float(row.get(f"effort_{role.lower()}_pm") or "0")


def read_files(folder: Folder) -> Files:
    """Read and check the files.

    Raises
    ------
    BadInput
        With everything that cannot be read.
    """
    config = _json(folder, "config.json", dict)
    people = _json(folder, "people.json", list)
    rows = _csv(folder, "projects.csv")
    skills = _csv(folder, "skills.csv") if "skills.csv" in folder.files else []
    problems = [
        *_config_problems(config),
        *_people_problems(people),
        *_project_problems(rows),
        *_skill_problems(skills),
    ]
    if problems:
        raise BadInput(f"{len(problems)} things cannot be read; the first: {problems[0].message}", problems)
    return Files(config, people, rows, skills)


def slug(text: str) -> str:
    """An id made of a name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "x"


def mapping(config: dict[str, Any], key: str) -> dict[str, Any]:
    """A part of the configuration; empty when it is not there."""
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _json(folder: Folder, name: str, kind: type) -> Any:
    try:
        value = json.loads(folder.text(name))
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise BadInput(f"{name} is not valid JSON", [Diagnostic("error", name, str(error), line)]) from error
    if not isinstance(value, kind):
        raise BadInput(f"{name} holds a {type(value).__name__}, expected a {kind.__name__}")
    return value


def _csv(folder: Folder, name: str) -> list[dict[str, str]]:
    """Rows with their cells stripped; cells that are not there are empty."""
    try:
        rows = list(csv.DictReader(io.StringIO(folder.text(name)), restkey="", restval=""))
    except csv.Error as error:
        raise BadInput(f"{name} is not a CSV file: {error}") from error
    return [{key.strip(): str(cell).strip() for key, cell in row.items()} for row in rows]


def _problem(place: str, message: str, line: int | None = None) -> Diagnostic:
    return Diagnostic("error", place, f"{place}: {message}", line)


def _config_problems(config: dict[str, Any]) -> Iterator[Diagnostic]:
    if not is_date(config.get("planning_start")):
        shown = config.get("planning_start")
        yield _problem("config.json planning_start", f"expected a date such as 2027-01-04, got {shown!r}")
    for role, share in mapping(config, "ktlo_pct_by_role").items():
        if not _is_number(share) or not 0 <= share < 1:
            yield _problem(
                f"config.json ktlo_pct_by_role.{role}", f"expected a share from 0 to below 1, got {share!r}"
            )
    for role, most in mapping(config, "max_concurrent_per_role").items():
        if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= 20:
            yield _problem(f"config.json max_concurrent_per_role.{role}", f"expected 1 to 20, got {most!r}")
    cap = config.get("planner_project_month_cap_pct")
    if cap is not None and (not _is_number(cap) or not 0 < cap <= 1):
        yield _problem(
            "config.json planner_project_month_cap_pct", f"expected a share above 0, at most 1, got {cap!r}"
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_date(value: Any) -> bool:
    """Whether a value is a date such as 2027-01-04."""
    if not isinstance(value, str) or not re.match(r"^\d{4}-\d{2}-\d{2}$", value):
        return False
    try:
        return 1990 <= dt.date.fromisoformat(value).year <= 2200
    except ValueError:
        return False


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
        for key in ("roles", "skillsets", "preferred_parent_summaries"):
            values = person.get(key) or []
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                yield _problem(
                    f"{place} {person['person']}.{key}", f"expected a list of names, got {values!r}"
                )
        for key in ("start_date", "end_date"):
            if person.get(key) and not is_date(person[key]):
                yield _problem(
                    f"{place} {person['person']}.{key}", f"{person[key]!r} is not a date such as 2027-01-04"
                )


def _project_problems(rows: list[dict[str, str]]) -> Iterator[Diagnostic]:
    if not rows:
        yield _problem("projects.csv", "there are no projects")
        return
    efforts = [f"effort_{role.lower()}_pm" for role in ROLES]
    for column in ("id", "name", "priority", "parent_summary", *efforts):
        if column not in rows[0]:
            yield _problem("projects.csv", f"the column {column} is missing", 1)
    for n, row in enumerate(rows, start=2):
        for column in ("id", "name"):
            if not row.get(column):
                yield _problem(f"projects.csv row {n} {column}", "is empty; give one", n)
        for column, most in (("priority", 1e6), *((effort, MAX_MONTHS) for effort in efforts)):
            text = row.get(column) or "0"
            try:
                value = float(text)
            except ValueError:
                yield _problem(f"projects.csv row {n} {column}", f"'{text}' is not a number", n)
                continue
            if not 0 <= value <= most:
                yield _problem(
                    f"projects.csv row {n} {column}", f"{text} is not between 0 and {most:,.0f}", n
                )


def _skill_problems(skills: list[dict[str, str]]) -> Iterator[Diagnostic]:
    for column in ("skill_id", "name", "category"):
        if skills and column not in skills[0]:
            yield _problem("skills.csv", f"the column {column} is missing", 1)
