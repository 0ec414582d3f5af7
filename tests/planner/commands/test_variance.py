"""The verb `variance`."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from planner.cli import main
from planner.document.plan_file import write_plan
from planner.domain.snapshot import canonical_json
from tests.planner.verify.example import Case


def run(folder: Path, table: str, *options: str) -> Result:
    portfolio, plan = Case().read()
    (folder / "portfolio.json").write_bytes(canonical_json(portfolio))
    (folder / "plan.json").write_bytes(write_plan(plan))
    (folder / "actuals.csv").write_text(table)
    files = [str(folder / name) for name in ("portfolio.json", "plan.json", "actuals.csv")]
    return CliRunner().invoke(main, ["variance", *files, *options])


def test_the_answer_has_effects_by_project(tmp_path: Path) -> None:
    table = "month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n"
    answer = json.loads(run(tmp_path, table, "--json").stdout)
    line = next(line for line in answer["lines"] if line["project"] == "a")
    assert (line["variance"], line["volume"], line["price"]) == ("300.00", "200.00", "100.00")
    text = run(tmp_path, table)
    assert text.exit_code == 0
    assert "+ is overspent" in text.stdout


def test_a_table_that_cannot_be_read_is_refused_by_row(tmp_path: Path) -> None:
    result = run(tmp_path, "month,amount\n2027-01,ten\n")
    assert result.exit_code == 2
    assert "amount 'ten' is not a number" in result.stderr


def test_several_files_are_compared_together_and_written(tmp_path: Path) -> None:
    (tmp_path / "payroll.csv").write_text(
        "month,project,kind,amount\n2027-01,a,people,9000\n2027-02,a,people,9\n"
    )
    table = "month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n"
    out = tmp_path / "variance.csv"
    done = run(tmp_path, table, str(tmp_path / "payroll.csv"), "-o", str(out))
    assert done.exit_code == 0, done.stderr
    assert "2027-02" in done.stdout
    assert "actuals.csv says nothing about 2027-02" in done.stdout
    assert out.read_text().splitlines()[1].startswith("2027-01,a,8600.00,9900.00")
    refused = run(tmp_path, table, "-o", str(tmp_path / "variance.pdf"))
    assert refused.exit_code == 2
    assert "give it the ending .csv, .xlsx, .json" in refused.stderr
