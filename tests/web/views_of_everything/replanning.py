"""Views of replanning after changes."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from planner.domain.changes import CHANGES_SCHEMA, Changes, Move
from planner.services.replan_review import PricedPlan, ReplanReview
from tests.web import samples
from tests.web.views_of_everything.comparisons import plan_record
from tests.web.views_of_everything.stage import CONTROLS, PLACE, PLAN, PORTFOLIO, source
from web.forms.changes import KINDS, card_of
from web.views import replan, replan_form
from web.views.shell import Frame, portfolio_shell


def replan_views(frame: Frame) -> Iterator[tuple[str, object]]:
    """The form, and the review at every state: waiting, without a plan, with moves, accepted."""
    tab = portfolio_shell(frame, PLACE, "Plan")
    typed = {"cards": str(len(KINDS)), "document": "schema:"} | {
        card_of(n, "kind"): kind for n, kind in enumerate(KINDS, start=1)
    }
    wrong = {card_of(1, "to"): "before it begins", "as_of": "outside the horizon"}
    for name, fields, errors, error in (
        ("replan-form", {"cards": "0"}, {}, ""),
        ("replan-form-wrong", typed, wrong, "See the fields that are marked"),
    ):
        args = (tab, CONTROLS, source(), None, fields, errors, error, ("line 3: unknown",) if error else ())
        yield name, replan_form.replan_form_view(*args, can_edit=True)
    changes = Changes.model_validate({"schema": CHANGES_SCHEMA, "as_of": "2027-03-01"})
    free, dear = (
        plan_record("free", samples.plan(PORTFOLIO, out=6), PORTFOLIO),
        plan_record("dear", PLAN, PORTFOLIO),
    )
    none = plan_record("none", PLAN.model_copy(update={"value": None, "status": "INFEASIBLE"}), PORTFOLIO)
    points = (
        PricedPlan(free, Decimal(0), 14, 4.3e6),
        PricedPlan(dear, Decimal(9000), 3, 4.1e6),
        PricedPlan(none, Decimal(90000), None, None),
    )
    found = ReplanReview("s", "p1", "Replan", "planned", dear, changes, points, "dear")
    first = PLAN.phases[0]
    body = {
        "project": first.project,
        "phase": first.phase,
        "from": "x",
        "to": "y",
        "reason": "gains 3",
        "gain": 3.0,
    }
    moved = (
        Move.model_validate(body | {"what": "people"}),
        Move.model_validate(body | {"what": "start", "from": "2027-03-01", "to": "2027-04-05", "gain": None}),
        Move.model_validate(body | {"what": "selected", "phase": None, "from": "in", "to": "out"}),
    )
    args = (tab, CONTROLS, source())
    told = (f"{first.project}/{first.phase} takes 3 weeks longer",)
    for name, state, point in (
        ("replan", "planned", points[0]),
        ("replan-no-plan", "planned", points[2]),
        ("replan-accepted", "applied", points[1]),
    ):
        review = replace(found, state=state)
        listed = moved if point.moves else ()
        yield name, replan.replan_review_view(*args, review, told, point, listed, None, None, can_edit=True)
    waiting = replace(found, state="draft", points=(), chosen=None)
    yield (
        "replan-waiting",
        replan.replan_review_view(*args, waiting, (), None, (), None, None, can_edit=False),
    )
