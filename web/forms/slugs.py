"""Ids from names, for forms that ask only for a name."""

import re
import unicodedata
from collections.abc import Collection


def slug_for(name: str, taken: Collection[str]) -> str:
    """A short id made from a name that is not among those taken: `Ranker v3` gives `ranker-v3`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:56].rstrip("-") or "item"
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
