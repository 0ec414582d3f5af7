"""A portfolio and a plan that one can follow on paper, as documents for tests to change.

Ann and Bob, one pool, 25 weeks from 2027-01-04 (12 in 2027-Q1, 13 in 2027-Q2), nothing discounted.

week          0    1    2    3    4    5   ...
a/train      ann  ann  ann  ann                  half of Ann for 4 weeks = 2 engineer-weeks of ml; 300 GPU-h
a/ship                           bob  bob        half of Bob for 2 weeks = 1 engineer-week of ops
b/fix        bob  bob                            half of Bob for 2 weeks = 1 engineer-week of ops
"""

import copy
import datetime as dt
from typing import Any

from planner.domain.plan import Plan, Violation
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.verify import Verdict, verify_plan

Document = dict[str, Any]


def week(number: int) -> str:
    """The Monday of a week."""
    return (dt.date(2027, 1, 4) + dt.timedelta(weeks=number)).isoformat()


def phase(project: str, name: str, start: int, finish: int, *crew: str) -> Document:
    return {
        "project": project,
        "phase": name,
        "start": week(start),
        "finish": week(finish),
        "crew": list(crew),
    }


def work(
    project: str, name: str | None, person: str, skill: str, start: int, finish: int, share: float
) -> Document:
    weeks = {"start": week(start), "finish": week(finish)}
    return {"project": project, "phase": name, "person": person, "skill": skill, "share": share} | weeks


def use(project: str, name: str, at: int, hours: float, pool: str = "cloud") -> Document:
    return {"project": project, "phase": name, "pool": pool, "week": week(at), "hours": hours}


def planned(project: str, start: int, launch: int) -> Document:
    return {
        "id": project,
        "selected": True,
        "start": week(start),
        "finish": week(launch),
        "launch": week(launch),
    }


PORTFOLIO: Document = {
    "schema": "quarterdeck/portfolio/1",
    "name": "Two projects",
    "calendar": {"start": "2027-01-04", "quarters": 2, "value_tail_weeks": 10},
    "skills": [{"id": "ml", "name": "ML"}, {"id": "ops", "name": "Operations"}],
    "themes": [{"id": "growth", "name": "Growth"}, {"id": "debt", "name": "Debt"}],
    "people": [
        {"id": "ann", "name": "Ann", "skills": {"ml": 1.0, "ops": 0.5}, "weekly_cost": 4000},
        {"id": "bob", "name": "Bob", "skills": {"ops": 1.0}, "weekly_cost": 3000},
    ],
    "pools": [
        {
            "id": "cloud",
            "accelerator": "H100",
            "kind": "on_demand",
            "count": 4,
            "price_per_hour": "2",
            "availability": 0.5,
        },
        {"id": "shelf", "accelerator": "A100", "kind": "owned", "count": 1, "price_per_hour": "1"},
    ],
    "projects": [
        {
            "id": "a",
            "name": "A",
            "theme": "growth",
            "value": {"per_week": 1000},
            "phases": [
                {
                    "id": "train",
                    "kind": "training",
                    "effort": {"ml": 2},
                    "gpu": {"hours": 300, "reference": "H100"},
                },
                {"id": "ship", "kind": "rollout", "effort": {"ops": 1}, "after": ["train"]},
            ],
        },
        {
            "id": "b",
            "name": "B",
            "theme": "debt",
            "value": {"per_week": 500},
            "phases": [{"id": "fix", "effort": {"ops": 1}}],
        },
    ],
}

PLAN: Document = {
    "schema": "quarterdeck/plan/1",
    "snapshot": "",
    "seed": 0,
    "version": "test",
    "status": "FEASIBLE",
    "value": None,
    "bound": None,
    "gap": None,
    "currency": "USD",
    "projects": [planned("a", 0, 6), planned("b", 0, 2)],
    "phases": [
        phase("a", "train", 0, 4, "ann"),
        phase("a", "ship", 4, 6, "bob"),
        phase("b", "fix", 0, 2, "bob"),
    ],
    "assignments": [
        work("a", "train", "ann", "ml", 0, 4, 0.5),
        work("a", "ship", "bob", "ops", 4, 6, 0.5),
        work("b", "fix", "bob", "ops", 0, 2, 0.5),
    ],
    "compute": [use("a", "train", 0, 150.0), use("a", "train", 1, 150.0)],
}


class Case:
    """Changeable copies of the documents; `projects`, `phases` and `people` give their rows by id."""

    def __init__(self) -> None:
        self.portfolio = copy.deepcopy(PORTFOLIO)
        self.plan = copy.deepcopy(PLAN)

    def project(self, name: str) -> Document:
        return next(row for row in self.portfolio["projects"] if row["id"] == name)

    def phase(self, project: str, name: str) -> Document:
        return next(row for row in self.project(project)["phases"] if row["id"] == name)

    def person(self, name: str) -> Document:
        return next(row for row in self.portfolio["people"] if row["id"] == name)

    def pool(self, name: str) -> Document:
        return next(row for row in self.portfolio["pools"] if row["id"] == name)

    def row(self, table: str, number: int) -> Document:
        row: Document = self.plan[table][number]
        return row

    def drop(self, project: str) -> None:
        """Take a project out of the plan with everything that belongs to it."""
        self.plan["projects"] = [
            {"id": row["id"], "selected": False} if row["id"] == project else row
            for row in self.plan["projects"]
        ]
        for table in ("phases", "assignments", "compute"):
            self.plan[table] = [row for row in self.plan[table] if row["project"] != project]

    def read(self) -> tuple[Portfolio, Plan]:
        """The documents as models; snapshot and value are stated as they should be."""
        portfolio = Portfolio.model_validate(self.portfolio)
        plan = Plan.model_validate(self.plan).model_copy(update={"snapshot": snapshot_id(portfolio)})
        return portfolio, plan.model_copy(update={"value": verify_plan(portfolio, plan).value})

    def verdict(self) -> Verdict:
        return verify_plan(*self.read())

    def violations(self) -> tuple[Violation, ...]:
        return self.verdict().violations

    def broken(self) -> set[str]:
        """Names of the rules that the plan breaks."""
        return {violation.rule for violation in self.violations()}
