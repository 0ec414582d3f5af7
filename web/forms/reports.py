"""Reports on phases as they are typed: a row for each phase, of which those left alone went as planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from planner.domain.changes import PhaseProgress
from web.forms.entries import Entry, MistypedError, Option, date, number, percent, select

STATES = (
    Option("", "As planned"),
    Option("running", "Running"),
    Option("finished", "Finished"),
    Option("not_started", "Not begun"),
)
ENTRIES: tuple[Entry, ...] = (
    select("state", "State", STATES),
    date("started", "First day"),
    date("finished", "Last day"),
    percent("done", "Done"),
    number("effort", "Effort so far", unit="engineer-weeks"),
    number("gpu_hours", "GPU-hours so far"),
)
Key = tuple[str, str]


def field_of(key: Key, name: str) -> str:
    """The name of a phase's field in the form."""
    return f"{key[0]}/{key[1]}.{name}"


@dataclass(frozen=True)
class Reports:
    """What was typed, as reports of a changes document, and what is wrong, by field."""

    rows: tuple[PhaseProgress, ...]
    errors: dict[str, str]


def read_reports(typed: Mapping[str, str], phases: Iterable[Key]) -> Reports:
    """The reports on these phases; a phase without any entry has none."""
    rows: list[PhaseProgress] = []
    errors: dict[str, str] = {}
    for key in phases:
        given: dict[str, Any] = {}
        for entry in ENTRIES:
            name = field_of(key, entry.name)
            try:
                value = entry.read(typed.get(name, "").strip())
            except MistypedError as wrong:
                errors[name] = str(wrong)
                continue
            if value is not None:
                given[entry.name] = value
        state = given.pop("state", None)
        missing = _missing(state, given)
        if missing is not None:
            errors.setdefault(field_of(key, missing[0]), missing[1])
        elif given or state == "not_started":
            report = given | ({"not_started": True} if state == "not_started" else {})
            try:
                rows.append(PhaseProgress(project=key[0], phase=key[1], **report))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                name = str(first["loc"][0]) if first["loc"] else "state"
                errors.setdefault(field_of(key, name), first["msg"].removeprefix("Value error, "))
    return Reports(tuple(rows), errors)


def _missing(state: object, given: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field without which the state says nothing, and what to write there."""
    if state == "finished" and "finished" not in given:
        return "finished", "Say on which day its work ended"
    if state == "running" and "done" not in given:
        return "done", "Say how much of it is done, such as 40"
    if state is None and ("finished" in given or "done" in given):
        return "state", "Choose Running or Finished to go with it"
    return None
