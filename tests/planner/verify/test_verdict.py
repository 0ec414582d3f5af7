"""The verifier as a whole: an answer for any plan, and capacities counted a second time."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest

from planner.domain.plan import Assignment, ComputeUse, Plan, PlannedPhase, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.domain.team import Person, Position
from planner.verify import Facts, verify_plan
from tests.random_portfolios import portfolio as random_portfolio

EXTREMES = (dt.date.min, dt.date.max, dt.date(2027, 1, 5), dt.date(9999, 12, 27), dt.date(1, 1, 1))


def empty_plan(portfolio: Portfolio) -> Plan:
    return Plan(
        snapshot=snapshot_id(portfolio),
        seed=0,
        version="test",
        status="FEASIBLE",
        value=0.0,
        bound=None,
        gap=None,
        currency=portfolio.currency,
    )


def garbage(portfolio: Portfolio, rng: np.random.Generator) -> Plan:
    """A well-formed plan whose rows are drawn without any sense."""

    def one(items: Sequence[str]) -> str:
        return items[int(rng.integers(len(items)))]

    def day() -> dt.date:
        if rng.random() < 0.15:
            return EXTREMES[int(rng.integers(len(EXTREMES)))]
        return portfolio.calendar.start + dt.timedelta(weeks=int(rng.integers(-3, 40)))

    keys = [(p.id, phase.id) for p in portfolio.projects for phase in p.phases] + [("nobody", "nothing")]
    projects = [key[0] for key in keys]
    people = [person.id for person in (*portfolio.people, *portfolio.positions)] + ["nobody"]
    pools = [pool.id for pool in portfolio.pools] + ["no-pool"]
    skills = [skill.id for skill in portfolio.skills] + ["no-skill"]

    def key() -> tuple[str, str]:
        return keys[int(rng.integers(len(keys)))]

    planned = tuple(
        PlannedProject(id=name, selected=rng.random() < 0.8, start=day(), finish=day(), launch=day())
        for name in projects
    )
    phases = tuple(
        PlannedPhase(project=p, phase=f, start=day(), finish=day(), crew=(one(people), one(people)))
        for p, f in (key() for _ in range(20))
    )
    assignments = tuple(
        Assignment(
            project=p,
            phase=f if rng.random() < 0.8 else None,
            person=one(people),
            skill=one(skills),
            start=day(),
            finish=day(),
            share=float(rng.uniform(0.01, 1)),
        )
        for p, f in (key() for _ in range(40))
    )
    compute = tuple(
        ComputeUse(project=p, phase=f, pool=one(pools), week=day(), hours=float(rng.uniform(1e-9, 1e12)))
        for p, f in (key() for _ in range(20))
    )
    rows = {"projects": planned, "phases": phases, "assignments": assignments, "compute": compute}
    return empty_plan(portfolio).model_copy(update=rows)


@pytest.mark.parametrize("seed", range(60))
def test_any_well_formed_plan_gets_a_verdict(seed: int) -> None:
    portfolio = random_portfolio(seed)
    rng = np.random.default_rng(seed)
    plan, base = garbage(portfolio, rng), garbage(portfolio, rng)
    verdict = verify_plan(portfolio, plan, base=base)
    assert not verdict.valid
    assert all(v.rule and v.text.endswith(".") for v in verdict.violations)
    assert np.isfinite(verdict.value)


@pytest.mark.parametrize("seed", range(20))
def test_doing_nothing_breaks_only_rules_that_ask_for_something(seed: int) -> None:
    portfolio = random_portfolio(seed)
    verdict = verify_plan(portfolio, empty_plan(portfolio))
    assert verdict.value == 0
    assert {v.rule for v in verdict.violations} <= {"selection.mandatory", "pin.selected"}


def absent_days(portfolio: Portfolio, worker: Person | Position) -> set[dt.date]:
    """Every single day on which the worker is not there, counted one by one."""
    sites = [site for site in portfolio.sites if site.id == worker.site]
    days = set(portfolio.calendar.holidays).union(*(site.holidays for site in sites))
    for span in worker.leave:
        days |= {dt.date.fromordinal(n) for n in range(span.from_.toordinal(), span.to.toordinal() + 1)}
    horizon = [portfolio.calendar.start + dt.timedelta(days=n) for n in range(7 * portfolio.horizon.weeks)]
    days |= {day for day in horizon if day.isoweekday() in (6, 7)}
    if isinstance(worker, Position):
        days |= {day for day in horizon if day < worker.starts.likely}
    else:
        days |= {day for day in horizon if worker.starts is not None and day < worker.starts}
        days |= {day for day in horizon if worker.ends is not None and day > worker.ends}
    return days


@pytest.mark.parametrize("seed", range(20))
def test_capacities_agree_with_a_count_of_single_days(seed: int) -> None:
    portfolio = random_portfolio(seed, projects=1, people=8, quarters=3)
    facts = Facts(portfolio, empty_plan(portfolio), "")
    workers: tuple[Person | Position, ...] = (*portfolio.people, *portfolio.positions)
    for worker in workers:
        absent = absent_days(portfolio, worker)
        began = worker.starts.likely if isinstance(worker, Position) else worker.starts
        for week in range(portfolio.horizon.weeks):
            monday = portfolio.calendar.start + dt.timedelta(weeks=week)
            there = [day for n in range(7) if (day := monday + dt.timedelta(days=n)) not in absent]
            factor = 1.0
            if worker.ramp_up is not None and began is not None:
                # Linear from the first factor in the week of the first day to 1 after so many weeks.
                done = max(0, (monday - began).days + began.weekday()) // 7 / worker.ramp_up.weeks
                factor = min(1.0, worker.ramp_up.from_ + done * (1 - worker.ramp_up.from_))
            expected = worker.fte * len(there) * 0.2 * factor * (1 - worker.reserve)
            assert facts.capacity[worker.id][week] == pytest.approx(expected, abs=1e-12)
