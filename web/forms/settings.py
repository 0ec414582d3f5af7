"""The forms of a portfolio's settings, section by section: small lists are lines of text, one item a line."""

from collections.abc import Callable
from dataclasses import dataclass

from web.forms import entries as e
from web.forms.entries import Entry, MistypedError, Option, Value


@dataclass(frozen=True)
class Section:
    """A part of the settings that is saved at once."""

    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]


FREEZE = "2027-11-15 to 2027-12-05 | rollout"
MEANINGS = (Option("quantiles", "P10 / P50 / P90"), Option("range", "minimum / mode / maximum"))
PATTERNS = (Option("thursday", "Weeks belong to the quarter of their Thursday"), Option("4-4-5", "4-4-5"))


def _lines(
    show: Callable[[dict[str, Value]], str], read: Callable[[list[str]], Value]
) -> tuple[Callable[[Value], str], Callable[[str], Value]]:
    """A list of mappings as lines of cells apart by bars."""

    def shown(value: Value) -> str:
        return (
            "\n".join(show(item) for item in value if isinstance(item, dict))
            if isinstance(value, list | tuple)
            else ""
        )

    def taken(typed: str) -> Value:
        rows = [[cell.strip() for cell in line.split("|")] for line in typed.splitlines() if line.strip()]
        return [read(row) for row in rows] or None

    return shown, taken


