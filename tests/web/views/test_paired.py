"""Two plans on the same luck, in a sentence."""

from planner.domain.paired import PairedFigure, PairedRuns
from web.views.paired import paired_sentence


def figure(measure: str, first: float, second: float, se: float | None) -> PairedFigure:
    return PairedFigure.model_construct(measure=measure, p_first=first, p_second=second, p_second_se=se)


def test_how_often_both_are_the_same_is_told_where_that_is_not_rare() -> None:
    runs = PairedRuns.model_construct(
        runs=4096,
        figures=(figure("value", 0.266, 0.734, 0.006), figure("finish", 0.18, 0.17, 0.007)),
        own_luck=(),
        projects=(),
    )
    assert paired_sentence(runs, "plan B", "plan A") == (
        "In 4,096 runs in which both have the same luck, plan B is worth more in 73% (± 0.6%) and finishes earlier in "
        "17% (± 0.7%; the same in 65%) than plan A."
    )
    alone = runs.model_copy(update={"figures": (figure("cost", 0.0, 1.0, None),)})
    assert paired_sentence(alone, "plan B", "plan A").endswith("plan B costs less in 100% than plan A.")
