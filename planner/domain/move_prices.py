"""Plans after changes at several prices of moves: which of them is the best at a price."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, TypeVar


class Priced(Protocol):
    """A plan after changes. A plan keeps the rules at every price of moves, whatever price it was made at."""

    @property
    def moves(self) -> int | None:
        """How many it makes; None without a plan."""

    @property
    def value(self) -> float | None:
        """Before the price of its moves is taken off; None without a plan."""


P = TypeVar("P", bound=Priced)


def best_at(plans: Iterable[P], price: Decimal) -> P | None:
    """The plan that is worth most at a price of moves, of equals the one with the fewest; None where there is none."""

    def worth(plan: P) -> tuple[float, int]:
        moves = plan.moves or 0
        return (plan.value or 0.0) - float(price) * moves, -moves

    return max((plan for plan in plans if plan.value is not None), key=worth, default=None)
