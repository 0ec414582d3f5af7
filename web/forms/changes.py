"""Changes since a plan was made, as they are typed: a card for each change, read as a changes document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.domain.changes import CHANGES_SCHEMA
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.slugs import slug_for
from web.forms.entries import (
    Entry,
    MistypedError,
    Option,
    check,
    date,
    estimate,
    number,
    percent,
    select,
    text,
)

MOST_CHANGES = 40
"""Changes of one form; a document may hold more."""
HEAD: tuple[Entry, ...] = (
    date("as_of", "As of", hint="What was planned for weeks before this day has happened"),
    number(
        "change_price", "Price of a move", hint="Left empty: a usual one, 2% of the mean value of a project"
    ),
    check("free_people", "Running work may change its people"),
)
CHOOSE = Option("", "Choose")
KINDS: dict[str, str] = {
    "leave": "Somebody is away",
    "person_leaves": "Somebody leaves",
    "person_joins": "Somebody joins",
    "slippage": "A phase slips",
    "estimate": "Work has a new estimate",
    "worth": "A project is worth something else",
    "progress": "How far a phase is",
    "new_project": "A new project",
    "removed_project": "A project is no longer wanted",
    "lost_pool": "A pool is lost",
    "pool_capacity": "A pool has another size",
}
"""What a card is about, in the order of the list; all but `worth` are kinds of the document."""


@dataclass(frozen=True)
class Typed:
    """What was typed as a changes document, and what is wrong with it, by field."""

    document: dict[str, Any]
    errors: dict[str, str]
    cards: tuple[int, ...]
    """For each change of the document, the card that it was typed on."""


def card_of(number_: int, name: str) -> str:
    """The field of a card, counted from 1."""
    return f"c{number_}.{name}"


def count_of(typed: Mapping[str, str]) -> int:
    """How many cards the form has."""
    said = typed.get("cards", "0")
    return min(MOST_CHANGES, int(said)) if said.isascii() and said.isdigit() and len(said) < 4 else 0


def stepped(typed: Mapping[str, str]) -> dict[str, str]:
    """The form after *Add* or *Remove* was pressed."""
    step, count, form = typed.get("step", ""), count_of(typed), dict(typed)
    if step == "add" and count < MOST_CHANGES:
        kind = typed.get("kind", "")
        form |= {
            "cards": str(count + 1),
            card_of(count + 1, "kind"): kind if kind in KINDS else next(iter(KINDS)),
        }
    gone = step.removeprefix("remove-")
    if step.startswith("remove-") and gone.isdigit() and 1 <= int(gone) <= count:
        form = {name: value for name, value in form.items() if not name.startswith(f"c{int(gone)}.")}
        for n in range(int(gone) + 1, count + 1):
            for name in [name for name in form if name.startswith(f"c{n}.")]:
                form[card_of(n - 1, name.partition(".")[2])] = form.pop(name)
        form["cards"] = str(count - 1)
    return form


def entries_of(kind: str, portfolio: Portfolio, plan: Plan) -> tuple[Entry, ...]:
    """The fields of a card."""
    people = select("person", "Who", [CHOOSE, *(Option(p.id, p.name) for p in portfolio.people)])
    skills = [Option(skill.id, skill.name) for skill in portfolio.skills]
    pool = select("pool", "Pool", [CHOOSE, *(Option(p.id, p.name or p.id) for p in portfolio.pools)])
    project = select("project", "Project", [CHOOSE, *(Option(p.id, p.name) for p in portfolio.projects)])
    phase = select("phase", "Phase", [CHOOSE, *_phases(portfolio, plan)])
    skill = select("skill", "Skill", [CHOOSE, *skills])
    forms: dict[str, Sequence[Entry]] = {
        "leave": (people, date("from", "First day"), date("to", "Last day")),
        "person_leaves": (people, date("last_day", "Last day")),
        "person_joins": (text("name", "Name"), skill, date("starts", "First day")),
        "slippage": (
            phase,
            number("weeks", "Takes longer by", unit="weeks"),
            date("finishes", "Or: not finished before"),
            date("starts", "Or: not begun before"),
        ),
        "estimate": (
            phase,
            select("skill", "Skill", [Option("", "no change of effort"), *skills]),
            estimate("effort", "Effort", unit="engineer-weeks", hint="All of it: one number or low / likely / high"),
            estimate("weeks", "Weeks, at least"),
            estimate("gpu_hours", "GPU-hours"),
        ),
        "worth": (
            project,
            estimate("value_per_week", "Value a week", hint="One number or low / likely / high"),
            percent("feasibility", "Feasibility"),
        ),
        "progress": (
            phase,
            percent("done", "Done", hint="When it is still running"),
            date("finished", "Or: last day of its work"),
            check("not_started", "Or: not begun"),
        ),
        "new_project": (
            text("name", "Name"),
            estimate("value_per_week", "Value a week"),
            skill,
            estimate("effort", "Effort", unit="engineer-weeks"),
            number("people", "People, at most"),
            date("deadline", "Deadline"),
        ),
        "removed_project": (project,),
        "lost_pool": (pool, date("from", "From")),
        "pool_capacity": (pool, number("count", "Devices"), date("from", "From"), date("to", "Last day")),
    }  # fmt: skip
    note = text("note", "Why", hint="For the reasons of moves")
    return (*forms[kind], note)


def _phases(portfolio: Portfolio, plan: Plan) -> list[Option]:
    planned = {(row.project, row.phase) for row in plan.phases}
    return [
        Option(f"{project.id}/{phase.id}", f"{project.name}: {phase.name or phase.id}")
        for project in portfolio.projects
        for phase in project.phases
        if (project.id, phase.id) in planned
    ]


def read_changes_form(typed: Mapping[str, str], portfolio: Portfolio, plan: Plan) -> Typed:
    """The form as the keys of a changes document; what was left empty is not said."""
    errors: dict[str, str] = {}
    document: dict[str, Any] = {"schema": CHANGES_SCHEMA}
    head = _read(HEAD, typed, "", errors)
    document |= {name: str(head[name]) for name in ("as_of", "change_price") if name in head}
    document["keep_people"] = "free_people" not in head
    rows, cards = [], []
    taken = {project.id for project in portfolio.projects} | {person.id for person in portfolio.workers}
    for n in range(1, count_of(typed) + 1):
        kind = typed.get(card_of(n, "kind"), "")
        if kind not in KINDS:
            continue
        given = _read(entries_of(kind, portfolio, plan), typed, card_of(n, ""), errors)
        missing = _missing(kind, given)
        if missing is not None:
            errors.setdefault(card_of(n, missing[0]), missing[1])
        note = given.pop("note", None)
        rows.append(_change(kind, given, taken) | ({"note": note} if note else {}))
        cards.append(n)
    document["changes"] = rows
    return Typed(document, errors, tuple(cards))


def _read(
    entries: Sequence[Entry], typed: Mapping[str, str], prefix: str, errors: dict[str, str]
) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for entry in entries:
        try:
            value = entry.read(typed.get(prefix + entry.name, "").strip())
        except MistypedError as wrong:
            errors[prefix + entry.name] = str(wrong)
            continue
        if value is not None:
            given[entry.name] = value
    return given


def _missing(kind: str, given: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field without which another one says nothing, and what to write there."""
    if kind in ("new_project", "person_joins") and "skill" not in given:
        return "skill", "Choose the skill"
    if kind == "new_project" and "effort" not in given:
        return "effort", "Say how much work it is, such as 4 or 2 / 4 / 8"
    if kind == "estimate" and "effort" in given and "skill" not in given:
        return "skill", "Say which skill the effort is of"
    if kind == "estimate" and "skill" in given and "effort" not in given:
        return "effort", "Say how much effort of this skill it takes, such as 4 or 2 / 4 / 8"
    return None


