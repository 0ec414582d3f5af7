"""The verb `digest`, over the database of an installation."""

import json
from pathlib import Path

from click.testing import CliRunner

from planner.cli import main
from planner.services.identity import local_context
from tests.stored import local_installation, store_plan


def test_changes_of_a_stored_portfolio_as_json_and_markdown(tmp_path: Path) -> None:
    with local_installation(tmp_path) as database, database.write() as session:
        ctx = local_context(session)
        store_plan(ctx)
        from planner.services.portfolios import list_portfolios

        home = list_portfolios(ctx).items[0].id
    where = ["--data", str(tmp_path)]
    found = CliRunner().invoke(main, ["digest", home, *where, "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["edits"][0]["text"] == "The portfolio was created"
    file = tmp_path / "changes.md"
    assert CliRunner().invoke(main, ["digest", home, *where, "-o", str(file)]).exit_code == 0
    assert file.read_text().startswith("# Two projects: what has changed\n")
    wrong = CliRunner().invoke(main, ["digest", home, *where, "--since", "soon"])
    assert wrong.exit_code == 2
    assert "is no day such as" in wrong.stderr
    assert CliRunner().invoke(main, ["digest", "nothing", *where]).exit_code == 2
