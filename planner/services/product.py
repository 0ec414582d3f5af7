"""The product that is running."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def product_version() -> str:
    """Its version."""
    try:
        return version("quarterdeck")
    except PackageNotFoundError:
        return "0"
