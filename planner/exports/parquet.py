"""Parquet files: a table with typed columns, money as decimals and never as floating point numbers."""

import datetime as dt
import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from planner.exports.table import DECIMALS, ColumnKind, Table

PRECISION = 38
_TYPES: dict[ColumnKind, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
    "number": pa.float64(),
    "decimal": pa.decimal128(PRECISION, DECIMALS),
}


def table_parquet(table: Table, about: Mapping[str, str]) -> bytes:
    """A table as Parquet; `about` goes into the metadata of the file."""
    types = {**_TYPES, "money": pa.decimal128(18, table.digits)}
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        pa.array([_value(column.kind, value) for value in values], types[column.kind])
        for column, values in zip(table.columns, columns, strict=True)
    ]
    schema = pa.schema(
        [pa.field(column.name, types[column.kind]) for column in table.columns], metadata=dict(about)
    )
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _value(kind: ColumnKind, value: object) -> object:
    if kind == "moment" and isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return value
