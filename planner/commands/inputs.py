"""Files that verbs read; what is wrong with one is said with its name."""

from pathlib import Path

from pydantic import ValidationError

from planner.commands.output import read_file
from planner.document import read_portfolio
from planner.document.changes import read_changes
from planner.document.plan_file import read_plan
from planner.domain.changes import Changes
from planner.domain.forecast import Forecast
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput


def portfolio_at(path: Path) -> Portfolio:
    """The portfolio in a file; BadInput with diagnostics when it cannot be used."""
    try:
        return read_portfolio(read_file(path), filename=str(path)).portfolio
    except BadInput as error:
        raise _named(error, path) from error


def plan_at(path: Path) -> Plan:
    """The plan in a file; BadInput with diagnostics when it cannot be used."""
    try:
        return read_plan(read_file(path))
    except BadInput as error:
        raise _named(error, path) from error


def changes_at(path: Path, portfolio: Portfolio, plan: Plan) -> Changes:
    """The changes in a file about a portfolio and its plan; BadInput with diagnostics when they cannot be used."""
    try:
        return read_changes(read_file(path), portfolio, plan, filename=str(path))
    except BadInput as error:
        raise _named(error, path) from error


def forecast_at(path: Path) -> Forecast:
    """The forecast in a file as `simulate --json` prints it; BadInput when it is none."""
    try:
        return Forecast.model_validate_json(read_file(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path}: {place}: {first['msg']}; write it by `simulate --json`") from error


def _named(error: BadInput, path: Path) -> BadInput:
    named = error.message if error.message.startswith(str(path)) else f"{path}: {error.message}"
    return BadInput(named, error.diagnostics)
