"""Scenarios: made from each source, planned, applied beside later edits, taken back; nobody else's are seen."""

from decimal import Decimal

import pytest

from planner.domain.answers import EXPLANATION, Explanation, Tried
from planner.domain.job import PlanSettings
from planner.domain.plan import Reason
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.domain.scenarios import ScenarioDraft
from planner.errors import BadInput, Conflict, Forbidden, NotFound, VersionConflict
from planner.persistence.ids import new_id
from planner.persistence.jobs import load_snapshot
from planner.persistence.tables import AnswerTable, JobTable, PlanTable
from planner.services.apply_relaxation import take_back
from planner.services.context import Actor, Context, Role
from planner.services.plans import get_plan, list_plans, publish
from planner.services.portfolios import create_portfolio, delete_portfolio, get_portfolio, replace_portfolio
from planner.services.rows import update_row
from planner.services.scenarios import (
    Scenario,
    apply_scenario,
    create_scenario,
    get_scenario,
    list_scenarios,
    plan_scenario,
    review_scenario,
    update_scenario,
)
from tests.planner.verify.example import Case
from tests.stored import small, store_plan


def with_budget(amount: int) -> Portfolio:
    return small().model_copy(update={"budgets": (Budget(quarter="2027-Q1", compute=Decimal(amount)),)})


def cut(ctx: Context, portfolio_id: str) -> Scenario:
    """30 % less compute money."""
    lever = {"budget": {"kind": "compute", "percent": -30}}
    draft = ScenarioDraft.model_validate({"name": "Less money", "levers": [lever]})
    return create_scenario(ctx, portfolio_id, draft)


def compute_budget(ctx: Context, portfolio_id: str) -> Decimal | None:
    return get_portfolio(ctx, portfolio_id).portfolio.budgets[0].compute


LEVERS = {
    "people": ({"people": {"skill": "data", "count": 2}}, 2),
    "pool": ({"pool": {"pool": "h100", "percent": -50}}, 1),
    "project": ({"project": {"project": "audit", "selected": True}}, 1),
}


@pytest.mark.parametrize("kind", LEVERS)
def test_levers_become_edits(ctx: Context, kind: str) -> None:
    lever, count = LEVERS[kind]
    made = create_portfolio(ctx, small())
    draft = ScenarioDraft.model_validate({"name": kind, "levers": [lever]})
    scenario = create_scenario(ctx, made.id, draft)
    assert (scenario.state, len(scenario.edits), scenario.created_by) == ("draft", count, "Olga")
    assert get_portfolio(ctx, made.id).portfolio == small(), "the portfolio is left alone"


def test_a_pool_is_cut_by_half(ctx: Context) -> None:
    made = create_portfolio(ctx, small())
    lever, _ = LEVERS["pool"]
    draft = ScenarioDraft.model_validate({"name": "Half", "levers": [lever]})
    edit = create_scenario(ctx, made.id, draft).edits[0]
    assert (edit.path, edit.before, edit.after) == (("pools", "h100", "count"), 64, 32)


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ({"people": {"skill": "magic"}}, "no skill 'magic' .there are: modelling, data"),
        ({"pool": {"pool": "h200", "percent": 10}}, "no pool 'h200'"),
        ({"budget": {"kind": "people", "percent": 10}}, "changes nothing"),
    ],
)
def test_levers_on_nothing_are_refused(ctx: Context, lever: dict[str, object], said: str) -> None:
    made = create_portfolio(ctx, small())
    draft = ScenarioDraft.model_validate({"name": "x", "levers": [lever]})
    with pytest.raises(BadInput, match=said):
        create_scenario(ctx, made.id, draft)
    assert list_scenarios(ctx, made.id).items == ()


def test_a_scenario_follows_the_portfolio_when_it_moves(ctx: Context) -> None:
    made = create_portfolio(ctx, with_budget(1000))
    scenario = cut(ctx, made.id)
    audit = small().project("audit").model_copy(update={"name": "Deep audit"})
    update_row(ctx, made.id, "projects", "audit", audit, version=1)
    assert review_scenario(ctx, scenario.id).clashes == ()
    job = plan_scenario(ctx, scenario.id, PlanSettings(seconds=1))
    row = ctx.session.get_one(JobTable, job.id)
    planned = load_snapshot(ctx.session, ctx.organisation_id, row.snapshot_id)
    assert row.scenario_id == scenario.id
    assert planned.project("audit").name == "Deep audit"
    assert planned.budgets[0].compute == 700


def test_applying_keeps_what_others_have_edited_and_is_taken_back_as_one(ctx: Context) -> None:
    made = create_portfolio(ctx, with_budget(1000))
    scenario = cut(ctx, made.id)
    audit = small().project("audit").model_copy(update={"name": "Deep audit"})
    update_row(ctx, made.id, "projects", "audit", audit, version=1)
    version = review_scenario(ctx, scenario.id).portfolio_version
    with pytest.raises(VersionConflict):
        apply_scenario(ctx, scenario.id, portfolio_version=version - 1)
    token = apply_scenario(ctx, scenario.id, portfolio_version=version)
    assert compute_budget(ctx, made.id) == 700
    assert get_portfolio(ctx, made.id).portfolio.project("audit").name == "Deep audit"
    assert get_scenario(ctx, scenario.id).state == "applied"
    with pytest.raises(Conflict, match="applied already"):
        apply_scenario(ctx, scenario.id, portfolio_version=version + 1)
    take_back(ctx, made.id, token)
    assert compute_budget(ctx, made.id) == 1000
    assert get_scenario(ctx, scenario.id).state == "draft"


