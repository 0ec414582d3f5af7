"""Rules on accelerators: capacity of pools, and GPU-hours of phases."""

from collections import defaultdict
from collections.abc import Iterator

from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.plan import Violation
from planner.verify.facts import AMOUNT_TOLERANCE, Facts, PhaseKey, at_least


def capacity_pool(facts: Facts) -> Iterator[Violation]:
    """capacity.pool: in no week are more hours of a pool used than count x 168 x availability."""
    used: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in facts.use:
        used[row.pool][row.week] += row.hours
    for name, by_week in used.items():
        hours = facts.pools[name].hours(facts.horizon)
        over = [
            week for week, amount in by_week.items() if not at_least(hours[week], amount, AMOUNT_TOLERANCE)
        ]
        if over:
            week = min(over)
            yield Violation(
                "capacity.pool",
                f"Pool {name} is used for {by_week[week]:.1f} hours but has {hours[week]:.1f} "
                f"{facts.listed(over)}.",
            )


def gpu_hours(facts: Facts) -> Iterator[Violation]:
    """gpu: the useful hours of a phase, paid hours x factor / (1 + overhead), reach its estimate (of a running
    phase, what is left)."""
    useful: dict[PhaseKey, float] = defaultdict(float)
    for row in facts.use:
        gpu, pool = facts.phases[row.project, row.phase].gpu, facts.pools[row.pool]
        if gpu is not None:
            useful[row.project, row.phase] += (
                row.hours * gpu.factors.get(pool.accelerator, 0.0) / (1 + pool.overhead)
            )
    for key in facts.spans:
        gpu = facts.phases[key].gpu
        needed = facts.needed_hours(key)
        if gpu is not None and not at_least(useful[key], needed, AMOUNT_TOLERANCE):
            yield Violation(
                "gpu",
                f"{key[0]}/{key[1]} needs {needed:g} hours on {gpu.reference}; "
                f"the plan gives {useful[key]:.6g}.",
            )


def gpu_permitted(facts: Facts) -> Iterator[Violation]:
    """gpu: a phase uses permitted accelerators only, of pools that its project is not barred from."""
    for project, phase, name in sorted({(row.project, row.phase, row.pool) for row in facts.use}):
        gpu, pool = facts.phases[project, phase].gpu, facts.pools[name]
        if gpu is None:
            yield Violation("gpu", f"{project}/{phase} needs no accelerators but uses pool {name}.")
        elif pool.accelerator not in gpu.factors:
            yield Violation(
                "gpu", f"{project}/{phase} may not run on {pool.accelerator}, the type of pool {name}."
            )
        elif project in pool.barred_projects:
            yield Violation("gpu", f"Project {project} is barred from pool {name}.")


def gpu_devices(facts: Facts) -> Iterator[Violation]:
    """gpu: in no week does a phase pay for more than max_devices x 168 hours over all pools."""
    paid: dict[PhaseKey, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in facts.use:
        paid[row.project, row.phase][row.week] += row.hours
    for key, by_week in paid.items():
        gpu = facts.phases[key].gpu
        if gpu is None or gpu.max_devices is None:
            continue
        most = gpu.max_devices * HOURS_PER_WEEK
        over = [week for week, hours in by_week.items() if not at_least(most, hours, AMOUNT_TOLERANCE)]
        if over:
            yield Violation(
                "gpu",
                f"{key[0]}/{key[1]} uses {by_week[min(over)]:.1f} hours {facts.listed(over)}; "
                f"{gpu.max_devices} devices give {most}.",
            )


def gpu_weeks(facts: Facts) -> Iterator[Violation]:
    """gpu: a phase uses accelerators in its own weeks only."""
    outside: dict[PhaseKey, set[int]] = defaultdict(set)
    for row in facts.use:
        key = (row.project, row.phase)
        if key in facts.spans and not facts.spans[key][0] <= row.week < facts.spans[key][1]:
            outside[key].add(row.week)
    for key, weeks in outside.items():
        yield Violation(
            "gpu", f"{key[0]}/{key[1]} uses accelerators outside its weeks, {facts.listed(weeks)}."
        )


RULES = (capacity_pool, gpu_hours, gpu_permitted, gpu_devices, gpu_weeks)
