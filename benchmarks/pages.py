"""Server time and bytes of the main pages: python -m benchmarks.pages [PROJECTSxPEOPLExQUARTERS ...].

Plans are random (they need not keep the rules: pages only read them). Times are those of the processor between request
and answer: of the first visit, and the median of three more; bytes as sent, and as a proxy compresses them (gzip 6).
The process is made ready before, as a server does beside its first requests, and the list of portfolios was shown.
"""

import gzip
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import structlog
from fastapi.testclient import TestClient

from api.app import create_app
from api.ready import get_ready
from benchmarks.generate import Size, generate
from planner.domain.calendar import WEEK
from planner.domain.portfolio import Portfolio
from planner.garbage import leave_alone_what_is_there
from planner.services.identity import create_api_token, local_context
from planner.settings import Settings
from tests import random_plans
from tests.stored import store_plan

SIZES = ("60x20x8", "300x120x12")
PAGES = ("/projects", "/projects/ranked", "/people", "/plans")
SECTIONS = ("", "/load", "/cost", "/cost/explorer", "/compute", "/team", "/summary")
#: Files of a plan: for people, and of its cost for spreadsheets and programs.
FILES = ("summary.pptx", "roadmap.svg")
FORMATS = ("csv", "json", "xlsx", "parquet", "focus", "focus-parquet")
ESTIMATE = "/estimators/training?params_b=7&tokens_b=140&accelerator=H100-SXM&precision=bf16&devices=64"
SERVING = (
    "/estimators/serving?model=Llama-3.3-70B&accelerator=H100-SXM&precision=fp8&rps=20"
    "&input_tokens=1000&output_tokens=500&latency_p95_s=30"
)
TIMES = 3
HTMX = {"HX-Request": "true"}
RANGE_ROWS = 100


class Asked(NamedTuple):
    """An answer with the seconds that it took."""

    seconds: float
    body: bytes


def main() -> None:
    """Print a table of pages for each size."""
    get_ready()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for size in sys.argv[1:] or SIZES:
        projects, people, quarters = map(int, size.split("x"))
        portfolio = generate(np.random.default_rng(1), Size(projects, people, quarters))
        with tempfile.TemporaryDirectory() as folder:
            _measure(size, portfolio, Path(folder))


def _measure(size: str, portfolio: Portfolio, folder: Path) -> None:
    application = create_app(Settings(data=folder, embedded_worker=False))
    with TestClient(application, raise_server_exceptions=True) as client:
        with application.state.database.write() as session:
            context = local_context(session)
            plan = random_plans.plan(portfolio, 1)
            plan_id = store_plan(context, portfolio, plan)
            client.headers["authorization"] = f"Bearer {create_api_token(context, 'pages')}"
        home = f"/portfolios/{client.get('/api/v1/portfolios').json()['items'][0]['id']}"
        _get(client, "/")
        leave_alone_what_is_there()
        print(f"{size:<12} {'':<26} {'first ms':>9} {'ms':>7} {'kB':>7} {'kB gzip':>8}", flush=True)
        for page in PAGES:
            _line(page, partial(_get, client, home + page))
        _line("one cell", partial(_edit, client, home, 1))
        _line(f"a range of {RANGE_ROWS} rows", partial(_edit, client, home, RANGE_ROWS))
        for section in SECTIONS:
            _line(f"/plans/PLAN{section}", partial(_get, client, f"{home}/plans/{plan_id}{section}"))
        inside = next(row.id for row in plan.projects if row.selected)
        panel = f"{home}/plans/{plan_id}/projects/{inside}"
        _line("the panel beside the plan", partial(_get, client, panel, HTMX))
        for name in FILES:
            _line(name, partial(_get, client, f"{home}/plans/{plan_id}/{name}"))
        for format_ in FORMATS:
            _line(f"cost as {format_}", partial(_get, client, f"/api/v1/plans/{plan_id}/costs.{format_}"))
        phase = next(row for row in plan.phases if row.project == inside)
        held = f"{home}/plans/{plan_id}/proposal?project={inside}&starts={phase.start + WEEK}"
        _line("a bar held a week later", partial(_get, client, held, HTMX))
        _line("an estimate of training", partial(_get, client, ESTIMATE))
        _line("an estimate of serving", partial(_get, client, SERVING))


def _edit(client: TestClient, home: str, many: int) -> Asked:
    """Another value in each of so many rows; what asking for their versions takes does not count."""
    rows = client.get(f"/api/v1{home}/projects", params={"limit": many}).json()["items"]
    value = str(1 + time.perf_counter_ns() % 1_000_000)
    cells = [{"id": row["id"], "version": row["version"], "cells": {"value": value}} for row in rows]
    began = time.process_time()
    answer = client.post(f"{home}/projects/cells", json={"rows": cells})
    return _asked("edit", began, answer.status_code, answer.content)


def _get(client: TestClient, address: str, headers: dict[str, str] | None = None) -> Asked:
    began = time.process_time()
    answer = client.get(address, headers=headers)
    return _asked(address, began, answer.status_code, answer.content)


def _asked(what: str, began: float, status: int, body: bytes) -> Asked:
    assert status == 200, f"{what}: {status} {body[:300]!r}"
    return Asked(time.process_time() - began, body)


def _line(name: str, ask: Callable[[], Asked]) -> None:
    answers = [ask() for _ in range(1 + TIMES)]
    body = answers[-1].body
    middle = 1000 * statistics.median(answer.seconds for answer in answers[1:])
    first = 1000 * answers[0].seconds
    packed = len(gzip.compress(body, 6)) / 1000
    print(
        f"{'':<12} {name:<26} {first:>9.0f} {middle:>7.0f} {len(body) / 1000:>7.0f} {packed:>8.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
