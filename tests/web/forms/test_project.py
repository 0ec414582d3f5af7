import pytest

from planner.domain.projects import Project
from planner.errors import Diagnostic
from tests.web import samples
from web.forms.form import tree_of
from web.forms.places import diagnostic_errors
from web.forms.project import project_items, project_typed, read_project

PORTFOLIO = samples.portfolio()


def typed(project: Project) -> dict[str, str]:
    return project_typed(PORTFOLIO, project)


@pytest.mark.parametrize("project", PORTFOLIO.projects, ids=lambda p: p.id)
def test_saving_an_untouched_form_changes_nothing(project: Project) -> None:
    draft = read_project(PORTFOLIO, typed(project), tree_of(project))
    assert draft.errors == {}
    assert draft.body == project


def test_a_form_holds_all_of_a_project() -> None:
    # Read over an empty document: what has no field would be lost.
    project = PORTFOLIO.project("ranker-v3")
    draft = read_project(PORTFOLIO, typed(project), {"id": project.id})
    assert draft.errors == {}
    assert draft.body == project


def test_emptying_the_date_removes_the_whole_deadline() -> None:
    project = PORTFOLIO.project("ranker-v3")
    draft = read_project(PORTFOLIO, typed(project) | {"deadline": ""}, tree_of(project))
    assert draft.body is not None
    assert draft.body.deadline is None


def test_a_new_phase_gets_an_id_from_its_name_and_others_may_come_after_it() -> None:
    project = PORTFOLIO.project("query-understanding")
    more = typed(project) | {
        "phases": "5",
        "phases-3-name": "A/B test",
        "phases-3-weeks": "2 / 3 / 4",
        "phases-4-name": "Clean up",
        "phases-4-weeks": "1",
        "phases-4-after": "1",
        "phases-4-after-0-phase": "a-b-test",
    }
    draft = read_project(PORTFOLIO, more, tree_of(project))
    assert draft.body is not None
    assert [p.id for p in draft.body.phases][3:] == ["a-b-test", "clean-up"]
    assert draft.body.phases[4].after[0].phase == "a-b-test"
    offered = project_items(PORTFOLIO, more, project.id)[-1]
    assert "a-b-test" in str(offered)


def test_each_mistake_is_at_its_own_field() -> None:
    project = PORTFOLIO.project("query-understanding")
    wrong = typed(project) | {
        "name": " ",
        "value": "9 / 3 / 6",
        "phases-0-effort-0-weeks": "2 / 3",
        "penalty": "a lot",
    }
    errors = read_project(PORTFOLIO, wrong, tree_of(project)).errors
    assert set(errors) == {"name", "phases-0-effort-0-weeks", "penalty"}
    errors = read_project(PORTFOLIO, typed(project) | {"value": "9 / 3 / 6"}, tree_of(project)).errors
    assert set(errors) == {"value"}
    assert "low <= likely <= high" in errors["value"]


def test_a_complaint_of_the_model_finds_its_row_past_blank_ones() -> None:
    # Row 0 of the effort is blank, so that the document's first skill is row 1 of the form.
    new = {
        "name": "New",
        "kind": "model",
        "phases": "1",
        "phases-0-name": "Build",
        "phases-0-effort": "2",
        "phases-0-effort-1-skill": "data",
        "phases-0-effort-1-weeks": "9 / 3 / 6",
    }
    errors = read_project(PORTFOLIO, new, {}).errors
    assert set(errors) == {"phases-0-effort-1-weeks"}


def test_a_project_without_phases_says_what_to_do() -> None:
    draft = read_project(PORTFOLIO, {"name": "New", "kind": "model", "phases": "0"}, {})
    assert "at least one phase" in draft.errors["phases"]


def test_a_skill_in_two_rows_is_refused() -> None:
    twice = {
        "phases-0-effort": "2",
        "phases-0-effort-0-skill": "data",
        "phases-0-effort-0-weeks": "1",
        "phases-0-effort-1-skill": "data",
        "phases-0-effort-1-weeks": "2",
    }
    project = PORTFOLIO.project("query-understanding")
    errors = read_project(PORTFOLIO, typed(project) | twice, tree_of(project)).errors
    assert set(errors) == {"phases-0-effort-1-skill"}


def test_findings_of_a_service_are_put_at_the_field_that_they_name() -> None:
    project = PORTFOLIO.projects[2]
    texts = typed(project)
    skill = texts["phases-0-effort-0-skill"]
    found = [
        Diagnostic("error", "projects[2].value.per_week", "too much"),
        Diagnostic("error", f"projects[2].phases[0].effort.{skill}", "unknown"),
        Diagnostic("error", "projects[3].value.per_week", "of another project"),
        Diagnostic("error", "relations[0]", "names no project"),
    ]
    items = project_items(PORTFOLIO, texts, project.id)
    errors = diagnostic_errors(items, texts, found, "refused", ("projects", 2))
    assert errors == {
        "value": "too much",
        "phases-0-effort-0-skill": "unknown",
        "": "projects[3].value.per_week: of another project; relations[0]: names no project",
    }
