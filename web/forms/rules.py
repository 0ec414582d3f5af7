"""The forms of what binds a portfolio: budgets, policies, relations, pins and drivers."""

from planner.domain.portfolio import Portfolio
from web.forms import entries as e
from web.forms.choices import named_quarters, people, places, projects, themes
from web.forms.entries import MistypedError, Option
from web.forms.rows import Item, Rows, Tree, choices, grouped, list_of, picks

NEEDS = "requires"
RELATIONS = (
    Option("exclusive", "At most one of these"),
    Option("at_most", "At most so many of these"),
    Option(NEEDS, "The first needs the second"),
)
PINS = (
    ("in", "is in the plan"),
    ("out", "stays out"),
    ("starts", "starts in the week of"),
    ("person", "is worked on by"),
)


def budget_rows(portfolio: Portfolio) -> Rows:
    """Limits on spending."""
    money = portfolio.currency
    return list_of(
        "budgets",
        "Limits",
        (
            e.select("quarter", "Quarter", choices(named_quarters(portfolio), "Whole horizon")),
            e.select("theme", "Theme", choices(themes(portfolio), "All themes")),
            e.number("compute", "Accelerators", unit=money),
            e.number("people", "People", unit=money),
        ),
        "a budget",
    )


def policy_items(portfolio: Portfolio) -> tuple[Item, ...]:
    """Rules over the whole portfolio."""
    return (
        e.number("wip", "Active projects at most", "policies.max_active_projects", hint="Empty: any number"),
        e.percent("minimum_share", "Least share of a person", "policies.minimum_share"),
        e.number(
            "change_price",
            "Price of a change",
            "policies.change_price",
            unit=portfolio.currency,
            hint="For each move away from the plan of record",
        ),
        e.check(
            "constant",
            "Constant shares",
            "policies.constant_shares",
            hint="From a phase's first week to its last",
        ),
        list_of(
            "effort_shares",
            "Share of effort by theme",
            (
                e.select("theme", "Theme", choices(themes(portfolio)), required=True),
                e.percent("least", "At least", "at_least"),
                e.percent("most", "At most", "at_most"),
            ),
            "a share",
            "policies.effort_shares",
            hint="Of the planned effort of each quarter.",
        ),
        list_of(
            "freezes",
            "Freezes",
            (
                e.date("from", "From", required=True),
                e.date("to", "To", required=True),
                e.words("kinds", "Phase kinds", "phase_kinds", hint="Such as rollout; empty: all work"),
            ),
            "a freeze",
            "policies.freezes",
        ),
        *grouped(
            "Fine tuning",
            e.number(
                "crew_exponent",
                "Crew exponent",
                "policies.crew_exponent",
                hint="n people do the work of n to this power",
            ),
        ),
    )


def relation_rows(portfolio: Portfolio) -> Rows:
    """Which projects need or exclude each other."""
    project = e.select("project", "Project", choices(projects(portfolio)), required=True)
    return list_of(
        "relations",
        "Relations",
        (
            e.select("kind", "Relation", RELATIONS, required=True),
            e.number("limit", "How many", hint="Only for `at most so many`"),
            picks("projects", "Projects", project, "a project"),
        ),
        "a relation",
        cards=True,
        unpack=_unpacked_relation,
        pack=_packed_relation,
    )


def _unpacked_relation(relation: Tree) -> Tree:
    kind = next(option.value for option in RELATIONS if relation.get(option.value) not in (None, [], ()))
    members = relation["of"] if kind == "at_most" else relation[kind]
    return {"kind": kind, "projects": members} | ({"limit": relation["at_most"]} if kind == "at_most" else {})


def _packed_relation(row: Tree) -> Tree:
    kind, members = str(row["kind"]), row.get("projects")
    if not isinstance(members, list) or len(members) < 2:
        raise MistypedError("a relation is between two projects or more")
    if kind == NEEDS and len(members) != 2:
        raise MistypedError(
            "`the first needs the second` is between two projects; use one relation for each pair"
        )
    if kind == "at_most":
        if "limit" not in row:
            raise MistypedError("say how many of the projects there may be")
        return {"at_most": row["limit"], "of": members}
    return {kind: members}


def pin_rows(portfolio: Portfolio) -> Rows:
    """Decisions that every plan keeps."""
    return list_of(
        "pins",
        "Pins",
        (
            e.select("place", "Project or phase", choices(places(portfolio)), required=True),
            e.select("verb", "Decision", choices(PINS), required=True),
            e.date("starts", "Week"),
            e.select("person", "Person", choices(people(portfolio), "Nobody in particular")),
        ),
        "a pin",
        unpack=_unpacked_pin,
        pack=_packed_pin,
    )


def _unpacked_pin(pin: Tree) -> Tree:
    place = f"{pin['project']}/{pin['phase']}" if pin.get("phase") else pin["project"]
    if pin.get("selected") is not None:
        return {"place": place, "verb": "in" if pin["selected"] else "out"}
    verb = "starts" if pin.get("starts") else "person"
    return {"place": place, "verb": verb, verb: pin[verb]}


def _packed_pin(row: Tree) -> Tree:
    place, verb = str(row["place"]), str(row["verb"])
    project, _, phase = place.partition("/")
    if verb in ("in", "out"):
        if phase:
            raise MistypedError(f"'{place}' is a phase: only whole projects are in or out of a plan")
        return {"project": project, "selected": verb == "in"}
    if not phase:
        raise MistypedError(f"'{place}' is a project: choose the phase that starts then or has this person")
    if verb not in row:
        raise MistypedError(f"'{place}': " + ("choose the week" if verb == "starts" else "choose the person"))
    return {"project": project, "phase": phase, verb: row[verb]}


def driver_rows(portfolio: Portfolio) -> Rows:
    """Risks that hit several phases at once."""
    hit = e.select(
        "place", "Project or phase", choices(places(portfolio, whole=": all phases")), required=True
    )
    return list_of(
        "drivers",
        "Drivers",
        (
            e.text("name", "Name", required=True),
            e.percent("probability", "Chance", required=True),
            e.estimate("delay", "Delay", "weeks", unit="weeks", hint="low / likely / high"),
            e.estimate("factor", "Effort times", "effort_factor", hint="1 / 1.2 / 1.6"),
            picks("affects", "What it hits", hit, "a phase"),
        ),
        "a driver",
        keyed=True,
        cards=True,
    )
