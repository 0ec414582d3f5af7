"""Beside TaskJuggler: python -m benchmarks.taskjuggler [--seconds 10] [--seeds 1 2 3].

Needs tj3 (`apt-get install tj3`), which times tasks by their priority and knows neither value nor which projects to
leave out. What it can express is compared: portfolios with a planted plan in which every phase is one person's and
everybody has one skill. It gets them twice, with projects in order of value per effort: all of them, and only those
that the planner selects. Its tasks begin at any hour, the planner's on Mondays. A project that it ends after the
horizon is worth nothing.
"""

import argparse
import csv
import datetime as dt
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks.planted import KINDS, planted
from planner.compile.problem import to_problem
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Crew, Project
from solvers.portfolio.problem import Problem
from solvers.portfolio.run import Budget
from solvers.portfolio.solve import solve

ONE_PERSON = tuple(kind for kind in KINDS if kind.endswith("one person"))
SIZES = ((8, 4), (20, 8))
"""People and quarters."""


def main() -> None:
    """One line a portfolio: values against the planted plan."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    if shutil.which("tj3") is None:
        raise SystemExit("tj3 is not installed: apt-get install tj3")
    print(
        f"{'planted':<24} {'people':>6} {'projects':>8} {'planner':>8} {'tj3 all':>8} {'tj3 ours':>8} {'tj3 s':>6}"
    )
    for people, quarters in SIZES:
        for kind in ONE_PERSON:
            for seed in asked.seeds:
                drawn, value = planted(seed, **KINDS[kind], people=people, quarters=quarters)
                portfolio = plain(drawn)
                problem = to_problem(portfolio)
                result = solve(problem, Budget(seconds=asked.seconds), seed=seed)
                assert result.solution is not None
                assert result.value is not None
                ours = {portfolio.projects[j].id for j in np.flatnonzero(result.solution.selected)}
                begun = time.perf_counter()
                every = worth(portfolio, problem, launches(portfolio, portfolio.projects))
                took = time.perf_counter() - begun
                named = [project for project in portfolio.projects if project.id in ours]
                chosen = worth(portfolio, problem, launches(portfolio, named))
                print(
                    f"{kind:<24} {people:>6} {len(portfolio.projects):>8} {result.value / value - 1:>+8.1%} "
                    f"{every / value - 1:>+8.1%} {chosen / value - 1:>+8.1%} {took:>6.1f}",
                    flush=True,
                )


def plain(portfolio: Portfolio) -> Portfolio:
    """The portfolio as far as TaskJuggler can say it: one skill a person, one person a phase."""

    def alone(project: Project) -> Project:
        phases = tuple(phase.model_copy(update={"crew": Crew(min=1, max=1)}) for phase in project.phases)
        return project.model_copy(update={"phases": phases})

    people = tuple(
        person.model_copy(update={"skills": dict([max(person.skills.items(), key=lambda item: item[1])])})
        for person in portfolio.people
    )
    return portfolio.model_copy(
        update={"people": people, "projects": tuple(alone(project) for project in portfolio.projects)}
    )


def launches(portfolio: Portfolio, projects: Iterable[Project]) -> dict[str, dt.date]:
    """When TaskJuggler ends each project."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "plan.tjp"
        source.write_text(written(portfolio, projects), encoding="utf-8")
        done = subprocess.run(
            ["tj3", "--silent", "--output-dir", folder, str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"tj3: {done.stderr.strip()}")
        with (Path(folder) / "ends.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
    return {
        row["Id"].strip(): dt.date.fromisoformat(row["End"].strip()) for row in rows if "." not in row["Id"]
    }


def written(portfolio: Portfolio, projects: Iterable[Project]) -> str:
    """The portfolio as a TaskJuggler project; what does not fit in the horizon has four years more."""
    start = portfolio.calendar.start
    lines = [
        f'project plan "Plan" {start} +{portfolio.horizon.weeks + 208}w {{',
        '  timezone "UTC"',
        "}",
    ]
    for person in portfolio.people:
        (rate,) = person.skills.values()
        lines.append(f'resource {person.id} "{person.id}" {{ efficiency {rate} }}')
    ranked = sorted(projects, key=lambda project: -_density(project))
    for rank, project in enumerate(ranked):
        lines.append(f'task {project.id} "{project.id}" {{')
        lines.append(f"  priority {max(1, 999 - rank)}")
        for phase in project.phases:
            ((skill, effort),) = phase.effort.items()
            first, *others = (person.id for person in portfolio.people if skill in person.skills)
            either = f"alternative {', '.join(others)} " if others else ""
            lines.append(f'  task {phase.id} "{phase.id}" {{')
            lines.append(f"    effort {effort.likely:.2f}w")
            lines.append(f"    allocate {first} {{ {either}select minloaded persistent }}")
            lines += [f"    depends !{after.phase}" for after in phase.after]
            lines.append("  }")
        lines.append("}")
    lines.append('taskreport ends "ends" { formats csv columns id, end timeformat "%Y-%m-%d" }')
    return "\n".join(lines) + "\n"


def _density(project: Project) -> float:
    assert project.value.per_week is not None
    effort = sum(estimate.likely for phase in project.phases for estimate in phase.effort.values())
    return project.value.per_week.likely / max(effort, 0.1)


def worth(portfolio: Portfolio, problem: Problem, ends: dict[str, dt.date]) -> float:
    """Value of projects that launch on the Monday on or after these days."""
    place = {name: j for j, name in enumerate(problem.names.projects)}
    total = 0.0
    for project, end in ends.items():
        weeks = -((portfolio.horizon.mondays[0] - end).days // 7)
        if weeks <= problem.weeks:
            total += float(problem.projects.value[place[project], weeks])
    return total


if __name__ == "__main__":
    main()
