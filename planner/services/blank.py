"""The portfolio that one starts with when there is only a name."""

import datetime as dt

from pydantic import ValidationError

from planner.domain.calendar import Calendar, monday_on_or_after
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.team import Skill
from planner.errors import BadInput


def bare_portfolio(name: str, today: dt.date) -> Portfolio:
    """The same without any skill: those that are pasted are its skills."""
    return blank_portfolio(name, today).model_copy(update={"skills": ()})


def blank_portfolio(name: str, today: dt.date) -> Portfolio:
    """Four quarters from the next Monday on, with the skills that most teams of the field name.

    Raises
    ------
    BadInput
        When the name is only spaces, or holds what no name can.
    """
    skills = (
        Skill(id="modelling", name="Modelling"),
        Skill(id="data", name="Data engineering"),
        Skill(id="serving", name="Serving and infrastructure"),
    )
    calendar = Calendar(start=monday_on_or_after(today), quarters=4)
    try:
        return Portfolio(schema_=SCHEMA, name=name, calendar=calendar, skills=skills)
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise BadInput(f"This name cannot be used: {reason}.") from error
