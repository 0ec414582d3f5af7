"""Short ids from names that people chose."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 64


def slug(name: str) -> str:
    """A short id made from a name: `Ranker v3` gives `ranker-v3`; a name without letters gives `item`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].rstrip("-") or "item"


def slug_for(name: str, taken: Collection[str]) -> str:
    """A short id made from a name that is not among those taken: `Ranker v3` gives `ranker-v3`."""
    base = slug(name)[:56].rstrip("-")
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
