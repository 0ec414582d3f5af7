"""Views of questions about a plan and of estimates."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import get_args

from planner.domain.answers import Explanation, FrontierAxis, FrontierStep, MarginalValue, Tried
from planner.domain.available import Availability
from planner.domain.plan import Reason
from planner.services.estimate_team import estimate_team
from tests.web.views_of_everything.stage import CONTROLS, PLACE, PLAN, PORTFOLIO, REPORTED, source
from web.forms.estimators import FORMS, question_of
from web.pages.estimators import answered
from web.views import (
    available,
    estimators,
    frontier,
    marginal,
    plan_team,
    reports,
    why,
)
from web.views.shell import Frame, portfolio_shell


def answer_views(frame: Frame) -> Iterator[tuple[str, object]]:
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
        ("report-wrong", {"as_of": "2027-06-07"}, {REPORTED: "Say how much of it is done"}, "See below"),
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


def estimator_views(frame: Frame) -> Iterator[tuple[str, object]]:
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
