"""When a project launches in the forecast, and what that says about its deadline."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from planner.domain.calendar import monday_on_or_after

Verdict = Literal["none", "safe", "yellow", "orange", "red"]


@dataclass(frozen=True)
class Finish:
    """When a project launches: quantiles (None where it does in no run), and the chance that it does."""

    p10: dt.date | None
    p50: dt.date | None
    p80: dt.date | None
    p90: dt.date | None
    p_done: float
    """Chance to launch within the horizon."""
    p_ever: float | None = None
    """Chance to launch at all, over which the quantiles are; the same when it is not given."""

    @property
    def p_launch(self) -> float:
        """Chance to launch at all."""
        return self.p_done if self.p_ever is None else self.p_ever


def judge_deadline(deadline: dt.date, finish: Finish | None, launch: dt.date) -> tuple[Verdict, str]:
    """Which percentile a deadline falls in: missed at P50 is red, at P80 orange, at P90 yellow."""
    wanted = monday_on_or_after(deadline)
    if finish is None:
        return ("none", "the plan makes it") if launch <= wanted else ("red", "the plan is later")
    if finish.p50 is None or finish.p50 > wanted:
        return "red", "missed more often than not"
    if finish.p80 is None or finish.p80 > wanted:
        return "orange", "missed in one of five to one of two futures"
    if finish.p90 is None or finish.p90 > wanted:
        return "yellow", "missed in one of ten to one of five futures"
    return "safe", "kept in at least nine of ten futures"
