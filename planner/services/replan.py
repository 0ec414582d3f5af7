"""Plan again after changes with as few moves as their price asks for: what is finished stays, what runs keeps its
people, everything else moves when that is worth more than the price."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Unpack

from planner.domain.apply_changes import apply_changes
from planner.domain.changes import Changes, Move
from planner.domain.move_prices import best_at
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.explain import check_pair
from planner.services.moves import decisions, list_moves
from planner.services.optimise import PlanOutcome, Search, plan_portfolio

USUAL_PRICE = Decimal("0.02")
"""Price of a move, in mean values of a selected project, where neither portfolio nor changes name one."""
DEARER = 10
"""How many times the price of the third point of the curve is the second one's."""


@dataclass(frozen=True)
class Replanned:
    """A plan after changes, and how it differs from the one before."""

    portfolio: Portfolio
    """After the changes; the plan was made from it."""
    outcome: PlanOutcome
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class CurvePoint:
    """A plan at one price of moves."""

    price: Decimal
    moves: int | None
    """None when there is no plan."""
    value: float | None
    """Of the plan before the price of its moves is taken off."""


def changed_portfolio(portfolio: Portfolio, plan: Plan, changes: Changes) -> Portfolio:
    """The portfolio after the changes; where nobody names a price of moves, it has a usual one.

    Raises
    ------
    BadInput
        When the plan was not made from this portfolio, or holds no schedule.
    """
    check_pair(portfolio, plan)
    changed = apply_changes(portfolio, plan, changes)
    if changes.change_price is None and not changed.policies.change_price:
        return with_price(changed, usual_price(plan))
    return changed


def usual_price(plan: Plan) -> Decimal:
    """What a move costs where nobody says."""
    selected = sum(project.selected for project in plan.projects)
    mean = Decimal(str(abs(plan.value or 0.0))) / max(1, selected)
    return (mean * USUAL_PRICE).quantize(Decimal(1))


def with_price(portfolio: Portfolio, price: Decimal) -> Portfolio:
    """The portfolio with another price of moves."""
    policies = portfolio.policies.model_copy(update={"change_price": price})
    return portfolio.model_copy(update={"policies": policies})


def replan(
    portfolio: Portfolio,
    plan: Plan,
    changes: Changes,
    **search: Unpack[Search],
) -> Replanned:
    """Plan the changed portfolio again, beginning with the plan as far as it still fits.

    Parameters
    ----------
    changes
        Checked against this portfolio and this plan (see `planner.document.changes`).
    search
        As for `plan_portfolio`.

    Raises
    ------
    BadInput
        When the plan was not made from this portfolio, or holds no schedule.
    """
    changed = changed_portfolio(portfolio, plan, changes)
    outcome = plan_portfolio(changed, base=plan, **search)
    return Replanned(changed, outcome, list_moves(changed, plan, outcome.plan, changes))


def price_curve(
    portfolio: Portfolio,
    plan: Plan,
    changes: Changes,
    **search: Unpack[Search],
) -> tuple[CurvePoint, ...]:
    """Moves against value: plans without a price of moves, at the price that holds, and at ten times that price.

    Each plan keeps the rules at the other prices, too: at each price the best of the three counts.
    """
    changed = changed_portfolio(portfolio, plan, changes)
    found = []
    for each in curve_prices(changed, plan):
        priced = with_price(changed, each)
        found.append(_point(priced, plan, plan_portfolio(priced, base=plan, **search).plan))
    return tuple(replace(best_at(found, point.price) or point, price=point.price) for point in found)


def curve_prices(changed: Portfolio, plan: Plan) -> tuple[Decimal, Decimal, Decimal]:
    """Moves are free, at the price that holds (a usual one where that is zero), and at ten times that price."""
    price = changed.policies.change_price or usual_price(plan)
    return Decimal(0), price, price * DEARER


def _point(portfolio: Portfolio, base: Plan, plan: Plan) -> CurvePoint:
    price = portfolio.policies.change_price
    if plan.value is None:
        return CurvePoint(price, None, None)
    count = sum(1 for _ in decisions(portfolio, base, plan))
    return CurvePoint(price, count, plan.value + float(price) * count)
