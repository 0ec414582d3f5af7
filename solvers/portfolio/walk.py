"""The course of a search: starts in other places, annealing, then kicks."""

import time
from collections.abc import Callable

import numpy as np

from solvers.portfolio.run import Run
from solvers.portfolio.search import CHUNK, Search
from solvers.portfolio.starts import noisy_genes

HEAT = 0.03
"""First temperature of the annealing, in mean values of a selected project."""

ANNEAL = 0.35
"""Part of the budget for annealing; the rest is for kicks."""

LOW_HEAT = 0.004
"""Temperature between kicks."""

KICK = 600
"""Trials for which a kick pulls, and trials after it for value alone."""

EXPLORE = 0.03
"""Part of the budget for random constructive lists."""


def walk(
    run: Run,
    search: Search,
    rng: np.random.Generator,
    finished: Callable[[], bool],
    look: Callable[[bool], None],
) -> None:
    """Starts in other places, annealing, then kicks: pull a project in or push one out, and let the plan settle."""
    begun, priced, trials, calm_at = run.fraction, float("inf"), 8, 0
    while (run.fraction - begun) < EXPLORE * (1 - begun) and not finished():
        # Annealing alone stays near the list that it began with.
        search.consider(noisy_genes(run.problem, rng))
    while not finished():
        if run.budget.decodes is None and run.bound.value < priced * (1 - 0.003):
            priced = run.bound.value
            search.set_rents(run.bound.best_prices.effort)
        part = (run.fraction - begun) / max(1e-9, 1 - begun)
        mean = abs(float(search.scores[1])) / max(1, int(search.states[2].selected.sum()))
        if part < ANNEAL or not search.complete:
            heat = HEAT * (1 - part / ANNEAL) ** 2
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
        look(better)
