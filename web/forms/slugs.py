"""Ids from names, for forms that ask only for a name."""

from collections.abc import Collection

from planner.domain.slugs import slug


def slug_for(name: str, taken: Collection[str]) -> str:
    """A short id made from a name that is not among those taken: `Ranker v3` gives `ranker-v3`."""
    base = slug(name)[:56].rstrip("-")
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
