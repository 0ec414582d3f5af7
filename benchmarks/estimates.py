"""Hold-out errors of the estimators: python -m benchmarks.estimates."""

from collections.abc import Callable

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
        f"{'form':<32} {'left out':<11} {'P10-P90 holds':>14} {'median |log2|':>14} {'bias':>7} {'score':>7}"
    )
    for form, spreads in FORMS.items():
        for name, key in LEFT_OUT.items():
            e = hold_out(runs, steps, key, spreads)
            print(
                f"{form:<32} {name:<11} {e.coverage:>14.0%} {e.median_log2:>14.2f} {e.bias_log2:>7.2f} "
                f"{e.interval_score:>7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    training()
