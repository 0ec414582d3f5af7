"""Rules on selection and pins, each with a plan that just keeps it and a change that breaks it alone."""

import pytest

from tests.planner.verify.example import Case, Document


def test_mandatory_projects_are_in() -> None:
    case = Case()
    case.project("b")["mandatory"] = True
    assert case.broken() == set()
    case.drop("b")
    assert case.broken() == {"selection.mandatory"}


@pytest.mark.parametrize("relation", [{"exclusive": ["a", "b"]}, {"at_most": 1, "of": ["a", "b"]}])
def test_no_more_of_a_set_are_in_than_may_be(relation: Document) -> None:
    case = Case()
    case.portfolio["relations"] = [relation]
    assert case.broken() == {"selection.exclusive"}
    case.drop("b")
    assert case.broken() == set()


def test_what_a_project_requires_is_in() -> None:
    case = Case()
    case.portfolio["relations"] = [{"requires": ["a", "b"]}]
    assert case.broken() == set()
    case.drop("b")
    assert case.broken() == {"selection.requires"}


def test_what_a_project_depends_on_is_in() -> None:
    case = Case()
    case.project("b")["depends_on"] = [{"project": "a", "phase": "train"}]
    case.drop("a")
    assert case.broken() == {"selection.requires"}


def test_what_a_phase_waits_for_is_in() -> None:
    case = Case()
    case.phase("b", "fix")["after"] = [{"project": "a", "phase": "train"}]
    case.drop("a")
    assert case.broken() == {"selection.requires"}


@pytest.mark.parametrize("wanted", [True, False])
def test_a_project_is_in_or_out_as_pinned(wanted: bool) -> None:
    case = Case()
    case.portfolio["pins"] = [{"project": "b", "selected": wanted}]
    assert case.broken() == (set() if wanted else {"pin.selected"})
    case.drop("b")
    assert case.broken() == ({"pin.selected"} if wanted else set())


def test_a_phase_starts_in_its_pinned_week() -> None:
    case = Case()
    case.portfolio["pins"] = [{"project": "a", "phase": "ship", "starts": "2027-02-03"}]
    assert case.broken() == set()  # the Wednesday of week 4
    case.portfolio["pins"] = [{"project": "a", "phase": "ship", "starts": "2027-02-08"}]
    assert case.broken() == {"pin.start"}
    case.drop("a")
    assert case.broken() == set()


def test_a_pinned_person_is_on_the_crew() -> None:
    case = Case()
    case.portfolio["pins"] = [{"project": "a", "phase": "train", "person": "ann"}]
    assert case.broken() == set()
    case.portfolio["pins"] = [{"project": "a", "phase": "train", "person": "bob"}]
    assert case.broken() == {"pin.person"}
