"""Corrections worked out on paper."""

import datetime as dt
import math
from typing import Any

import pytest
from pydantic import ValidationError

from planner.domain.calibration import LEVELS, MEDIAN, Learnt, Ratios
from planner.domain.corrected import corrected
from planner.domain.finished_work import FinishedWork, finished_phases
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id

DOCUMENT: dict[str, Any] = {
    "schema": "quarterdeck/portfolio/1",
    "name": "On paper",
    "calendar": {"start": "2027-01-04", "quarters": 1},
    "skills": [{"id": "ml", "name": "ML"}],
    "people": [{"id": "ann", "name": "Ann", "skills": {"ml": 0.5}}],
    "pools": [
        {
            "id": "spot",
            "accelerator": "A100",
            "kind": "spot",
            "count": 4,
            "price_per_hour": "1",
            "overhead": 0.25,
        }
    ],
    "projects": [
        {
            "id": "a",
            "name": "A",
            "kind": "research",
            "team": "search",
            "phases": [
                {
                    "id": "train",
                    "kind": "training",
                    "effort": {"ml": {"low": 1, "likely": 2, "high": 4}},
                    "gpu": {"hours": 100, "reference": "H100", "accelerators": {"A100": 0.5}},
                },
                {"id": "test", "kind": "experiment", "weeks": {"low": 2, "likely": 3, "high": 4}},
                {"id": "review", "kind": "review", "weeks": 2},
            ],
        }
    ],
}
# Between sizes 1 and 4 the median falls from 2 to 1.5: at 2, half way on the logarithmic scale, it is sqrt(3).
EFFORT = {
    "rows": 9,
    "ratios": [
        {"size": 1, "p10": 1, "p50": 2, "p90": 4},
        {"size": 4, "p10": 1, "p50": 1.5, "p90": 3},
    ],
    "teams": {"search": 1.1},
    "categories": {"training": 1.2, "research": 3},
}


def portfolio(**changes: object) -> Portfolio:
    return Portfolio.model_validate(DOCUMENT | changes)


def likely(found: Portfolio) -> tuple[float, float, float, float]:
    train, test, review = found.projects[0].phases
    assert train.gpu
    assert test.weeks
    assert review.weeks
    return train.effort["ml"].likely, train.gpu.hours.likely, test.weeks.likely, review.weeks.likely


def test_a_likely_value_is_multiplied_by_ratio_team_and_category() -> None:
    weeks = {"ratios": [{"p10": 1, "p50": 1.4, "p90": 2}], "categories": {"research": 2}}
    found = corrected(portfolio(calibration={"effort": EFFORT, "weeks": weeks}))
    # The kind of the phase comes before that of the project; GPU-hours have no ratios; two weeks are a fixed time.
    assert likely(found) == pytest.approx((2 * math.sqrt(3) * 1.1 * 1.2, 100, 3 * 1.4 * 2, 2))


def test_nothing_is_corrected_unless_it_is_asked_for_and_never_twice() -> None:
    plain = portfolio()
    assert corrected(plain) is plain
    off = portfolio(calibration={"apply": False, "effort": EFFORT})
    assert likely(corrected(off)) == likely(plain)
    once = corrected(portfolio(calibration={"effort": EFFORT}))
    assert corrected(once) == once


def test_sizes_beyond_those_that_are_stated_have_the_ratio_of_the_nearest() -> None:
    learnt = Learnt.model_validate(EFFORT | {"teams": {}, "categories": {}})
    project = portfolio().projects[0]
    for size, ratio in ((0.01, 2), (1, 2), (4, 1.5), (500, 1.5)):
        logs = learnt.logs(size, project, project.phases[0])
        assert math.exp(logs[MEDIAN]) == pytest.approx(ratio)
        assert list(logs) == sorted(logs)


def test_quantiles_that_are_not_stated_are_those_of_a_lognormal_through_the_others() -> None:
    logs = Ratios(p10=0.5, p50=1, p90=2).logs
    spread = math.log(2) / 1.2815515655446004
    assert logs[LEVELS.index(0.8)] == pytest.approx(spread * 0.8416212335729143)
    assert logs[LEVELS.index(0.99)] == pytest.approx(spread * 2.3263478740408408)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"ratios": [{"p10": 2, "p50": 1, "p90": 3}]}, "must not fall"),
        ({"ratios": []}, "at least 1"),
        ({"ratios": [{"p10": 0, "p50": 1, "p90": 3}]}, "greater than 0"),
        ({"ratios": EFFORT["ratios"][::-1]}, "sizes must rise"),  # type: ignore[index]
        ({"ratios": EFFORT["ratios"], "teams": {"a": 0}}, "greater than 0"),
    ],
)
def test_impossible_ratios_are_refused(value: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Learnt.model_validate(value)


def test_what_was_learnt_belongs_to_the_snapshot() -> None:
    plain, learnt = portfolio(), portfolio(calibration={"effort": EFFORT})
    assert snapshot_id(plain) != snapshot_id(learnt)


def test_finished_phases_are_history_unless_nobody_reported_on_them() -> None:
    work = [
        {
            "project": "a",
            "phase": "train",
            "person": "ann",
            "skill": "ml",
            "start": "2027-01-04",
            "finish": "2027-02-08",
            "share": 0.8,
        }
    ]
    use = [{"project": "a", "phase": "train", "pool": "spot", "week": "2027-01-04", "hours": 500}]
    phases = [
        {"project": "a", "phase": "train", "started": "2027-01-04", "finished": "2027-02-05"},
        {"project": "a", "phase": "test", "started": "2027-02-08", "finished": "2027-03-12"},
        {
            "project": "a",
            "phase": "review",
            "started": "2027-03-15",
            "finished": "2027-03-19",
            "assumed": True,
        },
    ]
    progress = {"as_of": "2027-03-22", "phases": phases, "work": work, "compute": use}
    day = dt.date(2027, 2, 5)
    # Five weeks of 80 % of a person with proficiency 0.5; 500 paid hours, a quarter on top of the useful ones, at 0.5.
    assert list(finished_phases(portfolio(progress=progress))) == [
        FinishedWork(2, pytest.approx(2.0), day, "search", "training"),  # type: ignore[arg-type]
        FinishedWork(100, pytest.approx(200.0), day, "search", "training", "gpu_hours"),  # type: ignore[arg-type]
        FinishedWork(3, 5, dt.date(2027, 3, 12), "search", "experiment", "weeks"),
    ]
