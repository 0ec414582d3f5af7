"""Runs of MLflow as accelerator-hours: the CSV of `search_runs` or `mlflow experiments csv`, and JSON of either API.

MLflow knows when a run began and ended, but not what it ran on: the number of devices is that of a parameter or tag,
else that of the devices whose use the run has logged as system metrics.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planner.domain.variance import ActualLine
from planner.errors import BadInput
from planner.integrations.sheet import FaultError, SheetRow, number

DEVICES = ("world_size", "gpus", "num_gpus", "n_gpus", "num_devices", "devices")
"""Parameters and tags that say how many accelerators a run has, first those that count all of several nodes."""
NOTHING = ("", "nan", "nat", "none", "null", "<na>")
"""What tables and parameters hold where nothing is known."""
PAGE = ("run id", "start time", "duration")
"""Columns of the CSV that the page of an experiment hands out; parameters, metrics and tags follow without a prefix."""
PAGE_UNITS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400}
TYPES = ("accelerator", "gpu_type", "gpu_model", "gpu")
POOLS = ("pool", "partition", "queue", "cluster")
PARENT = "tags.mlflow.parentrunid"
_DEVICE = re.compile(r"^metrics\.system/(?:(?P<node>[^/]+)/)?gpu_(?P<device>\d+)_")
MOST_DEVICES = Decimal(1_000_000)


def mlflow_rows(content: bytes) -> tuple[frozenset[str], list[tuple[int, SheetRow]]]:
    """Runs of a JSON file as rows like those of the CSV; each has its number for its line.

    Raises
    ------
    BadInput
        It is no JSON, or holds no list of runs.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the actuals begin like JSON, but are none: {error}") from error
    runs = found.get("runs") if isinstance(found, dict) else found
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        raise BadInput('the actuals are JSON without runs of MLflow: give {"runs": [...]} or a list of runs')
    rows: list[tuple[int, SheetRow]] = [(line, _flat(run)) for line, run in enumerate(runs, 1)]
    return frozenset(column for _, row in rows for column in row), rows


def _flat(run: Mapping[str, Any]) -> dict[str, str]:
    """A run of the REST API (info, data) or of a table, with cells as text."""
    info, data = run.get("info"), run.get("data")
    if not isinstance(info, dict):
        return {str(k).lower(): "" if v is None else str(v) for k, v in run.items()}
    row = {str(k).lower(): str(v) for k, v in info.items() if v is not None}
    for part in ("metrics", "params", "tags"):
        listed = data.get(part) if isinstance(data, dict) else None
        pairs = listed.items() if isinstance(listed, dict) else _pairs(listed)
        row |= {f"{part}.{k}".lower(): str(v) for k, v in pairs}
    return row


def _pairs(listed: object) -> Iterator[tuple[str, object]]:
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and "key" in item:
            yield str(item["key"]), item.get("value", "")


def parents_of(rows: list[tuple[int, SheetRow]]) -> frozenset[str]:
    """Runs that others are nested in: their time is that of their children."""
    return frozenset(row[PARENT] for _, row in rows if row.get(PARENT))


def page_line(row: SheetRow, line: int) -> Iterator[ActualLine]:
    """Of a run in the CSV of the page of an experiment, which does not tell nested runs."""
    return mlflow_line(from_page(row), line, frozenset())


def mlflow_line(row: SheetRow, line: int, parents: frozenset[str]) -> Iterator[ActualLine]:
    """Devices x time of a run that has ended, by the month in which it began.

    The project is the tag or parameter `project`, else the experiment. Nothing of runs that go on, that others are
    nested in, or that used no accelerator.
    """
    if row.get("run_id") in parents or row.get("end_time", "").lower() in (*NOTHING, "0"):
        return
    devices = _devices(row)
    if not devices:
        return
    begun, ended = _moment(row, "start_time"), _moment(row, "end_time")
    if ended < begun:
        raise FaultError(f"end_time '{row['end_time']}' is before start_time '{row['start_time']}'")
    yield ActualLine(
        month=f"{begun:%Y-%m}",
        kind="compute",
        project=_said(row, ("project",)) or row.get("experiment_id") or None,
        pool=_said(row, POOLS),
        accelerator=_said(row, TYPES),
        hours=devices * (ended - begun).total_seconds() / 3600,
        amount=None,
        runs=1,
        line=line,
    )


def _said(row: SheetRow, names: tuple[str, ...]) -> str | None:
    """What a tag, else a parameter, says."""
    cells = (row.get(f"{part}.{name}") for name in names for part in ("tags", "params"))
    return next((cell for cell in cells if cell and cell.lower() not in NOTHING), None)


def _devices(row: SheetRow) -> float:
    for name in DEVICES:
        for part in ("tags", "params"):
            found = _count(row, f"{part}.{name}")
            if found is not None:
                return found
    logged = (_DEVICE.match(column) for column, cell in row.items() if cell and cell.lower() not in NOTHING)
    return float(len({(match["node"], match["device"]) for match in logged if match}))


def _count(row: SheetRow, column: str) -> float | None:
    """A number of devices, or as many as are listed (`0,1,2,3`, `[0, 1]`); None where it is left open (`auto`, -1)."""
    said = row.get(column, "").strip().lower()
    if said in NOTHING or said in ("auto", "all", "-1"):
        return None
    listed = re.fullmatch(r"\[?\s*(\d+(?:\s*,\s*\d+)+)\s*,?\s*\]?|\[\s*(\d+)\s*,?\s*\]", said)
    if listed is not None:
        return float(len(re.findall(r"\d+", said)))
    return float(number(row, column, least=Decimal(0), most=MOST_DEVICES) or 0)


def from_page(row: SheetRow) -> SheetRow:
    """A line of the page's CSV as those of `search_runs`; the end follows from the duration, which is rounded there.

    Raises
    ------
    FaultError
        The duration is none.
    """
    flat = dict(row) | {"run_id": row.get("run id", ""), "start_time": row.get("start time", "")}
    for name, cell in row.items():
        flat |= {f"metrics.{name}": cell} if name.startswith("system/") else {f"params.{name}": cell}
    lasted = row.get("duration", "")
    if lasted.lower() in (*NOTHING, "-") or row.get("status", "").upper() == "RUNNING":
        return flat
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)", lasted)
    if found is None:
        raise FaultError(f"duration '{lasted}' is none such as 3.5h", "duration")
    end = _moment(flat, "start_time") + dt.timedelta(seconds=float(found[1]) * PAGE_UNITS[found[2]])
    return flat | {"end_time": end.isoformat()}


def _moment(row: SheetRow, column: str) -> dt.datetime:
    """A time as MLflow writes it: milliseconds since 1970, or a timestamp with its zone (UTC without one)."""
    text = row.get(column, "")
    try:
        if re.fullmatch(r"\d{11,14}(\.0)?", text):
            return dt.datetime.fromtimestamp(float(text) / 1000, dt.UTC)
        found = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise FaultError(
            f"{column} '{text}' is no time such as 2027-01-05 10:00:00 and no milliseconds since 1970"
        ) from None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
