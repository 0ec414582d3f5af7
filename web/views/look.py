"""How a roadmap is looked at: lanes and zoom, in the address, so that a view can be shared and works without script."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from web.charts.lanes import LaneKey, Zoom


@dataclass(frozen=True)
class Look:
    """What the address says about the view; parts at their usual value are left out of it."""

    lanes: LaneKey = "theme"
    zoom: Zoom = "month"

    def but(self, **changes: Any) -> "Look":
        """The same with something else."""
        return replace(self, **changes)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the address, also as hidden fields of forms."""
        usual = Look()
        both = (("lanes", self.lanes), ("zoom", self.zoom))
        return tuple((name, value) for name, value in both if value != getattr(usual, name))

    @property
    def query(self) -> str:
        """From the question mark on; empty for the usual view."""
        return "?" + urlencode(self.pairs) if self.pairs else ""
