"""The service of training estimates: refusals and what the answer carries."""

from decimal import Decimal

import pytest

from planner.domain.capacity import PastRun, PilotQuestion, TrainingQuestion
from planner.errors import BadInput
from planner.services.accelerators import find_accelerator, own_catalogue
from planner.services.estimate_training import estimate_pilot, estimate_training

ASKED = TrainingQuestion(params_b=7, tokens_b=1000, accelerator="H100-SXM")


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(BadInput, match="unknown accelerator 'H100-SMX'; did you mean 'H100-SXM'"):
        find_accelerator("H100-SMX")


def test_small_letters_name_the_same_accelerator() -> None:
    assert find_accelerator("h100-sxm").name == "H100-SXM"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("NVIDIA H100 80GB SXM5", "H100-SXM"),
        ("A100-SXM4-80GB", "A100-80GB-SXM"),
        ("TPU v4", "TPU-v4"),
        ("tpuv5p", "TPU-v5p"),
        ("B200", "B200-SXM"),
        ("AMD Instinct MI300X", "MI300X"),
        ("GeForce RTX 4090", "RTX-4090"),
        ("Gaudi 2", "Gaudi2"),
    ],
)
def test_accelerators_are_known_as_people_write_them(said: str, name: str) -> None:
    assert find_accelerator(said).name == name


def test_a_name_that_several_types_share_is_asked_back() -> None:
    with pytest.raises(BadInput, match="'NVIDIA A100'; say which: A100-40GB-SXM, A100-80GB-SXM"):
        find_accelerator("NVIDIA A100")


def test_costs_have_the_decimals_of_their_currency() -> None:
    answers = [
        estimate_training(ASKED.model_copy(update={"price_per_hour": Decimal("450.5"), "currency": currency}))
        for currency in ("JPY", "KWD")
    ]
    for answer, digits in zip(answers, (0, 3), strict=True):
        assert answer.cost is not None
        assert [-int(a.as_tuple().exponent) for a in (answer.cost.p10, answer.cost.p50)] == [digits, digits]
        assert answer.currency in ("JPY", "KWD")


def test_weights_in_four_bits_leave_room() -> None:
    asked = {"params_b": 65, "trainable": 0.003, "accelerator": "RTX-A6000", "sequence": 1024}
    whole, packed = (
        estimate_training(ASKED.model_copy(update={**asked, "frozen_bits": bits})) for bits in (None, 4)
    )
    assert packed.devices_min == 1
    assert whole.devices_min is not None
    assert whole.devices_min > 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accelerator": "A100-80GB-SXM", "precision": "fp8"}, "precision: A100-80GB-SXM has no fp8"),
        ({"total_params_b": 3.0}, "total_params_b: 3 is below the 7 active"),
        ({"layers": 32}, "hidden: give layers and hidden together"),
        (
            {"own_runs": (PastRun(params_b=7, tokens_b=1000, accelerator="H100-SXM", gpu_hours=1),)},
            r"own_runs\[0\].gpu_hours",
        ),
        ({"precision": "fp32", "accelerator": "TPU-v4"}, "precision: no 32-bit peak of TPU-v4 is known"),
        ({"frozen_bits": 4}, "frozen_bits: nothing is frozen"),
    ],
)
def test_contradictions_are_refused_by_field(changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        estimate_training(ASKED.model_copy(update=changes))


def test_cost_is_hours_times_price_to_the_cent() -> None:
    answer = estimate_training(ASKED.model_copy(update={"price_per_hour": Decimal("2.5")}))
    assert answer.cost is not None
    assert answer.cost.p50 == (Decimal(answer.gpu_hours.p50) * Decimal("2.5")).quantize(Decimal("0.01"))


def test_hours_can_be_pasted_into_a_phase() -> None:
    answer = estimate_training(ASKED)
    assert (answer.reference, answer.hours.likely) == ("H100-SXM", round(answer.gpu_hours.p50, 1))
    assert answer.hours.low < answer.hours.likely < answer.hours.high


def test_hardware_without_bf16_is_said_to_use_its_fp16_peak() -> None:
    answer = estimate_training(ASKED.model_copy(update={"accelerator": "V100-32GB-SXM"}))
    assert any("no bf16" in note for note in answer.notes)


def test_devices_that_cannot_hold_the_job_are_said_not_to_fit() -> None:
    answer = estimate_training(ASKED.model_copy(update={"params_b": 400, "devices": 8}))
    assert answer.fits is False
    assert answer.devices_min is not None
    assert answer.devices_min > 8


def test_hardware_of_ones_own_is_used() -> None:
    rows = "\n".join(
        f"Chip,{figure},{value},a data sheet"
        for figure, value in (
            ("vendor", "Acme"),
            ("generation", "first"),
            ("tensor16_tflops", "989"),
            ("memory_gb", "64"),
            ("bandwidth_gbs", "2000"),
        )
    )
    known = own_catalogue(f"accelerator,figure,value,source\n{rows}\n".encode())
    answer = estimate_training(ASKED.model_copy(update={"accelerator": "Chip"}), known)
    assert any("no whole run on first hardware" in note for note in answer.notes)
    with pytest.raises(BadInput, match="the hardware file: Chip: generation is missing"):
        own_catalogue(b"accelerator,figure,value,source\nChip,vendor,Acme,x\n")


def test_a_pilot_gives_hours_days_and_cost() -> None:
    # 1e6 examples x 36 epochs at 10,000 a second on 10 devices: 3,600 s on 10 devices, 10 device-hours.
    answer = estimate_pilot(
        PilotQuestion(examples=1e6, epochs=36, examples_per_second=10_000, pilot_devices=10, price_per_hour=2)
    )
    assert answer.gpu_hours.p50 == pytest.approx(10.0)
    assert answer.wall_clock_days.p50 == pytest.approx(1 / 24)
    assert answer.cost is not None
    assert answer.cost.p50 == Decimal("20.00")
