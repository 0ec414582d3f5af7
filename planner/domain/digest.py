"""What has changed in a portfolio over some days."""

import datetime as dt
from decimal import Decimal

from planner.domain.base import Day, Model, Slug
from planner.domain.plan import Reason


class DigestEdit(Model):
    """Something that somebody did."""

    at: dt.datetime
    by: str
    text: str
    """A sentence."""


class DigestPublication(Model):
    """A plan that was made the plan of record."""

    at: dt.datetime
    by: str
    note: str
    plan: str
    value: float | None
    """None when the plan is gone."""


class DigestPlan(Model):
    """A plan with the figures that are compared."""

    id: str
    at: dt.datetime
    is_record: bool
    """Whether it is (or, of the earlier one, was) the plan of record."""
    value: float | None
    cost: Decimal | None
    """Amortised, within the horizon, in the portfolio's currency."""
    projects_in: int


class DigestProject(Model):
    """A project that came in or went out."""

    id: Slug
    name: str
    launch: Day | None = None
    """Planned Monday of the launch of one that came in."""
    reason: Reason | None = None
    """Of one that went out; None when it is no longer in the portfolio."""


class LaunchMove(Model):
    """A project that is in both plans and launches at another time. Dates are Mondays."""

    id: Slug
    name: str
    before: Day | None
    after: Day | None
    p50_before: Day | None = None
    """Of the forecasts; None without one."""
    p50_after: Day | None = None
    p80_before: Day | None = None
    p80_after: Day | None = None

    @property
    def weeks(self) -> int:
        """By which the plan moved it; later is positive."""
        return _weeks(self.before, self.after) or 0

    @property
    def p50_weeks(self) -> int | None:
        """By which its even chance moved."""
        return _weeks(self.p50_before, self.p50_after)

    @property
    def p80_weeks(self) -> int | None:
        """By which its P80 moved."""
        return _weeks(self.p80_before, self.p80_after)


def _weeks(before: dt.date | None, after: dt.date | None) -> int | None:
    return None if before is None or after is None else (after - before).days // 7


class Digest(Model):
    """The changes, the newest edits first."""

    portfolio: str
    name: str
    currency: str
    since: dt.datetime
    until: dt.datetime
    edits: tuple[DigestEdit, ...]
    edits_left_out: int
    """Older ones of the period that are not listed."""
    comments: int
    """Written in the period."""
    plans_made: int
    """Of the portfolio itself."""
    publications: tuple[DigestPublication, ...]
    before: DigestPlan | None
    """The plan of record at the beginning, else the newest plan then, else the first of the period; None without any
    plan."""
    after: DigestPlan | None
    """The plan of record at the end, else the newest one; None when it is the earlier one."""
    came_in: tuple[DigestProject, ...]
    went_out: tuple[DigestProject, ...]
    launches: tuple[LaunchMove, ...]
    """Those that moved most first."""

    @property
    def quiet(self) -> bool:
        """Whether nothing has happened."""
        return not (self.edits or self.comments or self.plans_made or self.publications)
