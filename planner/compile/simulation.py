"""Portfolio and plan to a simulation problem: the plan as a policy, everything uncertain as distributions."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.compile.index import Index
from planner.compile.problem import to_problem
from planner.compile.simulated_past import SimulatedPast, Uncertainty
from planner.compile.value import launch_values
from planner.domain.calibration import SCORES
from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.corrected import Amount, amounts
from planner.domain.estimates import Estimate, EstimateMeaning
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project, Window
from planner.domain.team import weekly_capacity
from solvers.portfolio.problem import UNITS, Floats, Ints
from solvers.simulation.problem import Gate, Recorded, RiskDriver, SimulationProblem, Surroundings, Uncertain

MOST_EXTRA_QUARTERS = 8
"""How far late runs may go past the horizon; what is later still counts as not launched."""


def to_simulation(portfolio: Portfolio, plan: Plan) -> SimulationProblem:
    """The plan of a portfolio as a policy on an extended horizon."""
    horizon = portfolio.horizon
    extra = min(MOST_EXTRA_QUARTERS, max(4, portfolio.calendar.quarters))
    late = _extended(portfolio, extra)
    index = Index.of(late)
    problem = to_problem(late)
    recorded = _recorded(portfolio, plan, index)
    past = SimulatedPast.of(portfolio, index, problem, recorded)
    recorded = replace(recorded, not_before=past.not_before())
    effort, hours, weeks, gates = past.known(_uncertain(portfolio, index, recorded.start))
    starts, capacity = _positions(late, past.hired())
    return SimulationProblem(
        problem=problem,
        horizon=horizon.weeks,
        plan=recorded,
        effort=effort,
        hours=hours,
        weeks=weeks,
        gates=gates,
        success=past.success(
            np.array(
                [np.nan if p.feasibility is None else p.feasibility for p in index.project_list], np.float64
            )
        ),
        drivers=past.drivers(_drivers(portfolio, index)),
        surroundings=_surroundings(portfolio),
        positions=tuple(index.people[position.id] for position in portfolio.positions),
        position_start=starts,
        capacity_by_start=capacity,
        value=_certain_values(late, index),
        other_cost=np.array([float(phase.other_cost) for _, phase in index.phase_list], np.float64),
        serving=np.array([float(p.serving_cost_per_week) for p in index.project_list], np.float64),
        fixed_cost=_commitments(portfolio),
        now=portfolio.now,
    )


def _recorded(portfolio: Portfolio, plan: Plan, index: Index) -> Recorded:
    """The plan by index. Pinned starts hold in every run; planned ones too when the portfolio asks for that."""
    horizon, n = portfolio.horizon, len(index.phase_list)
    start, finish = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    crew = np.zeros((n, len(index.workers)), np.bool_)
    for planned in plan.phases:
        i = index.phases[planned.project, planned.phase]
        start[i], finish[i] = horizon.week_of(planned.start), horizon.week_of(planned.finish)
        for person in planned.crew:
            crew[i, index.people[person]] = True
    keep = portfolio.simulation.start_rule == "planned"
    not_before = np.where(start > 0, start, 0) if keep else np.zeros_like(start)
    for pin in portfolio.pins:
        if pin.starts is not None and pin.phase is not None:
            i = index.phases[pin.project, pin.phase]
            not_before[i] = max(not_before[i], horizon.week_of(pin.starts))
    return Recorded(crew, start, finish, not_before, _work(plan, index), _hours(plan, index))


def _work(plan: Plan, index: Index) -> Ints:
    """Units by phase (-1 - project for upkeep), person, skill and week."""
    rows: list[tuple[int, int, int, int, int]] = []
    for row in plan.assignments:
        upkeep = row.phase is None
        owner = -1 - index.projects[row.project] if upkeep else index.phases[row.project, row.phase or ""]
        who, skill, units = index.people[row.person], index.skills[row.skill], round(row.share * UNITS)
        weeks = range(index.horizon.week_of(row.start), index.horizon.week_of(row.finish))
        rows.extend((owner, who, skill, week, units) for week in weeks)
    return np.array(rows, np.int64).reshape(-1, 5)


def _hours(plan: Plan, index: Index) -> Floats:
    """Paid hours by phase, pool and week."""
    rows = [
        (
            index.phases[use.project, use.phase],
            index.pools[use.pool],
            index.horizon.week_of(use.week),
            use.hours,
        )
        for use in plan.compute
    ]
    return np.array(rows, np.float64).reshape(-1, 4)


def _extended(portfolio: Portfolio, extra: int) -> Portfolio:
    """The portfolio on a longer horizon, with what only planning asks for taken away.

    Budgets, effort shares, limits of windows, hard deadlines and pins shape the plan; when reality is late, work
    goes on. The end of value stays where it was.
    """
    calendar = portfolio.calendar
    longer = calendar.model_copy(update={"quarters": calendar.quarters + extra})
    weeks = portfolio.model_copy(update={"calendar": longer}).horizon.weeks - portfolio.horizon.weeks
    longer = longer.model_copy(update={"value_tail_weeks": calendar.value_tail_weeks - weeks})
    return portfolio.model_copy(
        update={
            "calendar": longer,
            "budgets": (),
            "pins": (),
            "progress": None,
            "relations": (),
            "policies": portfolio.policies.model_copy(
                update={"effort_shares": (), "max_active_projects": None}
            ),
            "projects": tuple(_open_ended(project) for project in portfolio.projects),
        }
    )


def _open_ended(project: Project) -> Project:
    def opened(window: Window | None) -> Window | None:
        return None if window is None else Window(earliest=window.earliest)

    deadline = project.deadline.model_copy(update={"hard": False}) if project.deadline else None
    phases = tuple(phase.model_copy(update={"window": opened(phase.window)}) for phase in project.phases)
    return project.model_copy(
        update={"window": opened(project.window), "deadline": deadline, "phases": phases, "mandatory": False}
    )


def _uncertain(portfolio: Portfolio, index: Index, start: Ints) -> Uncertainty:
    """Distributions of all phases that are in the plan."""
    effort: dict[tuple[int, int], Uncertain] = {}
    hours: dict[int, Uncertain] = {}
    weeks: dict[int, Uncertain] = {}
    gates: dict[int, Gate] = {}
    for i, (project, phase) in enumerate(index.phase_list):
        if start[i] < 0:
            continue
        for amount in amounts(portfolio, project, phase):
            uncertain = corrected_amount(portfolio, amount)
            if amount.measure == "weeks":
                weeks[i] = uncertain
            elif amount.estimate.likely <= 0:
                continue
            elif amount.skill is None:
                hours[i] = uncertain
            else:
                effort[i, index.skills[amount.skill]] = uncertain
        if phase.gate is not None:
            gates[i] = _gate(phase)
    return effort, hours, weeks, gates


def corrected_amount(portfolio: Portfolio, amount: Amount) -> Uncertain:
    """The distribution of an estimate, corrected by finished work where the portfolio asks for it."""
    plain, logs = _amount(amount.estimate, portfolio.meaning(amount.project)), amount.logs
    return replace(plain, scores=SCORES, log_ratios=logs) if logs else plain


def _amount(estimate: Estimate, meaning: EstimateMeaning) -> Uncertain:
    return Uncertain(estimate.low, estimate.likely, estimate.high, meaning)


def _gate(phase: Phase) -> Gate:
    assert phase.gate is not None
    if phase.gate.on_failure == "stop":
        return Gate(phase.gate.probability)
    return Gate(phase.gate.probability, phase.gate.on_failure.redo, phase.gate.on_failure.times)


def _drivers(portfolio: Portfolio, index: Index) -> tuple[RiskDriver, ...]:
    drivers = []
    for driver in portfolio.drivers:
        hit = tuple(
            i
            for i, (project, phase) in enumerate(index.phase_list)
            if project.id in driver.affects or f"{project.id}/{phase.id}" in driver.affects
        )
        meaning = portfolio.estimates
        drivers.append(
            RiskDriver(
                driver.id,
                driver.probability,
                _amount(driver.weeks, meaning) if driver.weeks else None,
                _amount(driver.effort_factor, meaning) if driver.effort_factor else None,
                hit,
            )
        )
    return tuple(drivers)


def _surroundings(portfolio: Portfolio) -> Surroundings:
    simulation = portfolio.simulation

    def amount(factor: Estimate | None) -> Uncertain | None:
        return None if factor is None else _amount(factor, portfolio.estimates)

    return Surroundings(
        team=simulation.correlation.team,
        theme=simulation.correlation.theme,
        departures=simulation.departures,
        interruptions=amount(simulation.spot_overhead),
        prices=amount(simulation.price_change),
    )


def _positions(
    late: Portfolio, hired: Mapping[str, int]
) -> tuple[tuple[tuple[float, float, float], ...], Ints]:
    """First weeks of open positions, which are known of those who were hired, and their capacity for every week in
    which they may be filled."""
    horizon, sites = late.horizon, {site.id: site for site in late.sites}
    starts = []
    latest = 0
    for position in late.positions:
        weeks = [
            max(0, horizon.week_of(day))
            for day in (position.starts.low, position.starts.likely, position.starts.high)
        ]
        if position.id in hired:
            weeks = [min(hired[position.id], weeks[1])] * 3
        starts.append((float(weeks[0]), float(weeks[1]), float(weeks[2])))
        latest = max(latest, weeks[2])
    latest = min(latest, horizon.weeks - 1)
    table = np.zeros((len(late.positions), latest + 1, horizon.weeks), np.int64)
    for c, position in enumerate(late.positions):
        for week in range(latest + 1):
            share = np.array(weekly_capacity(position, horizon, sites, starts=horizon.monday(week)))
            table[c, week] = np.floor(share * UNITS + 1e-9).astype(np.int64)
    return tuple(starts), table


def _certain_values(late: Portfolio, index: Index) -> Floats:
    """Value of each launch when the project succeeds; other money is counted by phase instead."""
    rows = []
    for project in index.project_list:
        phases = tuple(phase.model_copy(update={"other_cost": 0}) for phase in project.phases)
        certain = project.model_copy(update={"feasibility": 1.0, "phases": phases})
        rows.append(launch_values(late, certain, late.horizon))
    return np.array(rows).reshape(len(index.project_list), late.horizon.weeks + 1)


def _commitments(portfolio: Portfolio) -> Floats:
    """Cost of reserved and owned pools by quarter of the plan's horizon, and nothing after it."""
    horizon = portfolio.horizon
    cost = np.zeros(len(horizon.quarters) + 1)  # the last entry is work that comes after the horizon
    for pool in portfolio.pools:
        if not pool.committed:
            continue
        devices, prices = pool.devices(horizon), pool.prices(horizon)
        for q, span in enumerate(horizon.quarters):
            cost[q] += (
                sum(devices[t] * float(prices[t]) for t in range(span.first, span.end)) * HOURS_PER_WEEK
            )
    return cost
