"""From `plan` over `verify`, `simulate` and `cost`: shapes of the answers, exit codes, one JSON object."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document.plan_file import read_plan
from tests.stored import SMALL

RANGE = {"p10", "p50", "p90", "mean", "se"}
WORK = ("--decodes", "300")
"""A fixed amount of work, so that the plan is the same on every machine."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def answer(result: Result, code: int = 0) -> dict[str, Any]:
    """The one JSON object on standard output."""
    assert result.exit_code == code, result.stderr
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    assert result.stdout == json.dumps(value, ensure_ascii=False) + "\n"
    return value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio, and its plan with the answer of the verb."""
    path = tmp_path_factory.mktemp("planning")
    (path / "p.yaml").write_bytes(SMALL)
    result = run("plan", path / "p.yaml", "-o", path / "plan.json", "--seed", "3", *WORK, "--json")
    (path / "answer.json").write_text(result.stdout)
    answer(result)
    return path


def test_a_plan_answers_with_value_bound_and_every_project(folder: Path) -> None:
    found = json.loads((folder / "answer.json").read_text())
    assert set(found) >= {
        "status", "value", "bound", "gap", "first_plan_seconds", "seconds", "projects", "violations",
        "snapshot", "seed", "version",
    }  # fmt: skip
    assert found["status"] in ("OPTIMAL", "FEASIBLE")
    assert found["value"] <= found["bound"] + 1e-6
    assert found["gap"] == pytest.approx((found["bound"] - found["value"]) / found["bound"])
    assert found["violations"] == []
    assert found["seed"] == 3
    assert re.fullmatch("sha256:[0-9a-f]{64}", found["snapshot"])
    assert [project["id"] for project in found["projects"]] == ["store", "ranker", "audit"]
    for project in found["projects"]:
        assert set(project) >= {"id", "selected", "start", "finish", "quarter", "reason"}
        assert project["selected"]
        assert project["reason"] is None
        assert project["quarter"] in ("2027-Q1", "2027-Q2")


def test_the_plan_file_holds_what_the_answer_says(folder: Path) -> None:
    found = json.loads((folder / "answer.json").read_text())
    plan = read_plan((folder / "plan.json").read_bytes())
    assert (plan.value, plan.bound, plan.snapshot) == (found["value"], found["bound"], found["snapshot"])
    assert {a.person for a in plan.assignments} <= {"amara", "bela", "hire"}


def test_the_same_work_and_seed_give_the_same_plan(folder: Path) -> None:
    answer(run("plan", folder / "p.yaml", "-o", folder / "again.json", "--seed", "3", *WORK, "--json"))
    assert (folder / "again.json").read_bytes() == (folder / "plan.json").read_bytes()


def test_a_plan_with_a_confidence_says_what_is_promised_and_how_often_it_is_kept(folder: Path) -> None:
    out = folder / "sure.json"
    result = run("plan", folder / "p.yaml", "-o", out, *WORK, "--confidence", "0.6", "--json")
    told = json.loads(result.stdout)
    promises = told["promises"]
    assert (promises["confidence"], promises["scope"]) == (0.6, "project")
    assert result.exit_code == (0 if promises["reached"] else 1)
    selected = {project["id"] for project in told["projects"] if project["selected"]}
    assert {row["project"] for row in promises["projects"]} == selected
    assert all(0 <= row["probability"] <= 1 for row in promises["projects"])
    assert run("verify", folder / "p.yaml", out).exit_code == 0


@pytest.mark.parametrize("confidence", ["0", "1", "-0.2", "80", "nan"])
def test_a_confidence_outside_of_zero_and_one_is_refused(folder: Path, confidence: str) -> None:
    result = run("plan", folder / "p.yaml", "-o", folder / "x.json", "--confidence", confidence)
    assert result.exit_code == 2
    assert "confidence" in result.stderr


def test_a_verdict_repeats_the_value_of_the_plan(folder: Path) -> None:
    found = answer(run("verify", folder / "p.yaml", folder / "plan.json", "--json"))
    planned = json.loads((folder / "answer.json").read_text())
    assert found == {"valid": True, "violations": [], "value": pytest.approx(planned["value"])}


def test_a_forecast_has_a_range_for_every_project_that_is_in(folder: Path) -> None:
    verb = ("simulate", folder / "p.yaml", folder / "plan.json", "--runs", "64", "--json")
    found = answer(run(*verb))
    assert set(found) >= {"runs", "seconds", "projects", "value", "cost", "drivers"}
    assert found["runs"] == 64
    assert found["value"].keys() >= RANGE
    assert found["cost"].keys() >= {"p10", "p50", "p80", "p90", "mean", "by_quarter"}
    assert found["value"]["p10"] <= found["value"]["p50"] <= found["value"]["p90"]
    assert [project["id"] for project in found["projects"]] == ["store", "ranker", "audit"]
    for project in found["projects"]:
        assert project.keys() >= {
            "id", "p_done", "start_p50", "finish_p10", "finish_p50", "finish_p80", "finish_p90", "criticality",
        }  # fmt: skip
        assert 0 <= project["p_done"] <= 1
        assert (
            project["finish_p10"] <= project["finish_p50"] <= project["finish_p80"] <= project["finish_p90"]
        )
    again = answer(run(*verb))
    assert again | {"seconds": 0} == found | {"seconds": 0}


def test_a_plan_is_compared_with_that_of_a_scenario_on_the_same_luck(folder: Path) -> None:
    """In the scenario Amara costs 1,000 a week more, and nothing else differs: dearer in every run, and nothing more."""
    dearer = folder / "dearer.yaml"
    dearer.write_bytes(SMALL.replace(b"weekly_cost: 4200", b"weekly_cost: 5200"))
    files = (folder / "p.yaml", folder / "plan.json", folder / "plan.json")
    found = answer(run("compare", *files, "--other-file", dearer, "--runs", "64", "--json"))
    assert (found["runs"], found["own_luck"]) == (64, [])
    by_measure = {figure["measure"]: figure for figure in found["figures"]}
    assert (by_measure["cost"]["p_first"], by_measure["cost"]["p_second"]) == (1.0, 0.0)
    assert by_measure["cost"]["p10"] > 0
    assert (by_measure["finish"]["p_first"], by_measure["finish"]["mean"]) == (0.0, 0.0)
    said = run("compare", *files, "--other-file", dearer, "--runs", "64")
    assert "cost   OTHER better in 0.0% (error 0.00%), PLAN in 100.0%" in said.stdout


def test_costs_are_decimal_strings_whose_parts_add_up(folder: Path) -> None:
    """800 hours at 4.10 are 3,280.00 of compute whatever the plan; the rest is people."""
    out = folder / "cost.csv"
    found = answer(
        run("cost", folder / "p.yaml", folder / "plan.json", "--format", "csv", "-o", out, "--json")
    )
    assert found.keys() >= {"total", "rows", "by_quarter", "by_project", "by_pool"}
    for grouping in ("by_quarter", "by_project", "by_pool"):
        assert all(re.fullmatch(r"\d+\.\d\d", amount) for amount in found[grouping].values())
        assert sum(map(Decimal, found[grouping].values())) == Decimal(found["total"])
    assert found["by_pool"]["h100"] == "3280.00"
    assert out.read_text().startswith("week,")


def test_a_portfolio_that_cannot_be_planned_answers_one_with_a_repair(tmp_path: Path) -> None:
    """The mandatory ranker is to launch a week after the start; the store before it takes at least five."""
    text = SMALL.replace(
        b"    name: Ranker\n",
        b"    name: Ranker\n    mandatory: true\n    deadline: {date: 2027-01-11, hard: true}\n",
    )
    (tmp_path / "p.yaml").write_bytes(text)
    found = answer(run("plan", tmp_path / "p.yaml", "-o", tmp_path / "plan.json", *WORK, "--json"), code=1)
    assert (found["status"], found["value"], found["gap"]) == ("INFEASIBLE", None, None)
    assert "Ranker must be in the plan but cannot be" in found["repair"][0]["text"]
    assert not any(project["selected"] for project in found["projects"])


def test_an_empty_portfolio_has_an_empty_optimal_plan(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(SMALL.split(b"projects:")[0])
    found = answer(run("plan", tmp_path / "p.yaml", "-o", tmp_path / "plan.json", *WORK, "--json"))
    assert (found["status"], found["value"], found["bound"], found["gap"]) == ("OPTIMAL", 0, 0, 0)
    assert found["projects"] == []
    assert answer(run("verify", tmp_path / "p.yaml", tmp_path / "plan.json", "--json"))["valid"]


def test_without_people_every_project_is_out_and_says_why(tmp_path: Path) -> None:
    text = SMALL[: SMALL.index(b"people:")] + SMALL[SMALL.index(b"pools:") :]
    (tmp_path / "p.yaml").write_bytes(text)
    found = answer(run("plan", tmp_path / "p.yaml", "-o", tmp_path / "plan.json", *WORK, "--json"))
    assert {project["reason"]["rule"] for project in found["projects"]} == {"skill.missing"}
    assert found["projects"][0]["reason"]["text"] == (
        "Needs 6 engineer-weeks of Data engineering in build; nobody who may work on it has it."
    )


def test_people_read_a_summary_and_progress_goes_elsewhere(folder: Path) -> None:
    result = run("plan", folder / "p.yaml", "-o", folder / "again.json", *WORK)
    assert result.exit_code == 0
    assert re.match(r"(OPTIMAL|FEASIBLE): [\d,]+ USD \(at most [\d,]+ is possible, gap ", result.stdout)
    assert "written to" in result.stderr


BAD = {
    "no file": (["plan", "none.yaml", "-o", "x"], "none.yaml cannot be read"),
    "no plan": (["verify", "p.yaml", "none.json"], "none.json cannot be read"),
    "a portfolio as a plan": (["simulate", "p.yaml", "p.yaml"], ""),
    "no time": (["plan", "p.yaml", "-o", "x", "--seconds", "0"], "--seconds 0 is not between 0 and 86400"),
    "time that is no number": (["plan", "p.yaml", "-o", "x", "--seconds", "nan"], "--seconds nan"),
    "a negative seed": (["plan", "p.yaml", "-o", "x", "--seed", "-1"], "'--seed'"),
    "no work": (["plan", "p.yaml", "-o", "x", "--decodes", "0"], "'--decodes'"),
    "an unknown option": (["plan", "p.yaml", "-o", "x", "--sed", "1"], "No such option"),
    "no output": (["plan", "p.yaml"], "Missing option"),
    "an output that is a folder": (["plan", "p.yaml", "-o", ".", *WORK], "cannot be written"),
    "an unknown verb": (["plann", "p.yaml"], "No such command"),
    "no runs": (["simulate", "p.yaml", "plan.json", "--runs", "0"], "'--runs'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_answers_two_with_one_json_object(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    arguments, message = BAD[name]
    found = answer(run(*arguments, "--json"), code=2)
    assert message in found["error"]
    assert run(*arguments).stdout == ""


def test_a_fault_of_ours_answers_three(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("planner.commands.verification.verify_plan", broken)
    found = answer(run("verify", folder / "p.yaml", folder / "plan.json", "--json"), code=3)
    assert found["error"] == "an error of ours: ZeroDivisionError: division by zero"
