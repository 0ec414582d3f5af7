"""The verbs `explain` and `marginal`: their answers are plans made again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document import read_portfolio
from planner.document.plan_file import read_plan, write_plan
from planner.services.explain import replan_from
from planner.services.optimise import plan_portfolio

DOCUMENT = b"""
schema: quarterdeck/portfolio/1
name: Search
calendar: {start: 2027-01-04, quarters: 1}
skills:
  - {id: modelling, name: Modelling}
  - {id: vision, name: Vision}
people:
  - {id: amara, name: Amara, skills: {modelling: 1.0}, max_projects: 1}
projects:
  - id: ranker
    name: Ranker
    value: {per_week: 9000}
    phases: [{id: build, effort: {modelling: 10}}]
  - id: filter
    name: Filter
    value: {per_week: 4000}
    phases: [{id: build, effort: {modelling: 10}}]
  - id: camera
    name: Camera
    value: {per_week: 5000}
    phases: [{id: build, effort: {vision: 4}}]
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A quarter of 13 weeks in which one person can do one of two projects of 10 weeks, and their best plan."""
    folder = tmp_path_factory.mktemp("questions")
    document, plan = folder / "portfolio.yaml", folder / "plan.json"
    document.write_bytes(DOCUMENT)
    portfolio = read_portfolio(DOCUMENT, format="yaml").portfolio
    plan.write_bytes(write_plan(plan_portfolio(portfolio, decodes=200).plan))
    return document, plan


def ask(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_displaced_project_is_forced_in_and_comes_in_with_one_more_person(files: tuple[Path, Path]) -> None:
    done = ask("explain", *files, "filter", "--seconds", 2, "--json")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["selected"], answer["displaces"]) == (False, ["ranker"])
    assert 0 < answer["value_if_forced"] < answer["value"]
    last = answer["relaxations"][-1]
    assert (last["rule"], last["selects"]) == ("capacity.person", True)
    assert "1 more for modelling" in last["change"]
    assert last["value"] > answer["value"]


def test_a_skill_that_nobody_has_is_what_would_have_to_come(files: tuple[Path, Path]) -> None:
    answer = json.loads(ask("explain", *files, "camera", "--seconds", 2, "--json").stdout)
    assert (answer["value_if_forced"], answer["reason"]["rule"]) == (None, "skill.missing")
    assert [(row["rule"], row["selects"]) for row in answer["relaxations"]] == [("skill.missing", True)]
    assert "1 more for vision" in answer["relaxations"][0]["change"]


def test_a_project_that_is_in_is_left_out_to_see_what_comes_instead(files: tuple[Path, Path]) -> None:
    answer = json.loads(ask("explain", *files, "ranker", "--seconds", 2, "--json").stdout)
    assert (answer["selected"], answer["admits"], answer["relaxations"]) == (True, ["filter"], [])


def test_one_more_of_each_skill_has_a_worth_and_the_largest_comes_first(files: tuple[Path, Path]) -> None:
    done = ask("marginal", *files, "--seconds", 0.3, "--json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)["rows"]
    assert {row["resource"] for row in rows} == {"modelling", "vision"}
    assert all(row["value"] > 0 and row["clear"] for row in rows)
    assert [row["value"] for row in rows] == sorted((row["value"] for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("nothing",), "no project 'nothing'"), (("camera", "--seconds", "0"), "--seconds 0")],
)
def test_bad_questions_are_refused(files: tuple[Path, Path], words: tuple[str, ...], said: str) -> None:
    done = ask("explain", *files, *words)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_a_plan_of_another_portfolio_is_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_bytes(DOCUMENT.replace(b"9000", b"9001"))
    done = ask("marginal", other, files[1])
    assert (done.exit_code, "another version" in done.stderr) == (2, True)


def test_planning_again_begins_with_the_plan(files: tuple[Path, Path]) -> None:
    portfolio, plan = (
        read_portfolio(files[0].read_bytes(), format="yaml").portfolio,
        read_plan(files[1].read_bytes()),
    )
    again = replan_from(portfolio, plan, 0.2)
    assert again.value == pytest.approx(plan.value)
    assert again.phases == plan.phases


def test_a_project_that_a_decision_keeps_in_names_that_decision(tmp_path: Path) -> None:
    for rule, old, new in (
        ("selection.mandatory", b"    name: Ranker\n", b"    name: Ranker\n    mandatory: true\n"),
        ("pin.selected", b"projects:\n", b"pins: [{project: ranker, selected: true}]\nprojects:\n"),
    ):
        portfolio, plan = tmp_path / f"{rule}.yaml", tmp_path / f"{rule}.json"
        portfolio.write_bytes(DOCUMENT.replace(old, new))
        plan.write_bytes(
            write_plan(plan_portfolio(read_portfolio(portfolio.read_bytes()).portfolio, decodes=200).plan)
        )
        reason = json.loads(ask("explain", portfolio, plan, "ranker", "--seconds", 1, "--json").stdout)[
            "reason"
        ]
        assert reason["rule"] == rule
        assert reason["text"].startswith("It is in: it starts on 2027-01-04")
