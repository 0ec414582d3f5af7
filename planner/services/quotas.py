"""The plan as quotas of a cluster: devices of each pool by project and quarter."""

import math
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.domain.calendar import QuarterSpan
from planner.domain.compute import HOURS_PER_WEEK, Pool
from planner.domain.money import exact, largest_remainder
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.quota import KueueVersion, Quota, QuotaFormat
from planner.errors import BadInput
from planner.exports.quotas import kueue_yaml, quota_csv, quota_json, slurm_script
from planner.services.cost_ledger import Ledger

Used = dict[tuple[str, str, int], Fraction]


def plan_quotas(portfolio: Portfolio, plan: Plan, quarter: str | None = None) -> tuple[Quota, ...]:
    """What a plan gives to each project of each pool.

    A week's hours need hours / (168 x availability) devices. A project's own devices are the mean of that over the
    weeks of the quarter; with what is spare they are rounded by the largest remainder to the devices of the pool (the
    most that it has in the quarter). Beyond them a project may borrow, up to its busiest week.

    Parameters
    ----------
    portfolio, plan
        The plan, and the portfolio that it was made for.
    quarter
        Such as 2027-Q1; None: every quarter.

    Raises
    ------
    BadInput
        There is no plan, it does not fit the portfolio, or the quarter is outside the horizon.
    """
    ledger = Ledger(portfolio, plan, "plan")
    ledger.check()
    spans = [span for span in portfolio.horizon.quarters if quarter in (None, span.label)]
    if not spans:
        known = ", ".join(span.label for span in portfolio.horizon.quarters)
        raise BadInput(f"quarter: '{quarter}' is not in the horizon; use one of {known}")
    used: Used = defaultdict(Fraction)
    for row in plan.compute:
        used[row.pool, row.project, portfolio.horizon.week_of(row.week)] += exact(row.hours)
    projects = tuple(project.id for project in plan.projects if project.selected)
    return tuple(
        quota
        for span in spans
        for pool in portfolio.pools
        for quota in _of(portfolio, pool, span, projects, used)
    )


def _of(
    portfolio: Portfolio, pool: Pool, span: QuarterSpan, projects: tuple[str, ...], used: Used
) -> Iterator[Quota]:
    """The quotas of one pool and quarter; projects that do not use it have none."""
    counts = pool.devices(portfolio.horizon)[span.first : span.end]
    a_device = HOURS_PER_WEEK * exact(pool.availability)
    weeks = range(span.first, span.end)
    by_project = {
        p: [used[pool.id, p, week] for week in weeks if (pool.id, p, week) in used] for p in projects
    }
    hours = {project: sum(found, Fraction()) for project, found in by_project.items() if found}
    means = [total / a_device / len(weeks) for total in hours.values()]
    devices = max(*counts, math.ceil(sum(means, Fraction())))
    spare = devices - sum(means, Fraction())
    *own, left = largest_remainder([*means, spare], devices)
    for (project, total), mine in zip(hours.items(), own, strict=True):
        peak = math.ceil(max(by_project[project]) / a_device)
        yield Quota(
            quarter=span.label,
            project=project,
            pool=pool.id,
            accelerator=pool.accelerator,
            hours=float(total),
            devices=mine,
            peak=max(mine, min(peak, devices)),
        )
    if devices:
        idle = float(spare * a_device * len(weeks))
        yield Quota(
            quarter=span.label,
            project=None,
            pool=pool.id,
            accelerator=pool.accelerator,
            hours=idle,
            devices=left,
            peak=left,
        )


def quota_file(
    portfolio: Portfolio,
    plan: Plan,
    format_: QuotaFormat,
    quarter: str | None,
    version: KueueVersion = "v1beta2",
) -> bytes:
    """Quotas as Kueue manifests or sacctmgr commands of one quarter (default: the first), or as a list of all.

    Raises
    ------
    BadInput
        As for `plan_quotas`, or more pools than a manifest can hold.
    """
    if format_ in ("kueue", "slurm"):
        label = quarter or portfolio.horizon.quarters[0].label
        quotas = plan_quotas(portfolio, plan, label)
        names = {project.id: project.name for project in portfolio.projects}
        chosen = {row.id: names[row.id] for row in plan.projects if row.selected}
        if format_ == "kueue":
            return kueue_yaml(quotas, chosen, quarter=label, version=version)
        return slurm_script(quotas, chosen, quarter=label)
    quotas = plan_quotas(portfolio, plan, quarter)
    return quota_csv(quotas) if format_ == "csv" else quota_json(quotas)
