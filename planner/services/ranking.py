"""Projects of a portfolio by score."""

from planner.domain.portfolio import Portfolio
from planner.domain.ranking import Ranking, rank
from planner.domain.scores import FormulaError, ScoreMethod, formula_of
from planner.errors import BadInput


def ranked(portfolio: Portfolio, method: ScoreMethod, own: str = "", weeks: float | None = None) -> Ranking:
    """The ranking by a method; BadInput when the own formula cannot be used."""
    try:
        return rank(portfolio, method, formula_of(method, own), weeks)
    except FormulaError as error:
        raise BadInput(f"formula: {error}") from error
