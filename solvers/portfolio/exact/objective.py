"""What the constraint program maximises, in thousandths of the portfolio's currency."""

from ortools.sat.python.cp_model import CpModel

from solvers.portfolio.exact.variables import HOUR, Variables

MILLI = 1000
"""Costs are rounded down and values up, so that the best of the program is never below the best plan."""


def maximise(model: CpModel, v: Variables) -> None:
    """Value of launches less accelerators that are paid by use and open positions."""
    problem = v.problem
    terms = []
    for (j, t), launch in v.launches.items():
        terms.append(launch * int(-(-float(problem.projects.value[j, t]) * MILLI // 1)))
    for (p, _), hired in v.hired.items():
        terms.append(hired * -int(problem.people.position_cost[p] * MILLI))
    # Parts of an hour are too many to be priced each: they are counted by the hour.
    for g in range(len(problem.pools.hours)):
        if problem.pools.committed[g]:
            continue
        for t in range(problem.weeks):
            used = [hours for (_, pool, week), hours in v.hours.items() if (pool, week) == (g, t)]
            price = int(problem.pools.price[g, t] * MILLI)
            if used and price > 0:
                paid = model.new_int_var(0, 10**13, f"paid {g} {t}")
                model.add(paid * HOUR >= sum(used) * price - HOUR)
                terms.append(-paid)
    model.maximize(sum(terms) if terms else 0)
