"""Changes to a portfolio's settings: everything but its projects, people, positions and pools."""

from planner.domain.base import Currency, Model, Name
from planner.domain.calendar import Calendar, Site
from planner.domain.calibration import Calibration
from planner.domain.estimates import EstimateMeaning
from planner.domain.finance import Finance
from planner.domain.policies import Budget, Driver, Pin, Policies, Relation, Simulation, Theme
from planner.domain.portfolio import Portfolio
from planner.domain.team import Skill, Team


class PortfolioSettings(Model):
    """What to change; what is absent or null stays as it is."""

    name: Name | None = None
    currency: Currency | None = None
    calendar: Calendar | None = None
    estimates: EstimateMeaning | None = None
    sites: tuple[Site, ...] | None = None
    teams: tuple[Team, ...] | None = None
    skills: tuple[Skill, ...] | None = None
    themes: tuple[Theme, ...] | None = None
    budgets: tuple[Budget, ...] | None = None
    policies: Policies | None = None
    drivers: tuple[Driver, ...] | None = None
    relations: tuple[Relation, ...] | None = None
    pins: tuple[Pin, ...] | None = None
    simulation: Simulation | None = None
    finance: Finance | None = None
    calibration: Calibration | None = None

    def applied_to(self, portfolio: Portfolio) -> Portfolio:
        """The portfolio with these changes."""
        names = [name for name in type(self).model_fields if getattr(self, name) is not None]
        return portfolio.model_copy(update={name: getattr(self, name) for name in names})
