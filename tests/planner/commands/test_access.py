"""Users and tokens by the command line, over the database of an installation."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from planner.cli import main
from planner.services.identity import authenticate_token, redeem_login_link
from tests.stored import local_installation


def run(tmp_path: Path, words: Sequence[str]) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(tmp_path), "--json"])


def answer(tmp_path: Path, words: Sequence[str]) -> dict[str, Any]:
    result = run(tmp_path, words)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_a_user_is_added_changed_signed_in_and_removed(tmp_path: Path) -> None:
    made = answer(tmp_path, ["user", "add", "Ann", "--role", "viewer"])
    ann = made["user"]
    assert (ann["name"], ann["role"]) == ("Ann", "viewer")
    assert [one["name"] for one in answer(tmp_path, ["user", "list"])["users"]] == ["Ann", "Owner"]
    assert answer(tmp_path, ["user", "role", ann["id"], "editor"])["user"]["role"] == "editor"
    again = answer(tmp_path, ["user", "link", ann["id"]])
    with local_installation(tmp_path) as database, database.write() as session:
        for link in (made["login"], again["login"]):
            who, _ = redeem_login_link(session, link.removeprefix("/login?token="))
            assert who.actor.id == ann["id"]
    assert answer(tmp_path, ["user", "remove", ann["id"]])["user"]["id"] == ann["id"]
    assert run(tmp_path, ["user", "link", ann["id"]]).exit_code == 2
    assert "owns the installation" in run(tmp_path, ["user", "remove", "local"]).stderr


def test_a_token_is_made_shown_once_and_revoked(tmp_path: Path) -> None:
    ann = answer(tmp_path, ["user", "add", "Ann"])["user"]["id"]
    made = answer(tmp_path, ["token", "add", "Nightly export", "--user", ann, "--days", "30"])
    with local_installation(tmp_path) as database, database.read() as session:
        assert authenticate_token(session, made["secret"]).actor.id == ann
    listed = run(tmp_path, ["token", "list"])
    assert json.loads(listed.stdout) == {"tokens": [made["token"]]}
    assert made["secret"] not in listed.stdout
    assert answer(tmp_path, ["token", "revoke", made["token"]["id"]])["token"] == made["token"]
    assert answer(tmp_path, ["token", "list"]) == {"tokens": []}
    assert run(tmp_path, ["token", "revoke", made["token"]["id"]]).exit_code == 2
    assert "0 is not from 1 to 3650" in run(tmp_path, ["token", "add", "x", "--days", "0"]).stderr


def test_people_read_what_programs_read(tmp_path: Path) -> None:
    words = ["token", "add", "Notebook", "--data", str(tmp_path)]
    made = CliRunner().invoke(main, words)
    with local_installation(tmp_path) as database, database.read() as session:
        assert authenticate_token(session, made.stdout.strip()).actor.name == "Owner"
    listed = CliRunner().invoke(main, ["user", "list", "--data", str(tmp_path)])
    assert "owner" in listed.stdout
    assert (
        "Owner, Notebook, no end"
        in CliRunner().invoke(main, ["token", "list", "--data", str(tmp_path)]).stdout
    )
