"""Instances are solved by the planner's search: against all starts of tiny ones, and against each other."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from solvers.portfolio.exact.intervals import prove_launch
from solvers.portfolio.run import Budget
from solvers.portfolio.sequence import ListSearch, least_launch, tasks_of
from solvers.portfolio.solution import Status
from solvers.portfolio.solve import solve
from solvers.scheduling.check import faults
from solvers.scheduling.instance import Activity, Instance
from solvers.scheduling.mapping import network, starts, to_problem
from tests.solvers.scheduling.instances import random_instance, shortest


@pytest.mark.parametrize("seed", range(12))
def test_tiny_instances_get_the_least_makespan_of_all_starts(seed: int) -> None:
    instance = random_instance(seed, 4, 2)
    net = network(instance)
    problem = to_problem(instance, net)
    result = solve(problem, Budget(decodes=200), seed=seed)
    assert result.solution is not None
    start, makespan = starts(instance, net, result.solution)
    assert faults(instance, start, makespan) == []
    assert makespan == shortest(instance)
    if problem.n_phases > 0:
        assert least_launch(problem, tasks_of(problem)) <= result.solution.launch[0]


@pytest.mark.parametrize(("resources", "count"), [(1, 14), (4, 14), (30, 8)])
@pytest.mark.parametrize("seed", range(4))
def test_search_and_constraint_program_meet_and_keep_the_rules(seed: int, resources: int, count: int) -> None:
    # Units of 30 resources need several words of the kernel.
    instance = random_instance(seed, count, resources, longest=6)
    net = network(instance)
    result = solve(to_problem(instance, net), Budget(seconds=60), seed=seed)
    assert result.status is Status.OPTIMAL
    assert result.solution is not None
    start, makespan = starts(instance, net, result.solution)
    assert faults(instance, start, makespan) == []
    counted = solve(to_problem(instance, net), Budget(decodes=2000), seed=seed).solution
    assert counted is not None
    assert starts(instance, net, counted)[1] == makespan


def test_counted_trials_give_the_same_schedule_again() -> None:
    instance = random_instance(5, 40, 3, longest=8)
    problem = to_problem(instance, network(instance))
    one, other = (solve(problem, Budget(decodes=500), seed=3).solution for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.start.tolist() == other.start.tolist()


def test_lists_are_scheduled_as_in_plain_words() -> None:
    # Capacity 2. Before a week of nobody: A (2 weeks, 1 unit), B (1 week, 2 units), C after A (1 week, 2 units).
    activities = (
        Activity("A", 2, (1,), (2,)),
        Activity("B", 1, (2,), ()),
        Activity("C", 1, (2,), ()),
    )
    instance = Instance((2,), activities)
    problem = to_problem(instance, network(instance))
    capacity = problem.people.capacity.copy()
    capacity[0, 2] = 0
    problem = replace(
        problem, weeks=6, people=replace(problem.people, capacity=np.hstack([capacity, capacity[:, :2]]))
    )
    problem = replace(
        problem,
        projects=replace(problem.projects, value=6.0 - np.arange(7.0)[None, :]),
        phases=replace(problem.phases, allowed=np.ones((3, 6), np.bool_)),
        rules=replace(problem.rules, quarter=np.zeros(6, np.int64)),
    )
    names = [name for _, name in problem.names.phases]
    result = solve(problem, Budget(seconds=30))
    assert result.solution is not None
    # A takes weeks 0 and 1, nobody works in week 2, then C and B come one after the other: 5 weeks.
    assert result.solution.start[names.index("A")] == 0
    assert result.solution.launch.tolist() == [5]
    assert result.status is Status.OPTIMAL
    weeks = {(i, t): units for i, _, _, t, units in result.solution.work.tolist()}
    assert weeks[names.index("A"), 0] == 1
    assert len(weeks) == 4


def test_the_constraint_program_tells_of_schedules_and_bounds() -> None:
    instance = random_instance(9, 12, 2, longest=6, idle=False)
    problem = to_problem(instance, network(instance))
    tasks = tasks_of(problem)
    # One after the other is always possible.
    begin = np.maximum(np.cumsum(tasks.length) - tasks.length, 0) + int(tasks.ready.max())
    found: list[np.ndarray] = []
    bounds = [0]
    prove_launch(
        problem,
        tasks,
        begin.astype(np.int64),
        least=0,
        seconds=60,
        seed=1,
        stop=threading.Event(),
        on_start=found.append,
        on_least=bounds.append,
    )
    launch = int((found[-1] + tasks.length).max())
    assert launch == max(bounds)
    search = ListSearch.start(problem, tasks)
    search.consider(np.argsort(found[-1], kind="stable").astype(np.int64))
    assert search.launch == launch


def test_other_rules_and_hopeless_needs_are_refused_by_name() -> None:
    instance = random_instance(1, 5, 1, idle=False)
    problem = to_problem(instance, network(instance))
    pinned = replace(problem, phases=replace(problem.phases, pinned_start=np.zeros(5, np.int64)))
    with pytest.raises(ValueError, match="no pinned starts"):
        solve(pinned, Budget(decodes=10))
    assert problem.shares is not None
    with pytest.raises(ValueError, match=r"needs 99 units of resource 1, who has \d at most"):
        solve(replace(problem, shares=problem.shares * 0 + 99), Budget(decodes=10))


def test_nothing_to_do_takes_no_time() -> None:
    instance = Instance((1,), (Activity("begin", 0, (0,), (1,)), Activity("end", 0, (0,), (), 3)))
    net = network(instance)
    result = solve(to_problem(instance, net), Budget(seconds=1))
    assert result.solution is not None
    assert starts(instance, net, result.solution) == ([0, 3], 3)
