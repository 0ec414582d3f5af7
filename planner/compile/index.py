"""The numbering that compile gives to the things of a portfolio, both ways."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from planner.domain.calendar import Horizon
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project
from planner.domain.team import Person, Position
from solvers.portfolio.problem import Ints, Names

PhaseKey = tuple[str, str]


@dataclass(frozen=True)
class Index:
    """Position of each project, phase, person, skill, pool and theme in the solvers' arrays."""

    portfolio: Portfolio
    horizon: Horizon
    project_list: tuple[Project, ...]
    phase_list: tuple[tuple[Project, Phase], ...]
    """Phases by project, in topological order within each."""
    workers: tuple[Person | Position, ...]
    """People first, then open positions."""

    @classmethod
    def of(cls, portfolio: Portfolio) -> Self:
        """Number the things of a portfolio in document order."""
        phases = tuple((p, phase) for p in portfolio.projects for phase in topological(p))
        return cls(portfolio, portfolio.horizon, portfolio.projects, phases, portfolio.workers)

    @cached_property
    def projects(self) -> dict[str, int]:
        """Index by project id."""
        return {project.id: j for j, project in enumerate(self.project_list)}

    @cached_property
    def phases(self) -> dict[PhaseKey, int]:
        """Index by project and phase id."""
        return {(project.id, phase.id): i for i, (project, phase) in enumerate(self.phase_list)}

    @cached_property
    def people(self) -> dict[str, int]:
        """Index by id of a person or position."""
        return {worker.id: p for p, worker in enumerate(self.workers)}

    @cached_property
    def skills(self) -> dict[str, int]:
        """Index by skill id."""
        return {skill.id: k for k, skill in enumerate(self.portfolio.skills)}

    @cached_property
    def themes(self) -> dict[str, int]:
        """Index by theme id."""
        return {theme.id: n for n, theme in enumerate(self.portfolio.themes)}

    @cached_property
    def pools(self) -> dict[str, int]:
        """Index by pool id."""
        return {pool.id: g for g, pool in enumerate(self.portfolio.pools)}

    @cached_property
    def phase_first(self) -> Ints:
        """(J + 1,): first phase of each project."""
        counts = [len(project.phases) for project in self.project_list]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def precedence(self) -> tuple[Ints, Ints, Ints]:
        """Predecessors of each phase as (offsets, phases, lags), also across projects."""
        rows: list[list[tuple[int, int]]] = []
        for project, phase in self.phase_list:
            arcs: dict[int, int] = {}
            for before, lag in self.portfolio.waits_for(project, phase):
                i = self.phases[before]
                arcs[i] = max(lag, arcs.get(i, 0))
            rows.append(sorted(arcs.items()))
        first = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        flat = [arc for row in rows for arc in row]
        return first, np.array([i for i, _ in flat], np.int64), np.array([lag for _, lag in flat], np.int64)

    def names(self) -> Names:
        """Ids by index, for messages."""
        return Names(
            projects=tuple(project.id for project in self.project_list),
            phases=tuple((project.id, phase.id) for project, phase in self.phase_list),
            people=tuple(worker.id for worker in self.workers),
            skills=tuple(skill.id for skill in self.portfolio.skills),
            pools=tuple(pool.id for pool in self.portfolio.pools),
            themes=tuple(theme.id for theme in self.portfolio.themes),
            quarters=tuple(span.label for span in self.horizon.quarters),
        )


def topological(project: Project) -> tuple[Phase, ...]:
    """Phases of a project such that each comes after its predecessors; document order otherwise."""
    done: dict[str, Phase] = {}
    waiting = list(project.phases)
    while waiting:
        ready = next(
            phase
            for phase in waiting
            if all(a.phase in done for a in phase.after if a.project in (None, project.id))
        )
        done[ready.id] = ready
        waiting.remove(ready)
    return tuple(done.values())
