"""The catalogue of accelerators: figures with sources, dense peaks."""

import pytest

from solvers.capacity.hardware.catalogue import catalogue, read_catalogue

HEAD = "accelerator,figure,value,source\n"
CHIP = HEAD + "".join(
    f"Chip,{figure},{value},a data sheet\n"
    for figure, value in (
        ("vendor", "Acme"),
        ("generation", "first"),
        ("tensor16_tflops", "100"),
        ("memory_gb", "64"),
        ("bandwidth_gbs", "2000"),
    )
)


def test_every_figure_has_a_source() -> None:
    for accelerator in catalogue().values():
        for figure, source in accelerator.sources.items():
            assert len(source) > 5, (accelerator.name, figure)


def test_printed_peaks_with_sparsity_are_halved() -> None:
    # The H100 page prints 1,979 TFLOP/s of bf16 and 3,958 of fp8, both with sparsity.
    h100 = catalogue()["H100-SXM"]
    assert (h100.peak("bf16"), h100.peak("fp8")) == (989e12, 1979e12)


def test_a_format_without_units_of_its_own_runs_in_the_next_wider() -> None:
    a100 = catalogue()["A100-80GB-SXM"]
    assert a100.peak("fp8") == 312e12
    assert catalogue()["H100-SXM"].peak("fp4") == 1979e12


def test_hardware_of_ones_own_is_read_and_missing_figures_stay_missing() -> None:
    chip = read_catalogue(CHIP)["Chip"]
    assert (chip.tensor16_tflops, chip.tdp_w, chip.node) == (100.0, None, 8)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CHIP + "Chip,colour,red,x\n", "unknown figure 'colour'"),
        (CHIP + "Chip,tdp_w,300,\n", "tdp_w has no source"),
        (CHIP + "Chip,tdp_w,much,x\n", "tdp_w must be a number, got 'much'"),
        (CHIP + "Chip,tdp_w,-5,x\n", "tdp_w must be above 0, got -5"),
        (CHIP + "Chip,vendor,Other,x\n", "vendor appears twice"),
        (HEAD + "Chip,vendor,Acme,x\n", "generation is missing"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_catalogue(text)
