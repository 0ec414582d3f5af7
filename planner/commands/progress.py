"""A progress bar on a terminal, silence elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from planner.services.progress import OnProgress, Progress, ignore


@contextmanager
def progress_bar(what: str, seconds: float | None = None) -> Iterator[OnProgress]:
    """A listener that draws progress on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield ignore
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[state]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0, state="")

        def show(progress: Progress) -> None:
            done = progress.fraction
            if done is None and seconds:
                done = min(1.0, progress.elapsed / seconds)
            state = progress.phase
            if progress.value is not None:
                state = f"value {progress.value:,.0f}"
            if progress.gap is not None:
                state += f"  gap {progress.gap:.1%}"
            bar.update(task, completed=done or 0.0, state=state)

        yield show
