"""The forms of a portfolio's settings, section by section: what it is, when, and what it knows by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from web.forms import entries as e
from web.forms.entries import Option
from web.forms.rows import Item, Rows, grouped, list_of
from web.forms.rules import budget_rows, driver_rows, pin_rows, policy_items, relation_rows


@dataclass(frozen=True)
class Section:
    """A part of the settings that is saved at once."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


MEANINGS = (Option("quantiles", "P10 / P50 / P90"), Option("range", "minimum / mode / maximum"))
PATTERNS = (Option("thursday", "Calendar months"), Option("4-4-5", "4-4-5 weeks"))
START_RULES = (
    Option("as_soon_as_possible", "As soon as it can"),
    Option("planned", "Not before its planned week"),
)


def _general() -> tuple[Item, ...]:
    return (
        e.text("name", "Name", required=True, wide=True),
        e.text("currency", "Currency", required=True, hint="Three letters, such as USD"),
        e.select("estimates", "Low / likely / high mean", MEANINGS, required=True),
        e.select(
            "start_rule",
            "In forecasts a phase starts",
            START_RULES,
            "simulation.start_rule",
            required=True,
        ),
    )


def _calendar() -> tuple[Item, ...]:
    return (
        e.date("start", "First Monday", "calendar.start", required=True),
        e.number("quarters", "Quarters", "calendar.quarters", required=True),
        e.number("fiscal", "Fiscal year starts in month", "calendar.fiscal_year_starts"),
        e.select("pattern", "Quarters by", PATTERNS, "calendar.pattern", required=True),
        e.number("tail", "Value counts after the end for", "calendar.value_tail_weeks", unit="weeks"),
        e.percent("discount", "Discount a year", "calendar.discount_rate"),
        e.words(
            "holidays",
            "Holidays",
            "calendar.holidays",
            hint="Days on which nobody works, such as 2027-01-18, 2027-05-31",
            wide=True,
        ),
    )


KEYS = (
    Option("none", "Nobody"),
    Option("hours", "Projects, by hours of the same pool"),
    Option("compute", "Projects, by all compute cost"),
    Option("direct", "Projects, by all direct cost"),
    Option("even", "Projects, in even parts"),
)


def _finance(money: str) -> tuple[Item, ...]:
    return (
        e.select("chargeback", "Unused commitments are charged to", KEYS, "finance.chargeback"),
        e.words(
            "capitalise",
            "Phase kinds that may be capitalised",
            "finance.capitalise",
            hint="Such as build, training; empty: all is expense",
        ),
        list_of(
            "rates",
            "Exchange rates",
            (
                e.text("currency", "Currency", required=True, hint="Three letters"),
                e.date("from", "From", required=True),
                e.number("rate", f"For 1 {money}", required=True),
                e.text("source", "Source"),
            ),
            "a rate",
            "finance.rates",
            hint="The first rate of a currency also holds before its day.",
        ),
    )


def _named(key: str, label: str, item: str, *more: Item) -> Rows:
    return list_of(key, label, (e.text("name", "Name", required=True), *more), item, keyed=True)


def _names() -> tuple[Item, ...]:
    days = e.words("holidays", "Holidays", hint="On top of those of the calendar")
    return (
        _named("themes", "Themes", "a theme"),
        _named("skills", "Skills", "a skill"),
        *grouped(
            "Teams and sites", _named("teams", "Teams", "a team"), _named("sites", "Sites", "a site", days)
        ),
    )


def sections(portfolio: Portfolio) -> Sequence[Section]:
    """All sections, in the order of the page."""
    money = portfolio.currency
    return (
        Section("general", "General", "", _general()),
        Section("calendar", "Calendar", "Time frame, and money over time", _calendar()),
        Section("names", "Themes and skills", "What projects are for, and what people can do", _names()),
        Section("budgets", "Budgets", f"What may be spent at most, in {money}", (budget_rows(portfolio),)),
        Section("finance", "Finance", "How cost is reported, charged and converted", _finance(money)),
        Section("policies", "Policies", "Rules over the whole portfolio", policy_items(portfolio)),
        Section(
            "relations",
            "Relations between projects",
            "Which projects need or exclude each other",
            (relation_rows(portfolio),),
        ),
        Section("pins", "Pins", "Decisions of people that every plan keeps", (pin_rows(portfolio),)),
        Section(
            "drivers",
            "Drivers",
            "Risks that hit several phases at once; forecasts count them",
            (driver_rows(portfolio),),
        ),
    )
