"""The verb `quotas`: the file and the answer."""

import csv
import io
import json
from pathlib import Path

import yaml
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document.plan_file import write_plan
from planner.domain.snapshot import canonical_json
from tests.planner.verify.example import Case


def run(folder: Path, *options: str) -> Result:
    portfolio, plan = Case().read()
    (folder / "portfolio.json").write_bytes(canonical_json(portfolio))
    (folder / "plan.json").write_bytes(write_plan(plan))
    files = [str(folder / "portfolio.json"), str(folder / "plan.json")]
    return CliRunner().invoke(main, ["quotas", *files, "-o", str(folder / "out"), *options])


def test_manifests_are_written_and_listed(tmp_path: Path) -> None:
    result = run(tmp_path, "--quarter", "2027-Q1", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["quotas"][0]["project"] == "a"
    kinds = [item["kind"] for item in yaml.safe_load_all((tmp_path / "out").read_bytes())]
    assert kinds == ["ResourceFlavor", "ResourceFlavor", "ClusterQueue", "LocalQueue", "ClusterQueue"]


def test_a_list_holds_every_quarter(tmp_path: Path) -> None:
    assert run(tmp_path, "--format", "csv").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out").read_text())))
    assert {row["quarter"] for row in rows} == {"2027-Q1", "2027-Q2"}
    assert {row["project"] for row in rows} == {"a", "spare"}


def test_a_quarter_outside_the_horizon_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "--quarter", "2020-Q1")
    assert result.exit_code == 2
    assert "quarter: '2020-Q1' is not in the horizon" in result.stderr
