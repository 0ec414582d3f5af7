"""Who asks, for which organisation, in which transaction: the first argument of every service on stored data."""

from dataclasses import dataclass
from enum import IntEnum

from sqlmodel import Session

from planner.errors import Forbidden


class Role(IntEnum):
    """What an actor may do; each role includes those below it."""

    VIEWER = 10
    EDITOR = 20
    OWNER = 30


@dataclass(frozen=True)
class Actor:
    """The person or program on whose behalf a service runs."""

    id: str
    name: str
    role: Role
    locale: str | None = None
    """How dates and numbers are written for them, such as de or en-US; None when their browser decides."""


@dataclass(frozen=True)
class Context:
    """Organisation, actor and session. Services read and write through the session and never commit."""

    organisation_id: str
    actor: Actor
    session: Session

    def require(self, role: Role) -> None:
        """Raise Forbidden unless the actor has at least this role."""
        if self.actor.role < role:
            raise Forbidden(
                f"{self.actor.name} is {self.actor.role.name.lower()}; this needs {role.name.lower()}"
            )
