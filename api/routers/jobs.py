"""Long work: list, look, cancel, follow."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.dependencies import Ctx, Cursor, Limit
from api.description import content
from api.schemas import JobBody, PageOf
from planner.services import jobs
from planner.services.context import Context

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("", response_model=PageOf[JobBody])
def list_jobs(ctx: Ctx, portfolio_id: str | None = None, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List jobs, the newest first."""
    return jobs.list_jobs(ctx, portfolio_id=portfolio_id, limit=limit, cursor=cursor)


@router.get("/{job_id}", response_model=JobBody)
def get_job(ctx: Ctx, job_id: str) -> Any:
    """Get a job."""
    return jobs.get_job(ctx, job_id)


@router.post("/{job_id}/cancellation", response_model=JobBody)
def cancel_job(ctx: Ctx, job_id: str) -> Any:
    """Stop a job; the best plan so far is kept."""
    return jobs.cancel_job(ctx, job_id)


@router.get("/{job_id}/events", response_class=StreamingResponse, responses=content("text/event-stream"))
def follow_job(ctx: Ctx, job_id: str) -> StreamingResponse:
    """Follow a job: server-sent events named `job` with the job as JSON, until it has ended."""
    jobs.get_job(ctx, job_id)  # a job of somebody else is not found before anything is sent
    return StreamingResponse(
        _events(ctx, job_id), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _events(ctx: Context, job_id: str) -> AsyncIterator[str]:
    async for job in jobs.follow(ctx, job_id):
        yield f"event: job\ndata: {JobBody.model_validate(job).model_dump_json()}\n\n"
