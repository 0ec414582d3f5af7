"""The verbs below `estimate`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import main

RUNNER = CliRunner()
TRAINING = ["estimate", "training", "--params-b", "7", "--tokens-b", "2000", "--accelerator", "A100-80GB-SXM"]


def test_training_answers_with_hours_utilisation_devices_and_method() -> None:
    done = RUNNER.invoke(main, [*TRAINING, "--json"])
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    # Llama 2 7B took 184,320 h; it is among the runs that the estimate learns from.
    assert answer["gpu_hours"]["p10"] < 184_320 < answer["gpu_hours"]["p90"]
    assert set(answer["mfu"]) == {"p10", "p50", "p90"}
    assert answer["devices_min"] == 2
    assert "published runs" in answer["method"]


def test_the_text_for_people_shows_the_derivation() -> None:
    done = RUNNER.invoke(main, [*TRAINING, "--devices", "64", "--price-per-hour", "1.5"])
    assert "6 x 7e9 active parameters x 2000e9 tokens" in done.stdout
    assert "Days of wall clock" in done.stdout


def test_a_job_that_does_not_fit_is_a_negative_answer() -> None:
    done = RUNNER.invoke(main, [*TRAINING, "--devices", "1", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["fits"]) == (1, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--params-b", "-1"], "--params-b: expected greater"),
        (["--precision", "fp32"], "--precision: expected 'bf16'"),
        (["--accelerator", "H100"], "did you mean 'H100-SXM'"),
        (["--price-per-hour", "cheap"], "--price-per-hour"),
        (["--own-runs", "missing.csv"], "cannot be read"),
    ],
)
def test_bad_options_are_refused_by_name(options: list[str], said: str) -> None:
    done = RUNNER.invoke(main, [*TRAINING, *options, "--json"])
    assert done.exit_code == 2
    assert said in json.loads(done.stdout)["error"]


def test_own_runs_are_read_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "runs.csv"
    file.write_text(
        "model,params_b,tokens_b,accelerator,gpu_hours\nours,7,500,A100-80GB-SXM,200000\nours,7,100,A100-80GB-SXM,x\n"
    )
    refused = RUNNER.invoke(main, [*TRAINING, "--own-runs", str(file), "--json"])
    assert "row 3: gpu-hours" in json.loads(refused.stdout)["error"]
    file.write_text("model,params_b,tokens_b,accelerator,gpu_hours\nours,7,500,A100-80GB-SXM,200000\n")
    slow = json.loads(RUNNER.invoke(main, [*TRAINING, "--own-runs", str(file), "--json"]).stdout)
    usual = json.loads(RUNNER.invoke(main, [*TRAINING, "--json"]).stdout)
    assert slow["gpu_hours"]["p50"] > usual["gpu_hours"]["p50"]
    assert "1 of your own" in slow["method"]


def test_a_pilot_is_scaled_up() -> None:
    options = ["--examples", "1e6", "--epochs", "36", "--examples-per-second", "1000"]
    done = RUNNER.invoke(main, ["estimate", "pilot", *options, "--json"])
    assert json.loads(done.stdout)["gpu_hours"]["p50"] == pytest.approx(10.0)
