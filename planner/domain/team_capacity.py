"""Supply of people against demand, by skill and week."""

from typing import Literal

from planner.domain.base import Day, Model, Slug


class SkillWeek(Model):
    """One skill in one week; all figures in engineer-weeks."""

    week: Day
    """Monday."""
    skill: Slug
    supply: float
    """Capacity x proficiency of everybody who has the skill, also of those who are wanted elsewhere."""
    demand: float
    unfilled: float
    """Demand that is left when people with several skills are shared out best."""
    people: int
    """How many with the skill are there in the week."""


class SkillOutlook(Model):
    """One skill over the whole horizon."""

    skill: Slug
    supply: float
    demand: float
    unfilled: float
    short_weeks: int
    """Weeks in which demand is left over."""
    bus_factor: int | None
    """Fewest people with the skill in any week that wants it; 1: one person's absence stops the work. Null when no
    week wants it."""


class Overload(Model):
    """More assigned to somebody in a week than they can give; shares of a full week."""

    week: Day
    person: Slug
    assigned: float
    capacity: float


class TeamCapacity(Model):
    """Supply against demand."""

    basis: Literal["earliest", "plan"]
    """`earliest`: every project as early as its order of phases allows, with the smallest crews, whoever is there.
    `plan`: what the plan assigns."""
    rows: tuple[SkillWeek, ...]
    skills: tuple[SkillOutlook, ...]
    overload: tuple[Overload, ...]
    """Only with a plan."""
    notes: tuple[str, ...] = ()
