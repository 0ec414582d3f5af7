"""The planner and PyJobShop side by side on scheduling instances: python -m benchmarks.scheduling DIR [--seconds 20].

Each solver gets the same wall-clock seconds and threads, and the schedules of both pass the same check. PyJobShop is no
part of the product: `pip install pyjobshop` where this runs.
"""

import argparse
import importlib
import time
from pathlib import Path
from typing import Any

from planner.services.scheduling import Entry, entries, load, mean_gaps, run
from solvers.scheduling.check import faults
from solvers.scheduling.instance import Instance

THREADS = 2


def main() -> None:
    """Print a row for each instance and the mean gap of each set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--step", type=int, default=1, help="every so many instances")
    options = parser.parse_args()
    chosen = entries(options.folder)[:: options.step]
    others: dict[str, list[float]] = {}
    rows = []
    print(f"{'set':<8} {'instance':<24} {'best':>6} {'planner':>8} {'PyJobShop':>10} {'processor s':>12}")
    for entry in chosen:
        moment = time.process_time()
        row = next(run([entry], seconds=options.seconds))
        ours = time.process_time() - moment
        moment = time.process_time()
        other = other_makespan(entry, options.seconds)
        theirs = time.process_time() - moment
        rows.append(row)
        if entry.best_known:
            others.setdefault(entry.set_name, []).append(other / entry.best_known - 1)
        print(
            f"{row.set:<8} {row.instance:<24} {row.best_known or '-':>6} {row.makespan:>8} {other:>10} "
            f"{ours:>6.1f}{theirs:>6.1f}",
            flush=True,
        )
    for name, gap in mean_gaps(rows).items():
        print(f"{name:<8} planner {gap:.2%}, PyJobShop {sum(others[name]) / len(others[name]):.2%}")


def other_makespan(entry: Entry, seconds: float) -> int:
    """Makespan of PyJobShop's schedule (CP-SAT), checked."""
    instance, _ = load(entry)
    model = _model(instance)
    result = model.solve(solver="ortools", time_limit=seconds, display=False, num_workers=THREADS)
    start = [int(task.start) for task in result.best.tasks]
    makespan = max(s + a.length for s, a in zip(start, instance.activities, strict=True))
    wrong = faults(instance, start, makespan)
    if wrong:
        raise ArithmeticError(f"PyJobShop's schedule of {entry.path}: {wrong[0]}")
    return makespan


def _model(instance: Instance) -> Any:
    model = importlib.import_module("pyjobshop").Model()
    resources = [model.add_renewable(capacity=limit) for limit in instance.capacity]
    tasks = [model.add_task(earliest_start=activity.ready) for activity in instance.activities]
    for task, activity in zip(tasks, instance.activities, strict=True):
        model.add_mode(task, resources, duration=activity.length, demands=list(activity.need))
        for other in activity.after:
            model.add_end_before_start(task, tasks[other])
    return model


if __name__ == "__main__":
    main()
