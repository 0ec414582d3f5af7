"""Plans side by side: figures, what is in and out, and how they and their documents differ from the first."""

import datetime as dt
from decimal import Decimal

from planner.domain.base import Day, Model, Slug
from planner.domain.differences import Difference
from planner.domain.document_differences import DocumentDifference
from planner.domain.paired import PairedRuns
from planner.domain.plan import Reason, Status


class ComparedPlan(Model):
    """The figures of one of the plans. Without a schedule there is neither value nor cost."""

    id: str
    created_at: dt.datetime
    snapshot: str
    is_record: bool
    status: Status
    value: float | None
    bound: float | None
    gap: float | None
    currency: str
    projects_in: int
    projects: int
    engineer_weeks: float
    spend: Decimal | None
    """Amortised cost of the plan's work and all commitments within the horizon."""
    spend_by_quarter: dict[str, Decimal]
    spend_by_kind: dict[str, Decimal]
    """By people, compute, other and serving."""


class ComparedProject(Model):
    """A project in one of the plans."""

    plan: str
    known: bool
    """Whether the document that the plan was made from has it."""
    selected: bool
    launch: Day | None = None
    """Monday on which it is launched."""
    p50: Day | None = None
    """Simulated launch; None without a forecast, or when it is not launched in any run."""
    p80: Day | None = None
    reason: Reason | None = None
    """Why it is out."""


class ProjectAcross(Model):
    """A project with its place in each of the plans, in their order."""

    id: Slug
    name: str
    plans: tuple[ComparedProject, ...]

    @property
    def differs(self) -> bool:
        """Whether some plans have it and others not."""
        return len({row.selected for row in self.plans}) > 1


class AgainstFirst(Model):
    """How a plan differs from the first one."""

    plan: str
    moves: tuple[Difference, ...]
    documents: tuple[DocumentDifference, ...]
    """How the document that it was made from differs; empty when it was the same."""
    luck: PairedRuns | None = None
    """Both plans run by run with the same luck, the first plan of the comparison first."""
    luck_missing: str = ""
    """Why there is none."""


class Comparison(Model):
    """Two to four plans of a portfolio."""

    plans: tuple[ComparedPlan, ...]
    quarters: tuple[str, ...]
    """Of all plans, in order."""
    projects: tuple[ProjectAcross, ...]
    """Those first that are not in all plans or not out of all."""
    against_first: tuple[AgainstFirst, ...]
    """One for each plan but the first."""
