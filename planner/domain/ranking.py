"""Projects by score: must-haves first, and the line where the people's time is used up."""

from planner.domain.base import Model
from planner.domain.portfolio import Portfolio
from planner.domain.scores import Formula, ScoreMethod, figures_of
from planner.domain.team import weekly_capacity


class RankedProject(Model):
    """A project in the list."""

    rank: int
    id: str
    name: str
    mandatory: bool
    score: float | None
    """None: the formula divides by nothing for it."""
    effort: float
    """Engineer-weeks of all skills, likely."""
    total: float
    """Engineer-weeks of it and all above it."""
    fits: bool
    """Whether that is within what the people have."""


class Ranking(Model):
    """All projects of a portfolio by score. Skills, dates and accelerators do not count here: a plan knows them."""

    method: ScoreMethod
    formula: str
    capacity: float
    """Engineer-weeks: those of the people and open positions over the horizon, or as given."""
    given: bool
    """Whether the capacity was given."""
    projects: tuple[RankedProject, ...]


def people_weeks(portfolio: Portfolio) -> float:
    """Engineer-weeks that people and open positions can give to projects over the horizon."""
    sites = {site.id: site for site in portfolio.sites}
    horizon = portfolio.horizon
    return sum(sum(weekly_capacity(worker, horizon, sites)) for worker in portfolio.workers)


def rank(portfolio: Portfolio, method: ScoreMethod, formula: Formula, weeks: float | None = None) -> Ranking:
    """The projects by score, the highest first; must-haves come before all others, those without a score last.

    Parameters
    ----------
    weeks
        Engineer-weeks at which the cut-off line stands; None: what the people have.
    """
    capacity = people_weeks(portfolio) if weeks is None else weeks
    found = []
    for project in portfolio.projects:
        figures = figures_of(portfolio, project)
        found.append((project, formula.score(figures), figures["effort"]))
    found.sort(
        key=lambda row: (not row[0].mandatory, row[1] is None, -(row[1] or 0.0), row[0].name.casefold())
    )
    rows, total = [], 0.0
    for n, (project, score, effort) in enumerate(found, start=1):
        total += effort
        rows.append(
            RankedProject(
                rank=n,
                id=project.id,
                name=project.name,
                mandatory=project.mandatory,
                score=score,
                effort=effort,
                total=total,
                fits=total <= capacity + 1e-9,
            )
        )
    return Ranking(
        method=method, formula=formula.text, capacity=capacity, given=weeks is not None, projects=tuple(rows)
    )
