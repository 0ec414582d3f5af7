"""Long work: the list, one job, its progress as server-sent events, cancelling."""

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from planner.services.jobs import Job, cancel_job, follow, get_job, list_jobs
from planner.services.portfolios import get_portfolio
from web import words
from web.pages.reading import CurrentLook
from web.rendering import answer, render
from web.views.general import JobRow, JobsView, JobView, ProgressPart
from web.views.progress import ProgressView, progress_view
from web.views.shell import Nav, shell
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
#: Slashes in the address of a roadmap, /portfolios/{}/plans/{}; the other sections of a plan lie below it.
ROADMAP_DEPTH = 4
TONES = {"queued": "", "running": "info", "done": "good", "failed": "bad", "cancelled": "warn"}
KINDS = {
    "plan": "Plan",
    "forecast": "Forecast",
    "explanation": "Explanation",
    "marginal": "Marginal values",
    "frontier": "Trade-off",
}


def progress_of(visit: Visit, job: Job, back: str, query: str = "") -> ProgressView:
    """A job as people follow it; `query` is the view of the roadmap that its plan is shown in."""
    return progress_view(
        job_id=job.id,
        kind=job.kind,
        state=job.state,
        look=job.progress,
        reason=job.reason,
        currency=job.currency,
        result_href=result_href(job, query),
        query=query,
        back_href=back,
        can_cancel=visit.can_edit,
    )


def result_href(job: Job, query: str = "") -> str | None:
    """Where the result of a job is shown."""
    if not job.result_id:
        return None
    if job.scenario_id:
        return f"/portfolios/{job.portfolio_id}/scenarios/{job.scenario_id}"
    page = {"explanation": f"/why/{job.project_id}", "marginal": "/marginal", "frontier": "/frontier"}.get(
        job.kind, ""
    )
    return f"/portfolios/{job.portfolio_id}/plans/{job.result_id}{page or query}"


@router.get("/jobs")
def jobs(visit: CurrentVisit) -> Response:
    """All jobs, the newest first."""
    found = list_jobs(visit.context, limit=100).items
    owners = {job.portfolio_id for job in found}
    names = {owner: get_portfolio(visit.context, owner).portfolio.name for owner in owners}
    rows = tuple(
        JobRow(
            id=job.id,
            kind=KINDS.get(job.kind, job.kind),
            portfolio=names.get(job.portfolio_id, job.portfolio_id),
            tone=TONES[job.state],
            state=job.state,
            made=words.ago(job.created_at, visit.now),
            note=job.reason or "",
            href=f"/jobs/{job.id}",
            result_href=result_href(job),
        )
        for job in found
    )
    return answer(JobsView(shell(visit.frame, "Jobs", section="Jobs"), rows))


@router.get("/jobs/{job_id}")
def job(visit: CurrentVisit, job_id: str) -> Response:
    """One job."""
    found = get_job(visit.context, job_id)
    progress = progress_of(visit, found, f"/portfolios/{found.portfolio_id}/plan")
    frame = shell(
        visit.frame,
        KINDS.get(found.kind, found.kind),
        section="Jobs",
        crumbs=(Nav("Jobs", "/jobs"),),
        refresh_seconds=3 if progress.running else 0,
    )
    return answer(JobView(frame, progress))


@router.get("/jobs/{job_id}/events")
def events(visit: CurrentVisit, job_id: str, look: CurrentLook) -> Response:
    """Progress as server-sent events: `progress` with the panel's inside, then `finished`."""
    get_job(visit.context, job_id)  # a job of somebody else is not found before anything is sent
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(visit, job_id, look.query), media_type="text/event-stream", headers=headers
    )


async def _events(visit: Visit, job_id: str, query: str) -> AsyncIterator[str]:
    async for found in follow(visit.context, job_id):
        progress = progress_of(visit, found, f"/portfolios/{found.portfolio_id}/plan", query)
        html = render(ProgressPart(progress))
        yield event("progress", html)
    yield event("finished", "")


def event(name: str, data: str) -> str:
    """One server-sent event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"


@router.get("/jobs/{job_id}/finished")
def finished(
    visit: CurrentVisit,
    job_id: str,
    look: CurrentLook,
    page: Annotated[str, Header(alias="HX-Current-URL")] = "",
) -> Response:
    """Show the result on the page that waits for it (htmx follows these headers); others are left in peace."""
    found = get_job(visit.context, job_id)
    target = result_href(found, look.query) or f"/jobs/{job_id}"
    path, home = urlsplit(page).path, f"/portfolios/{found.portfolio_id}"
    if found.scenario_id and path.endswith(f"/replan/{found.scenario_id}"):
        return Response(
            headers={"HX-Refresh": "true"}
        )  # of several plans, the page shows those that are there
    section = path.startswith(f"{home}/plans/") and path.count("/") > ROADMAP_DEPTH
    if found.kind == "forecast" and (section or path == f"{home}/compare"):
        return Response(headers={"HX-Refresh": "true"})
    if section and path != urlsplit(target).path:
        return Response()  # cost, load or an answer is being read: the panel offers the result
    return Response(headers={"HX-Redirect": target})


@router.post("/jobs/{job_id}/cancel")
def cancel(visit: CurrentVisit, job_id: str) -> Response:
    """Stop; the best so far is kept where there is one."""
    found = cancel_job(visit.context, job_id)
    return go(f"/portfolios/{found.portfolio_id}/plan", said="cancelled")