@pytest.mark.parametrize(("side", "amount"), [("scenario", 700), ("base", 1200)])
def test_where_both_have_changed_somebody_chooses(ctx: Context, side: str, amount: int) -> None:
    made = create_portfolio(ctx, with_budget(1000))
    scenario = cut(ctx, made.id)
    replace_portfolio(ctx, made.id, with_budget(1200), version=made.version)
    review = review_scenario(ctx, scenario.id)
    assert [(clash.edit, clash.now) for clash in review.clashes] == [(0, "1200")]
    with pytest.raises(Conflict, match="choose for each"):
        apply_scenario(ctx, scenario.id, portfolio_version=review.portfolio_version)
    assert compute_budget(ctx, made.id) == 1200, "nothing was stored"
    apply_scenario(ctx, scenario.id, portfolio_version=review.portfolio_version, choices={0: side})  # type: ignore[dict-item]
    assert compute_budget(ctx, made.id) == amount
    assert get_scenario(ctx, scenario.id).edits == scenario.edits, "the scenario still says what it wanted"


def test_gestures_and_changes_on_a_plan_become_scenarios_near_it(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    portfolio_id = get_plan(ctx, plan_id).portfolio_id
    draft = {"name": "Later", "plan_id": plan_id}
    gesture = {"project": "b", "phase": "fix", "starts": "2027-02-15"}
    dragged = create_scenario(
        ctx, portfolio_id, ScenarioDraft.model_validate(draft | {"gestures": [gesture]})
    )
    assert {edit.path[0] for edit in dragged.edits} == {"pins"}
    away = {"leave": {"person": "ann", "from": "2027-01-11", "to": "2027-01-15"}}
    changes = {"schema": "quarterdeck/changes/1", "changes": [away]}
    told = create_scenario(ctx, portfolio_id, ScenarioDraft.model_validate(draft | {"changes": changes}))
    assert [edit.path[:3] for edit in told.edits] == [("people", "ann", "leave")]
    job = plan_scenario(ctx, told.id, PlanSettings(seconds=1))
    assert ctx.session.get_one(JobTable, job.id).plan_id == plan_id
    wrong = {"schema": "quarterdeck/changes/1", "changes": [{"leave": away["leave"] | {"person": "anne"}}]}
    with pytest.raises(BadInput, match="did you mean 'ann'"):
        create_scenario(ctx, portfolio_id, ScenarioDraft.model_validate(draft | {"changes": wrong}))


def test_a_change_that_was_tried_becomes_a_scenario(ctx: Context) -> None:
    portfolio, plan = Case().read()
    plan_id = store_plan(ctx, portfolio, plan)
    project = portfolio.projects[0].id
    reason = Reason(rule="capacity.person", text="Used up.", detail={"skill": portfolio.skills[0].id})
    change = f"people: 1 more for {portfolio.skills[0].id}"
    tried = (Tried("capacity.person", change, 1.0, True),)
    why = Explanation(project, False, reason, 1.0, 1.0, (), (), None, tried)
    ctx.session.add(
        AnswerTable(
            id=new_id(),
            organisation_id=ctx.organisation_id,
            plan_id=plan_id,
            job_id=new_id(),
            kind="explanation",
            subject=project,
            body=EXPLANATION.dump_json(why).decode(),
        )
    )
    ctx.session.flush()
    portfolio_id = get_plan(ctx, plan_id).portfolio_id
    asked = {"name": "One more", "plan_id": plan_id, "tried": {"project": project, "change": change}}
    made = create_scenario(ctx, portfolio_id, ScenarioDraft.model_validate(asked))
    assert [edit.path[0] for edit in made.edits] == ["people"]
    asked["tried"] = {"project": project, "change": "magic"}
    with pytest.raises(BadInput, match="not one of the changes"):
        create_scenario(ctx, portfolio_id, ScenarioDraft.model_validate(asked))


def test_the_plan_of_a_scenario_is_no_plan_of_the_portfolio_until_it_is_applied(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    plan = get_plan(ctx, plan_id)
    draft = {"name": "Out", "levers": [{"project": {"project": "b", "selected": False}}]}
    scenario = create_scenario(ctx, plan.portfolio_id, ScenarioDraft.model_validate(draft))
    ctx.session.get_one(PlanTable, plan_id).scenario_id = scenario.id
    ctx.session.flush()
    assert list_plans(ctx, plan.portfolio_id, with_scenarios=False).items == ()
    assert [one.scenario for one in list_plans(ctx, plan.portfolio_id).items] == ["Out"]
    with pytest.raises(Conflict, match="apply the scenario"):
        publish(ctx, plan_id)


def test_scenarios_are_renamed_dropped_and_taken_up_again(ctx: Context) -> None:
    made = create_portfolio(ctx, with_budget(1000))
    scenario = cut(ctx, made.id)
    named = update_scenario(ctx, scenario.id, version=1, name="A third less")
    assert (named.name, named.version) == ("A third less", 2)
    with pytest.raises(VersionConflict):
        update_scenario(ctx, scenario.id, version=1, state="dropped")
    assert update_scenario(ctx, scenario.id, version=2, state="dropped").state == "dropped"
    assert update_scenario(ctx, scenario.id, version=3, state="draft").state == "draft"
    delete_portfolio(ctx, made.id, version=made.version)
    ctx.session.expire_all()
    with pytest.raises(NotFound):
        get_scenario(ctx, scenario.id)


def test_scenarios_of_others_are_not_found_and_viewers_make_none(ctx: Context, stranger: Context) -> None:
    made = create_portfolio(ctx, with_budget(1000))
    scenario = cut(ctx, made.id)
    with pytest.raises(NotFound):
        get_scenario(stranger, scenario.id)
    with pytest.raises(NotFound):
        list_scenarios(stranger, made.id)
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        cut(viewer, made.id)
    with pytest.raises(Forbidden):
        apply_scenario(viewer, scenario.id, portfolio_version=1)
