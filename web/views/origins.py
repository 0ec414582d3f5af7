"""Where values come from, in words: who pinned or edited them, or which document brought them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.services.pin_words import pin_words
from planner.services.provenance import Origin, RowOrigins
from web import words

VERBS = {
    "gesture": "pinned",
    "edit": "edited",
    "settings": "set in the settings",
    "added": "added",
    "document": "from the document that was brought in",
}
FIELDS = {
    "value": "value",
    "deadline": "deadline",
    "phases": "phases and their estimates",
    "theme": "theme",
    "mandatory": "must have",
    "name": "name",
    "description": "description",
    "sponsor": "sponsor",
    "stage": "stage",
    "tags": "tags",
    "kind": "kind",
    "team": "team",
    "upkeep": "upkeep",
    "depends_on": "what it waits for",
    "window": "window",
    "people": "people by name",
    "cost_centre": "cost centre",
    "feasibility": "feasibility",
    "serving_cost_per_week": "serving cost",
    "predictions_per_week": "predictions",
    "retires": "retirement",
    "estimates": "meaning of estimates",
    "id": "id",
}


@dataclass(frozen=True)
class PinRow:
    """A pin on a project."""

    text: str
    source: str
    """Who set it, and when."""


def origin_words(origin: Origin, now: dt.datetime) -> str:
    """Such as: pinned by Ann, 5 minutes ago."""
    by = f" by {origin.by}" if origin.by else ""
    when = f", {words.ago(origin.at, now)}" if origin.at else ""
    return f"{VERBS[origin.how]}{by}{when}"


def pin_rows(
    portfolio: Portfolio, project: str, known: Mapping[Pin, Origin], now: dt.datetime
) -> tuple[PinRow, ...]:
    """The pins on a project, with who set them."""
    return tuple(
        PinRow(pin_words(portfolio, pin), origin_words(known[pin], now))
        for pin in portfolio.pins
        if pin.project == project
    )


def estimates_words(found: RowOrigins, now: dt.datetime) -> str:
    """In a sentence where a project's own values come from, those that were changed last first."""
    parts: dict[str, list[str]] = {}
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    ordered = sorted(found.fields.items(), key=lambda item: item[1].at or oldest, reverse=True)
    for field, origin in ordered:
        parts.setdefault(origin_words(origin, now), []).append(FIELDS.get(field, field.replace("_", " ")))
    told = [f"{words.listing(names)} {how}" for how, names in parts.items()]
    rest = origin_words(found.rest, now)
    return "; ".join([*told, f"the rest {rest}"]) if told else rest
