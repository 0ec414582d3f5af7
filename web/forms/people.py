"""The forms of people, open positions and pools."""

from planner.domain.portfolio import Portfolio
from web.forms import entries as e
from web.forms.choices import accelerators, projects, quarters, skills, team_entry
from web.forms.entries import Entry, Option
from web.forms.rows import (
    Item,
    Rows,
    choices,
    grouped,
    list_of,
    mapping_of,
    picks,
    stepped,
    steps,
)

PAYMENTS = (
    Option("monthly", "Every month"),
    Option("quarterly", "Every fiscal quarter"),
    Option("upfront", "At once, with its first week"),
)
POOL_KINDS = (
    Option("owned", "Owned"),
    Option("reserved", "Reserved"),
    Option("on_demand", "On demand"),
    Option("spot", "Spot"),
)


def person_items(portfolio: Portfolio) -> tuple[Item, ...]:
    """A person."""
    return (
        *_worker(portfolio),
        *grouped("Employment", e.date("starts", "First day"), e.date("ends", "Last day"), *_ramp_up()),
        *_places(portfolio),
    )


def position_items(portfolio: Portfolio) -> tuple[Item, ...]:
    """An open position: like a person, with an uncertain start."""
    starts = (
        e.date("start_low", "Starts at the earliest", "starts.low", required=True),
        e.date("start_likely", "Likely start", "starts.likely", required=True),
        e.date("start_high", "Starts at the latest", "starts.high", required=True),
    )
    worker = _worker(portfolio)
    return (worker[0], *starts, *worker[1:], *grouped("Ramp-up", *_ramp_up()), *_places(portfolio))


def _worker(portfolio: Portfolio) -> tuple[Item, ...]:
    return (
        e.text("name", "Name", required=True),
        e.percent("fte", "Part of full time"),
        e.number(
            "weekly_cost", "Cost a week", unit=portfolio.currency, hint="As employed, part time included"
        ),
        e.percent("reserve", "Reserve", hint="For on-call, upkeep and mentoring"),
        e.number("max_projects", "Projects at a time"),
        mapping_of(
            "skills",
            "Skills",
            e.select("skill", "Skill", choices(skills(portfolio)), required=True),
            e.number("proficiency", "Proficiency"),
            "a skill",
            hint="Proficiency 1 is the norm: a full week gives a week of effort. 0.5 takes twice as long."
            if portfolio.skills
            else "The portfolio has no skills yet. Name them in its settings first.",
            otherwise=1.0,
            empty={},
        ),
        list_of(
            "leave",
            "Leave",
            (e.date("from", "First day off", required=True), e.date("to", "Last day off", required=True)),
            "a leave",
        ),
    )


def _ramp_up() -> tuple[Entry, ...]:
    return (
        e.number("ramp_weeks", "Ramp-up", "ramp_up.weeks", unit="weeks", hint="Until fully productive"),
        e.percent("ramp_from", "Begins at", "ramp_up.from", hint="25 % unless said"),
    )


def _places(portfolio: Portfolio) -> tuple[Item, ...]:
    sites = [(site.id, site.name) for site in portfolio.sites]
    return grouped(
        "Team and cost centre",
        *team_entry(portfolio),
        *((e.select("site", "Site", choices(sites, "No site")),) if sites else ()),
        e.text("cost_centre", "Cost centre"),
    )


def pool_items(portfolio: Portfolio) -> tuple[Item, ...]:
    """A pool of accelerators."""
    barred = e.select("project", "Project", choices(projects(portfolio)), required=True)
    return (
        e.text("name", "Name", required=True),
        e.text(
            "accelerator",
            "Accelerator",
            hint="Such as H100-SXM",
            required=True,
            suggested=accelerators(portfolio),
        ),
        e.select("kind", "Kind", POOL_KINDS, required=True, hint="Owned and reserved are paid in full"),
        _steps(portfolio, "count", "Devices", e.number("devices", "Devices", required=True), "a number"),
        _steps(
            portfolio,
            "price_per_hour",
            "Price of an accelerator-hour",
            e.number("price", "Price an hour", unit=portfolio.currency, required=True),
            "a price",
        ),
        e.percent("availability", "Availability", hint="Of 168 hours a week; 90 % unless said"),
        e.percent("overhead", "Overhead", hint="Hours lost to interruptions"),
        *grouped(
            "When it is paid",
            e.select(
                "payment",
                "Payment",
                PAYMENTS,
                hint="Of owned and reserved pools; moves money only",
            ),
        ),
        *grouped(
            "What was paid for owned devices",
            e.number(
                "device_price", "Price of a device", "purchase.price_per_device", unit=portfolio.currency
            ),
            e.date("bought", "Bought on", "purchase.bought"),
            e.number(
                "life",
                "Useful life in years",
                "purchase.life_years",
                hint="5 unless said; tells depreciation",
            ),
            e.percent("residual", "Left at its end", "purchase.residual", hint="Share of the price"),
        ),
        *grouped(
            "Where, and for whom",
            e.text("region", "Region"),
            picks("barred_projects", "Projects that may not use it", barred, "a project"),
        ),
    )


def _steps(portfolio: Portfolio, key: str, label: str, amount: Entry, item: str) -> Rows:
    """One number, or several from their beginnings on."""
    since = e.text("since", "From", hint="Quarter or date; empty: always", suggested=quarters(portfolio))
    name = amount.path[0]
    return Rows(
        key,
        label,
        (key,),
        (amount, since),
        item,
        lambda value: stepped(value, name),
        lambda rows: steps(rows, name),
        hint="One row for all the time; more rows when it changes.",
        needed=f"Give {item}.",
    )
