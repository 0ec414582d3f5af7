"""Files of actual against planned cost: CSV, XLSX and JSON from the same report."""

from dataclasses import dataclass
from typing import Literal, get_args

from planner.domain.variance import VarianceReport
from planner.exports.csv import table_csv
from planner.exports.variance_tables import month_rows, variance_tables
from planner.exports.xlsx import workbook_bytes
from planner.services.export_cost import CSV, JSON, XLSX

VarianceFormat = Literal["csv", "xlsx", "json"]
VARIANCE_FORMATS: tuple[VarianceFormat, ...] = get_args(VarianceFormat)
TYPES: dict[VarianceFormat, str] = {"csv": CSV, "xlsx": XLSX, "json": JSON}


@dataclass(frozen=True)
class VarianceFile:
    """A file to hand over."""

    content: bytes
    media_type: str
    name: str


def variance_file(report: VarianceReport, format_: VarianceFormat) -> VarianceFile:
    """A report as a file: CSV has a row for each project and month, XLSX a sheet for each view."""
    if format_ == "csv":
        content = table_csv(month_rows(report))
    elif format_ == "xlsx":
        content = workbook_bytes(variance_tables(report))
    else:
        content = report.model_dump_json().encode()
    return VarianceFile(content, TYPES[format_], f"variance.{format_}")
