"""Jobs of Slurm as accelerator-hours: what `sacct --parsable2` or `--parsable` writes."""

import re
from collections.abc import Iterator
from itertools import product

from planner.domain.variance import ActualLine
from planner.errors import BadInput
from planner.integrations.sheet import FaultError, SheetRow, number

TRES = ("alloctres", "reqtres")
"""What a job was given, else what it asked for: the first column that is there."""
ELAPSED = ("elapsedraw", "elapsed")
JOBS = ("jobid", "jobidraw")
SACCT = tuple(frozenset(pair) for pair in product(TRES, ELAPSED))
"""Columns by which the file is known."""
NOT_BEGUN = ("", "unknown", "none", "n/a")
_GPUS = re.compile(r"gres/gpu(?::(?P<type>[^=,]+))?=(?P<count>\d+)")
_TIME = re.compile(r"(?:(?P<days>\d+)-)?(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d+)(?:\.\d+)?")


def refuse_columns(columns: frozenset[str]) -> None:
    """BadInput for tables of `sacct` from which hours cannot be told for certain, with the options that help."""
    better = "sacct -a -P -o JobID,Account,Partition,State,Start,ElapsedRaw,AllocTRES"
    if len(columns) == 1 and "jobid " in f"{next(iter(columns))} ":
        raise BadInput(f"this is a table of sacct for people, with cut cells: use {better}")
    slurm = any(found <= columns for found in SACCT)
    if slurm and not columns & set(JOBS):
        raise BadInput(
            f"without JobID steps of jobs cannot be told from jobs, and would count twice: use {better}"
        )
    if slurm and "start" not in columns:
        raise BadInput(f"without Start nobody knows in which month a job ran: use {better}")
    if columns & set(JOBS) and columns & {"allocgres", "reqgres"} and not slurm:
        raise BadInput(f"AllocGRES and ReqGRES are told by node in some versions of Slurm: use {better}")


def sacct_lines(row: SheetRow, line: int) -> Iterator[ActualLine]:
    """Devices x elapsed time of a whole job by the month of its start, a line for each type; accounts are projects.

    Also of jobs that failed, were cancelled or preempted: they held their devices. Nothing of steps (`.batch`,
    `.extern`, `.0`), of jobs that have not begun, and of those without accelerators.
    """
    job = next((row[name] for name in JOBS if row.get(name)), "")
    if "." in job or row.get("start", "").lower() in NOT_BEGUN:
        return
    tres = next(row[name] for name in TRES if name in row)
    seconds = _seconds(row)
    if not seconds:
        return
    for kind, devices in _devices(tres).items():
        yield ActualLine(
            month=_month(row["start"]),
            kind="compute",
            project=row.get("account") or None,
            pool=row.get("partition") or None,
            accelerator=kind,
            hours=seconds * devices / 3600,
            amount=None,
            line=line,
        )


def _seconds(row: SheetRow) -> float:
    if row.get("elapsedraw"):
        return float(number(row, "elapsedraw") or 0)
    text = row.get("elapsed", "")
    found = _TIME.fullmatch(text)
    if text and found is None:
        raise FaultError(f"elapsed '{text}' is no time such as 1-02:30:00 or 02:30:00", "elapsed")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def _devices(tres: str) -> dict[str | None, int]:
    """Devices by type. Types stand beside the number of all: what no type accounts for has none."""
    found = [match.groups() for part in tres.split(",") if (match := _GPUS.fullmatch(part.strip()))]
    typed: dict[str | None, int] = {kind: int(count) for kind, count in found if kind and int(count)}
    rest = sum(int(count) for kind, count in found if not kind) - sum(typed.values())
    return {**typed, None: rest} if rest > 0 else typed


def _month(start: str) -> str:
    if not re.match(r"\d{4}-(?:0[1-9]|1[0-2])-\d{2}", start):
        raise FaultError(
            f"start '{start}' is no time such as 2027-01-05T10:00:00; leave SLURM_TIME_FORMAT unset", "start"
        )
    return start[:7]
