"""Broken rules in the words of pages: the verifier speaks of ids and ISO dates, people of names and days."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Broken
from web import words
from web.views.rules import rule_name

ID = r"[a-z0-9][a-z0-9_.-]*[a-z0-9]|[a-z0-9]"
PHASE = re.compile(rf"(?<![\w/])({ID})/({ID})(?![\w/])")
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
QUARTER = re.compile(r"\b\d{4}-Q[1-4]\b")
#: Where a lone id stands, and of what: any word might be one, so that only these places are read so.
PLACES = (
    (re.compile(rf"^({ID})(?= (?:is|has|works|worked|may) )"), "people"),
    (re.compile(rf"(?<=requires )({ID})"), "people"),
    (re.compile(rf"(?<=[Aa]ssignment of )({ID})(?= to)"), "people"),
    (re.compile(rf"(?<=[Pp]roject )({ID})(?= )"), "projects"),
    (re.compile(rf"(?<=launch of )({ID})"), "projects"),
    (re.compile(rf"(?<=upkeep of )({ID})"), "projects"),
    (re.compile(rf"(?<=selected but needs )({ID})(?=, which)"), "projects"),
    (re.compile(rf"(?<=[Pp]ool )({ID})"), "pools"),
    (re.compile(rf"(?<=hours of )({ID})(?= in the week)"), "pools"),
    (re.compile(rf"(?<=[Tt]heme )({ID})(?= )"), "themes"),
    (re.compile(rf"(?<=engineer-weeks of )({ID})(?=;)"), "skills"),
    (re.compile(rf"(?<=of )({ID})(?= a week after launch)"), "skills"),
    (re.compile(rf"(?<=no upkeep in )({ID})"), "skills"),
    (re.compile(rf"(?<= for )({ID})(?= lies | runs from |: )"), "skills"),
    (re.compile(rf"(?<=assigned for )({ID})(?= but)"), "skills"),
)
#: Lists of projects.
LISTS = (
    re.compile(r"(?<=works on )([^;]+?)(?= in the week)"),
    re.compile(r"(?<=\()([^()]+)(?=\); the limit)"),
    re.compile(r"^([^;]+)(?= are selected; at most)"),
    re.compile(r"(?<= of )([^;]+)(?= may be\.)"),
)


@dataclass(frozen=True)
class BrokenRow:
    """A rule that something would break."""

    rule: str
    text: str


def named(portfolio: Portfolio, home: str = "") -> Callable[[str], str]:
    """Turns a sentence of the verifier about this portfolio into one with names and days; phases of the project that
    all of it is about go without its name."""
    phases = {
        (p.id, f.id): (f.name or f.id) + (f" of {p.name}" if p.id != home else "")
        for p in portfolio.projects
        for f in p.phases
    }
    kinds: dict[str, Mapping[str, str]] = {
        "people": {w.id: w.name for w in portfolio.workers},
        "projects": {p.id: p.name for p in portfolio.projects},
        "pools": {p.id: p.name or p.id for p in portfolio.pools},
        "themes": {t.id: t.name for t in portfolio.themes},
        "skills": {s.id: s.name for s in portfolio.skills},
    }

    def listed(match: re.Match[str]) -> str:
        projects = kinds["projects"]
        return ", ".join(projects.get(name, name) for name in match.group(1).split(", "))

    def in_words(text: str) -> str:
        for place, kind in PLACES:
            text = place.sub(lambda m, of=kinds[kind]: of.get(m.group(1), m.group(1)), text)  # type: ignore[misc]
        for place in LISTS:
            text = place.sub(listed, text)
        text = PHASE.sub(lambda m: phases.get((m.group(1), m.group(2)), m.group()), text)
        text = DAY.sub(lambda m: _day(m.group()), text)
        return QUARTER.sub(lambda m: words.quarter(m.group()), text)

    return in_words


def _day(text: str) -> str:
    try:
        return words.day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def broken_rows(portfolio: Portfolio, rows: tuple[Broken, ...], home: str = "") -> tuple[BrokenRow, ...]:
    """The name of each rule, and what breaks it, in words."""
    say = named(portfolio, home)
    return tuple(BrokenRow(rule_name(row.rule), say(row.text)) for row in rows)
