"""Published scheduling instances, solved with the planner's search and compared with the best known makespans."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.errors import BadInput, Diagnostic, InternalError
from solvers.portfolio.run import Budget
from solvers.portfolio.solution import Status
from solvers.portfolio.solve import solve
from solvers.scheduling.check import faults
from solvers.scheduling.files import read_instance
from solvers.scheduling.instance import FormatError, Instance
from solvers.scheduling.mapping import Network, network, starts, to_problem

BEST_KNOWN = "best_known.csv"
ENDINGS = (".txt", ".rcp")
LARGEST_FILE = 50_000_000


@dataclass(frozen=True)
class Entry:
    """An instance file and what is known of it."""

    set_name: str
    name: str
    path: Path
    best_known: int | None


@dataclass(frozen=True)
class Row:
    """A checked schedule of an instance."""

    set: str
    instance: str
    makespan: int
    best_known: int | None
    gap: float | None
    """makespan / best known - 1."""
    bound: int
    """No schedule is shorter."""
    proved: bool
    seconds: float
    schedules: int
    """Lists that were scheduled, each three times."""


def entries(folder: Path) -> list[Entry]:
    """Instance files of a folder and its subfolders, which are the sets; `best_known.csv` beside or above them.

    Raises
    ------
    BadInput
        When there is no such folder, no instance in it, or best_known.csv is not as it should be.
    """
    if not folder.is_dir():
        raise BadInput(
            f"{folder} is not a folder; name one with instance files, or with a folder for each set"
        )
    known = _best_known(folder)
    paths = sorted(path for end in ENDINGS for path in folder.rglob(f"*{end}") if path.is_file())
    found = []
    for path in paths:
        set_name = path.resolve().parent.name
        best = known.get((set_name, path.name), known.get(("", path.name)))
        found.append(Entry(set_name, path.name, path, best))
    if not found:
        raise BadInput(f"{folder} holds no instance files ({', '.join(ENDINGS)})")
    return found


def load(entry: Entry) -> tuple[Instance, Network]:
    """Read an instance; BadInput with file and line when it is broken."""
    try:
        if entry.path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{entry.path} is larger than {LARGEST_FILE:,} bytes; it is no instance file")
        instance = read_instance(entry.path.read_text("utf-8"))
        return instance, network(instance)
    except FormatError as error:
        where = Diagnostic("error", str(entry.path), error.message, error.line)
        raise BadInput(f"{entry.path} cannot be read: {error.message}", (where,)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{entry.path} cannot be read: {error}") from error


def run(chosen: list[Entry], *, seconds: float, seeds: int = 1, trials: int | None = None) -> Iterator[Row]:
    """Solve each instance, once for each seed, keep the best, and check it independently.

    Files are all read before the first is solved.
    """
    loaded = [(entry, *load(entry)) for entry in chosen]
    for entry, instance, net in loaded:
        best: Row | None = None
        for seed in range(seeds):
            row = _solve(entry, instance, net, Budget(seconds=seconds, decodes=trials), seed)
            if best is None or (row.makespan, not row.proved) < (best.makespan, not best.proved):
                best = row
        assert best is not None
        yield best


def mean_gaps(rows: list[Row]) -> dict[str, float]:
    """Mean gap of each set, over the instances whose best makespan is known."""
    sets = sorted({row.set for row in rows})
    gaps = {name: [row.gap for row in rows if row.set == name and row.gap is not None] for name in sets}
    return {name: sum(found) / len(found) for name, found in gaps.items() if found}


def _solve(entry: Entry, instance: Instance, net: Network, budget: Budget, seed: int) -> Row:
    result = solve(to_problem(instance, net), budget, seed=seed)
    if result.solution is None or result.bound is None:
        raise InternalError(f"{entry.path} got no schedule, and the sum of all durations is always one")
    start, makespan = starts(instance, net, result.solution)
    wrong = faults(instance, start, makespan)
    if wrong:
        raise InternalError(f"the schedule of {entry.path} breaks its rules: {'; '.join(wrong[:3])}")
    launch = int(result.solution.launch[0])
    bound = (
        makespan if result.status is Status.OPTIMAL else launch + round(result.solution.value - result.bound)
    )
    return Row(
        entry.set_name,
        entry.name,
        makespan,
        entry.best_known,
        makespan / entry.best_known - 1 if entry.best_known else None,
        bound,
        result.status is Status.OPTIMAL,
        round(result.seconds, 3),
        result.decodes,
    )


def _best_known(folder: Path) -> dict[tuple[str, str], int]:
    """Best known makespans by set and file name; set "" where the table has no column for it."""
    places = (folder / BEST_KNOWN, folder.resolve().parent / BEST_KNOWN)
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        return {}
    try:
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    missing = {"instance", "best_known"} - set(rows.fieldnames or ())
    if missing:
        raise BadInput(f"{path} has no column {', '.join(sorted(missing))}")
    known = {}
    for row in rows:
        value = (row["best_known"] or "").strip()
        if not value.isdecimal() or int(value) < 1:
            message = f"best_known is {value!r}; write a whole number of periods"
            raise BadInput(f"{path}: {message}", (Diagnostic("error", str(path), message, rows.line_num),))
        known[(row.get("set") or "").strip(), (row["instance"] or "").strip()] = int(value)
    return known
