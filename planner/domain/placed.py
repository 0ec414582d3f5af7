"""Why the work of a project is where a plan has it: what holds each phase there, and why these people."""

from planner.domain.base import Day, Model, Slug
from planner.domain.what_if import Broken


class CrewMember(Model):
    """Somebody who works on a phase."""

    person: Slug
    weeks: float
    """Engineer-weeks given to the phase."""
    skills: tuple[Slug, ...]
    """Those that are used."""
    pinned: bool
    required: bool
    """Whether the project asks for this person by name."""


class OtherPerson(Model):
    """Somebody else with a skill that the phase needs."""

    person: Slug
    skills: tuple[Slug, ...]
    """Those of the phase's."""
    pace: float
    """Proficiency in them, on average."""
    capacity: float
    """Engineer-weeks that the person has in the weeks of the phase."""
    free: float
    """What other work leaves of them."""
    projects: tuple[Slug, ...]
    """What takes the rest, largest part first."""
    barred: bool
    """Whether the person may not work on the project."""


class PlacedPhase(Model):
    """A phase in the plan."""

    phase: Slug
    start: Day
    finish: Day
    """Monday after the last week."""
    begun: bool
    """Whether it has begun in reality, so that nothing about its start is open."""
    first: bool
    """Whether it starts in the first week that can be planned."""
    holds: tuple[Broken, ...]
    """Rules that would be broken if it, with its people and hours, started a week earlier; what it waits for first."""
    change: float | None
    """Where no rule would be broken: what the plan would gain by that."""
    crew: tuple[CrewMember, ...]
    others: tuple[OtherPerson, ...]
    """With the most free time first."""


class Placed(Model):
    """The work of one project in one plan; no phases for a project that is out."""

    project: Slug
    phases: tuple[PlacedPhase, ...]
    cost: dict[str, str]
    """By quarter with any, in whole cents as decimal strings."""
