"""Views of what has changed, was moved by hand, is tracked and was learnt."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from planner.domain.calendar import WEEK
from planner.domain.digest import (
    Digest,
    DigestEdit,
    DigestPlan,
    DigestProject,
    DigestPublication,
    LaunchMove,
)
from planner.domain.document_edits import Edit
from planner.domain.plan import Reason
from planner.domain.tracking import LaunchForecast, PhaseTrack, Tracking
from planner.services.corrections import corrections
from planner.services.histories import HistorySummary
from planner.services.learn import calibration_of, calibration_report
from planner.services.pages import Page
from planner.services.pinning import Gesture
from tests.web import samples
from tests.web.views_of_everything.stage import NOW, PLACE, PLAN, PORTFOLIO
from web.views import (
    calibration,
    digest,
    gestures,
    tracking,
)
from web.views.shell import Frame, portfolio_shell


def digest_views(frame: Frame) -> Iterator[tuple[str, object]]:
    page = portfolio_shell(frame, PLACE, "Plan", title="What has changed")
    nothing = Digest(
        portfolio="p",
        name="P",
        currency="USD",
        since=NOW - dt.timedelta(days=7),
        until=NOW,
        edits=(),
        edits_left_out=0,
        comments=0,
        plans_made=0,
        publications=(),
        before=None,
        after=None,
        came_in=(),
        went_out=(),
        launches=(),
    )
    yield "digest-quiet", digest.digest_view(page, PLACE, nothing)
    reason = Reason(rule="value.displaced", text="Others are worth more.")
    first = DigestPlan(id="1", at=NOW, is_record=True, value=1e6, cost=Decimal("2e6"), projects_in=9)
    monday = dt.date(2027, 3, 1)
    full = nothing.model_copy(
        update={
            "edits": (DigestEdit(at=NOW, by="Amara", text="Project Ranker was edited: value"),),
            "edits_left_out": 3,
            "plans_made": 2,
            "publications": (
                DigestPublication(at=NOW, by="Amara", note="Agreed", plan="2", value=2e6),
                DigestPublication(at=NOW, by="Amara", note="", plan="3", value=None),
            ),
            "before": first,
            "after": first.model_copy(update={"id": "2", "value": 1.1e6}),
            "came_in": (DigestProject(id="ranker-v3", name="Ranker v3", launch=monday, reason=reason),),
            "went_out": (DigestProject(id="gone", name="Gone"),),
            "launches": (
                LaunchMove(id="a", name="A", before=monday, after=monday + 2 * WEEK, p50_after=monday),
            ),
        }
    )
    yield "digest", digest.digest_view(page, PLACE, full)


def gesture_views(frame: Frame) -> Iterator[tuple[str, object]]:
    page = portfolio_shell(frame, PLACE, "Plan", title="Changes by hand")
    phase = PORTFOLIO.project("ranker-v3").phases[0].id
    pin = {"project": "ranker-v3", "phase": phase, "starts": "2027-03-01"}
    edits = (
        Edit(path=("pins", f"ranker-v3 {phase} starts"), what="added", after=pin),
        Edit(path=("projects", "ranker-v3", "mandatory"), what="changed", before=True, after=False),
    )
    moved = (
        Edit(
            path=("pins", f"ranker-v3 {phase} starts", "starts"),
            what="changed",
            before="2027-03-01",
            after="2027-03-08",
        ),
    )
    made = (
        Gesture("g2", "Amara Okafor", NOW, moved, None, NOW),
        Gesture("g1", "Amara Okafor", NOW, edits, "p1", None),
    )
    view = gestures.gestures_view(page, PLACE, PORTFOLIO, Page(made, "g1"), NOW, can_edit=True)
    yield "gestures", view
    nothing = gestures.gestures_view(page, PLACE, PORTFOLIO, Page((), None), NOW, can_edit=True)
    yield "gestures-none", nothing


def tracking_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Tracking")
    yield "tracking-empty", tracking.tracking_view(tab, PLACE, PORTFOLIO, None)
    phases = tuple(
        PhaseTrack(
            project=row.project,
            phase=row.phase,
            state="finished" if n < 4 else "running" if n < 6 else "ahead",
            planned_start=row.start,
            planned_finish=row.finish,
            start=row.start,
            finish=row.finish + dt.timedelta(weeks=n % 3),
            weeks_late=n % 3,
            planned_effort=4.0,
            effort_done=4.5 if n < 4 else 0.0,
            effort_in_all=4.5,
            planned_gpu_hours=1200.0,
            gpu_hours_done=1350.0,
        )
        for n, row in enumerate(PLAN.phases)
    )
    launches = tuple(
        LaunchForecast(
            project=row.id,
            plan_id=f"plan{n}",
            as_of=PORTFOLIO.calendar.start + dt.timedelta(weeks=5 * n),
            planned=row.launch,
            p10=row.launch + dt.timedelta(weeks=n),
            p50=row.launch + dt.timedelta(weeks=n + 3),
            p80=row.launch + dt.timedelta(weeks=n + 6),
            p90=row.launch + dt.timedelta(weeks=9),
        )
        for row in PLAN.projects[:3]
        if row.launch
        for n in range(4)
    )
    found = Tracking(
        first_plan_id="plan0", plan_id="plan3", as_of=NOW.date(), phases=phases, launches=launches
    )
    yield "tracking", tracking.tracking_view(tab, PLACE, PORTFOLIO, found)


def calibration_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Estimates")
    history = HistorySummary("h1", None, "Tickets of 2026", 120, NOW, "Amara Okafor")
    rows = samples.finished_work(120)
    learnt = calibration_of(rows)
    known = PORTFOLIO.model_copy(update={"calibration": learnt})
    yield (
        "calibration",
        calibration.calibration_view(
            tab,
            PLACE,
            known,
            3,
            calibration_report(rows, learnt),
            (history,),
            corrections(known),
            can_edit=True,
            own=4,
        ),
    )
    yield (
        "calibration-empty",
        calibration.calibration_view(
            tab, PLACE, PORTFOLIO, 3, calibration_report([], None), (), (), can_edit=True, message="no column"
        ),
    )
