"""What a server does once, beside its first requests, so that no page and no file has to wait for it."""

import time

from planner.domain.capacity import TrainingQuestion
from planner.exports.parquet import table_parquet
from planner.exports.table import Column, Table
from planner.garbage import leave_alone_what_is_there
from planner.services.estimate_training import estimate_training
from web.rendering import compile_templates


def get_ready(pause: float = 0) -> None:
    """Do what the first page or file of each kind would wait for, and what would stop requests again and again.

    Parameters
    ----------
    pause
        Seconds between two steps, in which a thread leaves the processor to others.
    """
    compile_templates(pause)
    for step in (_slides, _parquet, _gaps, _estimates):
        step()
        time.sleep(pause)
    leave_alone_what_is_there()


def _slides() -> None:
    import web.slides.summary  # noqa: F401, PLC0415


def _parquet() -> None:
    """The first table looks for other libraries that are installed beside it: a second."""
    table_parquet(Table("ready", (Column("name"),), [("any",)]), {})


def _gaps() -> None:
    import scipy.optimize  # noqa: F401, PLC0415


def _estimates() -> None:
    """What is learnt from published runs is remembered."""
    estimate_training(TrainingQuestion(params_b=7, tokens_b=140, accelerator="H100-SXM"))
