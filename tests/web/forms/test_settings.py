import pytest

from planner.domain.portfolio import Portfolio
from tests.web import samples
from web.forms.form import fill, full_tree, read_form, shown, tree_of
from web.forms.settings import Section, sections

PORTFOLIO = samples.portfolio()


@pytest.mark.parametrize("section", sections("USD"), ids=lambda s: s.id)
def test_saving_an_untouched_section_changes_nothing(section: Section) -> None:
    typed = shown(section.entries, full_tree(PORTFOLIO))
    draft = read_form(section.entries, typed, tree_of(PORTFOLIO), Portfolio)
    assert draft.errors == {}
    assert draft.body == PORTFOLIO


@pytest.mark.parametrize(
    ("section", "field", "line"),
    [
        ("pins", "pins", "ranker-v3 | maybe"),
        ("policies", "freezes", "in November"),
        ("themes", "themes", "growth"),
        ("budgets", "budgets", "2027-Q1 | all | much"),
    ],
)
def test_a_line_that_cannot_be_read_is_quoted_at_its_field(section: str, field: str, line: str) -> None:
    chosen = next(s for s in sections("USD") if s.id == section)
    _, errors = fill(
        chosen.entries, shown(chosen.entries, full_tree(PORTFOLIO)) | {field: line}, tree_of(PORTFOLIO)
    )
    assert set(errors) == {field}


def test_pins_are_read_from_lines() -> None:
    chosen = next(s for s in sections("USD") if s.id == "pins")
    tree, errors = fill(
        chosen.entries, {"pins": "a | in\nb/train | starts 2027-07-05\nb/train | with amara"}, {}
    )
    assert not errors
    assert tree["pins"] == [
        {"project": "a", "selected": True},
        {"project": "b", "phase": "train", "starts": "2027-07-05"},
        {"project": "b", "phase": "train", "person": "amara"},
    ]
