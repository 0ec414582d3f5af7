"""Lines of the roadmap between the bars of projects that wait for each other."""

from collections.abc import Mapping

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from web.charts.roadmap_shapes import Link, Row
from web.charts.scale import TimeScale, rounded


def links(
    portfolio: Portfolio, plan: Plan, scale: TimeScale, rows: Mapping[str, Row], bar: float
) -> tuple[Link, ...]:
    """One for each pair of rows that are drawn; `bar` is the height of a bar in pixels."""
    dates = {(p.project, p.phase): p for p in plan.phases}
    found = []
    for project in portfolio.projects:
        for other, phase in waits_for(project):
            if project.id not in rows or other not in rows:
                continue
            source, target = rows[other], rows[project.id]
            end = dates[other, phase].finish if phase and (other, phase) in dates else None
            x1 = scale.x(end) if end else rounded(source.x + source.width)
            down = target.y > source.y
            y1 = source.middle + (bar / 2 if down else -bar / 2)
            width = rounded(max(0.0, target.x - x1))
            title = f"{project.name} waits for {source.name}"
            found.append(Link(x1, y1, max(x1, target.x), target.middle, width, title))
    return tuple(found)


def waits_for(project: Project) -> list[tuple[str, str | None]]:
    """Projects, and perhaps phases of them, that must end before a project goes on."""
    waits: list[tuple[str, str | None]] = [(d.project, d.phase) for d in project.depends_on]
    waits += [(a.project, a.phase) for phase in project.phases for a in phase.after if a.project]
    return list(dict.fromkeys(waits))
