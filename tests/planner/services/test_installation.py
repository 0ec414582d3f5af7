"""A database that cannot be used gets one sentence, which keeps the password to itself."""

from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.services.installation import open_database
from planner.settings import Settings

ADDRESSES = {
    "nobody listens": "postgresql://quarterdeck:hunter2@127.0.0.1:1/x",
    "no such host": "postgresql://quarterdeck:hunter2@nowhere.invalid/x",
    "no port": "postgresql://quarterdeck:hunter2@127.0.0.1:port/x",
    "an unknown option": "postgresql://quarterdeck:hunter2@127.0.0.1/x?colour=red",
    "no such folder": "sqlite:////nowhere/hunter2/x.sqlite",
    "an unknown driver": "sqlite+hunter2:///x",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_database_that_cannot_be_reached_is_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        open_database(Settings(data=tmp_path, database_url=ADDRESSES[name]))
    message = refused.value.message
    assert message.startswith("The database of QUARTERDECK_DATABASE_URL cannot be used (")
    assert "\n" not in message
    if name != "an unknown driver":
        assert "hunter2" not in message


def test_a_file_that_is_no_database_is_named_by_its_folder(tmp_path: Path) -> None:
    (tmp_path / "quarterdeck.sqlite").write_bytes(b"something else" * 100)
    with pytest.raises(BadInput, match=r"The database in .* cannot be used \(file is not a database\)"):
        open_database(Settings(data=tmp_path))


def test_a_data_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("")
    with pytest.raises(BadInput, match="cannot be made: File exists"):
        open_database(Settings(data=file))
