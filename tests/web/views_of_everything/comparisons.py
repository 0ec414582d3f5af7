"""Views of scenarios, of plans side by side, and of plans in a list."""

import datetime as dt
from collections.abc import Iterator

from planner.domain.document_edits import Clash, Edit
from planner.domain.job import PlanSettings
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.services.compare_plans import NO_PAIR, Compared, comparison
from planner.services.late_projects import late_projects
from planner.services.plans import PlanRecord, PlanSummary
from planner.services.publications import Publication
from planner.services.scenarios import Review, Scenario
from planner.services.shares import ShareLink
from tests.web import samples
from tests.web.views_of_everything.stage import FINISHES, NOW, PLACE, PLAN, PORTFOLIO, source
from web.charts.roadmap import roadmap
from web.charts.roadmap_file import roadmap_file
from web.views import (
    comparison as comparisons,
)
from web.views import (
    publishing,
    scenarios,
)
from web.views import summary as summaries
from web.views.shell import Frame, Nav, portfolio_shell, shell


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


def compared_views(frame: Frame) -> Iterator[tuple[str, object]]:
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
    yield (
        "sharing-refused",
        publishing.sharing_view(
            tab, PLACE, [], NOW, can_edit=False, errors={"days": "0 is not from 1 to 366"}
        ),
    )
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
