"""Views of a plan: roadmap, load, compute, forecast, its proposals and panels."""

from collections.abc import Iterator

from planner.domain.calendar import WEEK
from planner.domain.cost import CostQuery
from planner.domain.job import JobProgress
from planner.domain.policies import Pin
from planner.domain.what_if import Broken, Drag, Shift, WhatIf
from planner.services import replans
from planner.services.late_projects import late_projects
from planner.services.placed import Placing
from planner.services.placement import placement
from tests.web import samples
from tests.web.views_of_everything.answers import answer_views
from tests.web.views_of_everything.comparisons import compared_views
from tests.web.views_of_everything.finance import finance_views
from tests.web.views_of_everything.stage import (
    CONTROLS,
    LANES,
    NOTHING_BESIDE,
    NOW,
    PLACE,
    PLAN,
    PORTFOLIO,
    promised,
    source,
)
from web.views import (
    cost_explorer,
    costs,
    forecasts,
    general,
    moves,
    origins,
    panel,
    plan_compute,
    plan_load,
    plans,
    proposal,
)
from web.views.look import Look
from web.views.progress import progress_view
from web.views.shell import Frame, Nav, Shell, portfolio_shell, shell


def plan_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Plan")
    look = JobProgress(phase="improving", elapsed=4.2, value=1.21e6, bound=1.4e6, gap=0.136, fraction=0.42)
    running = progress_view(
        job_id="j1",
        kind="plan",
        state="running",
        look=look,
        reason=None,
        currency="USD",
        result_href=None,
        back_href="/",
    )
    infeasible = PLAN.model_copy(
        update={
            "status": "INFEASIBLE",
            "value": None,
            "bound": None,
            "gap": None,
            "projects": (),
            "phases": (),
        }
    )
    yield "plan", plans.plan_view(tab, CONTROLS, source(), NOW.date(), None)
    earlier = samples.plan(PORTFOLIO, out=6)
    changed = moves.moves_from(source(), earlier, PORTFOLIO, can_edit=True)
    yield "plan-moved", plans.plan_view(tab, CONTROLS, source(), NOW.date(), None, changed, earlier)
    yield "plan-promised", plans.plan_view(tab, CONTROLS, source(plan=promised()), NOW.date(), None)
    simulated = samples.forecast(PLAN)
    late = late_projects(PORTFOLIO, PLAN, simulated)
    yield (
        "plan-late",
        plans.plan_view(tab, CONTROLS, source(forecast=simulated), NOW.date(), None, late=late),
    )
    late = late_projects(PORTFOLIO, PLAN, None)
    yield "plan-late-not-forecast", plans.plan_view(tab, CONTROLS, source(), NOW.date(), None, late=late)
    for lanes in LANES:
        name = f"plan-by-{lanes}"
        yield name, plans.plan_view(tab, CONTROLS, source(), NOW.date(), None, look=Look(lanes, "week"))
    yield from _proposal_views(tab)
    yield from _panel_views(tab)
    yield "plan-infeasible", plans.plan_view(tab, CONTROLS, source(plan=infeasible), NOW.date(), None)
    yield "plan-running", plans.PlanView(tab, CONTROLS, running, None, (), None, (), None, None, None, (), ())
    yield "plan-empty", plans.PlanView(tab, CONTROLS, None, None, (), None, (), None, None, None, (), ())
    yield (
        "plan-missing",
        plans.PlanView(
            tab, CONTROLS, None, None, (), None, (), None, None, None, (), (Nav("Add people", "/"),)
        ),
    )
    yield "load", plan_load.load_view(tab, CONTROLS, source(), 2, None)
    yield "load-of-one", plan_load.load_view(tab, CONTROLS, source(), 2, None, PORTFOLIO.people[0].id)
    forecast = samples.forecast(PLAN)
    simulated = source(forecast=forecast)
    yield "forecast", forecasts.forecast_view(tab, CONTROLS, simulated, forecast, None)
    yield "cost", costs.cost_view(tab, CONTROLS, source(), samples.cost_report(), samples.beside(), None)
    yield (
        "cost-explorer",
        cost_explorer.cost_explorer_view(
            tab,
            CONTROLS,
            source(),
            samples.cost_report(),
            CostQuery(kind=("compute",)),
            "pool",
            "quarter",
            None,
        ),
    )
    placed = placement(source().portfolio, source().plan)
    yield "compute", plan_compute.compute_view(tab, CONTROLS, source(), placed, None)
    advised = source(forecast=samples.advised(forecast))
    yield "compute-advised", plan_compute.compute_view(tab, CONTROLS, advised, placed, None)
    yield (
        "cost-forecast",
        costs.cost_view(tab, CONTROLS, simulated, samples.cost_report(), NOTHING_BESIDE, None),
    )
    yield from finance_views(frame)
    yield from answer_views(frame)
    yield from compared_views(frame)
    yield "job", general.JobView(shell(frame, "Job", section="Jobs"), running)
    yield "progress-part", general.ProgressPart(running)


