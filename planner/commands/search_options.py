"""Options of verbs that search for plans."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from planner.domain.job import MAX_PLAN_SECONDS, MAX_SEED

F = TypeVar("F", bound=Callable[..., Any])


def seconds_option(
    default: float, what: str = "Time for the search.", most: float = MAX_PLAN_SECONDS
) -> Callable[[F], F]:
    """`--seconds`: above 0, and at most so many."""

    def usable(_context: click.Context, _option: click.Parameter, value: float) -> float:
        if 0 < value <= most:
            return value
        raise click.UsageError(
            f"--seconds {value:g} is not between 0 and {most:g}: say, for example, --seconds {default:g}"
        )

    return click.option("--seconds", default=default, show_default=True, help=what, callback=usable)


def search_options(
    seconds: float, what: str = "Time for the search.", most: float = MAX_PLAN_SECONDS
) -> Callable[[F], F]:
    """`--seconds`, `--seed` and `--decodes`."""
    options: tuple[Callable[[F], F], ...] = (
        seconds_option(seconds, what, most),
        click.option(
            "--seed",
            type=click.IntRange(0, MAX_SEED),
            default=0,
            show_default=True,
            help="Seed of the search.",
        ),
        click.option(
            "--decodes",
            type=click.IntRange(1, 10**9),
            default=None,
            help="Count work in schedules instead of seconds: reproducible.",
        ),
    )

    def add(verb: F) -> F:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return add
