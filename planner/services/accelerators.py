"""Accelerators by name, with those that users add."""

from collections.abc import Mapping

from planner.domain.findings import nearest
from planner.errors import BadInput, Diagnostic
from solvers.capacity.hardware.catalogue import Accelerator, catalogue, read_catalogue

__all__ = ["Accelerator", "accelerator_names", "find_accelerator", "own_catalogue"]


def accelerator_names() -> tuple[str, ...]:
    """What the shipped catalogue has."""
    return tuple(catalogue())


def own_catalogue(content: bytes) -> Mapping[str, Accelerator]:
    """The shipped catalogue with the rows of a file of the same form on top.

    Raises
    ------
    BadInput
        When the file is not text or a row cannot be used; says which.
    """
    try:
        return {**catalogue(), **read_catalogue(content.decode("utf-8-sig"))}
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the hardware file is not UTF-8 text (byte {error.start}): save it as CSV in UTF-8"
        ) from error
    except ValueError as error:
        raise BadInput(f"the hardware file: {error}") from error


def find_accelerator(
    name: str, known: Mapping[str, Accelerator] | None = None, path: str = "accelerator"
) -> Accelerator:
    """The accelerator of this name, small and capital letters alike; BadInput with the nearest name."""
    known = catalogue() if known is None else known
    by_letters = {key.casefold(): value for key, value in known.items()}
    found = known.get(name) or by_letters.get(name.strip().casefold())
    if found is None:
        message = f"unknown accelerator '{name[:64]}'{nearest(name, known)}"
        raise BadInput(message, [Diagnostic("error", path, message)])
    return found
