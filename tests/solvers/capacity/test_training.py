"""Training: compute, memory, failures and utilisation, against figures worked out on paper or published."""

import csv
import re
from dataclasses import replace
from importlib.resources import files
from math import log

import pytest

from solvers.capacity.hardware.catalogue import catalogue
from solvers.capacity.training.compute import Shape, flops_per_token, frozen_factor, shape_of
from solvers.capacity.training.estimate import TrainingRun, estimate
from solvers.capacity.training.goodput import Failures, goodput
from solvers.capacity.training.holdout import FORMS, hold_out
from solvers.capacity.training.memory import Job, activations_gb, fewest_devices, fits, gb_per_device
from solvers.capacity.training.pilot import Pilot, pilot_hours
from solvers.capacity.training.records import Record, published_runs, published_steps, utilisation_of
from solvers.capacity.training.utilisation import Utilisation, learn

H100 = catalogue()["H100-SXM"]


@pytest.mark.parametrize(
    ("params_b", "layers", "hidden", "sequence", "tokens_per_second", "published"),
    [
        # mosaicml/llm-foundry, scripts/train/benchmarking: tokens a second a GPU and MFU of an H100 peak of 989.5.
        (64.862437376, 80, 8192, 2048, 1039, 0.4257),
        (29.975214080, 48, 7168, 2048, 2308, 0.4392),
        (6.658859008, 32, 4096, 2048, 10643, 0.4644),
        (6.918905856, 32, 4096, 65536, 1956, 0.2859),
        (12.853954560, 40, 5120, 2048, 4800, 0.3986),
    ],
)
def test_compute_with_attention_gives_the_published_utilisation(
    params_b: float, layers: int, hidden: int, sequence: int, tokens_per_second: float, published: float
) -> None:
    work = flops_per_token(params_b, Shape(layers, hidden), sequence) * tokens_per_second
    assert work / 989.5e12 == pytest.approx(published, abs=0.0003)


def test_an_unknown_shape_is_near_that_of_common_models() -> None:
    # Llama 3 70B: 80 layers of 8192; 8B: 32 of 4096.
    assert shape_of(70.55).hidden == pytest.approx(8192, rel=0.12)
    assert shape_of(8.03).layers == pytest.approx(32, abs=3)


def test_frozen_weights_save_their_gradients_only() -> None:
    assert frozen_factor(1.0) == 1.0
    assert frozen_factor(0.0) == pytest.approx(2 / 3)
    assert frozen_factor(0.5) == pytest.approx(5 / 6)


def test_failures_of_the_largest_published_run() -> None:
    # 419 failures in 54 x 24 h on 16,384 devices: one in 3.093 h. A pause of 1 min gives sqrt(2/60 x 3.093) h = 19.3
    # min between checkpoints; 1/19.3 + 19.3/(2 x 185.6) = 10.4 %; a restart of 10 min costs 10/185.6 = 5.4 %.
    lost = goodput(16_384, Failures(checkpoint_minutes=1.0, restart_minutes=10.0))
    assert lost.job_mtbf_hours == pytest.approx(3.093, abs=0.001)
    assert lost.interval_minutes == pytest.approx(19.3, abs=0.1)
    assert lost.checkpoints + lost.redone == pytest.approx(0.104, abs=0.001)
    assert lost.restarts == pytest.approx(0.054, abs=0.001)


def test_usual_failure_times_agree_with_the_published_share_of_useful_time() -> None:
    assert goodput(16_384, Failures()).share > 0.9


def test_activations_of_a_layer_are_those_that_were_measured() -> None:
    # 28 copies x 2 bytes x 32,768 tokens x 4,096 = 7.0 GiB for one layer of Llama-3.1-8B.
    one = Job(8.0, Shape(1, 4096, vocabulary=0), 32_768, recompute=False)
    assert activations_gb(one) * 1e9 / 2**30 == pytest.approx(7.0, abs=0.01)


def test_sharding_splits_18_bytes_a_parameter() -> None:
    job = Job(10.0, Shape(40, 5120, vocabulary=0), 1, recompute=True)
    # 10e9 x 18 = 180 GB on one device; in ZeRO-1 the 8 bytes of the optimiser are split: 10 x (10 + 8/10) = 108.
    assert gb_per_device(job, 1, 0) == pytest.approx(180, rel=1e-3)
    assert gb_per_device(job, 10, 1) == pytest.approx(108, rel=1e-3)
    # ZeRO-3: 18 bytes over 10 devices plus two layers of 40 in 16 bit: 18 + 10 x 4 / 40 = 19.
    assert gb_per_device(job, 10, 3) == pytest.approx(19, rel=1e-3)


