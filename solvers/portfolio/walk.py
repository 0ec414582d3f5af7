"""The course of a search: lists around what is known, then cycles of annealing and kicks."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solvers.portfolio.price_lists import PriceLists
from solvers.portfolio.run import Run
from solvers.portfolio.search import CHUNK, Search
from solvers.portfolio.starts import noisy_genes

PRICED = 100
"""Steps of the bound after which lists are drawn from its prices."""

WAIT = 0.12
"""Part of the budget that the search waits for them at most, on lists around value per week of effort."""

LISTS = 0.2
"""Part of the budget until which lists are drawn at least."""

MOST_LISTS = 0.5
"""Part of the budget until which they are drawn where a list takes long, until there are enough of them."""

COURSES = ((0.01, 0.5), (0.03, 0.0))
"""First temperature of an annealing, in mean values of a selected project, and what the time that people give costs the
walk when it begins, in rents. Crowded portfolios of many projects want the first, small ones the second."""

CYCLES = 8
"""Times that the walk anneals from the best plan with another course."""

ENOUGH = 60
"""Trials for each project in a cycle of half that length with which a start is exhausted: then there are twice as
many cycles, and every second one begins at a fresh list."""

ANNEAL = 0.6
"""Part of a cycle in which it anneals; the rest is for kicks."""

LOW_HEAT = 0.004
"""Temperature between kicks."""

KICK = 600
"""Trials for which a kick pulls, and trials after it for value alone."""


@dataclass(frozen=True)
class Course:
    """One search on its way through the budget."""

    run: Run
    search: Search
    rng: np.random.Generator
    finished: Callable[[], bool]
    look: Callable[[bool], None]
    """Told after each step whether the best plan got better."""
    begun: float
    """Part of the budget that was used when it began."""

    @property
    def part(self) -> float:
        """Part of its own budget that is used."""
        return (self.run.fraction - self.begun) / max(1e-9, 1 - self.begun)

    def draw(self, step: Callable[[], object], until: Callable[[], bool]) -> None:
        """Lists, one a step."""
        while not until() and not self.finished():
            before = float(self.search.scores[1])
            step()
            self.look(float(self.search.scores[1]) > before)


def walk(
    run: Run,
    search: Search,
    rng: np.random.Generator,
    finished: Callable[[], bool],
    look: Callable[[bool], None],
) -> None:
    """Lists first, then annealing and kicks. `look` is told after each step whether the best plan got better."""
    course = Course(run, search, rng, finished, look, run.fraction)
    _draw_lists(course)
    _anneal(course)


def _draw_lists(course: Course) -> None:
    """Lists around value per week of effort until the bound has prices, then from these: annealing alone stays near
    the list that it began with."""
    run, search, rng = course.run, course.search, course.rng
    course.draw(
        lambda: search.consider(noisy_genes(run.problem, rng)),
        lambda: run.bound.iterations >= PRICED or course.part >= WAIT,
    )
    if run.bound.iterations > 0:
        search.set_rents(run.bound.best_prices.effort)
        lists = PriceLists(search, run.bound, rng)
        course.draw(lists.step, lambda: course.part >= (LISTS if lists.enough else MOST_LISTS))


def _anneal(course: Course) -> None:
    """Cycles from the best plan: annealing, then kicks that pull a project in or push one out."""
    run, search, rng = course.run, course.search, course.rng
    trials, calm_at, priced, cycle, cycles = 8, 0, float("inf"), -1, CYCLES
    begun, first, before = course.part, int(rng.integers(len(COURSES))), search.trials
    while not course.finished():
        if run.bound.value < priced * (1 - 0.003):
            priced = run.bound.value
            search.set_rents(run.bound.best_prices.effort)
        done = (course.part - begun) / max(1e-9, 1 - begun)
        if 2 * CYCLES * done >= 1.0 and cycles == CYCLES:
            halved = (search.trials - before) / (2 * CYCLES * done)
            cycles = 2 * CYCLES if 0 < ENOUGH * run.problem.n_projects <= halved else CYCLES
        at = cycles * done
        if int(at) > cycle:
            cycle = int(at)
            if cycles > CYCLES and cycle % 2 == 1:
                search.begin_afresh(noisy_genes(run.problem, rng))
            else:
                search.return_to_best()
        mean = abs(float(search.scores[1])) / max(1, int(search.states[2].selected.sum()))
        heat, thrift = COURSES[(first + cycle) % len(COURSES)]
        left = max(0.0, 1 - (at - cycle) / ANNEAL)
        if left > 0.0 or not search.complete:
            heat *= left**2
            search.set_thrift(thrift * left)
        else:
            heat = LOW_HEAT
            if search.trials >= calm_at + KICK:
                search.kick(rng)
                calm_at = search.trials + KICK
            elif search.trials >= calm_at and search.bonus.any():
                search.calm()
        moment = time.perf_counter()
        better = search.run(
            heat * mean if search.complete else search.absence * 1e-3, trials, int(rng.integers(2**31))
        )
        if run.budget.decodes is None:
            # Chunks short enough to look at the clock ten times a second.
            trials = int(np.clip(trials * 0.1 / max(time.perf_counter() - moment, 1e-4), 4, KICK // 2))
        else:
            trials = min(CHUNK, max(1, run.budget.decodes - search.trials))
        course.look(better)
