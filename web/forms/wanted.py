"""The question for room for more work, as it is typed: one phase or several, as the keys of the domain."""

from collections.abc import Mapping
from typing import Any

from planner.domain.available import MOST_PHASES
from planner.domain.slugs import slug_for
from web.forms.entries import MistypedError, read_estimate

EFFORT = "effort."
ALL, NONE = "all", "none"
"""What a phase may wait for besides one other: all before it, or nothing."""


def field_of(phase: int, name: str) -> str:
    """The field of a phase, counted from 1; the first has plain names."""
    return name if phase == 1 else f"{phase}.{name}"


def count_of(typed: Mapping[str, str]) -> int:
    """How many phases the form has, after *Add a phase* or *Remove the last phase* was pressed."""
    said = typed.get("phases", "1")
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    count += {"more": 1, "less": -1}.get(typed.get("do", ""), 0)
    return max(1, min(MOST_PHASES, count))


def wanted_shape(typed: Mapping[str, str]) -> dict[str, Any]:
    """The fields as the keys of the work; what was left empty is not said.

    Raises
    ------
    MistypedError
        A number that is none.
    """
    given = {name: value.strip() for name, value in typed.items() if value.strip()}
    shape: dict[str, Any] = {name: given[name] for name in ("name", "by") if name in given}
    if "earliest" in given:
        shape["window"] = {"earliest": given["earliest"]}
    count = count_of(typed)
    if count == 1:
        return shape | _phase(given, 1)
    ids: list[str] = []
    for n in range(1, count + 1):
        ids.append(slug_for(given.get(field_of(n, "phase"), f"phase-{n}"), ids))
    phases = [
        {"id": name, "after": _after(given, n, ids)} | _named(given, n) | _phase(given, n)
        for n, name in enumerate(ids, start=1)
    ]
    return shape | {"phases": phases}


def _named(given: Mapping[str, str], n: int) -> dict[str, Any]:
    name = given.get(field_of(n, "phase"))
    return {"name": name} if name else {}


def _after(given: Mapping[str, str], n: int, ids: list[str]) -> list[dict[str, Any]]:
    """What a phase waits for, each with the weeks that lie between."""
    lag = given.get(field_of(n, "lag"), "0")
    if not (lag.isascii() and lag.isdigit() and len(lag) < 4):
        raise MistypedError(f"'{lag}': the weeks between two phases are a whole number, such as 2")
    return [{"phase": before, "lag_weeks": int(lag)} for before in _before(given, n, ids)]


def _before(given: Mapping[str, str], n: int, ids: list[str]) -> list[str]:
    said = given.get(field_of(n, "after"), str(n - 1))
    if n == 1 or said == NONE:
        return []
    if said == ALL:
        return ids[: n - 1]
    if not (said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) < n):
        raise MistypedError(f"'{said}': a phase begins after one before it, after all of them, or at once")
    return [ids[int(said) - 1]]


def _phase(given: Mapping[str, str], n: int) -> dict[str, Any]:
    def said(name: str) -> str | None:
        return given.get(field_of(n, name))

    prefix, shape = field_of(n, EFFORT), dict[str, Any]()
    effort = {
        name.removeprefix(prefix): read_estimate(value)
        for name, value in given.items()
        if name.startswith(prefix)
    }
    if effort:
        low = said("crew_min") or "1"
        shape |= {"effort": effort, "crew": {"min": low, "max": said("crew_max") or low}}
    if weeks := said("weeks"):
        shape["weeks"] = read_estimate(weeks)
    if hours := said("gpu_hours"):
        shape["gpu"] = {"hours": read_estimate(hours), "reference": said("accelerator") or ""}
        if devices := said("max_devices"):
            shape["gpu"]["max_devices"] = devices
    return shape
