"""Replans of stored plans from request to moves, without processes, on both databases."""

from planner.domain.job import ReplanSettings
from planner.domain.what_if import Question
from planner.jobs.attempts import claim
from planner.jobs.kinds import RUNNERS
from planner.jobs.messages import JobRequest
from planner.jobs.record import publish
from planner.persistence.database import Database
from planner.services.identity import local_context
from planner.services.plans import get_plan
from planner.services.replans import ask_what_if, get_moves, request_replan
from solvers.common.progress import ignore, never
from tests.stored import store_plan

CHANGES = {
    "schema": "quarterdeck/changes/1",
    "as_of": "2027-01-18",
    "change_price": 10,
    "changes": [
        {"removed_project": {"project": "b"}},
        {"leave": {"person": "bob", "from": "2027-02-01", "to": "2027-02-05"}},
    ],
}


def work_on(database: Database, job_id: str) -> str:
    """What a worker does with a job; the id of its plan."""
    attempt = claim(database, job_id, 3)
    assert attempt is not None
    request = JobRequest(
        kind=attempt.kind, portfolio=attempt.portfolio, plan=attempt.plan, settings=attempt.settings, parent=0
    )
    body = RUNNERS[attempt.kind](request, ignore, never)
    publish(database, job_id, attempt.number, body)
    with database.read() as session:
        from planner.services.jobs import get_job

        job = get_job(local_context(session), job_id)
        assert job.state == "done", job.reason
        return str(job.result_id)


def test_a_replan_is_stored_with_its_changes_and_its_moves_can_be_read(database: Database) -> None:
    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        settings = ReplanSettings.model_validate({"seconds": 0.3, "changes": CHANGES})
        job_id = request_replan(ctx, plan_id, settings).id
    new_id = work_on(database, job_id)
    with database.read() as session:
        ctx = local_context(session)
        record, moves = get_plan(ctx, new_id), get_moves(ctx, new_id)
        assert record.base_plan_id == plan_id
        assert isinstance(record.settings, ReplanSettings)
        # b is over by then, but it is taken out; Bob is away in week 4, when a is to ship: it waits a week.
        told = {(m.project, m.what): m.reason for m in moves.moves}
        assert told["b", "selected"] == "b is removed"
        assert "Bob is away" in told["a", "start"]
        assert moves.value is not None
        assert record.plan.value == moves.value - 10 * len(moves.moves)


def test_a_gesture_is_planned_again_with_the_plan_as_its_base(database: Database) -> None:
    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        question = Question.model_validate(
            {"project": "b", "phase": "fix", "starts": "2027-01-18", "plan_again": True, "seconds": 0.3}
        )
        tried = ask_what_if(ctx, plan_id, question)
        assert tried.job is not None
        job_id = tried.job.id
    new_id = work_on(database, job_id)
    with database.read() as session:
        ctx = local_context(session)
        record = get_plan(ctx, new_id)
        assert record.base_plan_id == plan_id
        assert {(r.project, str(r.start)) for r in record.plan.phases} >= {("b", "2027-01-18")}
        assert {m.what for m in get_moves(ctx, new_id).moves} >= {"start"}
