"""The verbs below `estimate`."""

import json
import re
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


def test_accelerators_are_taken_as_people_write_them() -> None:
    asked = [
        "estimate",
        "training",
        "--params-b",
        "7",
        "--tokens-b",
        "100",
        "--accelerator",
        "NVIDIA H100 SXM5",
    ]
    done = RUNNER.invoke(main, [*asked, "--price-per-hour", "3", "--currency", "KWD"])
    assert done.exit_code == 0, done.output
    assert "H100-SXM, dense, 16 bit" in done.output
    assert re.search(r"^Cost .*\d\.\d{3} KWD$", done.output, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--params-b", "-1"], "--params-b: expected at least"),
        (["--precision", "fp64"], "--precision: expected 'bf16'"),
        (["--accelerator", "H100"], "say which: H100-SXM"),
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


SERVING = ["estimate", "serving", "--accelerator", "H100-SXM", "--rps", "20", "--input-tokens", "1000"]
SERVING += ["--output-tokens", "500", "--latency-p95-s", "30", "--precision", "fp8"]
SHAPE = """layers: 80
hidden: 8192
heads: 64
kv_heads: 8
head_size: 128
total_params_b: 70.55
active_params_b: 70.55
"""


def test_serving_takes_a_model_file(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(SHAPE)
    done = RUNNER.invoke(main, [*SERVING, "--model", str(file), "--json"])
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert answer["replicas"] > 1
    assert answer["tokens_per_second"] > 0
    assert 0 < answer["utilisation"] < 1
    assert float(answer["cost_per_1k_requests"]) > 0
    named = json.loads(RUNNER.invoke(main, [*SERVING, "--model", "Llama-3.3-70B", "--json"]).stdout)
    assert named["replicas"] == answer["replicas"]


def test_a_model_file_that_cannot_be_used_is_refused_by_key(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(SHAPE.replace("kv_heads", "kv_haeds"))
    done = RUNNER.invoke(main, [*SERVING, "--model", str(file), "--json"])
    assert done.exit_code == 2
    assert "kv_h" in json.loads(done.stdout)["error"]
    missing = RUNNER.invoke(main, [*SERVING, "--model", "nothing.yaml", "--json"])
    assert "cannot be read" in json.loads(missing.stdout)["error"]


def test_no_number_of_replicas_is_a_negative_answer() -> None:
    options = [*SERVING, "--model", "Llama-3.3-70B", "--latency-p95-s", "0.01"]
    done = RUNNER.invoke(main, [*options, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["replicas"]) == (1, None)
    assert "No number of replicas" in RUNNER.invoke(main, options).stdout


def test_measurements_and_milliseconds_stand_in_for_a_model(tmp_path: Path) -> None:
    file = tmp_path / "perf.csv"
    file.write_text("Concurrency,Inferences/Second\n8,800\n")
    options = ["estimate", "serving", "--rps", "500", "--latency-p95-s", "0.2", "--json"]
    by_file = json.loads(RUNNER.invoke(main, [*options, "--measured", str(file)]).stdout)
    by_time = json.loads(RUNNER.invoke(main, [*options, "--milliseconds", "10", "--workers", "8"]).stdout)
    assert by_file["replicas"] == by_time["replicas"] == 1
    assert RUNNER.invoke(main, [*options, "--milliseconds", "-1"]).exit_code == 2


def test_a_pattern_is_followed() -> None:
    done = RUNNER.invoke(main, [*SERVING, "--model", "Llama-3.3-70B", "--pattern", "0.1,0.1,1,0.5", "--json"])
    assert len(json.loads(done.stdout)["autoscaled"]["replicas"]) == 4
    wrong = RUNNER.invoke(main, [*SERVING, "--model", "Llama-3.3-70B", "--pattern", "0.1,much", "--json"])
    assert "pattern" in json.loads(wrong.stdout)["error"]


EXAMPLE = Path(__file__).parents[3] / "examples" / "first-plan.yaml"


def test_team_lists_supply_and_demand_by_week_and_skill() -> None:
    done = RUNNER.invoke(main, ["estimate", "team", str(EXAMPLE), "--json"])
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    # Thursdays from 7 January to 24 June are 25 weeks; two skills.
    assert len(answer["rows"]) == 50
    assert {"week", "skill", "supply", "demand"} <= set(answer["rows"][0])
    text = RUNNER.invoke(main, ["estimate", "team", str(EXAMPLE)]).stdout
    assert "bus factor" in text
    assert RUNNER.invoke(main, ["estimate", "team", "nothing.yaml", "--json"]).exit_code == 2
