"""The portfolio document and the plan file: read with diagnostics, write, schema."""

from planner.document.reader import ReadResult, portfolio_from, read_portfolio
from planner.document.writer import json_schema, write_json, write_yaml

__all__ = ["ReadResult", "json_schema", "portfolio_from", "read_portfolio", "write_json", "write_yaml"]
