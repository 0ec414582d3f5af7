"""The form of a project."""

from collections.abc import Mapping
from typing import get_args

from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project, ProjectKind
from planner.domain.slugs import slug_for
from web.forms import entries as e
from web.forms.choices import people, places, skills, team_entry, themes
from web.forms.entries import Entry, Option
from web.forms.form import Draft, full_tree, read_form, shown
from web.forms.phases import phase_rows
from web.forms.rows import Item, Rows, Tree, choices, grouped, list_of, mapping_of

KINDS = tuple(Option(kind, kind.capitalize().replace("-", " ")) for kind in get_args(ProjectKind))
MEANINGS = (
    Option("", "As in the portfolio"),
    Option("quantiles", "P10 / P50 / P90"),
    Option("range", "minimum / mode / maximum"),
)
MEMBERSHIP = (Option("required", "must work on it"), Option("forbidden", "may not work on it"))
THREE = "low / likely / high, or one number"


def quick_entries(portfolio: Portfolio) -> tuple[Entry, ...]:
    """The key fields, edited in the table's row."""
    return (
        e.text("name", "Name", required=True),
        e.select("theme", "Theme", choices(themes(portfolio), "No theme")),
        e.estimate("value", "Value a week", "value.per_week", unit=portfolio.currency),
        e.date("deadline", "Deadline", "deadline.date"),
        e.check("mandatory", "Must have"),
    )


def project_items(portfolio: Portfolio, typed: Mapping[str, str], project_id: str = "") -> tuple[Item, ...]:
    """All fields of a project."""
    money = portfolio.currency
    return (
        e.text("name", "Name", required=True),
        e.select("theme", "Theme", choices(themes(portfolio), "No theme")),
        e.select("kind", "Kind", KINDS, required=True),
        e.check("mandatory", "Must have", hint="Every plan contains it"),
        e.estimate("value", "Value from launch on", "value.per_week", unit=f"{money} a week", hint=THREE),
        e.date("deadline", "Deadline", "deadline.date"),
        e.number("penalty", "Penalty a week late", "deadline.penalty_per_week", unit=money),
        e.check("hard", "Hard deadline", "deadline.hard", hint="No plan may miss it"),
        e.text("description", "Description", wide=True, area=True),
        *grouped("Value in detail", *_value(money)),
        *grouped("Order and dates", *_order(portfolio, project_id)),
        *grouped("People", _membership(portfolio)),
        *grouped("After launch", *_after_launch(portfolio)),
        *grouped(
            "Sponsor and paperwork",
            *team_entry(portfolio),
            e.text("sponsor", "Sponsor"),
            e.text("stage", "Stage"),
            e.words("tags", "Tags", hint="Words by which it is found, apart by commas"),
            e.text("cost_centre", "Cost centre"),
            e.select("estimates", "Estimates mean", MEANINGS),
        ),
        phase_rows(portfolio, typed, project_id),
    )


def _value(money: str) -> tuple[Entry, ...]:
    return (
        e.number("ramp", "Ramp", "value.ramp_weeks", unit="weeks", hint="Until the full value"),
        e.percent("decay", "Decay a year", "value.decay_per_year"),
        e.number("window", "Value ends after", "value.weeks", unit="weeks", hint="Empty: never"),
        e.estimate("one_off", "One-off value", "value.one_off", unit=money, hint=THREE),
        e.percent("feasibility", "Chance of success", hint="Empty: from the gates"),
    )


def _order(portfolio: Portfolio, project_id: str) -> tuple[Item, ...]:
    waits = choices(places(portfolio, project_id, whole=": launch"))
    return (
        e.date("earliest", "Not before", "window.earliest"),
        e.date("latest", "Done by", "window.latest", hint="No plan may end later"),
        list_of(
            "depends_on",
            "Waits for",
            (e.select("on", "Project or phase", waits, required=True), _lag()),
            "a predecessor",
            unpack=lambda item: item | {"on": _joined(item)},
            pack=lambda row: _parted(row, "on"),
        ),
    )


def _lag() -> Entry:
    return e.number("lag", "Weeks between", "lag_weeks")


def _joined(item: Tree) -> str:
    return f"{item['project']}/{item['phase']}" if item.get("phase") else str(item["project"])


def _parted(row: Tree, key: str) -> Tree:
    project, _, phase = str(row[key]).partition("/")
    item: Tree = {"project": project}
    if phase:
        item["phase"] = phase
    return item | ({"lag_weeks": row["lag_weeks"]} if "lag_weeks" in row else {})


def _membership(portfolio: Portfolio) -> Rows:
    def split(value: object) -> list[Tree]:
        known = value if isinstance(value, dict) else {}
        return [{"person": person, "rule": rule} for rule, ids in known.items() for person in ids]

    def join(rows: list[Tree]) -> object:
        by_rule = {o.value: [r["person"] for r in rows if r["rule"] == o.value] for o in MEMBERSHIP}
        return {rule: ids for rule, ids in by_rule.items() if ids} or None

    columns = (
        e.select("person", "Person", choices(people(portfolio)), required=True),
        e.select("rule", "Rule", MEMBERSHIP, required=True),
    )
    return Rows("people", "Who must, who may not", ("people",), columns, "a person", split, join, unique=True)


def _after_launch(portfolio: Portfolio) -> tuple[Item, ...]:
    return (
        e.number("serving_cost", "Serving cost a week", "serving_cost_per_week", unit=portfolio.currency),
        e.number(
            "predictions", "Predictions a week", "predictions_per_week", hint="Tells what a thousand cost"
        ),
        e.date("retires", "Retires", hint="No value and no upkeep from then on"),
        mapping_of(
            "upkeep",
            "Upkeep",
            e.select("skill", "Skill", choices(skills(portfolio)), required=True),
            e.number("weeks", "Engineer-weeks a week", required=True),
            "upkeep work",
            hint="Effort that the launched project needs every week.",
        ),
    )


def project_typed(portfolio: Portfolio, project: Project) -> dict[str, str]:
    """The texts of the whole form for a project."""
    return shown(project_items(portfolio, {}, project.id), full_tree(project))


def read_project(portfolio: Portfolio, typed: Mapping[str, str], base: Tree) -> Draft[Project]:
    """The project that was typed, over the document it was opened with."""
    new: Tree = {"id": slug_for(typed.get("name", ""), [p.id for p in portfolio.projects])}
    tree = base or new
    return read_form(project_items(portfolio, typed, str(tree["id"])), typed, tree, Project)
