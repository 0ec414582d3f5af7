"""Portfolios in which a good plan is known: python -m benchmarks.planted [--seconds 10] [--seeds 1 2].

A plan that uses all of everybody's time is drawn first: people start phases together and end them together, one phase
after the other. Its projects are then given values that fall with their launch, and others are added that are worth
less for their effort. So the search can be told apart from the bound: the best plan lies between the planted one and
the bound.
"""

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from benchmarks.generate import SKILLS
from planner.compile.problem import to_problem
from planner.domain.calendar import Calendar, Horizon
from planner.domain.estimates import Estimate
from planner.domain.policies import Policies
from planner.domain.portfolio import Portfolio
from planner.domain.projects import After, Crew, Phase, Project, Value
from planner.domain.team import Person, Skill
from solvers.portfolio.run import Budget
from solvers.portfolio.solve import solve

CREW_EXPONENT = 0.9
KINDS = {
    "one phase, one person": {"longest": 1, "crew": 1},
    "chains, one person": {"longest": 4, "crew": 1},
    "chains, crews": {"longest": 4, "crew": 3},
}


@dataclass
class Planted:
    """A project of the planted plan."""

    wanted: int
    """Phases that it is to have."""
    launch: int = 0
    phases: list[tuple[dict[str, float], int]] = field(default_factory=list)
    """Effort by skill and people of each."""

    @property
    def effort(self) -> float:
        """Engineer-weeks of all phases."""
        return sum(sum(effort.values()) for effort, _ in self.phases)


def planted(
    seed: int, *, longest: int, crew: int, people: int = 20, quarters: int = 8
) -> tuple[Portfolio, float]:
    """A portfolio and the value of the plan that is planted in it.

    Parameters
    ----------
    longest
        Phases of a project at most, one after the other.
    crew
        People of a phase at most.
    """
    rng = np.random.default_rng(seed)
    calendar = Calendar(start=dt.date(2027, 1, 4), quarters=quarters, value_tail_weeks=26)
    weeks = Horizon(calendar).weeks
    team = [_person(rng, n) for n in range(people)]
    real = _grow(rng, team, weeks, longest, crew)
    worth = np.sort(np.exp(0.5 * rng.standard_normal(len(real))))[::-1]
    real.sort(key=lambda project: project.launch)
    work = [_project(f"real{n:03d}", p, 100 * p.effort * float(worth[n])) for n, p in enumerate(real)]
    others: list[Project] = []
    effort = 0.8 * sum(p.effort for p in real)
    while effort > 0:
        like = real[int(rng.integers(len(real)))]
        value = 100 * like.effort * float(rng.uniform(0.3, 1.0) * worth[-1])
        others.append(_project(f"other{len(others):03d}", like, value))
        effort -= like.effort
    every = [*work, *others]
    portfolio = Portfolio(
        schema_="quarterdeck/portfolio/1",
        name="Planted",
        calendar=calendar,
        skills=tuple(Skill(id=skill, name=skill) for skill in SKILLS),
        people=tuple(team),
        projects=tuple(every[n] for n in rng.permutation(len(every))),
        policies=Policies(minimum_share=0.2, crew_exponent=CREW_EXPONENT),
    )
    problem = to_problem(portfolio)
    row = {name: j for j, name in enumerate(problem.names.projects)}
    value = sum(float(problem.projects.value[row[f"real{n:03d}"], p.launch]) for n, p in enumerate(real))
    return portfolio, value


def _person(rng: np.random.Generator, number: int) -> Person:
    skills = {SKILLS[number % len(SKILLS)]: round(float(rng.uniform(0.8, 1.3)), 1)}
    for skill in rng.choice(SKILLS, size=int(rng.integers(0, 3)), replace=False).tolist():
        skills.setdefault(skill, round(float(rng.uniform(0.4, 0.8)), 1))
    return Person(
        id=f"p{number:02d}", name=f"P{number}", skills=skills, weekly_cost=Decimal(3000), max_projects=2
    )


def _grow(rng: np.random.Generator, team: list[Person], weeks: int, longest: int, crew: int) -> list[Planted]:
    """Whoever is free first starts the next phase of a project that waits, or a new one, with others who are free."""
    free = [0] * len(team)
    real: list[Planted] = []
    open_: list[Planted] = []
    while (week := min(free)) < weeks:
        members = list(_crew(rng, team, [n for n, t in enumerate(free) if t == week], crew))
        length = int(rng.integers(3, 11))
        length = weeks - week if weeks - week - length < 3 else length
        waiting = [project for project in open_ if project.launch <= week]
        if waiting and rng.random() < 0.8:
            project = waiting[int(rng.integers(len(waiting)))]
        else:
            project = Planted(int(rng.integers(1, longest + 1)))
            open_.append(project)
            real.append(project)
        effort: dict[str, float] = {}
        for n in members:
            skill = _main(team[n])
            done = length * team[n].skills[skill] * len(members) ** (CREW_EXPONENT - 1)
            effort[skill] = effort.get(skill, 0.0) + done
            free[n] = week + length
        project.phases.append((effort, len(members)))
        project.launch = week + length
        if len(project.phases) >= project.wanted:
            open_.remove(project)
    return real


def _crew(rng: np.random.Generator, team: list[Person], free: list[int], most: int) -> Iterator[int]:
    """People who are free, of at most two skills."""
    size, skills = int(rng.integers(1, most + 1)), set[str]()
    for n in rng.permutation(free).tolist():
        if size > 0 and (len(skills) < 2 or _main(team[n]) in skills):
            skills.add(_main(team[n]))
            size -= 1
            yield n


def _main(person: Person) -> str:
    return max(person.skills, key=lambda skill: person.skills[skill])


def _project(name: str, planted_: Planted, per_week: float) -> Project:
    def exactly(number: float) -> Estimate:
        return Estimate(low=number, likely=number, high=number)

    phases = tuple(
        Phase(
            id=f"phase{n}",
            kind="build",
            after=(After(phase=f"phase{n - 1}"),) if n else (),
            # Rounded down: what is planted must fit.
            effort={skill: exactly(float(np.floor(100 * weeks) / 100)) for skill, weeks in effort.items()},
            crew=Crew(min=1, max=people + 1),
        )
        for n, (effort, people) in enumerate(planted_.phases)
    )
    return Project(
        id=name, name=name, value=Value(per_week=exactly(round(per_week)), ramp_weeks=1), phases=phases
    )


def main() -> None:
    """Print what the planner reaches of the planted value, and how far above it the bound stands."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    print(f"{'planted':<24} {'projects':>9} {'plan':>8} {'bound':>8} {'gap':>7}")
    for kind, shape in KINDS.items():
        for seed in asked.seeds:
            portfolio, value = planted(seed, **shape)
            result = solve(to_problem(portfolio), Budget(seconds=asked.seconds), seed=seed)
            assert result.value is not None
            assert result.bound is not None
            assert result.gap is not None
            print(
                f"{kind:<24} {len(portfolio.projects):>9} {result.value / value - 1:>+8.1%} "
                f"{result.bound / value - 1:>+8.1%} {result.gap:>7.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
