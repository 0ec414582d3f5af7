"""Random plans with everything that finance looks at: rates, capital phases, cost centres and terms of payment."""

from decimal import Decimal

import numpy as np

from planner.domain.finance import Finance, Rate
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from tests import random_plans
from tests.random_portfolios import portfolio as random_portfolio

CURRENCIES = ("EUR", "JPY")


def case(seed: int, *, projects: int = 8, people: int = 6, quarters: int = 4) -> tuple[Portfolio, Plan]:
    """A portfolio and a plan of it."""
    rng = np.random.default_rng(seed)
    made = random_portfolio(seed, projects=projects, people=people, quarters=quarters)
    kinds = sorted({phase.kind for project in made.projects for phase in project.phases})
    starts = made.calendar.start
    later = made.horizon.monday(int(rng.integers(1, made.horizon.weeks)))
    rates = [
        Rate.model_validate(
            {"currency": name, "from": day, "rate": Decimal(str(round(rng.uniform(low, high), 6)))}
        )
        for name, low, high in (("EUR", 0.8, 1.1), ("JPY", 90.0, 160.0))
        for day in (starts, later)
    ]
    pools = tuple(
        pool.model_copy(update={"payment": str(rng.choice(["monthly", "quarterly", "upfront"]))})
        for pool in made.pools
    )
    staff = tuple(
        person.model_copy(update={"cost_centre": str(rng.choice(["CC-1", "CC-2"]))}) for person in made.people
    )
    made = made.model_copy(
        update={
            "currency": "USD",
            "finance": Finance(rates=tuple(rates), capitalise=tuple(kinds[::2])),
            "pools": pools,
            "people": staff,
        }
    )
    plan = random_plans.plan(made, seed)
    assert plan.snapshot == snapshot_id(made)
    return made, plan
