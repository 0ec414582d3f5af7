"""The independent check of a schedule against its file: precedence, releases and capacities, period by period."""

from collections.abc import Sequence

from solvers.scheduling.instance import Instance


def faults(instance: Instance, start: Sequence[int], makespan: int) -> list[str]:
    """What is wrong with a schedule that begins activity i in period start[i]; empty when nothing is."""
    found = []
    use: dict[tuple[int, int], int] = {}
    for activity, begin in zip(instance.activities, start, strict=True):
        end = begin + activity.length
        if begin < activity.ready:
            found.append(f"{activity.name} begins in {begin}, before its release {activity.ready}")
        for other in activity.after:
            if start[other] < end:
                after = instance.activities[other].name
                found.append(f"{after} begins in {start[other]}, before {activity.name} is finished in {end}")
        for period in range(begin, end):
            for k, units in enumerate(activity.need):
                use[k, period] = use.get((k, period), 0) + units
    for (k, period), units in use.items():
        if units > instance.capacity[k]:
            found.append(
                f"period {period} uses {units} of resource {k + 1}, which has {instance.capacity[k]}"
            )
    last = max((s + a.length for a, s in zip(instance.activities, start, strict=True)), default=0)
    if last != makespan:
        found.append(f"the makespan is {last}, not {makespan}")
    return found
