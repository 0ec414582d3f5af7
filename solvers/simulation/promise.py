"""How often launches come by a date, and how many weeks of buffer a date needs."""

from dataclasses import dataclass

import numpy as np

from solvers.portfolio.kernel.pack import prerequisites
from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.figures import Figure, figure, mean
from solvers.simulation.problem import SimulationProblem
from solvers.simulation.run import Runs
from solvers.simulation.sample import PARTS

NEVER = 1 << 20


@dataclass(frozen=True)
class Punctuality:
    """Launches against due weeks, over the runs in which no gate stops the project or what it waits for."""

    launch: Ints
    """(runs, J): week of the launch, NEVER when it does not come."""
    counted: Bools
    """(runs, J): no gate stopped the project or what it needs."""

    @classmethod
    def of(cls, problem: SimulationProblem, runs: Runs) -> "Punctuality":
        """Launches of all runs. A project that waits for one that a gate stopped is not late: it has no date."""
        launch = runs.out.launch.astype(np.int64)
        stopped = runs.out.stopped == 1
        counted = ~stopped
        for j, needs in enumerate(prerequisites(problem.problem)):
            for other in needs:
                counted[:, j] &= ~stopped[:, other]
        return cls(np.where(launch < 0, NEVER, launch), counted)

    def kept(self, j: int, due: int, parts: int = PARTS) -> Figure:
        """Share of runs in which project j launches by a week."""
        return figure(lambda t, c: mean(t[c] <= due), self.launch[:, j], self.counted[:, j], parts=parts)

    def kept_together(self, projects: Ints, due: Ints, parts: int = PARTS) -> Figure:
        """Share of runs in which all of some projects launch by their weeks."""
        late = np.asarray((self.counted & (self.launch > due))[:, projects].any(axis=1))
        return figure(lambda some: 1.0 - mean(some), late, parts=parts)

    def week(self, j: int, level: float) -> int:
        """Least week by which project j has launched in this share of runs; NEVER when there is none."""
        weeks = np.sort(self.launch[self.counted[:, j], j])
        if not len(weeks):
            return NEVER
        return int(weeks[min(len(weeks) - 1, int(np.ceil(level * len(weeks) - 1e-9)) - 1)])


def shares(punctuality: Punctuality, projects: Ints, due: Ints) -> Floats:
    """(J,): share of runs that keep each due week; 1 for projects that are not asked for."""
    kept = np.ones(punctuality.launch.shape[1])
    for j in projects:
        value = punctuality.kept(int(j), int(due[j])).value
        kept[j] = 1.0 if np.isnan(value) else value
    return kept
