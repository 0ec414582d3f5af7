"""The verb `cost`: files, the JSON answer and what is refused."""

import csv
import io
import json
from decimal import Decimal
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
    return CliRunner().invoke(main, ["cost", *files, "-o", str(folder / "cost"), *options])


def test_the_answer_has_groupings_that_sum_to_the_total(tmp_path: Path) -> None:
    result = run(Case(), tmp_path, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["total"] == "18800.00"
    assert answer["by_project"] == {"a": "11600.00", "b": "3000.00", "unassigned": "4200.00"}
    for name in ("by_quarter", "by_project", "by_pool"):
        assert sum(map(Decimal, answer[name].values())) == Decimal(answer["total"])
    assert sum(Decimal(row["amount"]) for row in answer["rows"]) == Decimal(answer["total"])


def test_the_csv_file_holds_the_rows(tmp_path: Path) -> None:
    assert run(Case(), tmp_path, "--format", "csv").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cost").read_text())))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(18800)


def test_the_json_file_is_the_answer(tmp_path: Path) -> None:
    result = run(Case(), tmp_path, "--format", "json", "--json")
    assert json.loads((tmp_path / "cost").read_bytes()) == json.loads(result.stdout)


def test_the_view_of_the_organisation_adds_salaries(tmp_path: Path) -> None:
    answer = json.loads(run(Case(), tmp_path, "--view", "organisation", "--json").stdout)
    assert answer["by_pool"]["people"] == "175000.00"


def test_an_unknown_format_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = run(Case(), tmp_path, "--format", "pdf")
    assert result.exit_code == 2
    assert "'pdf' is not a format of cost exports" in result.stderr
    assert not (tmp_path / "cost").exists()


def test_a_focus_file_holds_budgets_and_what_was_spent_when_asked(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("month,project,kind,amount\n2027-01,a,people,12.34\n")
    spent = ("--actuals", str(tmp_path / "ledger.csv"))
    result = run(Case(), tmp_path, "--format", "focus", "--data", "actual", "--data", "budget", *spent)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cost").read_text())))
    actual = [row for row in rows if row["x_DataKind"] == "Actual"]
    assert [(row["x_Project"], row["BilledCost"]) for row in actual] == [("a", "12.34")]
    assert {row["x_DataKind"] for row in rows} <= {"Actual", "Budget"}
    wrong = run(Case(), tmp_path, "--format", "focus", "--data", "plans")
    assert (wrong.exit_code, "--data" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_plan_of_another_version_of_the_portfolio_is_pointed_out(
    tmp_path: Path, options: list[str]
) -> None:
    run(Case(), tmp_path)
    dearer = Case()
    dearer.pool("cloud")["price_per_hour"] = "3"
    (tmp_path / "portfolio.json").write_bytes(canonical_json(dearer.read()[0]))
    files = [str(tmp_path / "portfolio.json"), str(tmp_path / "plan.json")]
    result = CliRunner().invoke(main, ["cost", *files, "-o", str(tmp_path / "cost"), *options])
    assert result.exit_code == 0
    assert "another version of this portfolio" in result.stderr
