"""The portfolio: everything that one plan is made from."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from planner.domain.base import Currency, Model, Name, Slug
from planner.domain.calendar import Calendar, Horizon, Site, monday_on_or_after
from planner.domain.calibration import Calibration
from planner.domain.compute import Pool
from planner.domain.estimates import EstimateMeaning
from planner.domain.finance import Finance
from planner.domain.policies import Budget, Driver, Pin, Policies, Relation, Simulation, Theme
from planner.domain.progress import Progress, StartedPhase
from planner.domain.projects import Phase, Project
from planner.domain.team import Person, Position, Skill, Team

SCHEMA = "quarterdeck/portfolio/1"
MAX_PROJECTS = 2_000
MAX_PEOPLE = 2_000
MAX_POOLS = 200


class Portfolio(Model):
    """A portfolio document. References between its parts are checked by `planner.domain.references`."""

    schema_: Literal["quarterdeck/portfolio/1"] = Field(alias="schema")
    name: Name
    currency: Currency = "USD"
    calendar: Calendar
    estimates: EstimateMeaning = "quantiles"
    sites: tuple[Site, ...] = ()
    teams: tuple[Team, ...] = ()
    skills: tuple[Skill, ...] = ()
    themes: tuple[Theme, ...] = ()
    people: Annotated[tuple[Person, ...], Field(max_length=MAX_PEOPLE)] = ()
    positions: Annotated[tuple[Position, ...], Field(max_length=MAX_PEOPLE)] = ()
    pools: Annotated[tuple[Pool, ...], Field(max_length=MAX_POOLS)] = ()
    budgets: tuple[Budget, ...] = ()
    policies: Policies = Policies()
    drivers: tuple[Driver, ...] = ()
    projects: Annotated[tuple[Project, ...], Field(max_length=MAX_PROJECTS)] = ()
    relations: tuple[Relation, ...] = ()
    pins: tuple[Pin, ...] = ()
    simulation: Simulation = Simulation()
    finance: Finance = Finance()
    calibration: Calibration | None = None
    """What finished work says about estimates."""
    progress: Progress | None = None
    """What has happened already."""

    @property
    def horizon(self) -> Horizon:
        """The week grid."""
        return Horizon(self.calendar)

    @property
    def now(self) -> int:
        """First week that is still open; 0 when nothing has happened yet."""
        if self.progress is None:
            return 0
        horizon = self.horizon
        return min(max(0, horizon.week_of(monday_on_or_after(self.progress.as_of))), horizon.weeks)

    @property
    def started(self) -> dict[tuple[str, str], StartedPhase]:
        """Phases that have begun, by project and phase."""
        return {row.key: row for row in self.progress.phases} if self.progress is not None else {}

    @property
    def workers(self) -> tuple[Person | Position, ...]:
        """People, then open positions."""
        return (*self.people, *self.positions)

    def project(self, project_id: Slug) -> Project:
        """The project with this id; KeyError when there is none."""
        return _by_id(self.projects, project_id)

    def waits_for(self, project: Project, phase: Phase) -> Iterator[tuple[tuple[str, str], int]]:
        """Phases that must end before a phase of the project begins, with the weeks between; the same one may come
        twice. A project is launched with the last of its phases."""
        for after in phase.after:
            yield (after.project or project.id, after.phase), after.lag_weeks
        for need in project.depends_on:
            other = self.project(need.project)
            for before in other.phases:
                if need.phase in (None, before.id):
                    yield (other.id, before.id), need.lag_weeks

    def meaning(self, project: Project) -> EstimateMeaning:
        """What low / likely / high mean in a project."""
        return project.estimates or self.estimates


P = TypeVar("P", Project, Person)


def _by_id(items: tuple[P, ...], item_id: str) -> P:
    for item in items:
        if item.id == item_id:
            return item
    raise KeyError(item_id)
