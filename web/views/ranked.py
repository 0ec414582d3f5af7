"""The ranked list: projects by score with the lines of must-haves and of the people's time."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.plan import PlannedProject
from planner.domain.ranking import RankedProject, Ranking
from planner.domain.scores import FIGURES, FORMULAS
from web import words
from web.forms.entries import Option
from web.rendering import template
from web.views.projects import planned_words
from web.views.scores import METHODS, Scoring, score_words
from web.views.shell import PortfolioPlace, Shell


@dataclass(frozen=True)
class RankedRow:
    """A project in the list, with the line that stands above it."""

    line: str
    tone: str
    rank: int
    name: str
    href: str
    score: str
    effort: str
    total: str
    planned: str
    planned_tone: str
    below: bool


@template("ranked.html")
@dataclass(frozen=True)
class RankedView:
    """The page."""

    shell: Shell
    href: str
    table_href: str
    rows: tuple[RankedRow, ...]
    score: str
    scores: tuple[Option, ...]
    formula: str
    said: str
    explained: str
    weeks: str
    weeks_said: str
    last_line: str
    figures: tuple[tuple[str, str], ...]


def ranked_view(
    shell: Shell,
    place: PortfolioPlace,
    scoring: Scoring,
    ranking: Ranking,
    planned: Mapping[str, PlannedProject],
    *,
    weeks: str,
    weeks_said: str,
) -> RankedView:
    """The list in words."""
    capacity = f"{words.number(round(ranking.capacity, 1))} engineer-weeks"
    whose = "as given" if ranking.given else "that people and open positions have"
    cut = f"Cut-off: {capacity} {whose} end here"
    rows, before = [], None
    for project in ranking.projects:
        rows.append(_row(place, project, before, cut, planned))
        before = project
    fits = not ranking.projects or ranking.projects[-1].fits
    used = words.number(round(ranking.projects[-1].total, 1)) if ranking.projects else "0"
    return RankedView(
        shell=shell,
        href=f"{place.href}/projects/ranked",
        table_href=f"{place.href}/projects",
        rows=tuple(rows),
        score=scoring.method,
        scores=METHODS,
        formula=scoring.own,
        said=scoring.said,
        explained=_explained(scoring),
        weeks=weeks,
        weeks_said=weeks_said,
        last_line=f"All of it fits: {used} of {capacity} {whose}" if fits else "",
        figures=tuple(FIGURES.items()),
    )


def _row(
    place: PortfolioPlace,
    project: RankedProject,
    before: RankedProject | None,
    cut: str,
    planned: Mapping[str, PlannedProject],
) -> RankedRow:
    line, tone = "", ""
    if not project.fits and (before is None or before.fits):
        line, tone = cut, "cut"
    elif before is not None and before.mandatory and not project.mandatory:
        line, tone = f"Must-haves above: {words.number(round(before.total, 1))} engineer-weeks", "must"
    text, planned_tone = planned_words(planned.get(project.id))
    return RankedRow(
        line=line,
        tone=tone,
        rank=project.rank,
        name=project.name,
        href=f"{place.href}/projects/{project.id}",
        score=score_words(project.score) or "no score",
        effort=words.number(round(project.effort, 1)),
        total=words.number(round(project.total, 1)),
        planned=text,
        planned_tone=planned_tone,
        below=not project.fits,
    )


def _explained(scoring: Scoring) -> str:
    if scoring.method == "rice":
        return f"RICE: {FORMULAS['rice']}. Reach and impact are the value a week, confidence is the chance of success."
    if scoring.method == "wsjf":
        return f"WSJF: {FORMULAS['wsjf']}. The cost of a week of delay by the size of the job."
    return f"Own formula: {scoring.formula.text}." if scoring.formula else ""
