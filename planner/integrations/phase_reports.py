"""Reports on phases as a table: dates, what is done, effort and accelerator-hours, a row a phase."""

from collections.abc import Callable
from typing import Any

from planner.errors import BadInput, Diagnostic
from planner.integrations.sheet import MOST_SAID, FaultError, SheetRow, number, read_sheet

NEEDED = frozenset({"project", "phase"})
COLUMNS = (
    "project",
    "phase",
    "started",
    "finished",
    "done",
    "not_started",
    "people",
    "effort",
    "gpu_hours",
)
YES, NO = ("yes", "true", "x", "1"), ("", "no", "false", "0")


def read_reports(content: bytes) -> list[dict[str, Any]]:
    """The reports of a CSV file, as `progress` of a changes document; all of them or nothing.

    Raises
    ------
    BadInput
        The file is no such table; diagnostics name the row, the column and the value that is wrong.
    """
    columns, rows = read_sheet(content, "the reports")
    if not columns >= NEEDED:
        missing = " and ".join(sorted(NEEDED - columns))
        raise BadInput(f"the reports need the column {missing}; others are {', '.join(COLUMNS[2:])}")
    unknown = sorted(columns - set(COLUMNS))
    if unknown:
        raise BadInput(f"the reports have an unknown column '{unknown[0]}'; known: {', '.join(COLUMNS)}")
    reports: dict[tuple[str, str], dict[str, Any]] = {}
    faults: list[Diagnostic] = []
    for line, row in rows:
        try:
            report = _report(row)
            key = report["project"], report["phase"]
            if key in reports:
                raise FaultError(f"{key[0]}/{key[1]} is told twice: give it one row")
            reports[key] = report
        except FaultError as fault:
            faults.append(Diagnostic("error", "", str(fault), line))
    if faults:
        raise BadInput(f"the reports have {len(faults)} rows that cannot be used", faults[:MOST_SAID])
    if not reports:
        raise BadInput("the reports have no row")
    return list(reports.values())


def _report(row: SheetRow) -> dict[str, Any]:
    read: dict[str, Callable[[SheetRow], Any]] = {
        "started": lambda cells: cells.get("started"),
        "finished": lambda cells: cells.get("finished"),
        "done": _done,
        "not_started": _not_started,
        "people": lambda cells: [one.strip() for one in cells.get("people", "").split(";") if one.strip()],
        "effort": lambda cells: _amount(cells, "effort"),
        "gpu_hours": lambda cells: _amount(cells, "gpu_hours"),
    }
    report: dict[str, Any] = {}
    for name in sorted(NEEDED):
        if not row.get(name):
            raise FaultError(f"{name} is empty: name the phase by its project and its own id")
        report[name] = row[name]
    return report | {
        name: value for name, parse in read.items() if (value := parse(row)) not in (None, "", [], False)
    }


def _done(row: SheetRow) -> float | None:
    text = row.get("done", "")
    if not text:
        return None
    found = number({"done": text.removesuffix("%").strip()}, "done")
    assert found is not None
    return float(found) / 100 if text.endswith("%") else float(found)


def _not_started(row: SheetRow) -> bool:
    text = row.get("not_started", "").lower()
    if text not in YES + NO:
        raise FaultError(f"not_started '{text}' is neither yes nor no")
    return text in YES


def _amount(row: SheetRow, column: str) -> float | None:
    found = number(row, column)
    if found is not None and found < 0:
        raise FaultError(f"{column} '{row[column]}' is below zero")
    return None if found is None else float(found)
