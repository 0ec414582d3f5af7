"""Heat maps: load of people, and demand for skills against supply. A number in every cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.domain.load import demand_by_week, shares_by_week, supply_by_week
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.team import Person, Position, weekly_capacity
from web import words

Level = Literal["none", "away", "1", "2", "3", "4", "5", "over"]
OVERLOADED = 1.005
NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Column:
    """A stretch of weeks [first, end)."""

    first: int
    end: int
    label: str
    title: str
    quarter: str
    opens_quarter: bool


@dataclass(frozen=True)
class Cell:
    """One number with its shade."""

    text: str
    level: Level
    title: str
    of: str = ""
    """What the number is out of."""


@dataclass(frozen=True)
class HeatRow:
    """A person or a skill."""

    id: str
    name: str
    note: str
    total: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class QuarterHead:
    """A quarter over its columns."""

    label: str
    columns: int


@dataclass(frozen=True)
class HeatMap:
    """A table of shaded numbers."""

    columns: tuple[Column, ...]
    quarters: tuple[QuarterHead, ...]
    rows: tuple[HeatRow, ...]
    caption: str


def columns_of(portfolio: Portfolio, weeks: int) -> tuple[Column, ...]:
    """The horizon cut into stretches of so many weeks, each within one quarter."""
    horizon = portfolio.horizon
    columns = []
    for quarter in horizon.quarters:
        for first in range(quarter.first, quarter.end, weeks):
            end = min(first + weeks, quarter.end)
            monday = horizon.monday(first)
            title = words.span(monday, words.last_day(horizon.monday(end)))
            opens = first == quarter.first
            label = words.short_day(monday)
            columns.append(Column(first, end, label, title, words.quarter(quarter.label), opens))
    return tuple(columns)


def quarter_heads(columns: Sequence[Column]) -> tuple[QuarterHead, ...]:
    """The quarters over the columns."""
    counts: dict[str, int] = defaultdict(int)
    for column in columns:
        counts[column.quarter] += 1
    return tuple(QuarterHead(label, n) for label, n in counts.items())


def level_of(share: float) -> Level:
    """Shade of a used share."""
    if share <= 0.005:
        return "none"
    if share > OVERLOADED:
        return "over"
    for limit, level in ((0.25, "1"), (0.5, "2"), (0.75, "3"), (0.9, "4")):
        if share <= limit:
            return level  # type: ignore[return-value]
    return "5"


def person_load(portfolio: Portfolio, plan: Plan, weeks: int = 2) -> HeatMap:
    """Share of each person's capacity that the plan uses, in per cent."""
    columns = columns_of(portfolio, weeks)
    used, doing = shares_by_week(portfolio, plan)
    names = {p.id: p.name for p in portfolio.projects}
    sites = {site.id: site for site in portfolio.sites}
    rows = []
    for worker in portfolio.workers:
        capacity = weekly_capacity(worker, portfolio.horizon, sites)
        load = used[worker.id]
        cells = tuple(_load_cell(worker, c, load, capacity, doing[worker.id], names) for c in columns)
        whole = sum(capacity)
        total = words.percent(sum(load.values()) / whole) if whole > NEGLIGIBLE else words.NOTHING
        rows.append(HeatRow(worker.id, worker.name, _note(worker), total, cells))
    each = "week" if weeks == 1 else "fortnight" if weeks == 2 else f"{weeks} weeks"
    caption = f"Share of each person's capacity that is planned, in per cent, by {each}"
    return HeatMap(columns, quarter_heads(columns), tuple(rows), caption)


def _note(worker: Person | Position) -> str:
    if isinstance(worker, Position):
        return f"open position, likely from {words.short_day(worker.starts.likely)}"
    return ", ".join(worker.skills)


def _load_cell(
    worker: Person | Position,
    column: Column,
    load: Mapping[int, float],
    capacity: Sequence[float],
    doing: Mapping[int, set[tuple[str, bool]]],
    names: Mapping[str, str],
) -> Cell:
    weeks = range(column.first, column.end)
    have = sum(capacity[w] for w in weeks)
    need = sum(load.get(w, 0.0) for w in weeks)
    if have <= NEGLIGIBLE and need <= NEGLIGIBLE:
        return Cell(words.NOTHING, "away", f"{worker.name}, {column.title}: not available")
    share = need / have if have > NEGLIGIBLE else float("inf")
    projects = sorted(
        {
            names.get(project, project) + ("" if in_phase else " (upkeep)")
            for w in weeks
            for project, in_phase in doing.get(w, ())
        }
    )
    what = words.listing(projects, limit=4) or "nothing planned"
    text = words.decimal(share * 100) if have > NEGLIGIBLE else "!"
    return Cell(text, level_of(share), f"{worker.name}, {column.title}: {text} per cent. {what}")


def skill_load(portfolio: Portfolio, plan: Plan, weeks: int = 2) -> HeatMap:
    """Engineer-weeks of each skill that the plan uses, beside what people who have the skill could give.

    A person with several skills counts in the supply of each of them: supply is what could be asked for at
    most, so demand of two skills together can still exceed the same people's time.
    """
    columns = columns_of(portfolio, weeks)
    demand = demand_by_week(portfolio, plan)
    supply = supply_by_week(portfolio)
    rows = []
    for skill in portfolio.skills:
        cells = []
        for column in columns:
            span = range(column.first, column.end)
            need = sum(demand[skill.id].get(w, 0.0) for w in span)
            have = sum(supply[skill.id].get(w, 0.0) for w in span)
            share = need / have if have > NEGLIGIBLE else (float("inf") if need > NEGLIGIBLE else 0.0)
            title = f"{skill.name}, {column.title}: {words.decimal(need, 1)} of {words.decimal(have, 1)} engineer-weeks"
            level: Level = level_of(share) if have > NEGLIGIBLE or need > NEGLIGIBLE else "away"
            cells.append(Cell(words.decimal(need, 1), level, title, words.decimal(have, 1)))
        need, have = sum(demand[skill.id].values()), sum(supply[skill.id].values())
        holders = sum(skill.id in w.skills for w in portfolio.workers)
        note = f"{words.count(holders, 'person', 'people')}"
        rows.append(
            HeatRow(
                skill.id, skill.name, note, f"{words.decimal(need)} / {words.decimal(have)}", tuple(cells)
            )
        )
    return HeatMap(
        columns, quarter_heads(columns), tuple(rows), "Demand / supply of each skill in engineer-weeks"
    )