def test_the_fewest_devices_fit_and_one_step_fewer_does_not() -> None:
    for params in (1.0, 7.0, 70.0, 405.0):
        job = Job(params, shape_of(params), 4096)
        found = fewest_devices(job, H100)
        assert found is not None
        assert found.gb_per_device <= 0.9 * 80
        if found.devices > 1:
            fewer = found.devices // 2 if found.devices <= 8 else found.devices - 8
            assert fits(job, H100, fewer) is None


def test_what_no_number_of_devices_holds_has_no_plan() -> None:
    assert fewest_devices(Job(7.0, Shape(32, 4096), 10_000_000, recompute=False), H100) is None


@pytest.mark.parametrize(
    ("params_b", "trainable", "frozen_bytes", "accelerator", "devices", "held"),
    [
        # Facts that everybody meets: full training with AdamW takes 18 bytes a parameter, reading alone 2.
        (7.0, 1.0, 2.0, "A100-80GB-SXM", 1, False),
        (7.0, 1.0, 2.0, "A100-80GB-SXM", 2, True),
        (2.7, 1.0, 2.0, "V100-32GB-SXM", 1, False),
        (0.35, 1.0, 2.0, "V100-16GB-SXM", 1, True),
        (7.0, 0.01, 2.0, "RTX-4090", 1, True),
        (13.0, 0.01, 2.0, "RTX-4090", 1, False),
        (65.0, 0.003, 0.5, "RTX-A6000", 1, True),
        (65.0, 0.01, 2.0, "A100-80GB-SXM", 1, False),
        (70.0, 1.0, 2.0, "H100-SXM", 8, False),
        (70.0, 1.0, 2.0, "H100-SXM", 32, True),
        (175.0, 1.0, 2.0, "A100-80GB-SXM", 32, False),
        (175.0, 1.0, 2.0, "A100-80GB-SXM", 64, True),
    ],
)
def test_jobs_fit_where_they_are_known_to(
    params_b: float, trainable: float, frozen_bytes: float, accelerator: str, devices: int, *, held: bool
) -> None:
    job = Job(params_b, shape_of(params_b), 1024, trainable, frozen_bytes=frozen_bytes)
    assert (fits(job, catalogue()[accelerator], devices) is not None) is held


def test_training_in_32_bit_needs_no_copy_of_the_weights_and_twice_the_activations() -> None:
    job = Job(10.0, Shape(40, 5120, vocabulary=0), 1)
    full = replace(job, value_bytes=4.0)
    # 16 bytes a parameter instead of 18; activations of a token: 4 x 5,120 x (40 + 28).
    assert gb_per_device(full, 1, 0) == pytest.approx(160, rel=1e-3)
    assert activations_gb(full) == pytest.approx(2 * activations_gb(job))
    slow, fast = (estimate(TrainingRun(7.0, 1000, H100, precision=p)) for p in ("fp32", "bf16"))
    assert slow.hours.p50 == pytest.approx(fast.hours.p50 * 989 / 494.5)


def test_no_forecast_is_above_what_the_hardware_can_do() -> None:
    for accelerator in catalogue().values():
        for precision, most in (("bf16", 0.85), ("fp8", 1.36)):
            found = estimate(TrainingRun(3000.0, 1000, accelerator, precision=precision))
            assert 0 < found.utilisation.p10 < found.utilisation.p50 < found.utilisation.p90 < most
            # What can go wrong is more than what can go better.
            later, sooner = found.hours.p90 / found.hours.p50, found.hours.p50 / found.hours.p10
            assert later > sooner


def test_a_pilot_scales_by_its_throughput() -> None:
    # 1.2 million x 30 / (800/8 x 0.9) / 3600 = 111.1 h.
    hours = pilot_hours(Pilot(1.2e6, 30, 800.0, pilot_devices=8, devices=64, scaling_efficiency=0.9))
    assert hours.p50 == pytest.approx(111.11, abs=0.01)
    wide = pilot_hours(Pilot(1.2e6, 30, 800.0, 8, 512, 0.9))
    assert hours.p10 < hours.p50 < hours.p90 < wide.p90


def test_llama_65b_used_half_of_its_peak() -> None:
    # 6 x 65.2e9 x 1.4e12 / (1,022,362 h x 3600 x 312e12) = 0.477.
    assert utilisation_of(65.2, 1400, 1_022_362, 312) == pytest.approx(0.477, abs=0.001)


