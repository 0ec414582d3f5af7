from planner.compile.index import Index
from planner.compile.sentences import reason_of, repair_of
from planner.document import read_portfolio
from solvers.portfolio.solution import Refusal

DOCUMENT = b"""
schema: quarterdeck/portfolio/1
name: Two ways
calendar: {start: 2027-01-04, quarters: 1}
projects:
  - {id: build, name: Build it, phases: [{id: work, weeks: 2}]}
  - {id: buy, name: Buy it, phases: [{id: work, weeks: 1}]}
  - {id: rent, name: Rent it, phases: [{id: work, weeks: 1}]}
relations:
  - {exclusive: [build, buy, rent]}
"""


def test_a_full_group_is_told_with_its_projects() -> None:
    index = Index.of(read_portfolio(DOCUMENT, filename="two.yaml").portfolio)
    reason = reason_of(index, Refusal(0, "selection.exclusive", {}))
    assert reason.text == "At most 1 of Build it, Buy it and Rent it may be in the plan, and better ones are."


def test_efforts_have_one_decimal_and_worth_three_digits() -> None:
    index = Index.of(read_portfolio(DOCUMENT, filename="two.yaml").portfolio)
    detail: dict[str, str | float | int | None] = {
        "binding": "capacity.person",
        "phase": "work",
        "skill": "ml",
        "needed": 16.0,
        "supply": 1200.54,
        "people": 6,
        "free": 70.94,
        "value": 412_310.0,
    }
    assert reason_of(index, Refusal(0, "value.displaced", detail)).text == (
        "Other projects are worth more. Phase work needs 16 engineer-weeks of ml; of 1,200.5 that 6 people offer over "
        "the horizon, 70.9 are left, and not in one piece when it needs them. It would bring 412k USD alone."
    )


def test_the_amount_by_which_to_raise_a_budget_is_whole_and_enough() -> None:
    index = Index.of(read_portfolio(DOCUMENT, filename="two.yaml").portfolio)
    repair = repair_of(index, Refusal(-1, "budget.compute", {"quarter": "2027-Q1", "over": 1_234_567.01}))
    assert "cost 1,234,568 USD more than the compute budget of 2027-Q1" in repair.text
