"""Portfolio-wide rules as arrays: budgets, effort shares, relations, limits."""

import math

import numpy as np

from planner.compile.index import Index
from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from solvers.portfolio.problem import UNITS, Bools, Floats, Ints, Rules


def rules_of(portfolio: Portfolio, index: Index) -> Rules:
    """Compile budgets, policies and relations."""
    policies = portfolio.policies
    labels = list(dict.fromkeys(index.horizon.quarter_labels))
    quarter = np.array([labels.index(label) for label in index.horizon.quarter_labels], np.int64)
    limit, people, theme, weeks = _budgets(portfolio, index)
    groups = _groups(portfolio, index)
    largest = max((crew for _, phase in index.phase_list for crew in phase.crew_range), default=0)
    sizes = np.arange(1, largest + 1)
    requires = [
        (index.projects[r.requires[0]], index.projects[r.requires[1]])
        for r in portfolio.relations
        if r.requires
    ]
    requires += [
        (j, index.projects[other])
        for j, project in enumerate(index.project_list)
        for other in dict.fromkeys(
            [d.project for d in project.depends_on]
            + [a.project for phase in project.phases for a in phase.after if a.project]
        )
        if other != project.id
    ]
    return Rules(
        budget_limit=limit,
        budget_people=people,
        budget_theme=theme,
        budget_weeks=weeks,
        share_theme=np.array([index.themes[row.theme] for row in policies.effort_shares], np.int64),
        share_least=np.array([row.at_least or 0.0 for row in policies.effort_shares], np.float64),
        share_most=np.array(
            [1.0 if row.at_most is None else row.at_most for row in policies.effort_shares], np.float64
        ),
        quarter=quarter,
        wip=policies.max_active_projects or 0,
        minimum_units=math.ceil(policies.minimum_share * UNITS - 1e-9),
        constant_shares=policies.constant_shares,
        crew_efficiency=np.concatenate([[1.0], sizes**policies.crew_exponent / sizes]),
        requires=np.array(sorted(set(requires)), np.int64).reshape(-1, 2),
        group_first=np.concatenate([[0], np.cumsum([len(members) for members, _ in groups])]).astype(
            np.int64
        ),
        group=np.array([j for members, _ in groups for j in members], np.int64),
        group_most=np.array([most for _, most in groups], np.int64),
    )


def _groups(portfolio: Portfolio, index: Index) -> list[tuple[list[int], int]]:
    """Groups of projects of which at most so many may be selected."""
    groups = []
    for relation in portfolio.relations:
        members = relation.of or relation.exclusive
        if members:
            most = 1 if relation.at_most is None else relation.at_most
            groups.append((sorted({index.projects[member] for member in members}), most))
    return groups


def _budgets(portfolio: Portfolio, index: Index) -> tuple[Floats, Bools, Ints, Bools]:
    """Budget rows: (limit, is people, theme, weeks). Rows over all themes have commitments taken off."""
    limits: list[float] = []
    people: list[bool] = []
    themes: list[int] = []
    weeks: list[Bools] = []
    for budget in portfolio.budgets:
        mask = _weeks_of(budget, index)
        theme = index.themes[budget.theme] if budget.theme is not None else -1
        if budget.compute is not None:
            committed = _commitments(portfolio, index, mask) if theme < 0 else 0.0
            limits.append(float(budget.compute) - committed)
            people.append(False)
        if budget.people is not None:
            limits.append(float(budget.people))
            people.append(True)
        while len(weeks) < len(limits):
            weeks.append(mask)
            themes.append(theme)
    return (
        np.array(limits, np.float64),
        np.array(people, np.bool_),
        np.array(themes, np.int64),
        np.array(weeks, np.bool_).reshape(-1, index.horizon.weeks),
    )


def _weeks_of(budget: Budget, index: Index) -> Bools:
    labels = index.horizon.quarter_labels
    return np.array([budget.quarter in (None, label) for label in labels], np.bool_)


def _commitments(portfolio: Portfolio, index: Index, mask: Bools) -> float:
    """Cost of reserved and owned pools over the weeks: count x 168 x price, used or not."""
    total = 0.0
    for pool in portfolio.pools:
        if pool.committed:
            devices = np.array(pool.devices(index.horizon), np.float64)
            prices = np.array([float(price) for price in pool.prices(index.horizon)])
            total += float((devices * prices)[mask].sum()) * HOURS_PER_WEEK
    return total
