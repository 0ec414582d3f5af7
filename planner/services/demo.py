"""The demo portfolio: a first look at Quarterdeck with a plan that is really made."""

from dataclasses import dataclass
from pathlib import Path

from planner.document import read_portfolio
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, NotFound
from planner.persistence.tables import PortfolioTable
from planner.services.context import Context
from planner.services.identity import LOCAL
from planner.services.plans import PlanSettings, list_plans, request_plan
from planner.services.portfolios import create_portfolio, get_portfolio, replace_portfolio

DEMO = "demo"
FILE = Path(__file__).parents[2] / "examples" / "ml-platform.yaml"
PLAN_SECONDS = 10.0


@dataclass(frozen=True)
class Demo:
    """The demo portfolio, and the job that plans it when there was need for one."""

    portfolio_id: str
    job_id: str | None


def open_demo(ctx: Context, *, reset: bool = False) -> Demo:
    """Create the demo portfolio when it is not there, and ask for a plan when it has none.

    Parameters
    ----------
    reset
        Bring it back to how it was at first, and plan it again.

    Raises
    ------
    BadInput
        When the example file is not there.
    """
    made = _make(ctx, reset=reset)
    if not made and list_plans(ctx, DEMO, limit=1).items:
        return Demo(DEMO, None)
    return Demo(DEMO, request_plan(ctx, DEMO, PlanSettings(seconds=PLAN_SECONDS)).id)


def _make(ctx: Context, *, reset: bool) -> bool:
    """Whether the portfolio was created or reset."""
    try:
        stored = get_portfolio(ctx, DEMO)
    except NotFound:
        if ctx.organisation_id != LOCAL or ctx.session.get(PortfolioTable, DEMO) is not None:
            raise
        create_portfolio(ctx, _example(), portfolio_id=DEMO)
        return True
    if reset:
        replace_portfolio(ctx, DEMO, _example(), version=stored.version)
    return reset


def _example() -> Portfolio:
    try:
        content = FILE.read_bytes()
    except OSError as error:
        raise BadInput(f"The demo portfolio {FILE} cannot be read: {error.strerror}.") from error
    return read_portfolio(content, filename=FILE.name).portfolio
