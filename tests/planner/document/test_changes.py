"""Changes documents: every error has its line, its value and the nearest known name."""

import pytest

from planner.document.changes import changes_schema, read_changes
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from tests.planner.verify.example import Case


@pytest.fixture
def pair() -> tuple[Portfolio, Plan]:
    return Case().read()


def refused(pair: tuple[Portfolio, Plan], text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(BadInput) as caught:
        read_changes(text.encode(), *pair, given="yaml")
    return [(d.line, d.path, d.message) for d in caught.value.diagnostics]


HEAD = "schema: quarterdeck/changes/1\nas_of: 2027-02-01\nchanges:\n"


@pytest.mark.parametrize(
    ("row", "path", "message"),
    [
        (
            "leave: {person: anna, from: 2027-02-01, to: 2027-02-05}",
            "changes[0].leave.person",
            "unknown person 'anna'; did you mean 'ann'?",
        ),
        (
            "slippage: {project: a, phase: trian, weeks: 2}",
            "changes[0].slippage.phase",
            "'a' has no phase 'trian'; did you mean 'train'?",
        ),
        (
            "lost_pool: {pool: clod, from: 2027-02-01}",
            "changes[0].lost_pool.pool",
            "unknown pool 'clod'; did you mean 'cloud'?",
        ),
        (
            "slippage: {project: a, phase: train}",
            "changes[0].slippage",
            "give one of `weeks`, `finishes` or `starts`",
        ),
        (
            "progress: {project: a, phase: train, finished: 2027-03-05}",
            "changes[0].progress.finished",
            "2027-03-05 is not before 2027-02-01, the first week that is still open",
        ),
        (
            "leaf: {person: ann, from: 2027-02-01, to: 2027-02-05}",
            "changes[0].leaf",
            "unknown key 'leaf'; did you mean 'leave'?",
        ),
        (
            "new_project: {id: a, name: A, phases: [{id: x, weeks: 1}]}",
            "changes[0].new_project.id",
            "'a' is already the id of a project; choose another",
        ),
        (
            "new_project: {id: n, name: N, phases: [{id: x, effort: {mll: 1}}]}",
            "changes[0].new_project.phases[0].effort.mll",
            "unknown skill 'mll'",
        ),
    ],
)
def test_an_error_names_its_place_and_the_way_out(
    pair: tuple[Portfolio, Plan], row: str, path: str, message: str
) -> None:
    line, where, text = refused(pair, f"{HEAD}  - {row}\n")[0]
    assert (line, where) == (4, path)
    assert message in text


def test_all_errors_are_told_at_once(pair: tuple[Portfolio, Plan]) -> None:
    rows = "  - leave: {person: x, from: 2027-02-01, to: 2027-02-05}\n  - lost_pool: {pool: y, from: 2027-02-01}\n"
    assert [line for line, _, _ in refused(pair, HEAD + rows)] == [4, 5]


def test_reports_need_a_day(pair: tuple[Portfolio, Plan]) -> None:
    text = "schema: quarterdeck/changes/1\nchanges:\n  - progress: {project: a, phase: train, done: 0.5}\n"
    assert "add `as_of`" in refused(pair, text)[0][2]


def test_another_schema_is_refused(pair: tuple[Portfolio, Plan]) -> None:
    assert "write `schema: quarterdeck/changes/1`" in refused(pair, "schema: quarterdeck/change/1\n")[0][2]


def test_the_schema_describes_every_kind_of_change() -> None:
    kinds = set(changes_schema()["$defs"]["Change"]["properties"]) - {"note"}
    assert kinds == {
        "leave",
        "person_leaves",
        "person_joins",
        "slippage",
        "estimate",
        "progress",
        "new_project",
        "removed_project",
        "lost_pool",
        "pool_capacity",
    }
