"""The verb `verify`: exit codes and the JSON answer."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document.plan_file import write_plan
from planner.domain.snapshot import canonical_json
from tests.planner.verify.example import Case


def run(case: Case, folder: Path, *options: str) -> Result:
    portfolio, plan = case.read()
    (folder / "portfolio.json").write_bytes(canonical_json(portfolio))
    (folder / "plan.json").write_bytes(write_plan(plan))
    files = [str(folder / "portfolio.json"), str(folder / "plan.json")]
    return CliRunner().invoke(main, ["verify", *files, *options])


def test_a_valid_plan_answers_zero_with_its_value(tmp_path: Path) -> None:
    result = run(Case(), tmp_path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"valid": True, "violations": [], "value": 44900.0}


def test_an_invalid_plan_answers_one_and_names_the_rules(tmp_path: Path) -> None:
    case = Case()
    case.person("bob")["reserve"] = 0.6
    result = run(case, tmp_path, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert not answer["valid"]
    assert [violation["rule"] for violation in answer["violations"]] == ["capacity.person"]
    assert "bob" in answer["violations"][0]["text"]


def test_people_read_sentences(tmp_path: Path) -> None:
    assert run(Case(), tmp_path).stdout == "valid; value 44,900.00 USD\n"
    case = Case()
    case.project("b")["mandatory"] = True
    case.drop("b")
    assert run(case, tmp_path).stdout.splitlines() == [
        "not valid: 1 violation",
        "  selection.mandatory: Project b is mandatory but not selected.",
    ]


def test_moves_are_priced_against_the_plan_of_record(tmp_path: Path) -> None:
    case = Case()
    case.portfolio["policies"] = {"change_price": 100}
    before = Case()
    before.drop("b")
    (tmp_path / "record.json").write_bytes(write_plan(before.read()[1]))
    result = run(case, tmp_path, "--base", str(tmp_path / "record.json"), "--json")
    assert json.loads(result.stdout)["value"] == pytest.approx(44800)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b"\xff\xfe", b'{"schema": "quarterdeck/plan/1"}'])
def test_a_file_that_is_no_plan_is_bad_input(tmp_path: Path, content: bytes) -> None:
    run(Case(), tmp_path)
    (tmp_path / "plan.json").write_bytes(content)
    files = [str(tmp_path / "portfolio.json"), str(tmp_path / "plan.json")]
    assert CliRunner().invoke(main, ["verify", *files, "--json"]).exit_code == 2


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "none.yaml"), str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
