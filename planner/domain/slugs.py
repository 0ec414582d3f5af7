"""Short ids from names that people chose."""

import re
import unicodedata

LONGEST = 64


def slug(name: str) -> str:
    """A short id made from a name: `Ranker v3` gives `ranker-v3`; a name without letters gives `item`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].rstrip("-") or "item"
