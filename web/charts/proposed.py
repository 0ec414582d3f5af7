"""What a proposal would make of a plan, as striped bars over the roadmap."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.plan import PlannedPhase
from web import words
from web.charts.roadmap_shapes import Ghost
from web.charts.scale import TimeScale, rounded


@dataclass(frozen=True)
class Proposed:
    """All phases of the projects that move, and projects that go out."""

    bars: tuple[PlannedPhase, ...] = ()
    leaving: frozenset[str] = frozenset()

    def striped(self, scale: TimeScale) -> Mapping[str, tuple[Ghost, ...]]:
        """The bars by project."""
        found: dict[str, list[Ghost]] = defaultdict(list)
        for row in self.bars:
            x = scale.x(row.start)
            title = f"Proposed: {words.span(row.start, words.last_day(row.finish))}"
            found[row.project].append(Ghost(x, rounded(scale.x(row.finish) - x), title))
        return {project: tuple(bars) for project, bars in found.items()}
