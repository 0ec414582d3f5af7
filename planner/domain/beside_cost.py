"""What is told beside a cost report and is no part of its sums."""

from planner.domain.base import Model
from planner.domain.depreciation import Depreciation
from planner.domain.variance import UnitCost


class BesideCost(Model):
    """Unit costs of the plan, and depreciation of what is owned; in the portfolio's currency, without filters."""

    units: tuple[UnitCost, ...]
    depreciation: tuple[Depreciation, ...]
