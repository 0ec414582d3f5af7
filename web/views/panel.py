"""The panel beside the roadmap: why a project is where it is, with whom, when it will be done, what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.answers import Explanation
from planner.domain.forecast import ProjectForecast
from planner.domain.placed import OtherPerson, Placed, PlacedPhase
from planner.domain.projects import Project
from web import words
from web.charts.lanes import theme_colours
from web.rendering import template
from web.views.broken import BrokenRow, broken_rows
from web.views.origins import PinRow
from web.views.plan_parts import PlanSource
from web.views.project import Status, status_of
from web.views.shell import Nav
from web.views.why import Forced, forced_view

MOST_HOLDS = 3
MOST_OTHERS = 4


@dataclass(frozen=True)
class PanelPhase:
    """A phase: what holds it in its weeks, and why these people."""

    name: str
    dates: str
    why: str
    holds: tuple[BrokenRow, ...]
    more: int
    """Holds that are not listed."""
    crew: tuple[tuple[str, str], ...]
    """Name, and what they give."""
    others: tuple[tuple[str, str], ...]
    """Name, and why not they."""


@dataclass(frozen=True)
class Panel:
    """One project in one plan."""

    name: str
    href: str
    """Of the roadmap with this panel beside it."""
    close_href: str
    status: Status
    theme: str
    colour: int
    links: tuple[Nav, ...]
    phases: tuple[PanelPhase, ...]
    forecast: tuple[tuple[str, str], ...]
    forecast_note: str
    cost: tuple[tuple[str, str], ...]
    pins: tuple[PinRow, ...]
    pins_href: str
    sources: tuple[tuple[str, str], ...]
    """Where the values come from."""
    forced: Forced | None
    ask_href: str
    """Where it is asked what the opposite decision would bring; empty where that cannot be asked."""


@template("parts/panel_fragment.html")
@dataclass(frozen=True)
class PanelPart:
    """The panel alone, for the script of the board."""

    panel: Panel


def panel_view(
    source: PlanSource,
    placed: Placed,
    found: Explanation | None,
    *,
    back: str,
    comments: str,
    pins: Sequence[PinRow],
    estimates: str,
    can_ask: bool,
) -> Panel:
    """The panel of a project.

    Parameters
    ----------
    back
        Address of the plan without the panel.
    comments
        How many there are.
    estimates
        Where the project's own values come from.
    """
    portfolio = source.portfolio
    project = portfolio.project(placed.project)
    planned = next((row for row in source.plan.projects if row.id == project.id), None)
    href = source.project_hrefs()[project.id]
    why = f"{source.href}/why/{project.id}"
    names = {theme.id: theme.name for theme in portfolio.themes}
    forecast, note = _forecast(source, project)
    links = [Nav("Project page", href), Nav("Comments", f"{href}#comments", count=comments)]
    return Panel(
        name=project.name,
        href=f"{source.href}/projects/{placed.project}",
        close_href=back,
        status=status_of(planned, has_plan=True),
        theme=names.get(project.theme or "", ""),
        colour=theme_colours(portfolio).get(project.theme or "", 0),
        links=(*links, Nav("Why, and what would change it", why)) if planned else tuple(links),
        phases=tuple(_phase(source, project, row) for row in placed.phases),
        forecast=forecast,
        forecast_note=note,
        cost=_cost(source, placed),
        pins=tuple(pins),
        pins_href=f"{source.place.href}/settings#pins",
        sources=sources_of(source, estimates),
        forced=forced_view(source, found) if found else None,
        ask_href=why if can_ask and planned and not found else "",
    )


def _phase(source: PlanSource, project: Project, row: PlacedPhase) -> PanelPhase:
    portfolio = source.portfolio
    people = {worker.id: worker.name for worker in portfolio.workers}
    skills = {skill.id: skill.name for skill in portfolio.skills}
    names = {phase.id: phase.name or phase.id for phase in project.phases}
    holds = broken_rows(portfolio, row.holds, project.id)
    return PanelPhase(
        name=names[row.phase],
        dates=words.span(row.start, words.last_day(row.finish)),
        why=_why(source, row),
        holds=holds[:MOST_HOLDS],
        more=max(0, len(holds) - MOST_HOLDS),
        crew=tuple(
            (
                people.get(one.person, one.person),
                "; ".join(
                    filter(
                        None,
                        (
                            f"{words.number(round(one.weeks, 1))} engineer-weeks, "
                            + words.listing([skills.get(skill, skill) for skill in one.skills]),
                            "pinned" if one.pinned else "",
                            "asked for by the project" if one.required else "",
                        ),
                    )
                ),
            )
            for one in row.crew
        ),
        others=tuple(
            (people.get(one.person, one.person), _why_not(source, one)) for one in row.others[:MOST_OTHERS]
        ),
    )


def _why(source: PlanSource, row: PlacedPhase) -> str:
    if row.begun or row.first:
        return "It has begun already." if row.begun else "It starts in the first week that can be planned."
    if row.holds:
        return "A week earlier this would be broken:"
    if row.change is None:
        return "A week earlier its people's work would have to be shared out anew; no other rule holds it."
    if abs(row.change) < 1:
        return "No rule holds it: a week earlier the plan is worth as much."
    amount = words.short_money(abs(row.change), source.plan.currency)
    if row.change < 0:
        return f"A week earlier the plan would lose {amount}."
    return f"No rule holds it: a week earlier the plan would gain {amount}. Planning again, longer, may find that."


def _why_not(source: PlanSource, one: OtherPerson) -> str:
    if one.barred:
        return "may not work on this project"
    pace = "" if abs(one.pace - 1) < 0.005 else f", pace {words.number(round(one.pace, 2))}"
    if one.capacity <= 0:
        return "not there in these weeks"
    names = {project.id: project.name for project in source.portfolio.projects}
    busy = words.listing([names.get(project, project) for project in one.projects], 2)
    free = f"{words.number(round(one.free, 1))} of {words.number(round(one.capacity, 1))} weeks free{pace}"
    return f"{free}; else on {busy}" if busy else free


def _forecast(source: PlanSource, project: Project) -> tuple[tuple[tuple[str, str], ...], str]:
    found = source.forecast.of(project.id) if source.forecast else None
    if found is None:
        return (), "" if source.forecast else "There is no forecast of this plan yet."
    rows = [
        (label, words.day(words.last_day(day)))
        for label, day in (
            ("P10", found.finish_p10),
            ("P50, even chance", found.finish_p50),
            ("P80, quite sure", found.finish_p80),
            ("P90", found.finish_p90),
        )
        if day
    ]
    return (*rows, *_chances(project, found)), ""


def _chances(project: Project, found: ProjectForecast) -> tuple[tuple[str, str], ...]:
    chances = [("Launches at all", words.percent(found.p_done))]
    if project.deadline and found.p_deadline is not None:
        chances.append(
            (f"By its deadline, {words.day(project.deadline.date)}", words.percent(found.p_deadline))
        )
    return tuple(chances)


def _cost(source: PlanSource, placed: Placed) -> tuple[tuple[str, str], ...]:
    currency = source.portfolio.currency
    amounts = {quarter: Decimal(text) for quarter, text in placed.cost.items()}
    if not amounts:
        return ()
    rows = [
        (words.quarter(quarter), words.exact_money(amounts[quarter], currency)) for quarter in sorted(amounts)
    ]
    return (*rows, ("Total", words.exact_money(sum(amounts.values(), Decimal(0)), currency)))


def sources_of(source: PlanSource, estimates: str) -> tuple[tuple[str, str], ...]:
    """Where dates, people, chances, cost and estimates of a project come from."""
    made = (
        f"the planner, in the plan of {words.moment(source.created_at)}, but for what is pinned or has begun"
    )
    found = [("Dates and people", made)]
    if source.forecast is not None:
        found.append(("Chances", f"a simulation of that plan in {words.decimal(source.forecast.runs)} runs"))
    found.append(("Cost", "that plan at the rates and prices of the portfolio"))
    return (*found, ("Estimates", estimates))
