"""The verb `calibrate`."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from planner.cli import main
from planner.domain.finished_work import FinishedWork
from planner.services.calibrate import calibrate, corrected

RUNNER = CliRunner()


def write(path: Path, rows: int, header: str = "estimate,actual") -> Path:
    rng = np.random.default_rng(2)
    estimate = rng.lognormal(2, 0.8, rows)
    actual = estimate * np.exp(rng.normal(0.3, 0.4, rows))
    path.write_text("\n".join([header, *(f"{a:.3f},{b:.3f}" for a, b in zip(estimate, actual, strict=True))]))
    return path


def test_the_answer_has_the_scores_of_the_model_the_estimate_and_a_lognormal(tmp_path: Path) -> None:
    done = RUNNER.invoke(main, ["calibrate", str(write(tmp_path / "h.csv", 400)), "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    for part in (answer, answer["raw"], answer["lognormal"]):
        assert set(part["coverage"]) == {"p10", "p50", "p80", "p90"}
        assert part["pinball"] > 0
        assert part["crps"] > 0
    assert (answer["rows"]["fitted"], answer["rows"]["held_out"]) == (320, 80)
    assert answer["pinball"] < answer["raw"]["pinball"]
    assert answer["model"]["rows"] == 320


def test_columns_can_be_named_and_rows_are_ordered_by_date(tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    lines = [f"{8 + n % 3},{9 + n % 4},{1 + n % 28:02d}-Feb-0{4 + n % 5}" for n in range(40)]
    file.write_text("\n".join(["guess,took,done", *lines]))
    columns = "estimate=guess,actual=took,finished_on=done"
    done = RUNNER.invoke(main, ["calibrate", str(file), "--columns", columns, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["rows"]["used"]) == (0, 40)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"a,b\n1,2\n", [], "no column 'estimate'"),
        (b"estimate,actual\n", [], "no row"),
        (b"estimate,actual\n0,5\nx,5\n1,nan\n", [], "no row"),
        (b"estimate,actual\n1,2\n", ["--test-fraction", "1"], "test fraction"),
        (b"estimate,actual\n1,2\n", ["--columns", "guess=estimate"], "'guess' is not a column"),
        (b"estimate,actual\n1,2\n", ["--columns", "estimate"], "not of the form"),
        (b"\xff\xfe\x00", [], "UTF-8"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, options: list[str], said: str
) -> None:
    file = tmp_path / "h.csv"
    file.write_bytes(content)
    done = RUNNER.invoke(main, ["calibrate", str(file), *options, "--json"])
    assert done.exit_code == 2
    assert said in json.loads(done.stdout)["error"]


def test_rows_that_cannot_be_used_are_named_with_their_line(tmp_path: Path) -> None:
    file = write(tmp_path / "h.csv", 30)
    file.write_text(file.read_text() + "\n-1,3\n")
    done = RUNNER.invoke(main, ["calibrate", str(file), "--json"])
    (row,) = json.loads(done.stdout)["diagnostics"]
    assert (row["line"], row["path"]) == (32, "estimate")
    assert "-1 is not a positive estimate" in row["message"]


def test_a_few_rows_are_said_to_be_few() -> None:
    found = calibrate([FinishedWork(10, 20)] * 3, test_fraction=0.0)
    assert "3 rows" in found.sentence()
    low, middle, high = corrected(found, 10.0)
    assert 5.0 < low < middle < high < 40.0
    assert 10.0 < middle < 20.0


def test_a_portfolio_takes_over_what_was_learnt_and_corrections_list_it(tmp_path: Path) -> None:
    history, out = write(tmp_path / "h.csv", 100), tmp_path / "learnt.yaml"
    example = str(Path(__file__).parents[3] / "examples" / "first-plan.yaml")
    done = RUNNER.invoke(main, ["calibrate", str(history), "--into", example, "-o", str(out), "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["calibration"]["effort"]["rows"] == 100
    listed = json.loads(RUNNER.invoke(main, ["corrections", str(out), "--json"]).stdout)
    assert listed["corrections"] == answer["corrections"]
    assert {row["measure"] for row in listed["corrections"]} == {"effort"}
    text = RUNNER.invoke(main, ["corrections", example]).stdout
    assert "no estimate is corrected" in text
    alone = RUNNER.invoke(main, ["calibrate", str(history), "--into", example, "--json"])
    assert (alone.exit_code, "go together" in alone.stdout) == (2, True)
