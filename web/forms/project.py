"""The form of a project and of its phases."""

from collections.abc import Mapping
from typing import get_args

from pydantic import ValidationError

from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project, ProjectKind
from web.forms import entries as e
from web.forms.entries import Entry, Option
from web.forms.form import Draft, Tree, field_errors, fill, shown
from web.forms.slugs import slug_for

KINDS = tuple(Option(kind, kind.capitalize().replace("-", " ")) for kind in get_args(ProjectKind))
PHASE_KINDS = "build, data, training, experiment, rollout or a word of your own"


def quick_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """The key fields, edited in the table's row."""
    return (
        e.text("name", "Name", required=True),
        e.select("theme", "Theme", _themes(portfolio)),
        e.estimate("value", "Value a week", "value.per_week", unit=portfolio.currency),
        e.date("deadline", "Deadline", "deadline.date"),
        e.check("mandatory", "Must have"),
    )


def project_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """All fields of a project that have a place in the form."""
    currency = f"{portfolio.currency} a week"
    return (
        e.text("name", "Name", required=True),
        e.select("theme", "Theme", _themes(portfolio)),
        e.select("kind", "Kind", KINDS, required=True),
        e.text("sponsor", "Sponsor"),
        e.text("cost_centre", "Cost centre"),
        e.check("mandatory", "Must have", hint="The plan must contain it"),
        e.text("description", "Description", wide=True, area=True),
        e.estimate(
            "value", "Value from launch on", "value.per_week", unit=currency, hint="low / likely / high"
        ),
        e.number("ramp", "Ramp", "value.ramp_weeks", unit="weeks", hint="Until the full value"),
        e.number("decay", "Decay a year", "value.decay_per_year", hint="0.2 loses a fifth a year"),
        e.estimate("one_off", "One-off value", "value.one_off", unit=portfolio.currency),
        e.number("feasibility", "Chance of success", hint="0 to 1; empty: from the gates"),
        e.date("deadline", "Deadline", "deadline.date"),
        e.number("penalty", "Penalty a week late", "deadline.penalty_per_week", unit=portfolio.currency),
        e.check("hard", "Hard deadline", "deadline.hard", hint="No plan may miss it"),
        e.special(
            "upkeep",
            "Upkeep after launch",
            "upkeep",
            e.show_pairs,
            e.read_pairs,
            hint="Each week: serving 0.1",
        ),
        e.number("serving_cost", "Serving cost a week", "serving_cost_per_week", unit=portfolio.currency),
    )


def phase_entries() -> tuple[Entry, ...]:
    """The fields of one phase."""
    return (
        e.text("name", "Phase", required=True),
        e.text("kind", "Kind", hint=PHASE_KINDS),
        e.special("after", "After", "after", _show_after, e.read_list, hint="Ids of earlier phases"),
        e.special(
            "effort",
            "Effort",
            "effort",
            e.show_estimates,
            e.read_estimates,
            hint="data 2 / 3 / 6, serving 1",
            wide=True,
        ),
        e.estimate("weeks", "Calendar time", "weeks", unit="weeks", hint="Least duration"),
        e.number("crew_min", "Crew from", "crew.min"),
        e.number("crew_max", "Crew to", "crew.max"),
        e.estimate("gpu", "GPU-hours", "gpu.hours"),
        e.text("reference", "Accelerator", "gpu.reference", hint="Such as H100-SXM"),
        e.number("devices", "Devices at most", "gpu.max_devices"),
        e.number("gate", "Gate", "gate.probability", hint="Chance that it passes, 0 to 1"),
    )


def _themes(portfolio: Portfolio) -> tuple[Option, ...]:
    return (Option("", "No theme"), *(Option(t.id, t.name) for t in portfolio.themes))


def _show_after(value: object) -> str:
    items = value if isinstance(value, list | tuple) else ()
    return ", ".join(str(item["phase"]) if isinstance(item, dict) else str(item) for item in items)


