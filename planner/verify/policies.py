"""Rules over the whole portfolio: work in progress, parts of the effort, budgets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.plan import Violation
from planner.domain.policies import Budget
from planner.verify.facts import AMOUNT_TOLERANCE, TIME_TOLERANCE, Facts, Use, Work, at_least


def policy_wip(facts: Facts) -> Iterator[Violation]:
    """policy.wip: in no week are more projects active, from first start to launch, than the policy allows."""
    limit = facts.portfolio.policies.max_active_projects
    if limit is None:
        return
    active: dict[int, list[str]] = defaultdict(list)
    for name, launch in sorted(facts.launches.items()):
        for week in range(max(facts.starts[name], facts.now), min(launch, facts.weeks)):
            active[week].append(name)
    over = [week for week, names in active.items() if len(names) > limit]
    if over:
        names = active[min(over)]
        yield Violation(
            "policy.wip",
            f"{len(names)} projects are active {facts.listed(over)} ({', '.join(names)}); the limit is "
            f"{limit}.",
        )


def policy_share(facts: Facts) -> Iterator[Violation]:
    """policy.share: in each quarter that has phase effort and had not begun by the open weeks, a theme's part of it
    lies within its bounds."""
    labels = facts.horizon.quarter_labels
    begun = set(labels[: facts.now])
    effort: dict[str, dict[str | None, float]] = defaultdict(lambda: defaultdict(float))
    for row in facts.work:
        if row.phase is None:
            continue
        gives = (
            row.share * facts.proficiency(row.person, row.skill) * facts.efficiency((row.project, row.phase))
        )
        theme = facts.projects[row.project].theme
        for week in row.weeks:
            if labels[week] not in begun:
                effort[labels[week]][theme] += gives
    for rule in facts.portfolio.policies.effort_shares:
        for quarter, by_theme in sorted(effort.items()):
            total = sum(by_theme.values())
            part = by_theme.get(rule.theme, 0.0) / total if total > 0 else None
            if part is None:
                continue
            least, most = rule.at_least or 0.0, 1.0 if rule.at_most is None else rule.at_most
            if not least - TIME_TOLERANCE <= part <= most + TIME_TOLERANCE:
                bound = f"at least {least:.0%}" if part < least else f"at most {most:.0%}"
                yield Violation(
                    "policy.share",
                    f"Theme {rule.theme} has {part:.1%} of the effort of {quarter}; it must be {bound}.",
                )


def budget_people(facts: Facts) -> Iterator[Violation]:
    """budget.people: the cost of all assignments, upkeep included, share / fte x weekly cost, stays within
    each people budget of a quarter or the horizon, of one theme or all."""
    for budget in facts.portfolio.budgets:
        if budget.people is None:
            continue
        spent = _people_cost(facts, budget, facts.work)
        past = _people_cost(facts, budget, facts.recorded_work)
        # What is spent is spent: an overdrawn budget permits nothing more, and asks for nothing back.
        limit = max(float(budget.people), past)
        yield from _over(facts, "budget.people", "people", budget, past + spent, limit)


def _people_cost(facts: Facts, budget: Budget, rows: Iterable[Work]) -> float:
    spent = 0.0
    for row in rows:
        if _of_theme(facts, budget, row.project):
            worker = facts.workers[row.person]
            weeks = sum(_in_quarter(facts, budget, week) for week in row.weeks)
            spent += row.share / worker.fte * float(worker.weekly_cost) * weeks
    return spent


def budget_compute(facts: Facts) -> Iterator[Violation]:
    """budget.compute: within each compute budget stay, over all themes, on-demand and spot use plus the
    full cost of owned and reserved pools; for one theme, the hours of its projects at the price of their
    pools, of every kind."""
    prices = {
        name: [float(price) for price in pool.prices(facts.horizon)] for name, pool in facts.pools.items()
    }
    for budget in facts.portfolio.budgets:
        if budget.compute is None:
            continue

        def cost(rows: Iterable[Use], budget: Budget = budget) -> float:
            return sum(
                row.hours * prices[row.pool][row.week]
                for row in rows
                if _in_quarter(facts, budget, row.week)
                and _of_theme(facts, budget, row.project)
                and (budget.theme is not None or not facts.pools[row.pool].committed)
            )

        past, spent = cost(facts.recorded_use), cost(facts.use)
        limit = float(budget.compute)
        if past > 0.0 and budget.theme is None:
            limit = max(limit, past + _committed(facts, budget, prices))
        elif past > 0.0:
            limit = max(limit, past)
        spent += past
        if budget.theme is None:
            spent += _committed(facts, budget, prices)
        yield from _over(facts, "budget.compute", "compute", budget, spent, limit)


def _committed(facts: Facts, budget: Budget, prices: dict[str, list[float]]) -> float:
    """Cost of owned and reserved pools, used or not."""
    return sum(
        devices * HOURS_PER_WEEK * prices[pool.id][week]
        for pool in facts.pools.values()
        if pool.committed
        for week, devices in enumerate(pool.devices(facts.horizon))
        if _in_quarter(facts, budget, week)
    )


def _of_theme(facts: Facts, budget: Budget, project: str) -> bool:
    return budget.theme is None or facts.projects[project].theme == budget.theme


def _in_quarter(facts: Facts, budget: Budget, week: int) -> bool:
    return budget.quarter is None or facts.horizon.quarter_labels[week] == budget.quarter


def _over(
    facts: Facts, rule: str, what: str, budget: Budget, spent: float, limit: float
) -> Iterator[Violation]:
    if not at_least(limit, spent, AMOUNT_TOLERANCE):
        of = f" of theme {budget.theme}" if budget.theme else ""
        when = f" in {budget.quarter}" if budget.quarter else " over the horizon"
        currency = facts.portfolio.currency
        yield Violation(
            rule,
            f"The cost of {what}{of}{when} is {spent:,.2f} {currency}; the budget is {limit:,.2f} "
            f"{currency}.",
        )


RULES = (policy_wip, policy_share, budget_people, budget_compute)
