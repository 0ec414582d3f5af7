"""Comments and changes of many projects by the command line, over the database of an installation."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.services.identity import local_context
from planner.services.portfolios import list_portfolios
from tests.stored import local_installation, store_plan


@pytest.fixture
def home(tmp_path: Path) -> str:
    with local_installation(tmp_path) as database, database.write() as session:
        ctx = local_context(session)
        store_plan(ctx)
        return list_portfolios(ctx).items[0].id


def run(tmp_path: Path, words: Sequence[str]) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(tmp_path), "--json"])


def test_a_comment_is_written_and_listed(tmp_path: Path, home: str) -> None:
    assert json.loads(run(tmp_path, ["comments", home, "a"]).stdout) == {"comments": []}
    made = run(tmp_path, ["comments", home, "a", "--add", "Looks fine"])
    assert made.exit_code == 0
    (row,) = json.loads(run(tmp_path, ["comments", home, "a"]).stdout)["comments"]
    assert (row["text"], row["author"]) == ("Looks fine", "Owner")
    assert run(tmp_path, ["comments", home, "nothing"]).exit_code == 2
    assert run(tmp_path, ["comments", home, "a", "--add", "  "]).exit_code == 2


def test_projects_are_changed_alike_or_not_at_all(tmp_path: Path, home: str) -> None:
    done = run(tmp_path, ["bulk", home, "a", "b", "--must-have"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["ids"], bool(found["undo_token"])) == (["a", "b"], True)
    assert json.loads(run(tmp_path, ["bulk", home, "a", "--must-have"]).stdout)["undo_token"] is None
    refused = run(tmp_path, ["bulk", home, "a", "x", "--pin", "out"])
    assert refused.exit_code == 2
    assert "no project 'x'" in refused.stderr
    for words in ([], ["--pin", "in", "--delete"]):
        wrong = run(tmp_path, ["bulk", home, "a", *words])
        assert wrong.exit_code == 2
        assert "give one of" in wrong.stderr
    gone = run(tmp_path, ["bulk", home, "b", "--delete"])
    assert gone.exit_code == 0
    assert run(tmp_path, ["comments", home, "b"]).exit_code == 2
