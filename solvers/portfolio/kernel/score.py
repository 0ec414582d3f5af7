"""What a schedule is worth to the search."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import first_week, piece_end
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.kernel.decode import missing, objective
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.problem import Floats


@kernel
def score(d: Data, st: State, absence: float, imbalance: float) -> float:
    """Objective of a schedule, less a price for each mandatory project that is missing and each engineer-week by
    which a theme misses its part of the effort.

    The price of absence is more than any difference in value, so that a complete schedule always wins.
    """
    return objective(d, st) - absence * missing(d, st) - imbalance * share_shortage(d, st)


@kernel
def total_bonus(st: State, bonus: Floats) -> float:
    """What the walk gets for the selected projects beside their value."""
    total = 0.0
    for j in range(len(bonus)):
        if st.selected[j]:
            total += bonus[j]
    return total


@kernel
def priced_use(d: Data, st: State, rent: Floats) -> float:
    """What the time that people give would earn at the rents (P, W + 1), which are sums over the weeks before."""
    total = 0.0
    for n in range(st.count[0]):
        p, t, units = st.work[n, 1], st.work[n, 3], float(st.work[n, 4])
        first = first_week(t)
        end = first + 1 if t >= 0 else piece_end(d, st.finish[st.work[n, 0]], first)
        total += units * (rent[p, end] - rent[p, first]) / (end - first)
    return total