def phase_count(typed: Mapping[str, str]) -> int:
    """How many phases a form holds."""
    raw = typed.get("phases", "")
    return min(int(raw), 50) if raw.isascii() and raw.isdigit() else 0


def phase_typed(typed: Mapping[str, str], index: int) -> dict[str, str]:
    """What was typed for one phase, without its prefix."""
    prefix = f"phase-{index}-"
    return {name.removeprefix(prefix): value for name, value in typed.items() if name.startswith(prefix)}


def project_typed(portfolio: Portfolio, tree: Tree) -> dict[str, str]:
    """The texts of the whole form for a document."""
    typed = shown(project_entries(portfolio), tree)
    phases = tree.get("phases")
    listed = [phase for phase in phases if isinstance(phase, dict)] if isinstance(phases, list) else []
    for i, phase in enumerate(listed):
        texts = shown(phase_entries(), phase)
        texts["name"] = texts["name"] or str(phase.get("id", ""))
        typed |= {f"phase-{i}-{name}": text for name, text in texts.items()}
        typed[f"phase-{i}-id"] = str(phase.get("id", ""))
    return typed | {"phases": str(len(listed))}


def read_project(portfolio: Portfolio, typed: Mapping[str, str], base: Tree) -> Draft[Project]:
    """The project that was typed, over the document it was opened with."""
    tree, errors = fill(project_entries(portfolio), typed, base)
    tree["phases"], phase_errors = _read_phases(typed, base)
    errors |= phase_errors
    if "id" not in tree:
        tree["id"] = slug_for(str(tree.get("name", "")), [p.id for p in portfolio.projects])
    if not tree["phases"] and "" not in errors:
        errors[""] = "A project needs at least one phase: add one below."
    if errors:
        return Draft(None, errors)
    try:
        return Draft(Project.model_validate(tree), {})
    except ValidationError as error:
        return Draft(None, _project_errors(portfolio, error))


def _read_phases(typed: Mapping[str, str], base: Tree) -> tuple[list[Tree], dict[str, str]]:
    before = base.get("phases")
    known = {str(p.get("id")): p for p in before if isinstance(p, dict)} if isinstance(before, list) else {}
    phases: list[Tree] = []
    errors: dict[str, str] = {}
    for i in range(phase_count(typed)):
        texts = phase_typed(typed, i)
        if texts.get("remove"):
            continue
        origin = known.get(texts.get("id", ""), {})
        phase, wrong = fill(phase_entries(), texts, origin)
        errors |= {f"phase-{i}-{name}": message for name, message in wrong.items()}
        _keep_lags(phase, origin)
        if texts.get("id"):
            phase["id"] = texts["id"]
        else:
            phase["id"] = slug_for(str(phase.get("name", "")), [str(p["id"]) for p in phases])
        if phase.get("name") == phase["id"]:
            del phase["name"]
        phases.append(phase)
    return phases, errors


def _keep_lags(phase: Tree, origin: Tree) -> None:
    """Predecessors that stay keep their lag and their project, which the field does not show."""
    before = origin.get("after")
    known = {str(a["phase"]): a for a in before if isinstance(a, dict)} if isinstance(before, list) else {}
    after = phase.get("after")
    if isinstance(after, list):
        phase["after"] = [known.get(str(name), {"phase": name}) for name in after]


def _project_errors(portfolio: Portfolio, error: ValidationError) -> dict[str, str]:
    found = field_errors(project_entries(portfolio), error)
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        place = [str(part) for part in item["loc"]]
        if place[:1] == ["phases"] and len(place) > 2:
            entry = next((x for x in phase_entries() if tuple(place[2 : 2 + len(x.path)]) == x.path), None)
            if entry:
                found.setdefault(f"phase-{place[1]}-{entry.name}", item["msg"].removeprefix("Value error, "))
    return found


def with_new_phase(typed: Mapping[str, str]) -> dict[str, str]:
    """The form with one more, empty phase; everything typed stays."""
    count = phase_count(typed)
    blank = {f"phase-{count}-{entry.name}": "" for entry in phase_entries()}
    return dict(typed) | blank | {"phases": str(count + 1)}
