"""From an instance to a planning problem with stated shares, and from its weeks back to starts.

A resource of capacity R is a person with R units in every week, an activity a phase whose crew are the people of its
resources, each with the units that it needs; a period is a week. All projects are one: it launches when the last phase
is finished, and is worth a unit less for each week until then. What takes no time is no phase; its precedence goes
through.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solvers.portfolio.problem import Baseline, Names, People, Phases, Pools, Problem, Projects, Rules
from solvers.portfolio.solution import Solution
from solvers.scheduling.instance import FormatError, Instance

NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Network:
    """The precedence of an instance, ordered."""

    order: tuple[int, ...]
    """Activities, each behind its predecessors."""
    before: tuple[tuple[int, ...], ...]
    """For each activity, those that take time and must be finished before it."""
    ready: tuple[int, ...]
    """For each activity, the latest release of it and of what takes no time before it."""


def network(instance: Instance) -> Network:
    """Order the activities.

    Raises
    ------
    FormatError
        When activities wait for each other in a circle.
    """
    activities = instance.activities
    direct: list[list[int]] = [[] for _ in activities]
    for i, activity in enumerate(activities):
        for other in activity.after:
            direct[other].append(i)
    waiting = [len(row) for row in direct]
    order = [i for i, count in enumerate(waiting) if count == 0]
    for i in order:
        for other in activities[i].after:
            waiting[other] -= 1
            if waiting[other] == 0:
                order.append(other)
    if len(order) < len(activities):
        stuck = ", ".join(a.name for a, count in zip(activities, waiting, strict=True) if count > 0)
        raise FormatError(1, f"these wait for each other in a circle, or for ones that do: {stuck[:300]}")
    before: list[tuple[int, ...]] = [()] * len(activities)
    ready = [0] * len(activities)
    for i in order:
        found: dict[int, None] = {}
        ready[i] = activities[i].ready
        for other in direct[i]:
            if activities[other].length > 0:
                found[other] = None
            else:
                found.update(dict.fromkeys(before[other]))
                ready[i] = max(ready[i], ready[other])
        before[i] = tuple(found)
    return Network(tuple(order), tuple(before), tuple(ready))


def to_problem(instance: Instance, net: Network) -> Problem:
    """The planning problem; its phases are the activities that take time, in the network's order."""
    chosen = [i for i in net.order if instance.activities[i].length > 0]
    place = {i: n for n, i in enumerate(chosen)}
    count, people = len(chosen), len(instance.capacity)
    length = np.array([instance.activities[i].length for i in chosen], np.int64)
    shares = np.array([instance.activities[i].need for i in chosen], np.int64).reshape(count, people)
    ready = np.array([net.ready[i] for i in chosen], np.int64)
    weeks = max(1, int(length.sum() + ready.max(initial=0)))
    arcs = [[place[b] for b in net.before[i]] for i in chosen]
    crew = shares > 0
    size = crew.sum(axis=1).astype(np.int64)
    return Problem(
        weeks,
        Projects(
            phase_first=np.array([0, count], np.int64),
            value=(weeks - np.arange(weeks + 1, dtype=np.float64))[None, :],
            mandatory=np.ones(1, np.bool_),
            excluded=np.zeros(1, np.bool_),
            theme=np.full(1, -1, np.int64),
            upkeep=np.zeros((1, people)),
            upkeep_end=np.full(1, weeks, np.int64),
            required_people=np.zeros((1, people), np.bool_),
        ),
        Phases(
            project=np.zeros(count, np.int64),
            effort=shares * length[:, None] / 20.0,
            min_weeks=length,
            crew_min=size,
            crew_max=size,
            gpu_hours=np.zeros(count),
            gpu_rate=np.zeros((count, 0)),
            gpu_weekly=np.full(count, np.inf),
            allowed=np.arange(weeks)[None, :] >= ready[:, None],
            pinned_start=np.full(count, -1, np.int64),
            may_work=crew,
            must_work=crew,
            pred_first=np.concatenate([[0], np.cumsum([len(row) for row in arcs])]).astype(np.int64),
            pred=np.array([b for row in arcs for b in row], np.int64),
            pred_lag=np.zeros(sum(len(row) for row in arcs), np.int64),
        ),
        People(
            capacity=np.repeat(np.array(instance.capacity, np.int64)[:, None], weeks, axis=1),
            skill=np.eye(people),
            max_projects=np.ones(people, np.int64),
            unit_cost=np.zeros(people),
            position_cost=np.zeros(people),
            is_position=np.zeros(people, np.bool_),
        ),
        Pools(np.zeros((0, weeks)), np.zeros((0, weeks)), NONE > 0, NONE, np.zeros(0)),
        Rules(
            budget_limit=np.zeros(0),
            budget_people=NONE > 0,
            budget_theme=NONE,
            budget_weeks=np.zeros((0, weeks), np.bool_),
            share_theme=NONE,
            share_least=np.zeros(0),
            share_most=np.zeros(0),
            quarter=np.zeros(weeks, np.int64),
            wip=0,
            minimum_units=1,
            constant_shares=True,
            crew_efficiency=np.ones(people + 1),
            requires=np.zeros((0, 2), np.int64),
            group_first=np.zeros(1, np.int64),
            group=NONE,
            group_most=NONE,
        ),
        Baseline(
            0.0, np.zeros(1, np.bool_), np.full(count, -1, np.int64), np.zeros((count, people), np.bool_)
        ),
        Names(
            ("makespan",),
            tuple(("makespan", instance.activities[i].name) for i in chosen),
            tuple(f"resource {k + 1}" for k in range(people)),
            tuple(f"resource {k + 1}" for k in range(people)),
            (),
            (),
            ("all",),
        ),
        shares=shares,
    )


def starts(instance: Instance, net: Network, solution: Solution) -> tuple[list[int], int]:
    """First period of each activity, and the makespan."""
    weeks: Sequence[int] = solution.start.tolist()
    chosen = [i for i in net.order if instance.activities[i].length > 0]
    start = [0] * len(instance.activities)
    for n, i in enumerate(chosen):
        start[i] = weeks[n]
    for i in net.order:
        if instance.activities[i].length == 0:
            done = (start[b] + instance.activities[b].length for b in net.before[i])
            start[i] = max(net.ready[i], *done, 0)
    ends = (s + a.length for s, a in zip(start, instance.activities, strict=True))
    return start, max(ends, default=0)
