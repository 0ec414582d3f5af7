import pytest

from planner.domain.projects import Project
from planner.errors import Diagnostic
from tests.web import samples
from web.forms.form import diagnostic_errors, full_tree, tree_of
from web.forms.project import project_entries, project_typed, read_project, with_new_phase

PORTFOLIO = samples.portfolio()


def typed(project: Project) -> dict[str, str]:
    return project_typed(PORTFOLIO, full_tree(project))


@pytest.mark.parametrize("project", PORTFOLIO.projects, ids=lambda p: p.id)
def test_saving_an_untouched_form_changes_nothing(project: Project) -> None:
    draft = read_project(PORTFOLIO, typed(project), tree_of(project))
    assert draft.errors == {}
    assert draft.body == project


def test_what_has_no_field_survives_an_edit() -> None:
    # The form does not show the speed of other accelerators, nor what happens when a gate fails.
    project = PORTFOLIO.project("ranker-v3")
    draft = read_project(PORTFOLIO, typed(project) | {"name": "Ranker v4"}, tree_of(project))
    assert draft.body is not None
    assert draft.body.name == "Ranker v4"
    assert draft.body.phases == project.phases
    assert draft.body.depends_on == project.depends_on


def test_emptying_the_date_removes_the_whole_deadline() -> None:
    project = PORTFOLIO.project("ranker-v3")
    draft = read_project(PORTFOLIO, typed(project) | {"deadline": ""}, tree_of(project))
    assert draft.body is not None
    assert draft.body.deadline is None


def test_a_removed_phase_is_gone_and_a_new_one_gets_an_id_from_its_name() -> None:
    project = PORTFOLIO.project("query-understanding")
    more = with_new_phase(typed(project)) | {
        "phase-3-name": "A/B test",
        "phase-3-weeks": "2 / 3 / 4",
        "phase-2-remove": "on",
    }
    draft = read_project(PORTFOLIO, more, tree_of(project))
    assert draft.body is not None
    assert [p.id for p in draft.body.phases] == ["data", "train", "a-b-test"]


def test_each_mistake_is_at_its_own_field() -> None:
    project = PORTFOLIO.project("query-understanding")
    wrong = typed(project) | {
        "name": " ",
        "value": "9 / 3 / 6",
        "phase-0-effort": "data 2 / 3",
        "penalty": "a lot",
    }
    errors = read_project(PORTFOLIO, wrong, tree_of(project)).errors
    assert set(errors) == {"name", "phase-0-effort", "penalty"}
    errors = read_project(PORTFOLIO, typed(project) | {"value": "9 / 3 / 6"}, tree_of(project)).errors
    assert set(errors) == {"value"}
    assert "low <= likely <= high" in errors["value"]


def test_a_project_without_phases_says_what_to_do() -> None:
    draft = read_project(PORTFOLIO, {"name": "New", "kind": "model", "phases": "0"}, {})
    assert "at least one phase" in draft.errors[""]


def test_findings_of_a_service_are_put_at_the_field_that_they_name() -> None:
    found = [
        Diagnostic("error", "projects[2].value.per_week", "too much"),
        Diagnostic("error", "relations[0]", "names no project"),
    ]
    errors = diagnostic_errors(project_entries(PORTFOLIO), found, "refused")
    assert errors == {"value": "too much", "": "relations[0]: names no project"}
