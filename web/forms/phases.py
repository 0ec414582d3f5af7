"""The phases in the form of a project."""

from collections.abc import Mapping

from planner.domain.portfolio import Portfolio
from web.forms import entries as e
from web.forms.choices import Pair, accelerators, phase_kinds, places, skills
from web.forms.entries import Entry, MistypedError
from web.forms.rows import Item, Rows, Tree, choices, grouped, list_of, mapping_of, row_ids

THREE = "low / likely / high"


def phase_rows(portfolio: Portfolio, typed: Mapping[str, str], project_id: str) -> Rows:
    """All phases of a project, each with its needs."""
    return list_of(
        "phases",
        "Phases",
        phase_items(portfolio, own_phases(typed), project_id),
        "a phase",
        keyed=True,
        cards=True,
        needed="A project needs at least one phase: add one and say what it needs.",
        unpack=lambda phase: phase | {"name": phase.get("name") or phase.get("id")},
        pack=_packed,
    )


def phase_items(portfolio: Portfolio, own: list[Pair], project_id: str) -> tuple[Item, ...]:
    """The fields of one phase."""
    elsewhere = [pair for pair in places(portfolio, project_id) if "/" in pair[0]]
    after = e.select("phase", "Phase", choices([*own, *elsewhere]), required=True)
    skill = e.select("skill", "Skill", choices(skills(portfolio)), required=True)
    effort = e.estimate("weeks", "Engineer-weeks", hint=THREE, required=True)
    return (
        e.text("name", "Name", required=True),
        e.text("kind", "Kind", suggested=phase_kinds(portfolio)),
        e.estimate("weeks", "Calendar time", "weeks", unit="weeks", hint="At least; without effort: exactly"),
        mapping_of("effort", "Effort", skill, effort, "a skill"),
        list_of(
            "after",
            "Comes after",
            (after, e.number("lag", "Weeks between", "lag_weeks")),
            "a predecessor",
            unpack=_unpacked_after,
            pack=_packed_after,
        ),
        *grouped("Accelerators", *_gpu(portfolio)),
        *grouped("Gate", *_gate()),
        *grouped("Crew, dates and other money", *_rest(portfolio.currency)),
    )


def own_phases(typed: Mapping[str, str]) -> list[Pair]:
    """The phases that a form holds: what the others can come after."""
    ids = row_ids(typed, "phases")
    names = [typed.get(f"phases-{i}-name", "").strip() for i in range(len(ids))]
    return [(phase, name) for phase, name in zip(ids, names, strict=True) if name]


def _packed(phase: Tree) -> Tree:
    # A name that says no more than the id is not written down.
    return {key: value for key, value in phase.items() if key != "name" or value != phase["id"]}


def _unpacked_after(item: Tree) -> Tree:
    return item | {"phase": f"{item['project']}/{item['phase']}" if item.get("project") else item["phase"]}


def _packed_after(row: Tree) -> Tree:
    project, _, phase = str(row["phase"]).rpartition("/")
    return row | {"phase": phase} | ({"project": project} if project else {})


def _gpu(portfolio: Portfolio) -> tuple[Item, ...]:
    known = accelerators(portfolio)
    return (
        e.estimate("gpu", "GPU-hours", "gpu.hours", hint=THREE),
        e.text("reference", "Measured on", "gpu.reference", hint="Such as H100-SXM", suggested=known),
        e.number("devices", "Devices at most", "gpu.max_devices"),
        e.number("runs", "Training runs", "gpu.runs", hint="Tells what one costs"),
        mapping_of(
            "accelerators",
            "May run on",
            e.text("type", "Accelerator", suggested=known, required=True),
            e.number("speed", "Speed"),
            "an accelerator",
            "gpu.accelerators",
            hint="Speed 0.5 takes twice the hours. Without a row: only what it was measured on.",
            otherwise=1.0,
        ),
    )


def _gate() -> tuple[Entry, ...]:
    return (
        e.percent("gate", "Chance that it passes", "gate.probability"),
        Entry(
            "redo",
            "When it fails, redo",
            ("gate", "on_failure"),
            "text",
            _show_redo,
            _read_redo,
            hint="Part and times: 50% x 2. Empty: the project stops.",
        ),
    )


def _show_redo(value: object) -> str:
    return f"{e.show_percent(value['redo'])}% x {value['times']}" if isinstance(value, dict) else ""


def _read_redo(typed: str) -> object:
    if not typed.strip():
        return None
    part, _, times = typed.lower().replace("\N{MULTIPLICATION SIGN}", "x").partition("x")
    share, often = e.read_percent(part), e.read_number(times or "1")
    if share is None:
        raise MistypedError(f"'{typed.strip()}': write the part and how often, such as 50% x 2")
    return {"redo": share, "times": often}


def _rest(money: str) -> tuple[Entry, ...]:
    return (
        e.number("crew_min", "People at least", "crew.min"),
        e.number("crew_max", "People at most", "crew.max", hint="As many as it has skills, unless said"),
        e.date("earliest", "Not before", "window.earliest"),
        e.date("latest", "Done by", "window.latest"),
        e.number("other_cost", "Other money", "other_cost", unit=money, hint="Labelling, data, model APIs"),
    )