def _proposal_views(tab: Shell) -> Iterator[tuple[str, object]]:
    """A bar that is dropped where others give way, and one where nothing is possible."""
    phases = [row for row in PLAN.phases if row.project == "ranker-v3"]
    starts = phases[0].start + WEEK * 3
    drag = Drag(project="ranker-v3", starts=starts)
    pins = (
        Pin(project="ranker-v3", selected=True),
        Pin(project="ranker-v3", phase=phases[0].phase, starts=starts),
    )
    moved = [
        {"project": "ranker-v3", "phase": phases[0].phase, "what": "start", "from": str(phases[0].start)}
        | {"to": str(starts), "pins": pins},
        {"project": "ranker-v3", "phase": phases[0].phase, "what": "people", "from": "amara-okafor"}
        | {"to": "chidi-eze", "pins": [Pin(project="ranker-v3", phase=phases[0].phase, person="chidi-eze")]},
        {"project": "freshness-boost", "phase": None, "what": "selected", "from": "in", "to": "out"},
    ]
    answer = WhatIf(
        possible=True,
        value=1.2e6,
        change=-14_000.0,
        broken=(Broken(rule="capacity.person", text="Amara is planned for 140% of a week."),),
        moved=tuple(Shift.model_validate(shift) for shift in moved),
        phases=tuple(
            r.model_copy(update={"start": r.start + WEEK * 3, "finish": r.finish + WEEK * 3}) for r in phases
        ),
        pins=pins,
        seconds=0.05,
    )
    nothing = answer.model_copy(
        update={"possible": False, "value": None, "change": None, "moved": (), "phases": ()}
    )
    for name, found, can_edit in (("proposal", answer, True), ("proposal-impossible", nothing, False)):
        tried = replans.Tried(found, None, PORTFOLIO, PLAN, "p", 1, None)
        view = proposal.proposal_view(source().href, Look("person"), drag, tried, can_edit=can_edit)
        yield name, proposal.ProposalPart(view)
        trial = plans.Trial({"project": "ranker-v3", "starts": str(starts)}, view, "")
        yield f"plan-{name}", plans.plan_view(tab, CONTROLS, source(), NOW.date(), None, trial=trial)
    trial = plans.Trial({"project": "ranker-v3", "starts": "someday"}, None, "starts: 'someday' is no day")
    yield "plan-refused", plans.plan_view(tab, CONTROLS, source(), NOW.date(), None, trial=trial)


def _panel_views(tab: Shell) -> Iterator[tuple[str, object]]:
    simulated = source(forecast=samples.forecast(PLAN))
    placing, left = Placing(PORTFOLIO, PLAN), next(p.id for p in PLAN.projects if not p.selected)
    pins = (origins.PinRow("In every plan", "pinned by Amara on 4 Jan 2027"),)
    for name, project, of in (("", "ranker-v3", simulated), ("-out", left, source())):
        view = panel.panel_view(
            of,
            placing.of(project),
            None,
            back=of.href,
            comments="2",
            pins=pins,
            estimates="edited by Amara",
            can_ask=True,
        )
        yield f"panel{name}", panel.PanelPart(view)
        yield f"plan-panel{name}", plans.plan_view(tab, CONTROLS, of, NOW.date(), None, panel=view)
