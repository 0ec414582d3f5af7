"""Accelerators by name, with those that users add."""

import re
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


MAKERS = frozenset(
    ["amd", "aws", "cloud", "geforce", "google", "gpu", "huawei", "instinct", "intel", "nvidia", "tesla"]
)
"""Words beside a name that tell no type."""


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _words(name: str) -> frozenset[str]:
    """The words of a name that tell types apart: h100 and sxm of `NVIDIA H100-SXM5`."""
    words = re.sub(r"\bsxm\d\b", "sxm", name.casefold())
    return frozenset(re.findall(r"[a-z0-9]+", words)) - MAKERS


def find_accelerator(
    name: str, known: Mapping[str, Accelerator] | None = None, path: str = "accelerator"
) -> Accelerator:
    """The accelerator of this name; BadInput with those that it may mean.

    Letters of both sizes, blanks and dashes, the maker and further words do not matter: `NVIDIA H100 80GB SXM5` is
    H100-SXM. Where several have all the words, as for `V100`, the message lists them.
    """
    known = catalogue() if known is None else known
    if name.strip() in known:
        return known[name.strip()]
    said, letters = _words(name), _letters(name)
    exact = [one for key, one in known.items() if _letters(key) == letters or _words(key) == said]
    close = [one for key, one in known.items() if said <= _words(key)]
    looser = [one for key, one in known.items() if _words(key) <= said]
    found = next((group[0] for group in (exact, close, looser) if len(group) == 1), None)
    if found is None:
        among = (
            f"; say which: {', '.join(one.name for one in close[:8])}"
            if said and close
            else nearest(name, known)
        )
        message = f"unknown accelerator '{name[:64]}'{among}"
        raise BadInput(message, [Diagnostic("error", path, message)])
    return found