def _cell(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _named(row: list[str]) -> Value:
    if len(row) != 2 or not all(row):
        raise MistypedError(f"'{' | '.join(row)}': write an id and a name, such as growth | Growth")
    return {"id": row[0], "name": row[1]}


def _show_budget(item: dict[str, Value]) -> str:
    parts = [
        item.get("quarter") or "all",
        item.get("theme") or "all",
        item.get("compute") or "",
        item.get("people") or "",
    ]
    return " | ".join(str(p) for p in parts).rstrip(" |")


def _read_budget(row: list[str]) -> Value:
    limited = {"quarter": _cell(row, 0), "theme": _cell(row, 1)}
    amounts = {"compute": e.read_number(_cell(row, 2)), "people": e.read_number(_cell(row, 3))}
    scope = {key: cell for key, cell in limited.items() if cell and cell != "all"}
    return scope | {key: str(amount) for key, amount in amounts.items() if amount is not None}


def _show_share(item: dict[str, Value]) -> str:
    return f"{item['theme']} | {item.get('at_least') or ''} | {item.get('at_most') or ''}".rstrip(" |")


def _read_share(row: list[str]) -> Value:
    amounts = {"at_least": e.read_number(_cell(row, 1)), "at_most": e.read_number(_cell(row, 2))}
    share: dict[str, Value] = {"theme": _cell(row, 0)}
    return share | {key: amount for key, amount in amounts.items() if amount is not None}


def _show_freeze(item: dict[str, Value]) -> str:
    return f"{item['from']} to {item['to']} | {e.show_list(item.get('phase_kinds'))}".rstrip(" |")


def _read_freeze(row: list[str]) -> Value:
    ranges = e.read_ranges(_cell(row, 0))
    if not isinstance(ranges, list) or len(ranges) != 1:
        raise MistypedError(f"'{' | '.join(row)}': write 2027-11-15 to 2027-12-05 | rollout")
    freeze: dict[str, Value] = dict(ranges[0])
    return freeze | ({"phase_kinds": e.read_list(row[1])} if _cell(row, 1) else {})


def _show_pin(item: dict[str, Value]) -> str:
    place = f"{item['project']}/{item['phase']}" if item.get("phase") else str(item["project"])
    if item.get("selected") is not None:
        return f"{place} | {'in' if item['selected'] else 'out'}"
    return (
        f"{place} | starts {item['starts']}" if item.get("starts") else f"{place} | with {item.get('person')}"
    )


def _read_pin(row: list[str]) -> Value:
    project, _, phase = _cell(row, 0).partition("/")
    pin: dict[str, Value] = {"project": project}
    if phase:
        pin["phase"] = phase
    verb, _, what = _cell(row, 1).partition(" ")
    if verb in ("in", "out"):
        return pin | {"selected": verb == "in"}
    if verb in ("starts", "with") and what:
        return pin | {"starts" if verb == "starts" else "person": what.strip()}
    raise MistypedError(
        f"'{' | '.join(row)}': write ranker | in, ranker/train | starts 2027-07-05 "
        "or ranker/train | with amara"
    )


def _list(
    path: str,
    label: str,
    hint: str,
    show: Callable[[dict[str, Value]], str],
    read: Callable[[list[str]], Value],
) -> Entry:
    shown, taken = _lines(show, read)
    name = path.rpartition(".")[2]
    return e.special(name, label, path, shown, taken, hint=hint, wide=True, area=True)


def _show_named(item: dict[str, Value]) -> str:
    return f"{item['id']} | {item['name']}"


def _general() -> Section:
    return Section(
        "general",
        "General",
        "",
        (
            e.text("name", "Name", required=True),
            e.text("currency", "Currency", hint="Three letters, such as USD"),
            e.select("estimates", "Estimates mean", MEANINGS),
        ),
    )


def _calendar() -> Section:
    return Section(
        "calendar",
        "Calendar",
        "Time frame and money over time",
        (
            e.date("start", "First Monday", "calendar.start"),
            e.number("quarters", "Quarters", "calendar.quarters"),
            e.number("fiscal", "Fiscal year starts in month", "calendar.fiscal_year_starts"),
            e.select("pattern", "Quarters by", PATTERNS, "calendar.pattern"),
            e.number("tail", "Value counted past the horizon", "calendar.value_tail_weeks", unit="weeks"),
            e.number("discount", "Discount a year", "calendar.discount_rate", hint="0.1 is ten per cent"),
            e.special(
                "holidays",
                "Holidays",
                "calendar.holidays",
                e.show_list,
                e.read_list,
                hint="Days like 2027-01-18, apart by commas",
                wide=True,
            ),
        ),
    )


def _themes() -> Section:
    return Section(
        "themes",
        "Themes and skills",
        "What projects are for, and what people can do",
        (
            _list("themes", "Themes", "One a line: growth | Growth", _show_named, _named),
            _list("skills", "Skills", "One a line: data | Data engineering", _show_named, _named),
        ),
    )


def _budgets(currency: str) -> Section:
    return Section(
        "budgets",
        "Budgets",
        f"In {currency}",
        (
            _list(
                "budgets",
                "Limits on spending",
                "quarter | theme | compute | people, such as 2027-Q1 | all | 250000 | 400000",
                _show_budget,
                _read_budget,
            ),
        ),
    )


def _policies(currency: str) -> Section:
    return Section(
        "policies",
        "Policies",
        "Rules over the whole portfolio",
        (
            e.number("wip", "Active projects at most", "policies.max_active_projects"),
            e.number(
                "minimum_share",
                "Least share of a person",
                "policies.minimum_share",
                hint="0.2 unless said",
            ),
            e.number(
                "change_price",
                "Price of a change",
                "policies.change_price",
                unit=currency,
                hint="Per move away from the plan of record",
            ),
            e.check(
                "constant",
                "Constant shares",
                "policies.constant_shares",
                hint="The same share in every week of a phase",
            ),
            _list(
                "policies.effort_shares",
                "Effort by theme",
                "theme | at least | at most, such as tech-debt | 0.15",
                _show_share,
                _read_share,
            ),
            _list("policies.freezes", "Freezes", FREEZE, _show_freeze, _read_freeze),
        ),
    )


def _pins() -> Section:
    return Section(
        "pins",
        "Pins",
        "Decisions of people that every plan keeps",
        (
            _list(
                "pins",
                "Pins",
                "ranker | in, ranker/train | starts 2027-07-05, ranker/train | with amara",
                _show_pin,
                _read_pin,
            ),
        ),
    )


def sections(currency: str) -> tuple[Section, ...]:
    """All sections, in the order of the page."""
    return (
        _general(),
        _calendar(),
        _themes(),
        _budgets(currency),
        _policies(currency),
        _pins(),
    )
