"""The one tree of errors that people see. api/ and web/ map it to HTTP, the command line to exit codes.

QuarterdeckError
  BadInput            the caller's data cannot be used: diagnostics say where and how to mend it
  NotFound            no such thing, or not visible to this actor
  Conflict            the row has changed since it was read, or the change cannot stand beside what is there
    VersionConflict   an outdated row version
  Forbidden           the role does not allow it
  Unauthenticated     nobody is signed in
  LimitExceeded       over a stated limit
  Unavailable         the database cannot be reached for the moment
  InternalError       our fault
    SolverBug         a solver gave back a plan that the verifier refuses, or an invalid model
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True)
class Diagnostic:
    """One finding about a document, with its place and the way out in the message."""

    severity: Literal["error", "warning"]
    path: str
    """Where, such as projects[3].phases[0].effort.data (also usable as a JSON path)."""
    message: str
    """What is wrong, with the value, and what to do."""
    line: int | None = None
    """Line in the text (row in a sheet), counted from 1."""


class QuarterdeckError(Exception):
    """Base of all errors that are meant to be read by people."""

    title: ClassVar[str] = "Our fault"
    """What kind of thing happened, as a heading."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(QuarterdeckError):
    """Data that cannot be used; nothing of it was stored."""

    title = "Cannot be used"

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


def wrong_field(name: str, message: str) -> BadInput:
    """What is wrong with one field of what was given."""
    return BadInput(f"{name}: {message}", (Diagnostic("error", name, message),))


class NotFound(QuarterdeckError):
    """There is no such thing, or the actor may not see it."""

    title = "Not found"


class Conflict(QuarterdeckError):
    """The change cannot stand beside what is there."""

    title = "Does not fit"


class VersionConflict(Conflict):
    """The row was changed by somebody else since it was read."""

    title = "Changed meanwhile"

    def __init__(self, message: str, current_version: int, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.current_version = current_version
        self.diagnostics = tuple(diagnostics)
        """Where more than one row is written: what differs in which."""


class Unauthenticated(QuarterdeckError):
    """Nobody is signed in."""

    title = "Not signed in"


class Forbidden(QuarterdeckError):
    """The actor's role does not allow it."""

    title = "Not allowed"


class LimitExceeded(QuarterdeckError):
    """Over a stated limit."""

    title = "Over a limit"


class Unavailable(QuarterdeckError):
    """Something that we need is away; the same request can be sent again later."""

    title = "Not available for the moment"
    retry_seconds = 5


class InternalError(QuarterdeckError):
    """A fault of ours."""


class SolverBug(InternalError):
    """A solver's plan broke a rule, or its model was invalid. The dump helps to mend it."""

    def __init__(self, message: str, dump: str = "") -> None:
        super().__init__(message)
        self.dump = dump
