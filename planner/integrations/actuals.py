"""Readers of what was spent: FOCUS, Slurm's sacct, OpenCost, runs of MLflow, and plain CSV."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import get_args

from planner.domain.cost import CostKind
from planner.domain.variance import ActualFormat, ActualLine, Actuals
from planner.errors import BadInput, Diagnostic
from planner.integrations.mlflow_runs import PAGE, mlflow_line, mlflow_rows, page_line, parents_of
from planner.integrations.sheet import MOST_SAID, FaultError, SheetRow, amount, number, read_sheet
from planner.integrations.slurm import SACCT, refuse_columns, sacct_lines

KINDS: tuple[CostKind, ...] = get_args(CostKind)
_FEATURES: dict[ActualFormat, tuple[frozenset[str], ...]] = {
    "focus": (frozenset({"chargeperiodstart", "effectivecost"}),),
    "sacct": SACCT,
    "opencost": (
        frozenset({"namespace", "date", "gpucost"}),
        frozenset({"namespace", "gpu hours"}),
        frozenset({"namespace", "gpuhours"}),
    ),
    "mlflow": (frozenset({"run_id", "start_time", "end_time"}), frozenset(PAGE)),
    "csv": (frozenset({"amount", "month"}), frozenset({"amount", "date"})),
}
"""Columns by which a format is known."""
NOBODY = ("", "unassigned", "__idle__", "__unallocated__")


def read_actuals(
    content: bytes, format_: ActualFormat | None = None, *, source: str = "the actuals"
) -> Actuals:
    """What a file says was spent; all of it or nothing.

    Parameters
    ----------
    content
        A CSV file in UTF-8 (`sacct -P` writes `|` between its columns), or runs of MLflow in JSON.
    format_
        None: known by its columns.
    source
        What people call where it comes from.

    Raises
    ------
    BadInput
        The file is no table of a known kind; diagnostics name the row, the column and the value that is wrong.
    """
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    columns, rows = mlflow_rows(content) if is_json else read_sheet(content, "the actuals")
    chosen = format_ or next(
        (name for name, sets in _FEATURES.items() if any(s <= columns for s in sets)), None
    )
    refuse_columns(columns)
    if chosen is None or not any(found <= columns for found in _FEATURES[chosen]):
        wanted = "; ".join(f"{name}: {', '.join(sorted(sets[0]))}" for name, sets in _FEATURES.items())
        raise BadInput(f"the actuals are none of the known tables; columns needed are {wanted}")
    lines: list[ActualLine] = []
    faults: list[Diagnostic] = []
    skipped = 0
    reader = _READERS[chosen] if chosen != "mlflow" else _mlflow(columns, rows)
    for line, row in rows:
        try:
            found = list(reader(row, line))
        except FaultError as fault:
            faults.append(Diagnostic("error", fault.column, str(fault), line))
            continue
        skipped += not found
        lines += found
    if faults:
        raise BadInput(f"the actuals have {len(faults)} rows that cannot be used", faults[:MOST_SAID])
    if not lines:
        raise BadInput("the actuals have no row that says what was spent")
    knows = chosen in ("csv", "focus") and any(spent.project is None for spent in lines)
    shared = chosen == "focus" and any(row.get("allocatedmethodid") for _, row in rows)
    return Actuals(
        source=source,
        format=chosen,
        lines=tuple(lines),
        skipped=skipped,
        knows_unused=knows or shared,
    )


def _mlflow(
    columns: frozenset[str], rows: list[tuple[int, SheetRow]]
) -> Callable[[SheetRow, int], Iterator[ActualLine]]:
    return partial(mlflow_line, parents=parents_of(rows)) if "run_id" in columns else page_line


def _plain(row: SheetRow, line: int) -> Iterator[ActualLine]:
    """month or date, amount; project, kind, pool, accelerator, hours, runs, predictions, currency."""
    kind = _kind(row.get("kind") or ("compute" if row.get("pool") or row.get("hours") else "other"))
    spent, currency = amount(row, "amount", row.get("currency", "").upper())
    if spent is None:
        raise FaultError("amount is empty: give what was spent, or leave the row out", "amount")
    yield ActualLine(
        month=_month(row, "month" if row.get("month") else "date"),
        kind=kind,
        project=_project(row.get("project", "")),
        pool=row.get("pool") or None,
        accelerator=row.get("accelerator") or None,
        hours=_hours(row, "hours"),
        amount=spent,
        currency=currency,
        runs=_hours(row, "runs") or 0.0,
        predictions=_hours(row, "predictions") or 0.0,
        line=line,
    )


def _focus(row: SheetRow, line: int) -> Iterator[ActualLine]:
    """EffectiveCost by the month of ChargePeriodStart; the project from x_Project or the tag `project`, first that of
    whoever a shared cost was allocated to."""
    if row.get("x_datakind") == "Budget" or row.get("x_quantile") in ("P10", "P50", "P80", "P90"):
        return  # nothing that was spent
    if row.get("chargecategory") == "Purchase":
        return  # amortised over the usage rows
    tags = _tags(row, "tags") | _tags(row, "allocatedtags")
    hours = _hours(row, "x_gpuhours")
    if hours is None and row.get("pricingunit", "").lower() in ("hours", "hour", "hrs", "gpu-hours"):
        hours = _hours(row, "pricingquantity")
    kind = row.get("x_costkind") or (
        "compute" if row.get("servicecategory", "Compute") == "Compute" else "other"
    )
    yield ActualLine(
        month=_month(row, "chargeperiodstart"),
        kind=_kind(kind),
        project=_project(row.get("x_project") or tags.get("project", "")),
        pool=row.get("resourceid") or None,
        accelerator=row.get("x_gpumodel") or None,
        hours=hours,
        amount=_amount(row, "effectivecost"),
        currency=row.get("billingcurrency") or None,
        line=line,
    )


def _opencost(row: SheetRow, line: int) -> Iterator[ActualLine]:
    """GPU cost of a namespace, which is the project, in a window, and hours where they are told.

    The daily export of OpenCost tells how many `GPUs` a pod had, but not how long it ran: no hours follow from that.
    """
    spaced = "gpu hours" in row
    hours, cost = ("gpu hours", "gpu cost") if spaced else ("gpuhours", "gpucost")
    if not any(number(row, column) for column in ("gpus", hours, cost)):
        return  # a pod without accelerators
    start = next(
        (name for name in ("window start", "windowstart", "start", "date") if row.get(name)), "window start"
    )
    yield ActualLine(
        month=_month(row, start),
        kind="compute",
        project=_project(row["namespace"]),
        hours=_hours(row, hours),
        amount=_amount(row, cost),
        line=line,
    )


_READERS: dict[ActualFormat, Callable[[SheetRow, int], Iterator[ActualLine]]] = {
    "csv": _plain,
    "focus": _focus,
    "sacct": sacct_lines,
    "opencost": _opencost,
}


def _project(text: str) -> str | None:
    return None if text in NOBODY else text


def _kind(text: str) -> CostKind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise FaultError(f"kind '{text}' is none of {', '.join(KINDS)}")


def _month(row: SheetRow, column: str) -> str:
    text = row.get(column, "")
    try:
        day = dt.date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text[:10])
    except ValueError:
        raise FaultError(
            f"{column} '{text}' is no day such as 2027-01-31 and no month such as 2027-01"
        ) from None
    return f"{day.year:04d}-{day.month:02d}"


def _amount(row: SheetRow, column: str) -> Decimal:
    found = number(row, column)
    if found is None:
        raise FaultError(f"{column} is empty: give what was spent, or leave the row out")
    return found


def _hours(row: SheetRow, column: str) -> float | None:
    found = number(row, column, least=Decimal(0))
    return None if found is None else float(found)


def _tags(row: SheetRow, column: str) -> dict[str, str]:
    text = row.get(column, "")
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise FaultError(f"{column} '{text[:60]}' is not JSON") from None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
