"""Explanations and marginal values of stored plans, and changes that are applied and taken back."""

import json

import pytest

from planner.domain.answers import EXPLANATION, MARGINAL
from planner.domain.job import ExplanationSettings, MarginalSettings
from planner.domain.plan import Plan, PlannedProject, Reason
from planner.domain.portfolio import Portfolio
from planner.domain.portfolio_settings import PortfolioSettings
from planner.errors import Conflict, Forbidden, NotFound
from planner.jobs.kinds import RUNNERS
from planner.jobs.messages import JobRequest
from planner.jobs.record import publish
from planner.persistence.database import Database
from planner.persistence.tables import JobTable
from planner.services.answers import get_explanation, get_marginal, request_explanation, request_marginal
from planner.services.apply_relaxation import apply_relaxation, take_back
from planner.services.context import Actor, Context, Role
from planner.services.jobs import get_job
from planner.services.optimise import plan_portfolio
from planner.services.plans import get_plan
from planner.services.portfolios import create_portfolio, get_portfolio, update_settings
from planner.services.progress import Progress, never
from tests.stored import organisation, small, store_plan

ADA = Actor("a", "Ada", Role.OWNER)
REASON = Reason(rule="policy.wip", text="The limit of 1 active project is used up.")


def two(limit: int | None) -> Portfolio:
    """Two projects of one week each for two people, within one week unless the limit makes them wait for ever."""
    document = {
        "schema": "quarterdeck/portfolio/1",
        "name": "Two",
        "calendar": {"start": "2027-01-04", "quarters": 1},
        "skills": [{"id": "data", "name": "Data"}],
        "people": [{"id": n, "name": n.title(), "skills": {"data": 1}} for n in ("ada", "bo")],
        "projects": [
            {
                "id": n,
                "name": n.title(),
                "value": {"per_week": 100},
                "window": {"latest": "2027-01-08"},
                "phases": [{"id": "build", "effort": {"data": 1}, "crew": {"max": 1}}],
            }
            for n in ("first", "second")
        ],
        "policies": {"max_active_projects": limit} if limit else {},
    }
    return Portfolio.model_validate(document)


def out(plan: Plan) -> PlannedProject:
    return next(project for project in plan.projects if not project.selected)


def run(database: Database, job_id: str) -> list[Progress]:
    """What a worker does with a job, without its processes."""
    seen: list[Progress] = []
    with database.write() as session:
        job = session.get_one(JobTable, job_id)
        job.state, job.attempts = "running", 1
        ctx = Context(job.organisation_id, ADA, session)
        plan = get_plan(ctx, str(job.plan_id))
        request = JobRequest.model_validate(
            {
                "kind": job.kind,
                "portfolio": plan.portfolio,
                "plan": plan.plan,
                "settings": job.settings,
                "parent": 0,
            }
        )
    body = RUNNERS[request.kind](request, seen.append, never)
    publish(database, job_id, 1, body)
    return seen


def test_why_a_project_is_out_is_answered_by_a_job_and_its_change_can_be_applied(database: Database) -> None:
    # One project at a time and one week for both: the limit alone keeps the other out.
    made = plan_portfolio(two(limit=1), seconds=60, decodes=20).plan
    with database.write() as session:
        ctx = Context(organisation(session, "ours"), ADA, session)
        plan_id = store_plan(ctx, two(limit=1), made)
        job = request_explanation(ctx, plan_id, ExplanationSettings(project=out(made).id, seconds=0.6))
        assert get_explanation(ctx, plan_id, out(made).id) is None
        assert (job.kind, job.plan_id, job.project_id) == ("explanation", plan_id, out(made).id)
    looks = run(database, job.id)
    assert looks[0].phase == "planning with it in"
    assert all(look.fraction is not None and look.fraction < 1 for look in looks)
    with database.write() as session:
        ctx = Context("ours", ADA, session)
        assert get_job(ctx, job.id).state == "done"
        found = get_explanation(ctx, plan_id, out(made).id)
        assert found
        assert found.displaces == tuple(p.id for p in made.projects if p.selected)
        last = found.relaxations[-1]
        assert (last.change, last.selects) == ("2 active projects at a time instead of 1", True)
        portfolio_id = get_plan(ctx, plan_id).portfolio_id
        before = get_portfolio(ctx, portfolio_id)
        token = apply_relaxation(ctx, portfolio_id, out(made).id, found.reason, last.change)
        assert get_portfolio(ctx, portfolio_id).portfolio.policies.max_active_projects == 2
        take_back(ctx, portfolio_id, token)
        assert get_portfolio(ctx, portfolio_id).portfolio == before.portfolio
        with pytest.raises(NotFound):
            take_back(ctx, portfolio_id, token)


def test_marginal_values_are_answered_by_a_job(database: Database) -> None:
    made = plan_portfolio(two(limit=None), seconds=60, decodes=20).plan
    with database.write() as session:
        ctx = Context(organisation(session, "ours"), ADA, session)
        plan_id = store_plan(ctx, two(limit=None), made)
        job = request_marginal(ctx, plan_id, MarginalSettings(seconds=0.1))
    looks = run(database, job.id)
    assert len(looks) == 4  # three plans that show the noise, and one skill
    with database.read() as session:
        (row,) = get_marginal(Context("ours", ADA, session), plan_id) or ()
        assert (row.resource, row.kind, row.clear) == ("data", "skill", False)


def test_answers_are_read_as_they_were_stored() -> None:
    text = json.dumps([{"resource": "a", "kind": "skill", "change": "+1", "value": None, "noise": 2.5}])
    assert json.loads(MARGINAL.dump_json(MARGINAL.validate_json(text))) == json.loads(text)
    assert EXPLANATION.json_schema()["properties"].keys() >= {"reason", "relaxations"}


def test_a_change_that_no_longer_applies_changes_nothing(ctx: Context) -> None:
    stored = create_portfolio(ctx, two(limit=4))
    with pytest.raises(Conflict, match="no longer applies"):
        apply_relaxation(ctx, stored.id, "first", REASON, "2 active projects at a time instead of 1")
    with pytest.raises(NotFound):
        apply_relaxation(ctx, stored.id, "third", REASON, "no freezes")
    assert get_portfolio(ctx, stored.id).version == stored.version


def test_a_change_is_not_taken_back_over_later_edits(ctx: Context) -> None:
    stored = create_portfolio(ctx, two(limit=1))
    change = "2 active projects at a time instead of 1"
    token = apply_relaxation(ctx, stored.id, "first", REASON, change)
    renamed = get_portfolio(ctx, stored.id)
    update_settings(ctx, stored.id, PortfolioSettings(name="Renamed"), version=renamed.version)
    with pytest.raises(Conflict, match="edited since"):
        take_back(ctx, stored.id, token)


def test_only_those_who_may_edit_ask_and_only_about_what_is_there(ctx: Context, stranger: Context) -> None:
    plan_id = store_plan(ctx)
    viewer = Context(ctx.organisation_id, Actor("v", "Vi", Role.VIEWER), ctx.session)
    settings = ExplanationSettings(project=small().projects[0].id)
    with pytest.raises(Forbidden):
        request_explanation(viewer, plan_id, settings)
    with pytest.raises(NotFound):
        request_explanation(stranger, plan_id, settings)
    with pytest.raises(NotFound):
        request_explanation(ctx, plan_id, ExplanationSettings(project="nothing"))
    assert request_marginal(ctx, plan_id, MarginalSettings()).state == "queued"
