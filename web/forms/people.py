"""The forms of people, open positions and pools."""

from planner.domain.portfolio import Portfolio
from web.forms import entries as e
from web.forms.entries import Entry, Option

POOL_KINDS = (
    Option("owned", "Owned"),
    Option("reserved", "Reserved"),
    Option("on_demand", "On demand"),
    Option("spot", "Spot"),
)


def person_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """A person."""
    return (
        *_worker(portfolio),
        e.date("starts", "First day"),
        e.date("ends", "Last day"),
        e.special(
            "leave",
            "Leave",
            "leave",
            e.show_ranges,
            e.read_ranges,
            hint="2027-03-01 to 2027-03-12, apart by commas",
            wide=True,
        ),
    )


def position_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """An open position: like a person, with an uncertain start."""
    return (
        *_worker(portfolio),
        e.date("start_low", "Starts at the earliest", "starts.low"),
        e.date("start_likely", "Likely start", "starts.likely"),
        e.date("start_high", "Starts at the latest", "starts.high"),
    )


def _worker(portfolio: Portfolio) -> tuple[Entry, ...]:
    known = ", ".join(s.id for s in portfolio.skills) or "none defined yet"
    hint = f"Proficiency by skill: data 1, serving 0.6. Skills: {known}"
    return (
        e.text("name", "Name", required=True),
        e.special("skills", "Skills", "skills", e.show_pairs, e.read_pairs, hint=hint, wide=True),
        e.number("fte", "Part of full time", hint="1 is full time"),
        e.number("weekly_cost", "Cost a week", unit=portfolio.currency),
        e.number("reserve", "Reserve", hint="Share for on-call, upkeep and mentoring"),
        e.number("max_projects", "Projects at a time"),
        e.number("ramp_weeks", "Ramp-up", "ramp_up.weeks", unit="weeks"),
    )


def pool_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """A pool of accelerators."""
    steps = "A number, or steps: 2027-Q1 8, 2027-Q3 16"
    return (
        e.text("name", "Name", required=True),
        e.text("accelerator", "Accelerator", hint="Such as H100-SXM", required=True),
        e.select("kind", "Kind", POOL_KINDS, required=True),
        e.special("count", "Devices", "count", show_steps, read_steps, hint=steps),
        e.special(
            "price",
            f"Price an hour ({portfolio.currency})",
            "price_per_hour",
            show_steps,
            read_steps,
            hint=steps,
        ),
        e.number("availability", "Availability", hint="Share of 168 h a week; 0.9 unless said"),
        e.number("overhead", "Overhead", hint="Hours lost to interruptions, 0.1 is a tenth"),
        e.text("region", "Region"),
    )


def show_steps(value: object) -> str:
    """A constant, or steps by quarter or date."""
    return e.show_pairs(value) if isinstance(value, dict) else "" if value is None else str(value)


def read_steps(typed: str) -> object:
    """A number, or `2027-Q1 8, 2027-Q3 16`."""
    if not typed.strip():
        raise e.MistypedError("a number is needed")
    return e.read_pairs(typed) if "-" in typed else e.read_number(typed)
