"""What a forecast keeps of every run, small enough to store: value, cost and launches."""

import datetime as dt
import io
import json
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlmodel import col, select

from planner.persistence.tables import ForecastRunsTable
from planner.services.context import Context

Singles = NDArray[np.float32]
Weeks = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class ByRun:
    """Outcomes by run of one plan.

    Runs of two plans with the same `luck` are pairs: the same run number had the same random numbers.
    """

    seed: int
    parts: int
    """Independent parts of equal size that make up the runs."""
    start: dt.date
    """Week 0."""
    projects: tuple[str, ...]
    """Those that the plan selects."""
    value: Singles
    cost: Singles
    """(runs,): in the portfolio's currency, to seven digits."""
    launch: Weeks
    """(projects, runs): week of the launch, -1 for never."""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.value)

    @property
    def luck(self) -> str:
        """Names the random numbers: equal for runs that are pairs."""
        return f"{self.seed}/{self.runs}/{self.parts}"

    def pack(self) -> bytes:
        """As one compressed file in numpy's format."""
        head = {
            "seed": self.seed,
            "parts": self.parts,
            "start": self.start.isoformat(),
            "projects": self.projects,
        }
        out = io.BytesIO()
        np.savez_compressed(
            out, head=np.array(json.dumps(head)), value=self.value, cost=self.cost, launch=self.launch
        )
        return out.getvalue()

    @classmethod
    def unpack(cls, content: bytes) -> Self:
        """What `pack` has made."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head: dict[str, Any] = json.loads(str(arrays["head"]))
            return cls(
                seed=head["seed"],
                parts=head["parts"],
                start=dt.date.fromisoformat(head["start"]),
                projects=tuple(head["projects"]),
                value=arrays["value"],
                cost=arrays["cost"],
                launch=arrays["launch"],
            )


def stored_runs(ctx: Context, plan_id: str) -> ByRun | None:
    """Runs of the newest forecast of a plan of this organisation; None when none were kept."""
    query = (
        select(ForecastRunsTable.body)
        .where(ForecastRunsTable.organisation_id == ctx.organisation_id, ForecastRunsTable.plan_id == plan_id)
        .order_by(col(ForecastRunsTable.forecast_id).desc())
        .limit(1)
    )
    body = ctx.session.exec(query).first()
    return ByRun.unpack(body) if body is not None else None
