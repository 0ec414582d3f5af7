import pytest

from planner.domain.portfolio import Portfolio
from tests.web import samples
from web.forms.form import fill, full_tree, read_form, shown, tree_of
from web.forms.settings import Section, sections

PORTFOLIO = samples.portfolio()


def section(name: str) -> Section:
    return next(s for s in sections(PORTFOLIO) if s.id == name)


@pytest.mark.parametrize("chosen", sections(PORTFOLIO), ids=lambda s: s.id)
def test_saving_an_untouched_section_changes_nothing(chosen: Section) -> None:
    typed = shown(chosen.items, full_tree(PORTFOLIO))
    draft = read_form(chosen.items, typed, tree_of(PORTFOLIO), Portfolio)
    assert draft.errors == {}
    assert draft.body == PORTFOLIO


@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        ("pins", "pins", {"pins": "1", "pins-0-place": "ranker-v3/train", "pins-0-verb": "in"}),
        ("pins", "pins", {"pins": "1", "pins-0-place": "ranker-v3", "pins-0-verb": "person"}),
        ("policies", "freezes-0-to", {"freezes": "1", "freezes-0-to": ""}),
        ("names", "skills-0-name", {"skills": "1", "skills-0-id": "data", "skills-0-name": " "}),
        ("budgets", "budgets-0-compute", {"budgets": "1", "budgets-0-compute": "much"}),
        (
            "relations",
            "relations",
            {"relations": "1", "relations-0-kind": "requires", "relations-0-limit": "2"},
        ),
        (
            "finance",
            "rates-0-rate",
            {"rates": "1", "rates-0-currency": "EUR", "rates-0-from": "2027-01-01", "rates-0-rate": "much"},
        ),
        ("drivers", "drivers-0-probability", {"drivers": "1", "drivers-0-probability": ""}),
    ],
)
def test_a_mistake_is_told_at_its_field(name: str, field: str, typed: dict[str, str]) -> None:
    items = section(name).items
    base = tree_of(PORTFOLIO)
    _, errors = fill(items, shown(items, base) | typed, base)
    assert set(errors) == {field}


def test_pins_are_rows_of_a_place_and_a_decision() -> None:
    typed = {
        "pins": "4",
        "pins-0-place": "a",
        "pins-0-verb": "in",
        "pins-1-place": "b/train",
        "pins-1-verb": "starts",
        "pins-1-starts": "2027-07-05",
        "pins-3-place": "b/train",
        "pins-3-verb": "person",
        "pins-3-person": "amara",
    }
    tree, errors = fill(section("pins").items, typed, {})
    assert not errors
    assert tree["pins"] == [
        {"project": "a", "selected": True},
        {"project": "b", "phase": "train", "starts": "2027-07-05"},
        {"project": "b", "phase": "train", "person": "amara"},
    ]


def test_relations_are_a_kind_and_projects() -> None:
    def relation(n: int, kind: str, *projects: str) -> dict[str, str]:
        rows = {f"relations-{n}-projects-{i}-project": p for i, p in enumerate(projects)}
        return rows | {f"relations-{n}-kind": kind, f"relations-{n}-projects": str(len(projects))}

    typed = relation(0, "requires", "a", "b") | relation(1, "exclusive", "c", "d", "e")
    typed |= relation(2, "at_most", "a", "c") | {"relations-2-limit": "1", "relations": "3"}
    tree, errors = fill(section("relations").items, typed, {})
    assert not errors
    assert tree["relations"] == [
        {"requires": ["a", "b"]},
        {"exclusive": ["c", "d", "e"]},
        {"at_most": 1, "of": ["a", "c"]},
    ]


def test_finance_is_a_key_kinds_and_rates() -> None:
    typed = {
        "chargeback": "hours",
        "capitalise": "build, training",
        "rates": "1",
        "rates-0-currency": "EUR",
        "rates-0-from": "2027-01-01",
        "rates-0-rate": "0.92",
        "rates-0-source": "Budget rate",
    }
    draft = read_form(section("finance").items, typed, tree_of(PORTFOLIO), Portfolio)
    assert draft.errors == {}
    assert draft.body is not None
    finance = draft.body.finance
    assert (finance.chargeback, finance.capitalise) == ("hours", ("build", "training"))
    rate = finance.rates[0]
    assert (rate.currency, str(rate.from_), str(rate.rate), rate.source) == (
        "EUR",
        "2027-01-01",
        "0.92",
        "Budget rate",
    )


def test_a_driver_hits_projects_and_phases() -> None:
    typed = {
        "drivers": "1",
        "drivers-0-name": "Partner data arrives late",
        "drivers-0-probability": "30",
        "drivers-0-delay": "1 / 3 / 8",
        "drivers-0-affects": "2",
        "drivers-0-affects-0-place": "ranker-v3/data",
        "drivers-0-affects-1-place": "feature-store",
    }
    tree, errors = fill(section("drivers").items, typed, {})
    assert not errors
    assert tree["drivers"] == [
        {
            "id": "partner-data-arrives-late",
            "name": "Partner data arrives late",
            "probability": 0.3,
            "weeks": {"low": 1, "likely": 3, "high": 8},
            "affects": ["ranker-v3/data", "feature-store"],
        }
    ]
