"""Portfolios to begin with, by kind of ML work: believable projects, phases and skills, all to be changed."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from planner.document import read_portfolio
from planner.domain.calendar import monday_on_or_after
from planner.domain.portfolio import Portfolio
from planner.errors import NotFound
from planner.services.context import Context
from planner.services.plans import PlanSettings, request_plan
from planner.services.portfolios import PortfolioRecord, create_portfolio

FOLDER = Path(__file__).parents[1] / "templates"
PLAN_SECONDS = 5.0


@dataclass(frozen=True)
class Template:
    """A portfolio to begin with."""

    id: str
    name: str
    about: str


TEMPLATES = (
    Template(
        "recommender", "Recommendations", "Retrieval, ranking, cold start, experiments, a feature store"
    ),
    Template("llm-fine-tune", "Language models", "Fine-tuning, safety gates, retrieval, distilling, serving"),
    Template("computer-vision", "Computer vision", "Labelling, training, edge deployment, drift"),
    Template("forecasting", "Forecasting", "Demand, stock, promotions, backtests; hardly any compute"),
    Template("platform", "ML platform", "Scheduling, inference, migration, a share for tech debt"),
)


def template_portfolio(template_id: str, today: dt.date) -> Portfolio:
    """A template as a portfolio that begins on the next Monday; NotFound when there is none of this name."""
    if all(template.id != template_id for template in TEMPLATES):
        names = ", ".join(template.id for template in TEMPLATES)
        raise NotFound(f"There is no template '{template_id}': {names}.")
    portfolio = read_portfolio((FOLDER / f"{template_id}.yaml").read_bytes(), format="yaml").portfolio
    calendar = portfolio.calendar.model_copy(update={"start": monday_on_or_after(today)})
    return portfolio.model_copy(update={"calendar": calendar})


def open_template(ctx: Context, template_id: str, today: dt.date) -> PortfolioRecord:
    """Store a template as a new portfolio and ask for its first plan."""
    record = create_portfolio(ctx, template_portfolio(template_id, today))
    request_plan(ctx, record.id, PlanSettings(seconds=PLAN_SECONDS))
    return record
