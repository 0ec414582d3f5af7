"""Compile the solver and fill its cache: `python -m planner.jobs.warm_up PARENT`. Nothing is stored."""

import sys

from planner.document import read_portfolio
from planner.domain.what_if import Drag
from planner.jobs.parent import die_with
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from planner.services.what_if import Workbench, what_if

TINY = b"""
schema: quarterdeck/portfolio/1
name: warm-up
calendar: {start: 2027-01-04, quarters: 1}
skills: [{id: build, name: Build}]
people: [{id: ada, name: Ada, skills: {build: 1.0}}]
pools: [{id: gpus, accelerator: H100-SXM, kind: on_demand, count: 8, price_per_hour: 4}]
projects:
  - id: one
    name: One
    value: {per_week: 1000}
    phases:
      - {id: build, effort: {build: 2}, gpu: {hours: 100, reference: H100-SXM}}
"""


def main() -> None:
    """Plan and simulate a portfolio of one project, and ask what moving it would do."""
    portfolio = read_portfolio(TINY, format="yaml").portfolio
    plan = plan_portfolio(portfolio, seconds=0.2).plan
    forecast(portfolio, plan, runs=16)
    what_if(Workbench(portfolio, plan), Drag(project="one", starts=portfolio.calendar.start))


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    main()
