"""Whom a plan wants and who is there: supply, demand, gaps and bus factor by skill, and who is asked for too much."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from planner.domain.team_capacity import Overload, SkillOutlook, SkillWeek, TeamCapacity
from web import words
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell
from web.views.plan_parts import Choice, Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell

HEADS = (
    Head("Skill"),
    Head("Supply", numeric=True),
    Head("Demand", numeric=True),
    Head("Unfilled", numeric=True),
    Head("Weeks short", numeric=True),
    Head("Bus factor", numeric=True),
)
ABOUT = {
    "plan": "What the plan assigns",
    "earliest": "Every project as early as it can be, with the smallest crews, whoever is there",
}


@template("plan_team.html")
@dataclass(frozen=True)
class TeamView:
    """Supply against demand."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    bases: tuple[Choice, ...]
    facts: tuple[Fact, ...]
    about: str
    skills: DataTable
    weeks: DataTable
    overload: DataTable | None


def team_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    team: TeamCapacity,
    progress: ProgressView | None,
) -> TeamView:
    """The page of one basis: the plan, or the wish before it meets the people."""
    portfolio = source.portfolio
    return TeamView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Load"),
        action=f"{source.href}/team",
        bases=tuple(Choice(basis, about, basis == team.basis) for basis, about in ABOUT.items()),
        facts=_facts(portfolio, team),
        about=" ".join(team.notes)
        or "Engineer-weeks; a person with two skills counts in both, but is shared out once",
        skills=_skills(portfolio, team.skills),
        weeks=_weeks(portfolio, team.rows),
        overload=_overload(portfolio, team.overload) if team.overload else None,
    )


def _names(portfolio: Portfolio) -> dict[str, str]:
    return {skill.id: skill.name for skill in portfolio.skills}


def _facts(portfolio: Portfolio, team: TeamCapacity) -> tuple[Fact, ...]:
    names = _names(portfolio)
    unfilled = sum(skill.unfilled for skill in team.skills)
    short = [names[skill.skill] for skill in team.skills if skill.short_weeks]
    alone = [names[skill.skill] for skill in team.skills if skill.bus_factor in (0, 1)]
    people = {row.person for row in team.overload}
    return (
        Fact("Demand", f"{_weeks_of(sum(s.demand for s in team.skills))}", "engineer-weeks"),
        Fact("Unfilled", _weeks_of(unfilled), words.listing(short, 3) or "every week has its people"),
        Fact("Hang on one person", f"{len(alone)}", words.listing(alone, 3) or "no skill"),
        Fact("Asked for too much", f"{len(people)}", "people in some week" if people else "nobody"),
    )


def _weeks_of(amount: float) -> str:
    return words.decimal(amount, 1)


def _number(amount: float) -> Cell:
    return Cell(_weeks_of(amount), round(amount, 4))


def _skills(portfolio: Portfolio, skills: Sequence[SkillOutlook]) -> DataTable:
    names = _names(portfolio)
    rows = tuple(
        (
            Cell(names[s.skill]),
            _number(s.supply),
            _number(s.demand),
            _number(s.unfilled),
            Cell(words.decimal(s.short_weeks), s.short_weeks),
            Cell(words.NOTHING, "")
            if s.bus_factor is None
            else Cell(words.decimal(s.bus_factor), s.bus_factor),
        )
        for s in sorted(skills, key=lambda s: (-s.unfilled, -s.demand))
    )
    return DataTable("team-skills", "By skill over the horizon", "", HEADS, rows)


def _weeks(portfolio: Portfolio, found: Sequence[SkillWeek]) -> DataTable:
    """Weeks that want a skill."""
    names = _names(portfolio)
    heads = (
        Head("Week"),
        Head("Skill"),
        Head("Supply", numeric=True),
        Head("Demand", numeric=True),
        Head("Unfilled", numeric=True),
        Head("People", numeric=True),
    )
    rows = tuple(
        (
            date_cell(row.week),
            Cell(names[row.skill]),
            _number(row.supply),
            _number(row.demand),
            _number(row.unfilled),
            Cell(words.decimal(row.people), row.people),
        )
        for row in found
        if row.demand > 0
    )
    return DataTable("team-weeks", "By skill and week", "", heads, rows)


def _overload(portfolio: Portfolio, found: Sequence[Overload]) -> DataTable:
    """Each person's worst week."""
    names = {worker.id: worker.name for worker in portfolio.workers}
    by_person: dict[str, list[Overload]] = defaultdict(list)
    for row in found:
        by_person[row.person].append(row)
    heads = (
        Head("Person"),
        Head("Weeks", numeric=True),
        Head("Worst week"),
        Head("Assigned", numeric=True),
        Head("Can give", numeric=True),
    )
    rows = []
    for person, weeks in by_person.items():
        worst = max(weeks, key=lambda row: row.assigned - row.capacity)
        rows.append(
            (
                Cell(names[person]),
                Cell(words.decimal(len(weeks)), len(weeks)),
                date_cell(worst.week),
                Cell(words.percent(worst.assigned), worst.assigned),
                Cell(words.percent(worst.capacity), worst.capacity),
            )
        )
    return DataTable("team-overload", "Asked for more than they can give", "", heads, tuple(rows))
