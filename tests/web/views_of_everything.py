"""One view for every template, so that each is rendered by a test and can be looked at in a browser."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar, get_args

from planner.document.pasted import paste_into
from planner.domain.answers import Explanation, FrontierAxis, FrontierStep, MarginalValue, Tried
from planner.domain.available import Availability
from planner.domain.beside_cost import BesideCost
from planner.domain.calendar import WEEK
from planner.domain.compute import Pool
from planner.domain.cost import CostQuery
from planner.domain.digest import (
    Digest,
    DigestEdit,
    DigestPlan,
    DigestProject,
    DigestPublication,
    LaunchMove,
)
from planner.domain.document_edits import Clash, Edit
from planner.domain.job import JobProgress, PlanSettings
from planner.domain.plan import Plan, Reason
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.prices import PriceChange, PriceRow, PriceUpdate
from planner.domain.project_filter import TableView
from planner.domain.projects import Project
from planner.domain.promises import Promise, Promises
from planner.domain.ranking import rank
from planner.domain.scores import formula_of
from planner.domain.snapshot import snapshot_id
from planner.domain.team import Person, Position
from planner.domain.tracking import LaunchForecast, PhaseTrack, Tracking
from planner.domain.what_if import Broken, Drag, Shift, WhatIf
from planner.errors import Diagnostic
from planner.integrations.actuals import read_actuals
from planner.services import replans
from planner.services.actuals import Spent, StoredMonth
from planner.services.compare_plans import NO_PAIR, Compared, comparison
from planner.services.corrections import corrections
from planner.services.estimate_team import estimate_team
from planner.services.filters import SavedFilter
from planner.services.histories import HistorySummary
from planner.services.late_projects import late_projects
from planner.services.learn import calibration_of, calibration_report
from planner.services.outcome import cost_outcome
from planner.services.pages import Page
from planner.services.pinning import Gesture
from planner.services.placed import Placing
from planner.services.placement import placement
from planner.services.plans import PlanRecord, PlanSummary
from planner.services.publications import Publication
from planner.services.scenarios import Review, Scenario
from planner.services.shares import ShareLink
from planner.services.variance import variance_report
from tests.web import samples
from web.charts.lanes import LaneKey
from web.charts.roadmap import roadmap
from web.charts.roadmap_file import roadmap_file
from web.forms.estimators import FORMS, question_of
from web.forms.form import full_tree, shown
from web.forms.project import project_items, project_typed, quick_entries
from web.pages.estimators import answered
from web.views import (
    actuals,
    available,
    calibration,
    cost_explorer,
    costs,
    digest,
    estimators,
    forecasts,
    frontier,
    general,
    gestures,
    marginal,
    moves,
    origins,
    panel,
    paste,
    plan_compute,
    plan_load,
    plan_team,
    plans,
    prices,
    projects,
    proposal,
    publishing,
    ranked,
    reports,
    resources,
    scenarios,
    scores,
    settings,
    tracking,
    why,
)
from web.views import (
    comparison as comparisons,
)
from web.views import summary as summaries
from web.views.comments import comments_part
from web.views.forms import conflict_view, form_view
from web.views.look import Look
from web.views.plan_parts import PlanSource, plan_controls
from web.views.progress import progress_view
from web.views.project import project_view
from web.views.shell import Frame, Nav, Notice, PortfolioPlace, Shell, Theme, portfolio_shell, shell
from web.views.values import Versioned

NOW = dt.datetime(2027, 3, 10, 12, 0, tzinfo=dt.UTC)
PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)
_REPORTED = f"{PLAN.phases[0].project}/{PLAN.phases[0].phase}.done"
FINISHES = samples.finishes(PLAN)
PLACE = PortfolioPlace("p1", PORTFOLIO.name, ("4 Jan 2027 to 31 Dec 2027", "edited 2 minutes ago"), 18, 9, 3)
CONTROLS = plan_controls(PLACE, can_edit=True, job=None, again=True)

NO_COMMENTS = comments_part("/", Page((), None))
NOTHING_BESIDE = BesideCost(units=(), depreciation=())
LANES: tuple[LaneKey, ...] = ("team", "person", "pool")
B = TypeVar("B", Project, Person, Position, Pool)


def versioned(items: tuple[B, ...]) -> list[Versioned[B]]:
    return [Versioned(1, item) for item in items]


def source(**changes: object) -> PlanSource:
    made = NOW - dt.timedelta(minutes=7)
    values: dict[str, object] = {
        "place": PLACE,
        "plan_id": "plan1",
        "plan": PLAN,
        "portfolio": PORTFOLIO,
        "finishes": FINISHES,
        "created_at": made,
        "seconds": 10.2,
        "now": NOW,
    }
    return PlanSource(**(values | changes))  # type: ignore[arg-type]


def promised() -> Plan:
    """The sample plan with a buffer of three weeks for every project that is in."""
    rows = tuple(
        Promise(
            project=p.id,
            due=PORTFOLIO.horizon.end,
            promised=p.launch + dt.timedelta(weeks=3),
            buffer_weeks=3,
            probability=0.84,
            se=0.006,
            kept=True,
        )
        for p in PLAN.projects
        if p.launch
    )
    promises = Promises(
        confidence=0.8,
        scope="project",
        reached=True,
        together=0.6,
        together_se=0.008,
        runs=4096,
        seed=1,
        value_without=(PLAN.value or 0.0) + 120_000,
        projects=rows,
    )
    return PLAN.model_copy(update={"promises": promises})


def every_view(theme: Theme = "light") -> Iterator[tuple[str, object]]:
    """Name and view."""
    frame = Frame(theme, "Amara Okafor", "/", "0.1.0")
    yield from _plan_views(frame)
    yield from _row_views(frame)
    yield from _gesture_views(frame)
    yield from _digest_views(frame)
    yield from _calibration_views(frame)
    yield from _tracking_views(frame)
    yield from _general_views(frame)
    yield from _estimator_views(frame)


def _plan_views(frame: Frame) -> Iterator[tuple[str, object]]:
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
    yield from _finance_views(frame)
    yield from _answer_views(frame)
    yield from _compared_views(frame)
    yield "job", general.JobView(shell(frame, "Job", section="Jobs"), running)
    yield "progress-part", general.ProgressPart(running)


def _finance_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Plan")
    yield "actuals", actuals.actuals_view(tab, CONTROLS, source(), None)
    wrong = (Diagnostic("error", "amount", "amount 'x' is not a number", 3),)
    yield (
        "actuals-refused",
        actuals.actuals_view(
            tab, CONTROLS, source(), None, given=actuals.Given(text="a", message="2 rows", diagnostics=wrong)
        ),
    )
    table = b"month,project,kind,amount,runs\n2027-01,ranker-v3,people,20000,2\n2027-01,who,people,5,\n"
    read = read_actuals(table)
    report = variance_report(PORTFOLIO, PLAN, [read])
    yield "actuals-compared", actuals.actuals_view(tab, CONTROLS, source(), None, report=report, unsaved=read)
    months = read_actuals(
        b"month,kind,amount,pool\n2027-01,people,9,\n2027-02,compute,7,h100\n", source="Bill"
    )
    jobs = read_actuals(b"month,kind,amount,pool\n2027-02,compute,7,h100\n", source="Jobs")
    to_date = variance_report(PORTFOLIO, PLAN, [months, jobs]).model_copy(update={"outside": ("2026-12",)})
    stored = StoredMonth(
        id="one",
        source="Bill",
        month="2027-02",
        format="csv",
        file_name="bill.csv",
        kinds=("compute",),
        lines=1,
        hours=3.0,
        amounts=(Spent(None, Decimal(7)),),
        knows_unused=True,
        created_at=NOW,
        created_by="Ann",
    )
    sources, asked = [months, jobs], CostQuery()
    outcomes = (
        cost_outcome(PORTFOLIO, PLAN, asked, sources, "project"),
        cost_outcome(PORTFOLIO, PLAN, asked, sources, "quarter"),
    )
    yield (
        "cost-explorer-actual",
        cost_explorer.cost_explorer_view(
            tab, CONTROLS, source(), samples.cost_report(), asked, "project", "actual", None, outcomes
        ),
    )
    yield (
        "actuals-stored",
        actuals.actuals_view(tab, CONTROLS, source(), None, report=to_date, stored=[stored]),
    )
    args = (portfolio_shell(frame, PLACE, "Compute"), PLACE, PORTFOLIO, 3)
    yield "prices", prices.prices_view(*args, can_edit=True)
    row = PriceRow(accelerator="H100", kind="on_demand", price_per_hour=Decimal("3.10"), line=2)
    change = PriceChange.model_validate(
        {"pool": PORTFOLIO.pools[0].id, "before": "4", "after": "3.10", "from": "2027-04-05", "row": row}
    )
    update = PriceUpdate(changes=(change,), unmatched=(PORTFOLIO.pools[-1].id,))
    yield "prices-shown", prices.prices_view(*args, can_edit=True, text="x", update=update)
    nothing = PriceUpdate(changes=(), unmatched=())
    yield (
        "prices-same",
        prices.prices_view(*args, can_edit=True, update=nothing, message="no", diagnostics=wrong),
    )


def _scenario_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Scenarios")
    edits = (
        Edit(path=("people", "extra", "name"), what="added", after="One more"),
        Edit(path=("budgets", "2027-Q1", "compute"), what="changed", before="100", after="70"),
    )
    one = Scenario("s", "p", "Less money", "Why", "planned", edits, None, "x", 1.2e6, 1, "Olga", NOW, NOW)
    clashes = (Clash(edit=1, now="120", possible=True), Clash(edit=0, possible=False))
    review = Review(one, clashes, 3)
    args = (tab, PLACE, [one], None, "USD", "more")
    yield "scenarios", scenarios.scenarios_view(*args, can_edit=True)
    yield "scenarios-empty", scenarios.scenarios_view(tab, PLACE, [], None, "USD", None, can_edit=True)
    yield (
        "scenario-new",
        scenarios.new_scenario_view(tab, PLACE, PORTFOLIO, {"name": "x"}, "p", "wrong", ("a", "b")),
    )
    yield "scenario", scenarios.scenario_view(tab, PLACE, review, "b", "USD", None, "Better.", can_edit=True)
    yield "scenario-apply", scenarios.apply_view(tab, PLACE, review, "changed meanwhile")


def _compared_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Plan", title="Plans side by side")
    earlier = samples.plan(PORTFOLIO, out=6)
    people = (*PORTFOLIO.people[:-1], PORTFOLIO.people[-1].model_copy(update={"reserve": 0.1}))
    older = PORTFOLIO.model_copy(update={"people": people})
    pair = [plan_record("plan0", earlier, older), plan_record("plan1", PLAN, PORTFOLIO)]
    sources = [source(plan_id=one.id, plan=one.plan, portfolio=one.portfolio) for one in pair]
    compared = [Compared(one, None) for one in pair]
    found = comparison(compared, lambda _a, _b: samples.paired())
    yield "compare", comparisons.compare_view(tab, sources, found, 1, can_edit=True)
    alone = comparison(compared, lambda _a, _b: NO_PAIR)
    yield "compare-no-luck", comparisons.compare_view(tab, sources, alone, 1, can_edit=True)
    lines = [
        PlanSummary(
            id=one.id,
            portfolio_id="p1",
            snapshot=one.snapshot,
            status=one.plan.status,
            value=one.plan.value,
            gap=one.plan.gap,
            settings=one.settings,
            created_at=one.created_at,
            is_record=one.is_record,
        )
        for one in pair
    ]
    decisions = [
        Publication("2", "plan1", NOW, "Olga", "The steering group agreed.", exists=True, value=2.1e6),
        Publication("1", "gone", NOW, "Olga", "", exists=False, value=None),
    ]
    rows = publishing.decision_rows(PLACE, decisions, "USD", newest=True)
    yield "plans", comparisons.plans_view(tab, PLACE, lines, "USD", "more", rows)
    before = summaries.Before(pair[0], decisions[0])
    simulated = samples.forecast(PLAN)
    late = late_projects(PORTFOLIO, PLAN, simulated)
    links = (Nav("Roadmap as SVG", "/x.svg"),)
    yield (
        "summary",
        summaries.summary_view(tab, sources[1], late, samples.cost_report(), decisions[0], before, links),
    )
    yield (
        "summary-shared",
        summaries.summary_view(
            shell(Frame("light", None, "/shared/x", "0.1.0"), "x"),
            sources[1],
            late,
            None,
            None,
            None,
            (),
            shared=True,
        ),
    )
    yield "summary-nothing", summaries.nothing_published(tab)
    chart = roadmap(PORTFOLIO, PLAN, FINISHES, dict.fromkeys(sources[1].project_hrefs(), ""), NOW.date())
    yield "roadmap-file", roadmap_file(chart, "Search <&>", "made")
    shares = [
        ShareLink(
            str(n),
            "Steering group",
            "x" if n else None,
            n > 0,
            NOW,
            "Olga",
            NOW + dt.timedelta(days=n - 1),
            None,
        )
        for n in range(3)
    ]
    yield (
        "sharing",
        publishing.sharing_view(tab, PLACE, shares, NOW, can_edit=True, fresh="https://x/shared/y"),
    )
    yield "sharing-refused", publishing.sharing_view(tab, PLACE, [], NOW, can_edit=False, message="days: 0")
    yield from _scenario_views(frame)
    yield "plans-refused", comparisons.plans_view(tab, PLACE, [], "USD", None, message="choose 2")


def plan_record(plan_id: str, plan: Plan, portfolio: Portfolio) -> PlanRecord:
    """A plan as it is read from the database."""
    return PlanRecord(
        id=plan_id,
        portfolio_id="p1",
        job_id=plan_id,
        snapshot=snapshot_id(portfolio),
        plan=plan,
        portfolio=portfolio,
        settings=PlanSettings(),
        base_plan_id=None,
        created_at=NOW,
        verified=True,
        is_record=plan_id == "plan0",
    )


def _answer_views(frame: Frame) -> Iterator[tuple[str, object]]:
    tab = portfolio_shell(frame, PLACE, "Plan")
    left, chosen = (next(p for p in PLAN.projects if p.selected is kept) for kept in (False, True))
    reason = left.reason or Reason(rule="value.displaced", text="Others are worth more.")
    tried = (
        Tried(reason.rule, "people: 1 more for data", 1.3e6, True),
        Tried("x", "no freezes", None, False),
    )
    found = Explanation(left.id, False, reason, 1.2e6, 1.1e6, (chosen.id,), (), None, tried)
    never = Explanation(left.id, False, reason, 1.2e6, None, (), (), reason, ())
    yield "why", why.why_view(tab, source(), left, found, None, can_edit=True)
    yield "why-not-asked", why.why_view(tab, source(), left, None, None, can_edit=True)
    yield "why-impossible", why.why_view(tab, source(), left, never, None, can_edit=True)
    yield "why-in", why.why_view(tab, source(), chosen, None, None, can_edit=False)
    worth = (
        MarginalValue(PORTFOLIO.skills[0].id, "skill", "+1 engineer", 3.1e5, 4e4),
        MarginalValue(PORTFOLIO.pools[0].id, "pool", "+10 % devices", None, 4e4),
        MarginalValue("compute budget", "budget", "+10 %", 1e4, 4e4),
    )
    yield "marginal", marginal.marginal_view(tab, CONTROLS, source(), worth, None)
    yield "marginal-not-asked", marginal.marginal_view(tab, CONTROLS, source(), None, None)
    first = FrontierStep(Decimal(1), Decimal("2400000"), 4.2e6, 18, (), reached=True)
    second = FrontierStep(Decimal("0.68"), Decimal("1650000"), 3.1e6, 14, (chosen.id, left.id), reached=False)
    for against in get_args(FrontierAxis):
        yield (
            f"frontier-{against}",
            frontier.frontier_view(tab, CONTROLS, source(), against, (first, second), None),
        )
    yield "available-not-asked", available.available_view(tab, CONTROLS, source(), {}, None, "", None)
    yield (
        "available",
        available.available_view(tab, CONTROLS, source(), {"by": "2027-06-30"}, _room(), "", None),
    )
    typed = {"phases": "3", "phase": "Labels", "3.after": "all", "by": "2027-06-30"}
    yield (
        "available-several",
        available.available_view(
            tab, CONTROLS, source(), typed, _room(), "", None, added=available.AddedWork("X", "/x")
        ),
    )
    for name, typed, errors, error in (
        ("report", {}, {}, ""),
        ("report-wrong", {"as_of": "2027-06-07"}, {_REPORTED: "Say how much of it is done"}, "See below"),
    ):
        yield (
            name,
            reports.report_view(
                tab, CONTROLS, source(), None, dt.date(2027, 6, 7), typed, errors, error, can_edit=True
            ),
        )
    yield "frontier-not-asked", frontier.frontier_view(tab, CONTROLS, source(), "spend", None, None)
    for name, plan in (("team", source().plan), ("team-without-a-plan", None)):
        team = estimate_team(source().portfolio, plan)
        yield name, plan_team.team_view(tab, CONTROLS, source(), team, None)


def _estimator_views(frame: Frame) -> Iterator[tuple[str, object]]:
    """Each with its example, and one with a mistake."""
    for kind, form in FORMS.items():
        question, _ = question_of(form, form.first)
        assert question is not None
        found = answered(question)
        yield f"estimators-{kind}", estimators.estimator_view(frame, form, form.first, {}, found)
    typed, errors = {"params_b": "x"}, {"params_b": "'x' is not a number", "": "give more"}
    yield "estimators-wrong", estimators.estimator_view(frame, FORMS["training"], typed, errors, None)


def _room() -> Availability:
    """No time with nothing moved, and a repair that is in time."""
    late = {
        "start": "2027-07-05",
        "finish": "2027-08-02",
        "in_time": False,
        "crew": [
            {"person": PORTFOLIO.people[0].id, "skill": PORTFOLIO.skills[0].id, "share": 0.5, "phase": "look"}
            | {"start": "2027-07-05", "finish": "2027-08-02"}
        ],
        "phases": [
            {"id": "look", "start": "2027-07-05", "finish": "2027-08-02"},
            {"id": "wait", "start": "2027-07-05", "finish": "2027-07-12"},
        ],
        "pools": [{"pool": PORTFOLIO.pools[0].id, "hours": 320}],
        "cost": "8400.00",
        "lost": 0,
        "moved": [],
        "sure": {"p_in_time": 0.1, "p_in_time_se": 0.01, "runs": 512}
        | {f"finish_p{level}": "2027-08-02" for level in (50, 80, 90)},
    }
    move = {"project": PORTFOLIO.projects[0].id, "phase": None, "what": "selected", "from": "in", "to": "out"}
    soon = late | {"in_time": True, "lost": 12_000, "moved": [move]}
    return Availability.model_validate(
        {
            "currency": "USD",
            "due": "2027-07-05",
            "possible": True,
            "untouched": late,
            "no_sooner": "2027-07-26",
        }
        | {"repaired": soon, "seconds": 0.8}
    )


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


def _digest_views(frame: Frame) -> Iterator[tuple[str, object]]:
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


def _gesture_views(frame: Frame) -> Iterator[tuple[str, object]]:
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


SAVED = (
    SavedFilter("f1", "Bets of the quarter", TableView(tag="q3-bet"), "Amara", NOW),
    SavedFilter("f2", "Growth", TableView(theme="growth"), "Amara", NOW),
)


def _row_views(frame: Frame) -> Iterator[tuple[str, object]]:
    ranker = PORTFOLIO.project("ranker-v3")
    texts = project_typed(PORTFOLIO, ranker)
    quick = quick_entries(PORTFOLIO)
    tab = portfolio_shell(frame, PLACE, "Projects")
    yield (
        "projects",
        projects.projects_view(
            tab,
            PLACE,
            PORTFOLIO,
            versioned(PORTFOLIO.projects),
            {p.id: p for p in PLAN.projects},
            view=TableView(tag="q3-bet", sort="theme"),
            saved=SAVED,
            scoring=scores.scoring_of("own", "value / nothing"),
            can_edit=True,
        ),
    )
    yield (
        "projects-empty",
        projects.projects_view(
            tab,
            PLACE,
            PORTFOLIO,
            [],
            {},
            view=TableView(),
            saved=(),
            scoring=scores.scoring_of("", ""),
            can_edit=True,
        ),
    )
    yield (
        "project-row",
        projects.ProjectRowView(
            projects.project_row(
                PLACE, PORTFOLIO, Versioned(1, ranker), None, True, scores.scoring_of("", "")
            )
        ),
    )
    person = Versioned(1, PORTFOLIO.people[0])
    own = scores.scoring_of("own", "value / effort")
    found = {p.id: p for p in PLAN.projects}
    for name, weeks in (("ranked", 60.0), ("ranked-all-fits", None)):
        ranking = rank(PORTFOLIO, own.method, formula_of("own", own.own), weeks)
        yield (
            name,
            ranked.ranked_view(tab, PLACE, own, ranking, found, weeks="", weeks_said=""),
        )
    yield "person-row", resources.PersonRowView(resources.person_row(PLACE, PORTFOLIO, person, True))
    yield "project-row-edit", projects.project_row_edit(PLACE, PORTFOLIO, Versioned(1, ranker), None, {})
    yield (
        "project",
        project_view(
            portfolio_shell(frame, PLACE, "Projects", title=ranker.name),
            PLACE.href + "/projects/ranker-v3",
            PORTFOLIO,
            ranker,
            1,
            comments=comments_part(PLACE.href, samples.comments(), "Half a thought", "It is too long."),
            plan=PLAN,
            plan_href="/",
            finish=FINISHES["ranker-v3"],
            cost=(("People", "$41,230.00"), ("Total", "$59,430.00")),
        ),
    )
    left_out = PORTFOLIO.project("session-embeddings")
    yield (
        "project-out",
        project_view(
            tab, "/", PORTFOLIO, left_out, 1, comments=NO_COMMENTS, plan=PLAN, plan_href="/", finish=None
        ),
    )
    yield (
        "form",
        form_view(
            tab,
            action="/",
            items=project_items(PORTFOLIO, texts, "ranker-v3"),
            typed=texts,
            errors={"value": "'2/3': write low / likely / high, such as 2 / 3 / 6"},
            back=Nav("Cancel", "/"),
            version=3,
            delete_action="/",
        ),
    )
    theirs = shown(quick, full_tree(ranker))
    yield (
        "conflict",
        conflict_view(
            tab,
            title="Ranker v3",
            items=quick,
            mine=theirs | {"name": "Ranker v4"},
            theirs=theirs,
            action="/",
            current_version=2,
            back=Nav("Back", "/"),
        ),
    )
    yield (
        "people",
        resources.people_view(
            portfolio_shell(frame, PLACE, "People"),
            PLACE,
            PORTFOLIO,
            versioned(PORTFOLIO.people),
            versioned(PORTFOLIO.positions),
            can_edit=True,
        ),
    )
    yield (
        "pools",
        resources.pools_view(
            portfolio_shell(frame, PLACE, "Compute"), PLACE, PORTFOLIO, versioned(PORTFOLIO.pools), True
        ),
    )
    yield (
        "settings",
        settings.settings_view(portfolio_shell(frame, PLACE, "Settings"), PLACE, PORTFOLIO, 4, can_edit=True),
    )


def _tracking_views(frame: Frame) -> Iterator[tuple[str, object]]:
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


def _calibration_views(frame: Frame) -> Iterator[tuple[str, object]]:
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


def _general_views(frame: Frame) -> Iterator[tuple[str, object]]:
    row = general.PortfolioRow(
        "Search and recommendations",
        "/x",
        "18",
        "9",
        "3",
        "worth 2.1M",
        "within 4.2% of the best, 1 hour ago",
        "2 hours ago",
    )
    portfolios = shell(
        frame, "Portfolios", section="Portfolios", notice=Notice("good", "Deleted.", "/undo/1")
    )
    found = [
        Diagnostic(
            "error", "projects[3].phases[0].effort.data", "low <= likely <= high is required, got 4, 3, 6", 31
        ),
        Diagnostic("warning", "people[0].skill", "unknown key 'skill'; did you mean 'skills'?", 12),
    ]
    yield "portfolios", general.PortfoliosView(portfolios, (row,), None, True, True)
    yield (
        "portfolios-empty",
        general.PortfoliosView(shell(frame, "Portfolios", section="Portfolios"), (), None, True, True),
    )
    projects = "Project\tModelling\nRanker v9\t4 / 6 / 10\nBad\tmany"
    back = Nav("Portfolios", "/")
    for name, text in (("paste-wrong", projects), ("paste-ready", projects.rpartition("\n")[0])):
        pasted = paste_into(PORTFOLIO, text, "Person\tModelling\nZoe\tx")
        yield (
            name,
            paste.paste_view(
                shell(frame, "Paste", section="Import"),
                "/paste",
                back,
                projects=text,
                version=3,
                found=pasted,
            ),
        )
    yield "paste", paste.paste_view(shell(frame, "Paste"), "/paste", back, named=True, message="Paste cells.")
    yield (
        "import",
        general.import_view(
            shell(frame, "Import a portfolio", section="Import"),
            text="schema: x",
            message="The document has an error",
            diagnostics=found,
        ),
    )
    remarks = [Diagnostic("warning", "", "120 person-months became 520 engineer-weeks")]
    yield (
        "imported",
        general.ImportedView(
            shell(frame, "Import a portfolio", section="Import"),
            "Search",
            "/x",
            "2 projects, 3 people and 1 pool",
            general.findings_of(remarks),
        ),
    )
    jobs = (
        general.JobRow("a", "Plan", "Search", "good", "done", "2 minutes ago", "", "/x", "/y"),
        general.JobRow(
            "b",
            "Forecast",
            "Search",
            "bad",
            "failed",
            "1 hour ago",
            "Out of memory after 3 attempts",
            "/x",
            None,
        ),
    )
    yield "jobs", general.JobsView(shell(frame, "Jobs", section="Jobs"), jobs)
    yield "jobs-empty", general.JobsView(shell(frame, "Jobs", section="Jobs"), ())
    stranger = Frame(frame.theme, None, "/login", "0.1.0")
    yield (
        "login",
        general.LoginView(shell(stranger, "Sign in"), "", "This link was used before. Ask for a new one."),
    )
    yield "login-token", general.LoginView(shell(stranger, "Sign in"), "abc", "")
    yield (
        "error",
        general.ErrorView(
            shell(frame, "Nothing here"),
            404,
            "There is no portfolio 'x'.",
            general.findings_of(found),
            "/",
            "7f3a",
        ),
    )
    yield "error-part", general.ErrorPart("The theme 'x' does not exist.", ())
    yield "undo-part", general.UndoPart("Ranker v3 deleted", "/undo/abc")
