"""The progress of long work as people follow it."""

from dataclasses import dataclass

from planner.domain.job import UNDER_WAY, JobProgress, JobState
from web import words
from web.charts.scale import rounded
from web.views.plan_parts import Fact


@dataclass(frozen=True)
class ProgressView:
    """The context of parts/progress.html."""

    job_id: str
    kind: str
    state: JobState
    title: str
    sentence: str
    facts: tuple[Fact, ...]
    percent: float
    result_href: str | None
    events_href: str
    job_href: str
    cancel_href: str
    back_href: str
    query: str
    """The view of the roadmap that a plan is shown in."""
    can_cancel: bool

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self.state in UNDER_WAY

    @property
    def measured(self) -> bool:
        """Whether there is a bar; a finished one stays, so that the page stands still."""
        return self.running or self.state == "done"


TITLES: dict[str, dict[JobState, str]] = {
    "plan": {
        "queued": "Waiting for a worker",
        "running": "Planning",
        "done": "The plan is ready",
        "failed": "Planning failed",
        "cancelled": "Planning was cancelled",
    },
    "forecast": {
        "queued": "Waiting for a worker",
        "running": "Simulating",
        "done": "The forecast is ready",
        "failed": "The simulation failed",
        "cancelled": "The simulation was cancelled",
    },
    "explanation": {
        "queued": "Waiting for a worker",
        "running": "Looking for the reason and what would change it",
        "done": "The explanation is ready",
        "failed": "The explanation failed",
        "cancelled": "The explanation was cancelled",
    },
    "marginal": {
        "queued": "Waiting for a worker",
        "running": "Planning again with one more of each",
        "done": "The marginal values are ready",
        "failed": "The marginal values failed",
        "cancelled": "The marginal values were cancelled",
    },
    "frontier": {
        "queued": "Waiting for a worker",
        "running": "Planning step by step",
        "done": "The trade-off is ready",
        "failed": "The trade-off failed",
        "cancelled": "The trade-off was cancelled",
    },
}


#: Figures have their places from the beginning, so that the page below them stands still.
NOTHING_YET = JobProgress(phase="", elapsed=0.0)
#: What is said before a process reports for the first time.
READY = {
    "plan": "Getting ready. The first plan after an installation compiles the solver, which can take a minute; "
    "all later ones start at once."
}


def progress_view(
    *,
    job_id: str,
    kind: str,
    state: JobState,
    look: JobProgress | None,
    reason: str | None,
    currency: str,
    result_href: str | None,
    back_href: str,
    query: str = "",
    can_cancel: bool = True,
) -> ProgressView:
    """Progress in words and figures."""
    titles = TITLES.get(kind, TITLES["plan"])
    fraction = 1.0 if state == "done" else (look.fraction or 0.0) if look else 0.0
    return ProgressView(
        job_id=job_id,
        kind=kind,
        state=state,
        title=titles[state],
        sentence=_sentence(state, kind, look, reason),
        facts=_facts(look or NOTHING_YET, kind, currency) if look or state in UNDER_WAY else (),
        percent=rounded(100 * min(1.0, fraction)),
        result_href=result_href,
        events_href=f"/jobs/{job_id}/events{query}",
        job_href=f"/jobs/{job_id}",
        cancel_href=f"/jobs/{job_id}/cancel",
        back_href=back_href,
        query=query,
        can_cancel=can_cancel and state in UNDER_WAY,
    )


def _sentence(state: JobState, kind: str, look: JobProgress | None, reason: str | None) -> str:
    if state == "failed":
        return reason or "No reason was recorded. Try again; nothing was changed."
    if state == "cancelled":
        return reason or "The best so far was kept where there was one."
    if state == "queued":
        return "It starts as soon as a worker is free. You may close this page; the work goes on."
    if state == "done":
        return "Nothing more to wait for."
    if look is None:
        return READY.get(kind, "Getting ready.")
    keep = "Cancelling keeps the best plan so far." if kind == "plan" else "Cancelling discards it."
    return f"{look.phase[:1].upper()}{look.phase[1:]}. You may close this page; the work goes on. {keep}"


def _facts(look: JobProgress, kind: str, currency: str) -> tuple[Fact, ...]:
    elapsed = Fact("Elapsed", words.seconds(look.elapsed))
    if kind != "plan":
        return (elapsed,)
    return (
        Fact("Best plan so far", words.short_money(look.value, currency)),
        Fact("No plan beats", words.short_money(look.bound, currency)),
        Fact("Gap", words.percent(look.gap, 1) if look.gap is not None else words.NOTHING),
        elapsed,
    )
