"""Random portfolios of any size, with the features of the document switched on by name or at random.

python -m benchmarks.generate --projects 60 --people 20 --quarters 8 --seed 1 > portfolio.json
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from benchmarks.draw import Draw
from benchmarks.generate_projects import Demand, projects
from planner.domain.calendar import Calendar, Horizon, Site
from planner.domain.compute import HOURS_PER_WEEK, Pool, PoolKind
from planner.domain.policies import (
    Budget,
    Driver,
    EffortShare,
    Freeze,
    Pin,
    Policies,
    Relation,
    Simulation,
    Theme,
)
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.team import DateRange, Person, Position, RampUp, Skill, Team, Worker, weekly_capacity

FEATURES = frozenset(
    {
        # calendar
        "discount", "fiscal_year", "retail_calendar", "holidays", "sites", "range_estimates",
        # people
        "part_time", "leave", "late_starts", "early_ends", "ramp_up", "reserve", "positions", "teams",
        "upkeep", "people_rules",
        # accelerators
        "gpu", "substitutes", "spot", "owned", "steps", "barred_pools", "max_devices",
        # projects
        "gates", "redo", "given_feasibility", "value_windows", "one_off", "value_shape", "deadlines",
        "hard_deadlines", "windows", "lags", "depends_on", "cross_phase", "serving_cost", "retirement",
        "other_cost", "fixed_time", "mandatory",
        # rules
        "budgets", "theme_budgets", "wip", "effort_shares", "freezes", "constant_shares", "crew_law",
        "relations", "pins", "change_price", "drivers", "minimum_share",
    }
)  # fmt: skip
"""Every feature of the document that can be switched."""

THEMES = ("growth", "tech-debt", "efficiency", "trust")
SKILLS = ("modelling", "data", "serving", "research", "product", "evaluation")
TYPES: tuple[tuple[str, str], ...] = (("H100-SXM", "2.40"), ("A100-80GB-SXM", "1.20"), ("L40S", "0.80"))


@dataclass(frozen=True)
class Size:
    """How much of everything.

    Parameters
    ----------
    projects, people, quarters
        Counts; people include open positions (at most a quarter of them).
    load
        `tight`: projects ask for about 1.8 times the people's time; `loose`: for about 0.7 of it; `light`: for about
        0.4 of it, which at 60 projects and 20 people over 8 quarters are 11 engineer-weeks a project.
    """

    projects: int
    people: int
    quarters: int
    load: Literal["tight", "loose", "light"] = "tight"

    def __post_init__(self) -> None:
        if self.projects < 1 or self.people < 1 or not 1 <= self.quarters <= 12:
            raise ValueError("give at least one project and person, and one to twelve quarters")


def generate(rng: np.random.Generator, size: Size, features: Iterable[str] | None = None) -> Portfolio:
    """Draw a portfolio without errors; the same generator state, size and features give the same one.

    Parameters
    ----------
    rng
        Source of randomness.
    size
        Projects, people, quarters and load.
    features
        Names from FEATURES that are switched on; None switches each on with probability one half.

    Raises
    ------
    ValueError
        An unknown feature.
    """
    if features is None:
        features = [name for name in sorted(FEATURES) if rng.random() < 0.5]
    unknown = set(features) - FEATURES
    if unknown:
        raise ValueError(f"unknown features: {', '.join(sorted(unknown))}")
    draw = Draw(rng, frozenset(features))
    calendar, sites = _calendar(draw, size.quarters)
    horizon = Horizon(calendar)
    skills = SKILLS[: min(len(SKILLS), max(2, size.people // 3 + 1))]
    people, positions = _workers(draw, size.people, horizon, skills, sites)
    pools = _pools(draw, size.people, horizon) if "gpu" in draw.features else ()
    demand = _demand(size, horizon, (*people, *positions), skills, sites, pools)
    work = projects(draw, size.projects, horizon, demand, people)
    return Portfolio(
        schema_="quarterdeck/portfolio/1",
        name=f"Generated {size.projects} x {size.people} x {size.quarters}",
        calendar=calendar,
        estimates="range" if draw.on("range_estimates") else "quantiles",
        sites=sites,
        teams=(Team(id="core", name="Core"), Team(id="edge", name="Edge"))
        if "teams" in draw.features
        else (),
        skills=tuple(Skill(id=skill, name=skill.capitalize()) for skill in skills),
        themes=tuple(Theme(id=theme, name=theme.capitalize()) for theme in THEMES),
        people=people,
        positions=positions,
        pools=_barred(draw, pools, work),
        budgets=_budgets(draw, horizon, people, pools),
        policies=_policies(draw, size, horizon),
        drivers=_drivers(draw, work),
        projects=work,
        relations=_relations(draw, work),
        pins=_pins(draw, horizon, work, people),
        simulation=Simulation(start_rule=draw.one(("as_soon_as_possible", "planned"))),
    )


def _calendar(draw: Draw, quarters: int) -> tuple[Calendar, tuple[Site, ...]]:
    month = draw.one((4, 7, 10)) if draw.on("fiscal_year") else 1
    start = dt.date(2027, month, 1) + dt.timedelta(days=3)
    start -= dt.timedelta(days=start.weekday())
    calendar = Calendar(
        start=start,
        quarters=quarters,
        fiscal_year_starts=month,
        pattern="4-4-5" if draw.on("retail_calendar") else "thursday",
        value_tail_weeks=draw.whole(0, 52),
        discount_rate=draw.number(0.02, 0.15) if draw.on("discount") else 0.0,
    )
    weeks = Horizon(calendar).weeks

    # At most one holiday in a week: a week without any working day would make upkeep impossible.
    def holidays(share: float) -> tuple[dt.date, ...]:
        chosen = draw.some(range(weeks), max(1, int(weeks * share)))
        return tuple(start + dt.timedelta(days=7 * week + draw.whole(0, 4)) for week in chosen)

    sites = tuple(
        Site(id=name, name=name.capitalize(), holidays=holidays(0.04)) for name in ("berlin", "lima")
    )
    if draw.on("holidays"):
        calendar = calendar.model_copy(update={"holidays": holidays(0.06)})
    return calendar, sites if "sites" in draw.features else ()


def _workers(
    draw: Draw, count: int, horizon: Horizon, skills: tuple[str, ...], sites: tuple[Site, ...]
) -> tuple[tuple[Person, ...], tuple[Position, ...]]:
    hires = min(count // 4, 5) if draw.on("positions") else 0
    people = []
    for number in range(count - hires):
        # Every skill is held by someone who stays: the first people take the skills in turn.
        worker = _worker(draw, f"p{number:02d}", skills, skills[number % len(skills)], horizon, sites)
        founder = number < len(skills)
        people.append(
            Person(
                **dict(worker),
                starts=None if founder or not draw.on("late_starts", 0.25) else draw.day(horizon, 0.05, 0.4),
                ends=None if founder or not draw.on("early_ends", 0.15) else draw.day(horizon, 0.6, 0.99),
            )
        )
    positions = tuple(
        Position(
            **dict(_worker(draw, f"hire{number}", skills, draw.one(skills), horizon, sites)),
            starts=draw.dates(horizon, 0.1, 0.5),
        )
        for number in range(hires)
    )
    return tuple(people), positions


def _worker(
    draw: Draw, name: str, skills: tuple[str, ...], main: str, horizon: Horizon, sites: tuple[Site, ...]
) -> Worker:
    has = {main: draw.number(0.8, 1.3, 1)}
    for skill in draw.some(skills, draw.whole(0, 2)):
        has.setdefault(skill, draw.number(0.4, 1.0, 1))
    leave = []
    for _ in range(1 + horizon.weeks // 40 if draw.on("leave", 0.7) else 0):
        first = draw.day(horizon, 0.05, 0.95)
        leave.append(
            DateRange.model_validate({"from": first, "to": first + dt.timedelta(days=draw.whole(0, 18))})
        )
    return Worker(
        id=name,
        name=name.capitalize(),
        skills=has,
        fte=draw.one((0.5, 0.6, 0.8)) if draw.on("part_time", 0.3) else 1.0,
        weekly_cost=draw.money(2500, 6000),
        reserve=draw.one((0.05, 0.1, 0.15, 0.2)) if draw.on("reserve", 0.7) else 0.0,
        max_projects=draw.whole(1, 3),
        leave=tuple(leave),
        ramp_up=RampUp.model_validate({"weeks": draw.whole(2, 12), "from": 0.25})
        if draw.on("ramp_up", 0.5)
        else None,
        team=draw.one(("core", "edge")) if draw.on("teams") else None,
        site=draw.one(sites).id if sites and draw.chance(0.8) else None,
        cost_centre=draw.one(("CC-100", "CC-200", None)),
    )


def _pools(draw: Draw, people: int, horizon: Horizon) -> tuple[Pool, ...]:
    pools = []
    kinds: list[PoolKind] = ["reserved", "on_demand"]
    kinds += ["spot"] if draw.on("spot") else []
    kinds += ["owned"] if draw.on("owned") else []
    for accelerator, price in TYPES if draw.on("substitutes") else TYPES[:1]:
        for kind in kinds:
            count = max(4, int(draw.spread(people * 0.8, 0.5, 0)))
            factor = {"reserved": "1", "on_demand": "1.7", "spot": "0.55", "owned": "0.4"}[kind]
            hourly = Decimal(price) * Decimal(factor)
            middle = horizon.quarters[len(horizon.quarters) // 2].label
            pools.append(
                Pool(
                    id=f"{accelerator.split('-')[0].lower()}-{kind.replace('_', '-')}",
                    accelerator=accelerator,
                    kind=kind,
                    count={horizon.quarter_labels[0]: count, middle: count + 4}
                    if draw.on("steps", 0.3)
                    else count,
                    price_per_hour=(
                        {
                            horizon.quarter_labels[0]: hourly,
                            horizon.mondays[-1].isoformat(): hourly * Decimal("0.9"),
                        }
                        if draw.on("steps", 0.3)
                        else hourly
                    ),
                    availability=draw.number(0.85, 0.99),
                    overhead=draw.number(0.05, 0.2) if kind == "spot" else 0.0,
                )
            )
    return tuple(pools)


def _barred(draw: Draw, pools: tuple[Pool, ...], work: tuple[Project, ...]) -> tuple[Pool, ...]:
    # On-demand pools stay open to all, so that nobody is left without any accelerator.
    return tuple(
        pool.model_copy(update={"barred_projects": tuple(p.id for p in draw.some(work, 2)), "region": "eu-1"})
        if pool.kind != "on_demand" and draw.on("barred_pools", 0.4)
        else pool
        for pool in pools
    )


def _demand(
    size: Size,
    horizon: Horizon,
    workers: tuple[Worker, ...],
    skills: tuple[str, ...],
    sites: tuple[Site, ...],
    pools: tuple[Pool, ...],
) -> Demand:
    """What a typical project may ask for, so that all of them together are tight or loose."""
    ratio = {"tight": 1.8, "loose": 0.7, "light": 0.4}[size.load]
    by_id = {site.id: site for site in sites}
    capacity = {worker.id: sum(weekly_capacity(worker, horizon, by_id)) for worker in workers}
    supply = {
        skill: sum(capacity[w.id] * w.skills[skill] / len(w.skills) for w in workers if skill in w.skills)
        for skill in skills
    }
    hours = sum(sum(pool.hours(horizon)) for pool in pools)
    return Demand(
        effort=ratio * sum(capacity.values()) / size.projects,
        skills=tuple(skills),
        supply=tuple(supply.values()),
        gpu_hours=ratio * 0.5 * hours / size.projects,
        accelerators=tuple(dict.fromkeys(pool.accelerator for pool in pools)),
        weeks=horizon.weeks,
    )


def _budgets(
    draw: Draw, horizon: Horizon, people: tuple[Person, ...], pools: tuple[Pool, ...]
) -> tuple[Budget, ...]:
    rows = []
    salaries = sum(float(person.weekly_cost) for person in people)
    on_demand = sum(
        pool.hours(horizon)[-1] * float(pool.prices(horizon)[-1]) for pool in pools if not pool.committed
    )
    for quarter in horizon.quarters if draw.on("budgets") else ():
        weeks = range(quarter.first, quarter.end)
        # Commitments are paid anyway: a budget below them could never be met.
        commitments = sum(
            pool.devices(horizon)[week] * HOURS_PER_WEEK * pool.prices(horizon)[week]
            for pool in pools
            if pool.committed
            for week in weeks
        )
        compute = commitments + Decimal(int(on_demand * len(weeks) * draw.number(0.1, 0.6)) + 1)
        staff = Decimal(int(salaries * len(weeks) * draw.number(0.7, 1.2)))
        rows.append(Budget(quarter=quarter.label, compute=compute.quantize(Decimal("0.01")), people=staff))
    if draw.on("theme_budgets"):
        share = Decimal(int(salaries * horizon.weeks * draw.number(0.2, 0.6)))
        rows.append(
            Budget(theme="growth", people=share, compute=Decimal(int(on_demand * horizon.weeks * 0.3) + 1000))
        )
    return tuple(rows)


def _policies(draw: Draw, size: Size, horizon: Horizon) -> Policies:
    freezes = []
    for _ in range(draw.whole(1, 2) if draw.on("freezes") else 0):
        first = draw.day(horizon, 0.2, 0.95)
        days = {"from": first, "to": first + dt.timedelta(days=draw.whole(2, 14))}
        freezes.append(
            Freeze.model_validate(days | {"phase_kinds": draw.one((["rollout"], ["rollout", "experiment"]))})
        )
    return Policies(
        max_active_projects=max(2, int(size.projects * draw.number(0.2, 0.7))) if draw.on("wip") else None,
        minimum_share=draw.one((0.1, 0.25, 0.3)) if draw.on("minimum_share") else 0.2,
        constant_shares=draw.on("constant_shares"),
        crew_exponent=draw.one((0.8, 0.95, 1.0)) if draw.on("crew_law") else 0.9,
        effort_shares=(EffortShare(theme="tech-debt", at_least=0.1), EffortShare(theme="growth", at_most=0.8))
        if draw.on("effort_shares")
        else (),
        freezes=tuple(freezes),
        change_price=draw.money(500, 5000) if draw.on("change_price") else Decimal(0),
    )


def _drivers(draw: Draw, work: tuple[Project, ...]) -> tuple[Driver, ...]:
    rows = []
    for number in range(draw.whole(1, 4) if draw.on("drivers") else 0):
        hit = [
            project.id if draw.chance(0.4) else f"{project.id}/{draw.one(project.phases).id}"
            for project in draw.some(work, draw.whole(1, 4))
        ]
        weeks = draw.estimate(float(draw.whole(1, 4))) if draw.chance(0.5) else None
        factor = draw.estimate(draw.number(1.05, 1.4), 2) if weeks is None or draw.chance(0.3) else None
        rows.append(
            Driver(
                id=f"driver{number}",
                name=f"Driver {number}",
                probability=draw.number(0.05, 0.5),
                weeks=weeks,
                effort_factor=factor,
                affects=tuple(hit),
            )
        )
    return tuple(rows)


def _relations(draw: Draw, work: tuple[Project, ...]) -> tuple[Relation, ...]:
    """Relations among projects; `requires` points to an earlier project, and mandatory ones are never
    set apart."""
    rows = []
    free = [project.id for project in work if not project.mandatory]
    for _ in range(max(1, len(work) // 10) if draw.on("relations") and len(free) > 2 else 0):
        two = draw.some(work, 2)
        rows.append(Relation(requires=(two[1].id, two[0].id)))
        rows.append(Relation(exclusive=tuple(draw.some(free, 2))))
        group = draw.some(free, 4)
        rows.append(Relation(at_most=max(1, len(group) - 1), of=tuple(group)))
    return tuple(rows)


def _pins(
    draw: Draw, horizon: Horizon, work: tuple[Project, ...], people: tuple[Person, ...]
) -> tuple[Pin, ...]:
    """Pins on a few different projects that have no windows or hard deadlines of their own."""
    if not draw.on("pins"):
        return ()
    rows = []
    free = [
        p
        for p in work
        if not p.mandatory and p.window is None and not p.people.forbidden and not p.depends_on
    ]
    for project in draw.some(free, max(1, len(work) // 12)):
        kind, first = draw.whole(0, 2), project.phases[0]
        able = [person.id for person in people if first.effort.keys() & person.skills.keys()]
        if kind == 0 or first.window is not None:
            rows.append(Pin(project=project.id, selected=draw.chance(0.2)))
        elif kind == 1:
            week = draw.whole(0, horizon.weeks // 3)
            rows.append(Pin(project=project.id, phase=first.id, starts=horizon.monday(week)))
        elif able:
            rows.append(Pin(project=project.id, phase=first.id, person=draw.one(able)))
    return tuple(rows)


def main() -> None:
    """Print a portfolio as JSON."""
    parser = argparse.ArgumentParser(description="Print a random portfolio as JSON.")
    parser.add_argument("--projects", type=int, default=60)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--quarters", type=int, default=8)
    parser.add_argument("--load", choices=("tight", "loose", "light"), default="tight")
    parser.add_argument("--features", help="comma-separated names, `all` or `none`; default: each at random")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    named: dict[str | None, Iterable[str] | None] = {None: None, "all": FEATURES, "none": ()}
    features = named[asked.features] if asked.features in named else asked.features.split(",")
    size = Size(asked.projects, asked.people, asked.quarters, asked.load)
    portfolio = generate(np.random.default_rng(asked.seed), size, features)
    sys.stdout.write(portfolio.model_dump_json(by_alias=True, exclude_defaults=True, indent=1) + "\n")


if __name__ == "__main__":
    main()
