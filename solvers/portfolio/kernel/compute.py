"""Where a phase's GPU-hours come from: the accelerator half of the kernel."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.problem import Ints

#: GPU-hours below this are rounding noise.
TINY = 1e-6


@kernel
def budget_charge(d: Data, r: int, j: int, pool: int, t: int) -> float:
    """What an hour of a pool in week t takes from budget row r when project j uses it.

    Rows over all themes have commitments taken off beforehand, so only decided spending counts; rows of one
    theme count every hour at the pool's price.
    """
    if d.budget_people[r] or not d.budget_weeks[r, t]:
        return 0.0
    if d.budget_theme[r] < 0:
        return 0.0 if d.committed[pool] else d.full_price[pool, t]
    return d.full_price[pool, t] if d.budget_theme[r] == d.theme[j] else 0.0


@kernel
def fit_gpu(d: Data, st: State, i: int, s: int, dur: int, write: bool) -> bool:
    """Whether the pools can serve the phase in weeks [s, s + dur); with `write`, book the hours.

    Pools are filled one after the other, cheapest useful hour first; when the limit on devices makes that
    impossible, fastest first. Nothing stays booked on failure.
    """
    if d.gpu_hours[i] <= 0.0:
        return True
    if fill(d, st, i, s, dur, d.gpu_cheap, write):
        return True
    return fill(d, st, i, s, dur, d.gpu_fast, write)


@kernel
def fill(d: Data, st: State, i: int, s: int, dur: int, order: Ints, write: bool) -> bool:
    """Fill pools in the given order; True when all hours are served. Books only with `write`."""
    j = d.project[i]
    mark = st.count[1]
    cost = st.money[1]
    left = d.gpu_hours[i]
    if mark + dur * len(d.hours) > len(st.use):
        return False
    for t in range(s, s + dur):
        st.room[t] = d.gpu_weekly[i]
    for o in range(order.shape[1]):
        pool = order[i, o]
        if pool < 0 or left <= TINY:
            break
        rate = d.gpu_rate[i, pool]
        for t in range(s, s + dur):
            if left <= TINY:
                break
            paid = min(st.hours[pool, t], st.room[t], left / rate)
            for r in range(len(d.budget_limit)):
                charge = budget_charge(d, r, j, pool, t)
                if charge > 0.0:
                    # Without booking, the rows of this phase are not taken off yet; booking below is exact.
                    paid = min(paid, max(st.budget[r], 0.0) / charge)
            if paid <= TINY:
                continue
            left -= paid * rate
            st.room[t] -= paid
            book(d, st, i, pool, t, paid)
    if left > TINY or not write:
        unbook(d, st, mark)
        st.money[1] = cost
    return left <= TINY


@kernel
def book(d: Data, st: State, i: int, pool: int, t: int, paid: float) -> None:
    """Take paid hours from a pool and what they cost from the budgets."""
    n = st.count[1]
    st.use[n, 0], st.use[n, 1], st.use[n, 2], st.use[n, 3] = i, pool, t, paid
    st.count[1] = n + 1
    st.hours[pool, t] -= paid
    st.money[1] += paid * d.price[pool, t]
    for r in range(len(d.budget_limit)):
        st.budget[r] -= paid * budget_charge(d, r, d.project[i], pool, t)


@kernel
def unbook(d: Data, st: State, mark: int) -> None:
    """Give back all hours booked since there were `mark` rows."""
    for n in range(st.count[1] - 1, mark - 1, -1):
        i, pool, t = int(st.use[n, 0]), int(st.use[n, 1]), int(st.use[n, 2])
        paid = st.use[n, 3]
        st.hours[pool, t] += paid
        st.money[1] -= paid * d.price[pool, t]
        for r in range(len(d.budget_limit)):
            st.budget[r] += paid * budget_charge(d, r, d.project[i], pool, t)
    st.count[1] = mark
