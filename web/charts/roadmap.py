"""The roadmap: lanes by theme, a bar a project split in phases, deadlines, forecast and dependencies."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from planner.domain.calendar import monday_on_or_after
from planner.domain.plan import Plan, PlannedPhase, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from web import words
from web.charts.deadlines import Finish, judge_deadline
from web.charts.labels import Label, beside, inside
from web.charts.lanes import Group, LaneKey, Zoom, fine_bands, groups, theme_colours, zoomed_class
from web.charts.proposed import Proposed
from web.charts.roadmap_links import links, waits_for
from web.charts.roadmap_shapes import (
    Board,
    Diamond,
    Fade,
    Fold,
    Ghost,
    Lane,
    Roadmap,
    Row,
    Segment,
    Strip,
)
from web.charts.scale import (
    TimeScale,
    horizon_scale,
    quarter_bands,
    rounded,
)

NOTHING = Proposed()
AXIS = 44
LANE = 30
ROW = 34
BAR = 18


def roadmap(
    portfolio: Portfolio,
    plan: Plan,
    finishes: Mapping[str, Finish],
    hrefs: Mapping[str, str],
    today: dt.date,
    ghost: Plan | None = None,
    ghost_name: str = "Plan of record",
    lanes_by: LaneKey = "theme",
    zoom: Zoom = "month",
    board: Board | None = None,
    proposed: Proposed = NOTHING,
    fold: Fold | None = None,
) -> Roadmap:
    """Lay out the selected projects of a plan, over their bars in another one where it is given, under what a proposal
    makes of them.

    In lanes by team, person or pool a project stands in each lane that has a part in it; the other phases are faint.
    """
    planned = {p.id: p for p in plan.projects if p.selected and p.start and p.finish}
    shades = {p.id: p for p in ghost.projects if p.selected} if ghost else {}
    ends = [p.finish for p in planned.values() if p.finish] + [f.p90 for f in finishes.values() if f.p90]
    ends += [row.promised for row in plan.promises.projects if row.promised] if plan.promises else []
    scale = horizon_scale(portfolio.horizon, max(ends, default=None))
    shape = zoomed_class(portfolio.horizon.weeks, zoom)
    drawing = _Drawing(
        portfolio, plan, finishes, hrefs, scale, shape, shades, ghost_name, board, proposed, fold
    )
    lanes, y = [], float(AXIS)
    for group in groups(portfolio, plan, lanes_by):
        lane = drawing.lane(group, y)
        lanes.append(lane)
        y += lane.height
    coming = drawing.incoming(y)
    if coming is not None:
        lanes.append(coming)
        y += coming.height
    rows = {row.project: row for lane in lanes for row in lane.rows}
    return Roadmap(
        height=y,
        axis=AXIS,
        width_class=shape,
        quarters=quarter_bands(portfolio.horizon, scale),
        months=fine_bands(portfolio.horizon, scale, zoom, shape),
        lanes=tuple(lanes),
        links=links(portfolio, plan, scale, rows, BAR) if lanes_by == "theme" else (),
        today=scale.x(today) if scale.holds(today) else None,
        horizon_end=scale.x(portfolio.horizon.end) if scale.end > portfolio.horizon.end else None,
        has_forecast=any(row.fade for row in rows.values()),
        has_deadlines=any(row.diamond for row in rows.values()),
        has_buffers=any(row.buffer for row in rows.values()),
        ghost_name=ghost_name if any(row.ghost for row in rows.values()) else "",
        description=_description(planned, portfolio, lanes_by),
        begin=scale.start,
        days=(scale.end - scale.start).days,
        board=board,
    )


def _description(planned: Mapping[str, PlannedProject], portfolio: Portfolio, lanes_by: LaneKey) -> str:
    chosen = words.count(len(planned), "project")
    last = max((p.finish for p in planned.values() if p.finish), default=None)
    end = f", the last one done by {words.day(words.last_day(last))}" if last else ""
    return f"Roadmap of {portfolio.name}: {chosen} by {lanes_by}{end}. The same dates are in the table below."


@dataclass(frozen=True)
class _Drawing:
    portfolio: Portfolio
    plan: Plan
    finishes: Mapping[str, Finish]
    hrefs: Mapping[str, str]
    scale: TimeScale
    width_class: str
    shades: Mapping[str, PlannedProject]
    ghost_name: str
    board: Board | None
    proposed: Proposed
    fold: Fold | None

    @cached_property
    def planned(self) -> Mapping[str, PlannedProject]:
        return {p.id: p for p in self.plan.projects}

    @cached_property
    def phases(self) -> Mapping[str, list[PlannedPhase]]:
        found: dict[str, list[PlannedPhase]] = defaultdict(list)
        for phase in sorted(self.plan.phases, key=lambda p: (p.start, p.finish)):
            found[phase.project].append(phase)
        return found

    @cached_property
    def people(self) -> Mapping[str, str]:
        return {w.id: w.name for w in self.portfolio.workers}

    @cached_property
    def pinned(self) -> set[str]:
        return {pin.project for pin in self.portfolio.pins}

    @cached_property
    def colours(self) -> Mapping[str, int]:
        return theme_colours(self.portfolio)

    def lane(self, group: Group, y: float) -> Lane:
        closed = self.fold is not None and group.key in self.fold.closed
        shown = () if closed else group.projects
        rows = tuple(self.row(p, group, y + LANE + i * ROW) for i, p in enumerate(shown))
        return Lane(
            name=group.name,
            colour=group.colour,
            y=y,
            height=LANE + ROW * len(rows),
            note=words.count(len(group.projects), "project") if group.projects else "free",
            rows=rows,
            person=group.person,
            fold_href=self.fold.href(group.key) if self.fold and group.projects else "",
            closed=closed,
            strip=self.strip(group) if closed else (),
        )

    def strip(self, group: Group) -> tuple[Strip, ...]:
        """What is left to see of the projects of a closed lane."""
        found = []
        for project in group.projects:
            planned, moves = self.planned[project.id], project.id in self.elsewhere
            assert planned.start
            assert planned.finish
            x = self.scale.x(planned.start)
            width = rounded(self.scale.x(planned.finish) - x)
            colour = self.colours.get(project.theme or "", 0)
            found.append(Strip(project.id, x, width, colour, self.title(project, planned, None), moves))
        return tuple(found)

    def incoming(self, y: float) -> Lane | None:
        """A lane of the projects that a proposal would bring in."""
        projects = [
            p for p in self.portfolio.projects if p.id in self.elsewhere and not self.planned[p.id].selected
        ]
        rows = tuple(self.incoming_row(p, y + LANE + i * ROW) for i, p in enumerate(projects))
        if not rows:
            return None
        note = words.count(len(rows), "project")
        return Lane("Would come in", 0, y, LANE + ROW * len(rows), note, rows, "", "", False, ())

    def incoming_row(self, project: Project, y: float) -> Row:
        bars = self.elsewhere[project.id]
        x, end = min(bar.x for bar in bars), max(bar.x + bar.width for bar in bars)
        label = beside("proposed", x, end, self.width_class)
        return self.bar(project, y, (x, end), label, f"{project.name} would come in")

    def bar(self, project: Project, y: float, ends: tuple[float, float], label: Label, title: str) -> Row:
        """What every project has that is drawn, between two places."""
        return Row(
            project=project.id,
            name=project.name,
            href=self.hrefs[project.id],
            y=y,
            middle=y + ROW / 2,
            x=ends[0],
            width=rounded(ends[1] - ends[0]),
            colour=self.colours.get(project.theme or "", 0),
            segments=(),
            fade=None,
            ghost=self.ghost(project),
            buffer=None,
            diamond=None,
            label=label,
            waits=False,
            title=title,
            pinned=project.id in self.pinned,
            mandatory=project.mandatory,
            starts=None,
            proposed=self.elsewhere.get(project.id, ()),
            moves=False,
        )

    def row(self, project: Project, group: Group, y: float) -> Row:
        planned = self.planned[project.id]
        assert planned.start
        assert planned.finish
        launch = planned.launch or planned.finish
        finish = self.finishes.get(project.id)
        x, end = self.scale.x(planned.start), self.scale.x(planned.finish)
        diamond = self.diamond(project, finish, launch, y + ROW / 2)
        fade = self.fade(finish, planned.finish)
        year = self.scale.start.year
        label = words.day_in(words.last_day(launch), year)
        if finish and finish.p90 and finish.p90 > launch:
            label += f" \N{MIDDLE DOT} P90 {words.day_in(words.last_day(finish.p90), year)}"
        buffer = self.buffer(project, planned.finish)
        right = max(
            end, fade.fade_x + fade.fade_width if fade else 0.0, buffer.x + buffer.width if buffer else 0.0
        )
        blocked = diamond.x if diamond else None
        return replace(
            self.bar(
                project,
                y,
                (x, end),
                beside(label, x, right, self.width_class, blocked),
                self.title(project, planned, finish),
            ),
            segments=self.segments(project, group, y),
            fade=fade,
            buffer=buffer,
            diamond=diamond,
            waits=any(other in self.planned for other, _ in waits_for(project)),
            starts=self.board.starts.get(project.id) if self.board else None,
            moves=project.id in self.elsewhere or project.id in self.proposed.leaving,
        )

    @cached_property
    def elsewhere(self) -> Mapping[str, tuple[Ghost, ...]]:
        return self.proposed.striped(self.scale)

    def segments(self, project: Project, group: Group, y: float) -> tuple[Segment, ...]:
        phases = self.phases.get(project.id, [])
        tracks = _tracks(phases)
        height = BAR / (max(tracks, default=0) + 1)
        names = {phase.id: phase.name or phase.id for phase in project.phases}
        segments = []
        for i, (phase, track) in enumerate(zip(phases, tracks, strict=True)):
            x = self.scale.x(phase.start)
            width = rounded(self.scale.x(phase.finish) - x)
            name = names.get(phase.phase, phase.phase)
            faint = group.phases is not None and (project.id, phase.phase) not in group.phases
            crew = words.listing([self.people.get(p, p) for p in phase.crew]) or "nobody needed"
            dates = words.span(phase.start, words.last_day(phase.finish))
            segments.append(
                Segment(
                    x=x,
                    width=width,
                    y=y + (ROW - BAR) / 2 + track * height,
                    height=rounded(height),
                    shade="a" if i % 2 == 0 else "b",
                    label="" if faint or height < BAR else inside(name, width, self.width_class),
                    title=f"{project.name}, {name}: {dates} ({crew})",
                    faint=faint,
                    phase=phase.phase,
                )
            )
        return tuple(segments)

    def fade(self, finish: Finish | None, planned: dt.date) -> Fade | None:
        if finish is None or finish.p90 is None or finish.p90 <= planned:
            return None
        begin = self.scale.x(planned)
        middle = max(begin, self.scale.x(finish.p50)) if finish.p50 else begin
        return Fade(begin, rounded(middle - begin), middle, rounded(self.scale.x(finish.p90) - middle))

    @cached_property
    def promised(self) -> Mapping[str, dt.date]:
        rows = self.plan.promises.projects if self.plan.promises else ()
        return {row.project: row.promised for row in rows if row.promised}

    def buffer(self, project: Project, planned: dt.date) -> Ghost | None:
        promised = self.promised.get(project.id)
        if promised is None or self.plan.promises is None or promised <= planned:
            return None
        x, end = self.scale.x(planned), min(100.0, self.scale.x(promised))
        weeks = words.count((promised - planned).days // 7, "week")
        sure = words.percent(self.plan.promises.confidence)
        title = f"Buffer of {weeks}: {sure} sure by {words.day(words.last_day(promised))}"
        return Ghost(x, rounded(end - x), title)

    def ghost(self, project: Project) -> Ghost | None:
        other = self.shades.get(project.id)
        if other is None or other.start is None or other.finish is None:
            return None
        x = self.scale.x(other.start)
        title = f"{self.ghost_name}: {words.span(other.start, words.last_day(other.finish))}"
        return Ghost(x, rounded(self.scale.x(other.finish) - x), title)

    def diamond(self, project: Project, finish: Finish | None, launch: dt.date, y: float) -> Diamond | None:
        if project.deadline is None:
            return None
        # A launch on the Monday on or after the deadline still keeps it: that is where the bar may end.
        monday = monday_on_or_after(project.deadline.date)
        if not self.scale.start <= monday <= self.scale.end:
            return None
        verdict, meaning = judge_deadline(project.deadline.date, finish, launch)
        kind = "Hard deadline" if project.deadline.hard else "Deadline"
        title = f"{kind} of {project.name}: {words.day(project.deadline.date)}, {meaning}"
        return Diamond(self.scale.x(monday), y, verdict, title)

    def title(self, project: Project, planned: PlannedProject, finish: Finish | None) -> str:
        assert planned.start
        assert planned.finish
        text = f"{project.name}: {words.span(planned.start, words.last_day(planned.finish))}"
        if finish and finish.p50 and finish.p90:
            p50, p90 = words.last_day(finish.p50), words.last_day(finish.p90)
            text += f". Done by P50 {words.day(p50)}, P90 {words.day(p90)}"
        if finish:
            text += f". Launches in {words.percent(finish.p_done)} of futures"
        return text


def _tracks(phases: list[PlannedPhase]) -> list[int]:
    """The least number of tracks on which phases do not overlap: first fit by start."""
    ends: list[dt.date] = []
    tracks = []
    for phase in phases:
        free = next((i for i, end in enumerate(ends) if end <= phase.start), len(ends))
        ends[free : free + 1] = [phase.finish]
        tracks.append(free)
    return tracks
