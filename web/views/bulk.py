"""What can be changed of many projects at once: the choices of the table, and how a choice is read."""

from pydantic import ValidationError

from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.bulk_edit import BulkChange
from web.forms.entries import Option


def bulk_choices(portfolio: Portfolio) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Changes of many projects; their values are what `read_bulk` reads."""
    themes = (*(Option(f"theme:{t.id}", t.name) for t in portfolio.themes), Option("theme:", "No theme"))
    return (
        ("Must have", (Option("mandatory:yes", "Must have"), Option("mandatory:no", "Not a must-have"))),
        (
            "Pin",
            (
                Option("pin:in", "Pin into every plan"),
                Option("pin:out", "Pin out of every plan"),
                Option("pin:none", "Take the pin away"),
            ),
        ),
        *((("Theme", themes),) if portfolio.themes else ()),
        ("Remove", (Option("delete:", "Delete"),)),
    )


def read_bulk(text: str) -> BulkChange:
    """The change that was chosen; BadInput when it is none."""
    what, _, value = text.partition(":")
    tree: dict[str, object] = {what: value}
    if what == "theme":
        tree = {"theme": value or None}
    elif what == "mandatory":
        tree = {"mandatory": value == "yes"}
    elif what == "delete":
        tree = {"delete": True}
    try:
        return BulkChange.model_validate(tree)
    except ValidationError as error:
        raise BadInput("Choose what is to become of the selected projects.") from error
