from planner.compile.index import Index
from planner.compile.sentences import reason_of
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
