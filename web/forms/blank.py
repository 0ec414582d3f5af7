"""The portfolio that one starts with when there is only a name."""

import datetime as dt

from planner.domain.calendar import Calendar, monday_on_or_after
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.team import Skill


def blank_portfolio(name: str, today: dt.date) -> Portfolio:
    """Four quarters from the next Monday on, with the skills that most teams of the field name."""
    skills = (
        Skill(id="modelling", name="Modelling"),
        Skill(id="data", name="Data engineering"),
        Skill(id="serving", name="Serving and infrastructure"),
    )
    calendar = Calendar(start=monday_on_or_after(today), quarters=4)
    return Portfolio(schema_=SCHEMA, name=name, calendar=calendar, skills=skills)
