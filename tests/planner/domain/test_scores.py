"""Scores: what a formula may say, and projects ranked by it with the line of the people's time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.ranking import people_weeks, rank
from planner.domain.scores import FIGURES, FORMULAS, FormulaError, figures_of, formula_of, read_formula
from tests.stored import small
from tests.web import samples


def test_rice_and_wsjf_are_worked_out_from_the_figures_of_a_project() -> None:
    portfolio = small()
    ranker = portfolio.project("ranker")  # 20,000 a week, 6 engineer-weeks, no gates
    figures = figures_of(portfolio, ranker)
    assert formula_of("rice").score(figures) == pytest.approx(20_000 / 6)
    late = ranker.model_validate(
        ranker.model_dump()
        | {"deadline": {"date": "2027-02-01", "penalty_per_week": 4000}, "feasibility": 0.5}
    )
    figures = figures_of(portfolio, late)
    assert formula_of("rice").score(figures) == pytest.approx(20_000 * 0.5 / 6)
    assert formula_of("wsjf").score(figures) == pytest.approx(24_000 / 6)
    assert figures["weeks_left"] == 4  # from 4 January to 1 February


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-value / 2", -1.5),
        ("max(value, 10, 4) - min(1, 2)", 9),
        ("abs(-2)", 2),
    ],
)
def test_formulas_are_worked_out(text: str, score: float) -> None:
    assert read_formula(text).score(dict.fromkeys(FIGURES, 0.0) | {"value": 3.0}) == score


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the formula is empty; write it with figures"),
        ("valeu / effort", "'valeu' is no figure of a project; did you mean 'value'?"),
        ("value /", "is no formula"),
        ("value ** 9", "'value ** 9' cannot stand in a formula"),
        ("__import__('os')", "cannot stand in a formula"),
        ("value.__class__", "cannot stand in a formula"),
        ("[value for x in y]", "cannot stand in a formula"),
        ("True", "'True' is no number"),
        ("'a' * 9", "cannot stand in a formula"),
        ("min(value)", "takes two values or more"),
        ("abs(1, 2)", "takes one value"),
        ("(" * 250 + "1", "is no formula"),
        ("-" * 30 + "1", "nested more than 20 deep"),
        ("value" * 100, "more than 300"),
        ("value if effort else 1", "cannot stand in a formula"),
        ("value\0", "is no formula"),
    ],
)
def test_what_is_no_formula_is_told_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(FormulaError) as refused:
        read_formula(text)
    assert said in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_told(text: str) -> None:
    try:
        formula = read_formula(text)
    except FormulaError:
        return
    formula.score(dict.fromkeys(FIGURES, 0.0))


def test_where_the_formula_divides_by_nothing_there_is_no_score() -> None:
    figures = dict.fromkeys(FIGURES, 0.0)
    assert read_formula(FORMULAS["rice"]).score(figures) is None
    assert read_formula("1e308 * 1e308").score(figures) is None


def test_must_haves_come_first_and_the_line_stands_where_the_weeks_are_used_up() -> None:
    portfolio = small()
    audit = portfolio.project("audit").model_copy(update={"mandatory": True})
    portfolio = portfolio.model_copy(update={"projects": (*portfolio.projects[:2], audit)})
    # Audit: must have, 2 weeks. Ranker: 20000/6, 6 weeks. Store: 3000/6, 6 weeks.
    found = rank(portfolio, "rice", formula_of("rice"), weeks=8)
    assert [(p.rank, p.id, p.total, p.fits) for p in found.projects] == [
        (1, "audit", 2, True),
        (2, "ranker", 8, True),
        (3, "store", 14, False),
    ]
    assert found.given


def test_the_weeks_are_those_of_the_people_unless_given() -> None:
    # Two people for the 25 weeks up to 28 June, the position for the 17 from 1 March on.
    assert rank(small(), "rice", formula_of("rice")).capacity == people_weeks(small()) == 25 + 25 + 17


def test_every_project_is_ranked_once_whatever_the_formula() -> None:
    portfolio = samples.portfolio()
    for text in ("value", "-effort", "1 / gpu_hours", "0"):
        found = rank(portfolio, "own", read_formula(text))
        assert sorted(p.id for p in found.projects) == sorted(p.id for p in portfolio.projects)