@pytest.mark.parametrize("dated", [True, False])
def test_published_runs_left_out_by_family_are_forecast_within_the_promised_error(dated: bool) -> None:
    errors = hold_out(
        published_runs(),
        published_steps(),
        lambda run: run.family,
        FORMS["all, with early software"],
        dated=dated,
    )
    assert errors.runs >= 40
    assert 0.75 <= errors.coverage <= 0.92
    assert abs(errors.below - (1 - errors.coverage) / 2) < 0.05  # misses on both sides alike
    assert errors.median_log2 <= 0.6
    assert abs(errors.bias_log2) < 0.1


def test_hardware_of_another_generation_is_forecast_without_having_seen_it() -> None:
    errors = hold_out(
        published_runs(),
        published_steps(),
        lambda run: run.accelerator.generation,
        FORMS["all, with early software"],
    )
    assert errors.coverage >= 0.75
    assert errors.median_log2 <= 0.6


def test_software_before_fused_attention_got_less_out_of_the_same_hardware() -> None:
    model = learn()
    run = Record("asked", "asked", 7.0, 7.0, catalogue()["A100-80GB-SXM"], False, False, 0.3, "")
    assert model.quantiles(replace(run, year=2021)).p50 < 0.92 * model.quantiles(run).p50
    assert model.quantiles(replace(run, year=2026)).p50 == model.quantiles(run).p50
    assert replace(run, accelerator=catalogue()["V100-32GB-SXM"]).early  # no such kernel, in any year


def test_every_record_names_its_source_and_what_was_checked_says_when_and_where() -> None:
    for name in ("runs.csv", "steps.csv"):
        for row in csv.DictReader(
            (files("solvers.capacity.training") / name).read_text("utf-8").splitlines()
        ):
            assert row["source"]
            assert not row["checked"] or re.fullmatch(r"\d{4}-\d\d-\d\d: .+", row["checked"])


def test_unknown_hardware_gets_a_wider_range_than_known() -> None:
    model = learn()
    run = published_runs()[-1]
    known = model.spread(replace(run, family="x", accelerator=H100))[1]
    unknown = model.spread(replace(run, family="x", accelerator=catalogue()["Ascend-910"]))[1]
    assert unknown > known


def test_one_absurd_run_hardly_moves_the_rest() -> None:
    runs = list(published_runs())
    broken = [*runs[:-1], replace(runs[-1], utilisation=runs[-1].utilisation / 50, family=runs[-2].family)]
    asked = replace(runs[0], family="new", accelerator=H100)
    before, after = (log(Utilisation(rows).quantiles(asked).p50) for rows in (runs, broken))
    assert abs(before - after) < 0.1


def test_own_runs_pull_the_estimate_towards_them() -> None:
    run = TrainingRun(7.0, 1000, H100)
    slow = [Record(f"own {n}", "own runs", 7.0, 7.0, H100, False, False, 0.10, "") for n in range(4)]
    usual, own = estimate(run), estimate(run, slow)
    assert own.hours.p50 > 1.5 * usual.hours.p50
    assert own.utilisation.p50 < 0.15


def test_a_measured_mfu_moves_hours_and_narrows_the_range() -> None:
    usual, fast = (estimate(TrainingRun(7.0, 1000, H100, mfu=mfu)) for mfu in (None, 0.55))
    assert fast.hours.p50 < usual.hours.p50
    assert fast.hours.p90 / fast.hours.p10 < usual.hours.p90 / usual.hours.p10


def test_steady_steps_use_more_of_the_peak_than_paid_hours() -> None:
    found = estimate(TrainingRun(70.0, 1000, H100))
    assert found.mfu.p50 > found.utilisation.p50


def test_hours_follow_from_the_lines_of_the_derivation() -> None:
    found = estimate(TrainingRun(7.0, 2000, H100, devices=512, experiments=0.5))
    value = {line.what: line.value for line in found.lines}
    assert value["Model compute"] == pytest.approx(8.4e22)
    final = 8.4e22 / (989e12 * value["Utilisation of paid hours, P50"] * 3600)
    assert value["Final run, P50"] == pytest.approx(final)
    assert found.hours.p50 == pytest.approx(1.5 * final)
    assert found.days is not None
    assert found.days.p50 == pytest.approx(final / 512 / 24)


def test_more_devices_lose_more_to_failures() -> None:
    few, many = (estimate(TrainingRun(70.0, 1000, H100, devices=n)) for n in (512, 16_384))
    assert many.hours.p50 > few.hours.p50
