"""The verb `placement`."""

import json
from pathlib import Path

from click.testing import CliRunner

from planner.cli import main
from planner.document.plan_file import write_plan
from planner.domain.snapshot import canonical_json
from tests.planner.verify.example import Case


def test_pools_are_told_week_by_week_and_in_sum(tmp_path: Path) -> None:
    portfolio, plan = Case().read()
    (tmp_path / "portfolio.json").write_bytes(canonical_json(portfolio))
    (tmp_path / "plan.json").write_bytes(write_plan(plan))
    files = [str(tmp_path / "portfolio.json"), str(tmp_path / "plan.json")]
    answer = json.loads(CliRunner().invoke(main, ["placement", *files, "--json"]).stdout)
    assert (answer["unused_cost"], answer["avoidable"], len(answer["rows"])) == ("4200.00", "0.00", 50)
    text = CliRunner().invoke(main, ["placement", *files])
    assert text.exit_code == 0
    assert "unused commitments: 4,200.00 USD" in text.stdout