def _change(kind: str, given: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """A change of the document; new people and projects get an id that is free, which is taken from then on."""
    if kind in ("slippage", "estimate", "progress") and "phase" in given:
        project, _, phase = str(given.pop("phase")).partition("/")
        given = {"project": project, "phase": phase} | given
    skill = given.pop("skill", None)
    if kind == "estimate" and "effort" in given:
        given["effort"] = {skill or "": given["effort"]}
    if kind == "worth":
        kind = "estimate"
    if kind in ("person_joins", "new_project"):
        given["id"] = slug_for(str(given.get("name", kind)), taken)
        taken.add(given["id"])
    if kind == "person_joins" and skill is not None:
        given["skills"] = {skill: 1.0}
    if kind == "new_project":
        most = given.pop("people", 1)
        work: dict[str, Any] = {
            "id": "work",
            "effort": {skill: given.pop("effort", 1)},
            "crew": {"min": 1, "max": most},
        }
        given |= {"value": {"per_week": given.pop("value_per_week", 0)}, "phases": [work]}
        if "deadline" in given:
            given["deadline"] = {"date": given["deadline"]}
    return {kind: given}


def field_at(path: str, told: Typed) -> str | None:
    """The field that a place of the document was typed in (a card's `kind` for the card as a whole); None when it was
    typed nowhere."""
    where = path.removeprefix("changes[")
    at, _, rest = where.partition("]")
    if where == path or not at.isdigit() or int(at) >= len(told.cards):
        return path if path in ("as_of", "change_price") else None
    keys = [key.partition("[")[0] for key in rest.strip(".").split(".")[1:] if key]
    known = {
        "effort": "effort",
        "skills": "skill",
        "value": "value_per_week",
        "phases": "effort",
        "id": "name",
    }
    name = keys[0] if keys else "kind"
    return card_of(told.cards[int(at)], known.get(name, name))
