"""The estimators: the question is kept in the address, and answered while it is typed."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from planner.domain.base import Model
from planner.domain.capacity import PilotQuestion, TrainingQuestion
from planner.domain.serving import ServingQuestion
from planner.errors import BadInput, NotFound
from planner.services.estimate_serving import estimate_serving
from planner.services.estimate_training import estimate_pilot, estimate_training
from web.forms.estimators import FORMS, question_of
from web.rendering import answer
from web.views.estimators import AnyAnswer, estimator_view
from web.visit import CurrentVisit

router = APIRouter()
MOST = 20_000
"""Letters of a field."""


@router.get("/estimators")
def first() -> Response:
    """The first estimator."""
    return RedirectResponse(f"/estimators/{next(iter(FORMS))}", status_code=303)


@router.get("/estimators/{kind}")
def estimator(visit: CurrentVisit, kind: str, request: Request) -> Response:
    """The form and its answer; for the first visit, of an example."""
    form = FORMS.get(kind)
    if form is None:
        raise NotFound(f"There is no estimator '{kind[:40]}'; there are {', '.join(FORMS)}.")
    typed = {name: value[:MOST] for name, value in request.query_params.items()} or dict(form.first)
    question, errors = question_of(form, typed)
    found: AnyAnswer | None = None
    if question is not None:
        try:
            found = answered(question)
        except BadInput as wrong:
            errors = {d.path: d.message for d in wrong.diagnostics} or {"": wrong.message}
    view = estimator_view(visit.frame, form, typed, errors, found)
    # What is typed is wrong for a moment, again and again: that is no failure of the request.
    return answer(view, status=422 if errors and not visit.fragment else 200)


def answered(question: Model) -> AnyAnswer:
    """The answer of the estimator that the question is for."""
    if isinstance(question, TrainingQuestion):
        return estimate_training(question)
    if isinstance(question, PilotQuestion):
        return estimate_pilot(question)
    assert isinstance(question, ServingQuestion)
    return estimate_serving(question)
