"""Budgets, policies, relations, pins, drivers and dates against the rest of the portfolio."""

import pytest

from tests.planner.domain.test_references import Document, document, found, only, phase, project

PAIR = [project("store"), project("ranker")]


def pinned(*pins: Document, **parts: object) -> Document:
    return document(projects=[project("store"), project("ranker", **parts)], pins=list(pins))


ERRORS = {
    "a budget of an unknown theme": (
        document(budgets=[{"theme": "dept", "compute": 5}]),
        "budgets[0].theme",
        "unknown theme 'dept'; did you mean 'debt'?",
    ),
    "shares of an unknown theme": (
        document(policies={"effort_shares": [{"theme": "x", "at_least": 0.1}]}),
        "policies.effort_shares[0].theme",
        "unknown theme 'x'; known: debt, growth",
    ),
    "shares over the whole": (
        document(
            policies={
                "effort_shares": [
                    {"theme": "growth", "at_least": 0.7},
                    {"theme": "debt", "at_least": 0.5},
                ]
            }
        ),
        "policies.effort_shares",
        "the least shares add up to 120%; lower them to 100 % at most",
    ),
    "a relation to an unknown project": (
        document(relations=[{"requires": ["ranker", "sotre"]}]),
        "relations[0]",
        "unknown project 'sotre'; did you mean 'store'?",
    ),
    "a project that requires itself": (
        document(relations=[{"requires": ["store", "store"]}]),
        "relations[0].requires",
        "'store' requires itself; remove this line",
    ),
    "two mandatory projects of which one may be": (
        document(
            projects=[project("store", mandatory=True), project("ranker")],
            pins=[{"project": "ranker", "selected": True}],
            relations=[{"exclusive": ["store", "ranker"]}],
        ),
        "relations[0]",
        "at most 1 may be selected, but ranker, store must all be; make one optional",
    ),
    "a pin of an unknown project": (
        pinned({"project": "rankr", "selected": True}),
        "pins[0].project",
        "unknown project 'rankr'; did you mean 'ranker'?",
    ),
    "a pin of an unknown phase": (
        pinned({"project": "ranker", "phase": "trian", "starts": "2027-01-04"}),
        "pins[0].phase",
        "'ranker' has no phase 'trian'; did you mean 'train'?",
    ),
    "a pin of an unknown person": (
        pinned({"project": "ranker", "phase": "train", "person": "amra"}),
        "pins[0].person",
        "unknown person 'amra'; did you mean 'amara'?",
    ),
    "a person pinned where nobody works": (
        pinned(
            {"project": "ranker", "phase": "wait", "person": "amara"}, phases=[{"id": "wait", "weeks": 2}]
        ),
        "pins[0]",
        "phase 'wait' has no effort, so nobody can be pinned to it; remove the pin",
    ),
    "a start that is no Monday": (
        pinned({"project": "ranker", "phase": "train", "starts": "2027-01-07"}),
        "pins[0].starts",
        "2027-01-07 is a Thursday; weeks start on Mondays, for example 2027-01-04",
    ),
    "a start after the horizon": (
        pinned({"project": "ranker", "phase": "train", "starts": "2027-06-28"}),
        "pins[0].starts",
        "2027-06-28 is outside the horizon (2027-01-04 to 2027-06-28)",
    ),
    "pins that contradict each other": (
        pinned({"project": "ranker", "selected": True}, {"project": "ranker", "selected": False}),
        "pins[1]",
        "contradicts an earlier pin of 'ranker' (selected); keep one of them",
    ),
    "a mandatory project that is pinned out": (
        pinned({"project": "ranker", "selected": False}, mandatory=True),
        "pins[0]",
        "'ranker' is mandatory and pinned out; release one of the two",
    ),
    "a driver of an unknown phase": (
        document(
            drivers=[{"id": "d", "name": "D", "probability": 0.5, "weeks": 2, "affects": ["ranker/trian"]}]
        ),
        "drivers[0].affects[0]",
        "unknown target 'ranker/trian'; did you mean 'ranker/train'?",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_rule_that_cannot_be_is_refused(name: str) -> None:
    portfolio, path, message = ERRORS[name]
    assert only(portfolio) == ("error", path, message)


WARNINGS = {
    "a budget outside the horizon": (
        document(budgets=[{"quarter": "2028-Q1", "compute": 5}]),
        "budgets[0].quarter",
        "2028-Q1 is outside the horizon (2027-Q1 to 2027-Q2): ignored",
    ),
    "a driver without effect": (
        document(drivers=[{"id": "d", "name": "D", "probability": 0.5, "affects": ["ranker"]}]),
        "drivers[0]",
        "'d' has no effect: give `weeks`, `effort_factor` or both",
    ),
    "a deadline in the past": (
        document(projects=[project("p", deadline={"date": "2026-12-31"})]),
        "projects[0].deadline.date",
        "2026-12-31 lies before the plan starts (2027-01-04)",
    ),
    "a window in the past": (
        document(projects=[project("p", window={"latest": "2027-01-03"})]),
        "projects[0].window",
        "closes on 2027-01-03, before the plan starts: it cannot be planned",
    ),
    "a window in the future": (
        document(projects=[project("p", phases=[phase("a", window={"earliest": "2027-06-28"})])]),
        "projects[0].phases[0].window",
        "opens on 2027-06-28, after the horizon ends: it cannot be planned",
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_rule_without_effect_or_hope_is_a_warning(name: str) -> None:
    portfolio, path, message = WARNINGS[name]
    assert only(portfolio) == ("warning", path, message)


@pytest.mark.parametrize(
    "pins",
    [
        [{"project": "ranker", "selected": True}, {"project": "ranker", "selected": True}],
        [{"project": "ranker", "phase": "train", "person": "amara"}] * 2,
        [
            {"project": "ranker", "phase": "data", "starts": "2027-01-04"},
            {"project": "ranker", "phase": "train", "starts": "2027-02-01"},
        ],
    ],
)
def test_pins_that_agree_are_taken(pins: list[Document]) -> None:
    assert found(pinned(*pins)) == []
