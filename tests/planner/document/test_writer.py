"""What is written is read back as the same portfolio."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document import json_schema, read_portfolio, write_json, write_yaml
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from tests.random_portfolios import Size, generate
from tests.stored import SMALL, small

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def read_back(portfolio: Portfolio) -> None:
    for text, name in ((write_yaml(portfolio), "p.yaml"), (write_json(portfolio), "p.json")):
        again = read_portfolio(text.encode(), filename=name).portfolio
        assert again == portfolio
        assert snapshot_id(again) == snapshot_id(portfolio)


def document(**parts: object) -> Portfolio:
    base = {
        "schema": "quarterdeck/portfolio/1",
        "name": "x",
        "calendar": {"start": "2027-01-04", "quarters": 1},
    }
    return Portfolio.model_validate(base | parts)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.builds(Size, st.integers(1, 12), st.integers(1, 8), st.integers(1, 8)),
)
def test_a_random_portfolio_is_read_back_with_the_same_snapshot(seed: int, size: Size) -> None:
    read_back(generate(np.random.default_rng(seed), size))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_read_back_with_the_same_snapshot(file: Path) -> None:
    read_back(read_portfolio(file.read_bytes()).portfolio)


LOOKALIKES = [
    "1",
    "08",
    "1e3",
    "+5",
    ".5",
    "no",
    "true",
    "null",
    "~",
    "2027-01-04",
    "12:30",
    "0x1F",
    "=",
    "<<",
]


@given(
    st.text(min_size=1, max_size=40).filter(lambda t: t.strip() and "\0" not in t)
    | st.sampled_from(LOOKALIKES)
)
def test_any_name_is_read_back_as_it_was(name: str) -> None:
    read_back(
        document(
            name=name, projects=[{"id": "a", "name": name, "description": name, "phases": [{"id": "p"}]}]
        )
    )


@given(st.decimals(0, 10**12, places=4, allow_nan=False, allow_infinity=False))
def test_any_amount_is_read_back_to_the_hundredth_of_a_cent(amount: Decimal) -> None:
    read_back(document(people=[{"id": "a", "name": "A", "skills": {}, "weekly_cost": amount}]))


@given(st.floats(0, 1e4, allow_nan=False) | st.just(-0.0))
def test_any_effort_is_read_back_to_the_last_digit(effort: float) -> None:
    read_back(
        document(
            skills=[{"id": "ml", "name": "ML"}],
            projects=[{"id": "a", "name": "A", "phases": [{"id": "p", "effort": {"ml": effort}}]}],
        )
    )


def test_ids_that_look_like_keys_or_numbers_keep_their_meaning() -> None:
    """Skills called low, likely and high with one proficiency are no estimate; `after` may be a skill too."""
    names = ["low", "likely", "high"]
    skills = [{"id": name, "name": name} for name in [*names, "after", "08", "1e3"]]
    read_back(
        document(
            skills=skills,
            people=[{"id": "1e3", "name": "A", "skills": dict.fromkeys(names, 1)}],
            projects=[
                {
                    "id": "08",
                    "name": "B",
                    "upkeep": dict.fromkeys(names, 0.1),
                    "phases": [{"id": "p", "effort": dict.fromkeys([*names, "after", "08"], 2)}],
                }
            ],
        )
    )


def test_equal_amounts_have_one_snapshot_however_they_are_written() -> None:
    spellings = ["2.40", "2.4", 2.4, "2.4000"]
    portfolios = [
        document(people=[{"id": "a", "name": "A", "skills": {}, "weekly_cost": text}]) for text in spellings
    ]
    assert len({snapshot_id(portfolio) for portfolio in portfolios}) == 1


def test_a_change_of_anything_changes_the_snapshot() -> None:
    before = small()
    after = read_portfolio(SMALL.replace(b"likely: 3000", b"likely: 3001")).portfolio
    assert snapshot_id(before) != snapshot_id(after)


def test_what_is_at_its_default_is_not_written_and_certain_estimates_are_one_number() -> None:
    text = write_yaml(small())
    assert "max_projects" not in text
    assert "effort: {modelling: 6}" in text
    assert 'weekly_cost: "3600.5"' in text
    assert "{low: 1000, likely: 3000, high: 6000}" in text


def test_the_schema_describes_the_keys_and_refuses_others() -> None:
    schema = json_schema()
    assert schema["$id"] == "quarterdeck/portfolio/1"
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"schema", "name", "calendar"}
    assert "from" in schema["$defs"]["DateRange"]["properties"]
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
