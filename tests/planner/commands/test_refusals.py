"""What verbs refuse: one sentence that names the file or option, exit code 2, and JSON for those who ask for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document.plan_file import write_plan
from tests.planner.verify.example import Case

EXAMPLE = str(Path(__file__).parents[3] / "examples" / "first-plan.yaml")


@pytest.fixture
def other_plan(tmp_path: Path) -> str:
    """A plan of another portfolio than the example."""
    path = tmp_path / "other.json"
    path.write_bytes(write_plan(Case().read()[1]))
    return str(path)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def refused(*words: str) -> str:
    """The sentence of a refusal, asked for as JSON: nothing else is on standard output."""
    result = run(*words, "--json")
    assert result.exit_code == 2, result.output
    return str(json.loads(result.stdout)["error"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"\xff\x00\xfe", "UTF-8"), (b"", "empty"), (b"[1]", "expected a mapping")],
    ids=["missing", "binary", "empty", "a list"],
)
@pytest.mark.parametrize("verb", ["plan", "verify", "simulate", "cost", "explain", "marginal"])
def test_a_portfolio_that_cannot_be_read_is_named(
    verb: str, content: bytes | None, reason: str, tmp_path: Path, other_plan: str
) -> None:
    path = tmp_path / "it.yaml"
    if content is not None:
        path.write_bytes(content)
    rest = {
        "plan": ["-o", str(tmp_path / "out.json")],
        "cost": [other_plan, "-o", str(tmp_path / "out.csv")],
        "explain": [other_plan, "a"],
    }
    error = refused(verb, str(path), *rest.get(verb, [other_plan]))
    assert error.startswith(str(path))
    assert reason in error
    assert not (tmp_path / "out.json").exists()
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("verb", ["verify", "simulate", "cost", "explain", "marginal"])
def test_a_plan_file_that_is_none_is_named(verb: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"schema": "quarterdeck/portfolio/1"}')
    rest = {"cost": ["-o", str(tmp_path / "out.csv")], "explain": ["churn"]}
    assert refused(verb, EXAMPLE, str(path), *rest.get(verb, [])).startswith(f"{path}: not a plan file")


def test_a_plan_of_another_portfolio_costs_nothing_and_is_not_simulated(
    other_plan: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    assert "was it made for another one?" in refused("cost", EXAMPLE, other_plan, "-o", str(out))
    assert not out.exists()
    assert "which the portfolio has not" in refused("simulate", EXAMPLE, other_plan)
    assert "another version of this portfolio" in refused("explain", EXAMPLE, other_plan, "churn")
    verdict = run("verify", EXAMPLE, other_plan, "--json")
    assert (verdict.exit_code, json.loads(verdict.stdout)["valid"]) == (1, False)


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    # An hour of planning would not end within the tests.
    for place in (tmp_path, tmp_path / "nowhere" / "plan.json"):
        error = refused("plan", EXAMPLE, "--seconds", "3600", "-o", str(place))
        assert error.startswith(f"{place} cannot be written")


@pytest.mark.parametrize(
    "option", [["--seed", "-1"], ["--seed", "1" + "0" * 30], ["--decodes", "0"], ["--seconds", "nan"], ["--seconds", "x"]]
)  # fmt: skip
def test_an_option_out_of_range_is_named(option: list[str], tmp_path: Path) -> None:
    assert option[0] in refused("plan", EXAMPLE, *option, "-o", str(tmp_path / "plan.json"))


def test_an_option_that_is_missing_is_named_in_json_too() -> None:
    assert "'-o'" in refused("plan", EXAMPLE)
    assert "no such" in refused("plant", EXAMPLE).lower()
