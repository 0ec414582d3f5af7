"""The verbs `validate`, `import` and `schema`: answers and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.domain.limits import MAX_DOCUMENT_BYTES
from tests.planner.integrations.test_capacity_planner import written
from tests.stored import SMALL


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_bytes(SMALL)
    return file


def test_a_valid_portfolio_answers_zero_with_its_warnings(small: Path) -> None:
    assert json.loads(run("validate", small, "--json").stdout) == {"valid": True, "diagnostics": []}
    small.write_bytes(SMALL.replace(b"skills: {data: 1.0}, starts", b"skills: {}, starts"))
    result = run("validate", small, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "valid": True,
        "diagnostics": [
            {
                "severity": "warning",
                "path": "positions[0].skills",
                "line": 12,
                "message": "position 'hire': Data engineer has no skills and cannot be planned",
            }
        ],
    }


def test_an_invalid_portfolio_answers_two_with_line_path_and_message(small: Path) -> None:
    small.write_bytes(SMALL.replace(b"{modelling: 2}", b"{modeling: 2}"))
    result = run("validate", small, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "valid": False,
        "diagnostics": [
            {
                "severity": "error",
                "path": "projects[2].phases[0].effort.modeling",
                "line": 31,
                "message": "project 'audit': unknown skill 'modeling'; did you mean 'modelling'?",
            }
        ],
    }


def test_people_read_places_as_editors_do(small: Path) -> None:
    assert run("validate", small).stdout == f"{small} is valid\n"
    small.write_bytes(SMALL.replace(b"quarters: 2", b"quarters: 0"))
    assert run("validate", small).stdout.splitlines() == [
        f"{small}:4: error: calendar.quarters: expected at least 1, got 0",
        f"{small} is not valid",
    ]


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = run("validate", tmp_path / "none.yaml", "--json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert answer["valid"] is False
    assert "cannot be read: No such file" in answer["diagnostics"][0]["message"]


def test_a_file_over_a_limit_is_not_valid(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * MAX_DOCUMENT_BYTES)
    result = run("validate", path, "--json")
    assert result.exit_code == 2
    (finding,) = json.loads(result.stdout)["diagnostics"]
    assert finding["severity"] == "error"
    assert "10" in finding["message"]


def test_an_import_counts_what_it_wrote_and_says_its_mappings(tmp_path: Path) -> None:
    output = tmp_path / "imported.yaml"
    result = run("import", written(tmp_path / "in"), "--format", "capacity-planner", "-o", output, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert {key: answer[key] for key in ("projects", "people", "pools")} == {
        "projects": 2,
        "people": 4,
        "pools": 0,
    }
    assert "Eve is not active and was left out." in answer["warnings"]
    assert "Eve is not active and was left out." in result.stderr
    assert json.loads(run("validate", output, "--json").stdout)["valid"]


def test_an_import_that_fails_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "imported.yaml"
    folder = written(tmp_path / "in", projects="id,name\n")
    result = run("import", folder, "--format", "capacity-planner", "-o", output, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["diagnostics"]
    assert not output.exists()


def test_an_unknown_format_is_bad_input(tmp_path: Path) -> None:
    result = run("import", tmp_path, "--format", "excel", "-o", tmp_path / "x.yaml", "--json")
    assert result.exit_code == 2
    assert "unknown format 'excel'" in json.loads(result.stdout)["error"]


def test_the_schema_is_the_published_one(small: Path) -> None:
    published = Path(__file__).parents[3] / "docs" / "reference" / "portfolio.schema.json"
    assert json.loads(run("schema", "--json").stdout) == json.loads(published.read_text())
    assert json.loads(run("schema").stdout) == json.loads(published.read_text())
