"""Hold-out errors of the estimators: python -m benchmarks.estimates."""

from collections.abc import Callable

import numpy as np

from benchmarks import batching_simulation
from benchmarks.queue_simulation import check, draw
from solvers.capacity.serving.measured import SOURCE, held_out, measurements
from solvers.capacity.training.holdout import FORMS, hold_out
from solvers.capacity.training.records import Record, published_runs, published_steps

LEFT_OUT: dict[str, Callable[[Record], object]] = {
    "run": lambda run: run.model,
    "family": lambda run: run.family,
    "generation": lambda run: run.accelerator.generation,
}


def training() -> None:
    """Utilisation of published runs, forecast from the others."""
    runs, steps = published_runs(), published_steps()
    print(f"training: {len(runs)} runs of {len({run.family for run in runs})} families, {len(steps)} steps")
    print(
        f"{'form':<32} {'left out':<11} {'P10-P90 holds':>14} {'below':>6} {'median |log2|':>14} "
        f"{'bias':>7} {'score':>7}"
    )
    for form, dated in (*((form, True) for form in FORMS), (list(FORMS)[-1], False)):
        for name, key in LEFT_OUT.items():
            e = hold_out(runs, steps, key, FORMS[form], dated=dated)
            shown = form if dated else "the same, year not told"
            print(
                f"{shown:<32} {name:<11} {e.coverage:>14.0%} {e.below:>6.0%} {e.median_log2:>14.2f} "
                f"{e.bias_log2:>7.2f} {e.interval_score:>7.2f}",
                flush=True,
            )


def serving() -> None:
    """Published throughput over the roofline: cells that it was fitted to, then models and hardware that it was not."""
    print(f"\nserving: published over modelled throughput; fitted to {SOURCE}")
    print(
        f"{'model':<34} {'cells':>5} {'median':>7} {'lowest':>7} {'highest':>8} {'within 25 %':>12} {'within 2':>9}"
    )
    for title, cells in (("fitted", measurements()), ("never fitted (held_out.csv)", held_out())):
        print(title)
        ratios: dict[str, list[float]] = {}
        for cell in cells:
            where = "" if title == "fitted" else f" {cell.replica.accelerator.name} {cell.replica.precision}"
            ratios.setdefault(cell.replica.model.name + where, []).append(cell.ratio)
        for model, values in ratios.items():
            found = np.array(values)
            near = float(np.mean((found > 0.75) & (found < 1.25)))
            twice = float(np.mean((found > 0.5) & (found < 2.0)))
            spread = f"{np.median(found):>7.2f} {found.min():>7.2f} {found.max():>8.2f}"
            print(f"{model:<34} {len(found):>5} {spread} {near:>12.0%} {twice:>9.0%}")


def queue(cases: int = 200, requests: int = 60_000) -> None:
    """Replicas of the queue model, tried in simulation with as many and with one fewer."""
    rng = np.random.default_rng(1)
    results = [check(draw(rng), requests, seed) for seed in range(cases)]
    fewer = [good for _, _, good in results if good is not None]
    print(
        f"\nqueue: {cases} random cases; the objective is met in {np.mean([good for _, good, _ in results]):.1%}, "
        f"one replica fewer fails in {1 - np.mean(fewer):.1%} of the {len(fewer)} with at least two"
    )


def batching(cases: int = 24) -> None:
    """The whole serving estimate, tried on replicas that batch continuously."""
    results = [batching_simulation.check(seed) for seed in range(cases)]
    fewer = [good for _, _, good in results if good is not None]
    print(
        f"batching: {cases} random services; the objective is met in {np.mean([good for _, good, _ in results]):.0%}, "
        f"one replica fewer fails in {1 - np.mean(fewer):.0%} of the {len(fewer)} with at least two"
    )


if __name__ == "__main__":
    training()
    serving()
    queue()
    batching()
