"""How projects are scored on a page: the method, the own formula and what is wrong with it."""

from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.scores import FORMULAS, Formula, FormulaError, ScoreMethod, figures_of, formula_of
from web import words
from web.forms.entries import Option

METHODS = (
    Option("rice", "RICE score"),
    Option("wsjf", "WSJF score"),
    Option("own", "Own formula"),
)


@dataclass(frozen=True)
class Scoring:
    """What the column of scores holds."""

    method: ScoreMethod
    own: str
    formula: Formula | None
    """None: the own one cannot be used, and `said` says why."""
    said: str

    @property
    def query(self) -> dict[str, str]:
        """The same in an address; nothing for what is usual."""
        asked = {"score": self.method} if self.method != "rice" else {}
        return asked | ({"formula": self.own} if self.method == "own" else {})

    def score(self, portfolio: Portfolio, project: Project) -> float | None:
        """The score of a project; None without one."""
        return self.formula.score(figures_of(portfolio, project)) if self.formula else None


def scoring_of(method: str, own: str) -> Scoring:
    """What was asked for; RICE for what is no method."""
    known: ScoreMethod = "wsjf" if method == "wsjf" else "own" if method == "own" else "rice"
    try:
        # A formula that is still to be written begins as the usual one.
        return Scoring(known, own, formula_of(known, own.strip() or FORMULAS["rice"]), "")
    except FormulaError as error:
        return Scoring(known, own, None, f"Own formula: {error}")


def score_words(score: float | None) -> str:
    """A score in a table; empty without one."""
    if score is None:
        return ""
    return words.number(round(score, 2)) if abs(score) < 100 else words.decimal(score)
