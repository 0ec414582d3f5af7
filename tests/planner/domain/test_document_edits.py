import pytest

from planner.domain.document_edits import Edit, document_edits, merge
from planner.domain.policies import Budget, Pin
from planner.domain.portfolio import Portfolio
from tests.random_portfolios import portfolio as random_portfolio
from tests.stored import small


@pytest.mark.parametrize("seed", range(40))
def test_edits_of_two_documents_turn_the_one_into_the_other(seed: int) -> None:
    before, after = random_portfolio(seed), random_portfolio(seed + 1)
    merged = merge(before, document_edits(before, after))
    assert merged.clashes == ()
    assert document_edits(Portfolio.model_validate(merged.document), after) == ()


def test_edits_of_other_places_are_kept_beside_those_of_the_base() -> None:
    old = small()
    edits = document_edits(old, old.model_copy(update={"pins": (Pin(project="audit", selected=False),)}))
    base = old.model_copy(update={"name": "Renamed", "pins": (Pin(project="store", selected=True),)})
    merged = merge(base, edits)
    assert merged.clashes == ()
    after = Portfolio.model_validate(merged.document)
    assert after.name == "Renamed"
    assert {(pin.project, pin.selected) for pin in after.pins} == {("store", True), ("audit", False)}


def with_budget(portfolio: Portfolio, amount: int) -> Portfolio:
    return portfolio.model_copy(update={"budgets": (Budget(quarter="2027-Q1", compute=amount),)})  # type: ignore[arg-type]


def test_the_same_place_changed_on_both_sides_clashes_and_either_value_can_be_chosen() -> None:
    old = with_budget(small(), 100)
    edits = document_edits(old, with_budget(old, 70))
    assert edits == (Edit(path=("budgets", "2027-Q1", "compute"), what="changed", before="100", after="70"),)
    base = with_budget(old, 120)
    merged = merge(base, edits)
    assert [(clash.edit, clash.now, clash.possible) for clash in merged.clashes] == [(0, "120", True)]
    assert merged.document["budgets"][0]["compute"] == "70"
    assert merge(base, edits, {0: "base"}).document["budgets"][0]["compute"] == "120"


def test_a_place_that_both_sides_changed_alike_does_not_clash() -> None:
    old = with_budget(small(), 100)
    edits = document_edits(old, with_budget(old, 70))
    assert merge(with_budget(old, 70), edits).clashes == ()


def test_an_edit_of_a_row_that_is_gone_cannot_be_made() -> None:
    old = small()
    audit = old.project("audit").model_copy(update={"name": "Deep audit"})
    edits = document_edits(old, old.model_copy(update={"projects": (*old.projects[:2], audit)}))
    base = old.model_copy(update={"projects": old.projects[:2]})
    merged = merge(base, edits)
    assert [clash.possible for clash in merged.clashes] == [False]
    assert Portfolio.model_validate(merged.document) == base


def test_a_row_that_both_sides_removed_is_gone() -> None:
    old = small()
    edits = document_edits(old, old.model_copy(update={"projects": old.projects[:2]}))
    base = old.model_copy(update={"projects": old.projects[1:2]})
    merged = merge(base, edits)
    assert merged.clashes == ()
    assert [row["id"] for row in merged.document["projects"]] == ["ranker"]
