"""What the selects of a portfolio's forms offer: skills, people, projects and phases with their names."""

from planner.domain.portfolio import Portfolio
from web import words
from web.forms import entries as e
from web.forms.entries import Entry
from web.forms.rows import choices

Pair = tuple[str, str]


def skills(portfolio: Portfolio) -> list[Pair]:
    """Skills by id."""
    return [(skill.id, skill.name) for skill in portfolio.skills]


def themes(portfolio: Portfolio) -> list[Pair]:
    """Themes by id."""
    return [(theme.id, theme.name) for theme in portfolio.themes]


def people(portfolio: Portfolio) -> list[Pair]:
    """People and open positions by id."""
    return [(worker.id, worker.name) for worker in portfolio.workers]


def projects(portfolio: Portfolio, besides: str = "") -> list[Pair]:
    """Projects by id, without one of them."""
    return [(project.id, project.name) for project in portfolio.projects if project.id != besides]


def places(portfolio: Portfolio, besides: str = "", whole: str = "") -> list[Pair]:
    """Projects and phases as `ranker` and `ranker/train`; `whole` says what a project alone stands for."""
    found = []
    for project in portfolio.projects:
        if project.id != besides:
            found.append((project.id, f"{project.name}{whole}"))
            found += [(f"{project.id}/{f.id}", f"{project.name}: {f.name or f.id}") for f in project.phases]
    return found


def quarters(portfolio: Portfolio) -> list[str]:
    """The quarters of the horizon, such as 2027-Q1."""
    return [quarter.label for quarter in portfolio.horizon.quarters]


def named_quarters(portfolio: Portfolio) -> list[Pair]:
    """The same with the names that people read."""
    return [(label, words.quarter(label)) for label in quarters(portfolio)]


def accelerators(portfolio: Portfolio) -> list[str]:
    """Accelerator types that pools have or phases name."""
    found = [pool.accelerator for pool in portfolio.pools]
    for project in portfolio.projects:
        for phase in project.phases:
            found += [phase.gpu.reference, *phase.gpu.accelerators] if phase.gpu else []
    return list(dict.fromkeys(found))


def phase_kinds(portfolio: Portfolio) -> list[str]:
    """Kinds that phases have, after the usual ones."""
    usual = ["build", "data", "training", "experiment", "rollout"]
    used = [phase.kind for project in portfolio.projects for phase in project.phases]
    return list(dict.fromkeys([*usual, *used]))


def team_entry(portfolio: Portfolio) -> tuple[Entry, ...]:
    """The choice of a team; nothing when there are no teams."""
    teams = [(team.id, team.name) for team in portfolio.teams]
    return (e.select("team", "Team", choices(teams, "No team")),) if teams else ()
