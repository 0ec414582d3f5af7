"""What passes between a worker and the process that does one job: files in a folder of their own."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from planner.domain.forecast import Forecast
from planner.domain.job import JobKind, JobProgress
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio

REQUEST, PROGRESS, RESULT, ERRORS = "request.json", "progress.json", "result.json", "errors.txt"
#: What the worker writes to the process's standard input; its end means that the worker is gone.
STOP = b"stop\n"


class Message(BaseModel):
    """Base of the messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class JobRequest(Message):
    """Everything a job needs; its process sees no database."""

    kind: JobKind
    portfolio: Portfolio
    plan: Plan | None
    """The plan to simulate, or the plan of record."""
    begin: Plan | None = None
    """A plan of the same portfolio at which the search begins."""
    settings: dict[str, Any]
    parent: int
    """Process id of the worker."""
    memory_mb: int = 0
    """Limit of address space; 0: none."""


class JobResult(Message):
    """What a job brought."""

    outcome: Literal["done", "refused"]
    body: str
    """JSON of a plan or forecast; when refused, a sentence for people."""
    dump: str = ""
    """What helps to mend a refusal that is our fault."""


class SimulatedPlan(Message):
    """The body of a simulation's result."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    forecast: Forecast
    luck: str
    """Equal for simulations whose runs are pairs."""
    by_run: bytes
    """What came of every run, packed."""


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see all of it or none."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text)
    os.replace(unfinished, path)  # noqa: PTH105


def read_progress(folder: Path) -> JobProgress | None:
    """The last look that the process has left; None before the first."""
    try:
        return JobProgress.model_validate_json((folder / PROGRESS).read_text())
    except FileNotFoundError:
        return None
