"""Many requests at the same time: each is answered, and those who follow a job stop nobody."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx2

from api.app import create_app
from planner.persistence.database import POOL, Database
from planner.services.context import Context
from planner.services.identity import create_api_token, local_context
from planner.services.jobs import cancel_job, follow
from planner.services.plans import PlanSettings, request_plan
from planner.services.portfolios import create_portfolio
from planner.settings import Settings
from tests.stored import small

MANY = 2 * sum(POOL.values())


def test_more_requests_than_connections_are_all_answered(database: Database, tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, database_url=database.url, embedded_worker=False))
    app.state.database = database
    with database.write() as session:
        token = create_api_token(local_context(session), "test")

    async def ask() -> list[int]:
        transport = httpx2.ASGITransport(app)
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://x", headers=headers) as client:
            answers = await asyncio.gather(*[client.get("/api/v1/portfolios") for _ in range(MANY)])
        return [answer.status_code for answer in answers]

    assert Counter(asyncio.run(ask())) == {200: MANY}


def test_many_can_follow_a_job_and_each_hears_how_it_ends(database: Database) -> None:
    with database.write() as session:
        ctx = local_context(session)
        job = request_plan(ctx, create_portfolio(ctx, small()).id, PlanSettings())

    async def note(ctx: Context, heard: dict[str, None]) -> None:
        async for look in follow(ctx, job.id):
            heard[look.state] = None

    async def watch() -> list[list[str]]:
        heard: list[dict[str, None]] = [{} for _ in range(MANY)]
        with database.read() as session:
            ctx = local_context(session)
            followers = [asyncio.create_task(note(ctx, one)) for one in heard]
            while not all(heard) and not any(follower.done() for follower in followers):
                await asyncio.sleep(0.01)
        with database.write() as session:
            cancel_job(local_context(session), job.id)
        await asyncio.gather(*followers)
        return [list(one) for one in heard]

    assert asyncio.run(watch()) == [["queued", "cancelled"]] * MANY
