"""The verb `prices`."""

import json
from pathlib import Path

from click.testing import CliRunner

from planner.cli import main
from planner.document import read_portfolio
from planner.domain.snapshot import canonical_json
from tests.planner.verify.example import Case


def test_a_sheet_is_looked_up_and_written_into_the_portfolio(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(canonical_json(Case().read()[0]))
    (tmp_path / "sheet.csv").write_text("accelerator,price_per_hour\nH100,3\n")
    files = [str(tmp_path / "p.json"), str(tmp_path / "sheet.csv")]
    options = ["--from", "2027-04-05", "-o", str(tmp_path / "new.yaml"), "--json"]
    result = CliRunner().invoke(main, ["prices", *files, *options])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["changes"][0]["pool"] == "cloud"
    pool = read_portfolio((tmp_path / "new.yaml").read_bytes(), filename="new.yaml").portfolio.pools[0]
    assert {key: str(price) for key, price in dict(pool.price_per_hour).items()} == {
        "2027-01-04": "2",
        "2027-04-05": "3",
    }
    refused = CliRunner().invoke(main, ["prices", *files, "--from", "soon"])
    assert refused.exit_code == 2
    assert "--from: 'soon' is not a day" in refused.stderr
