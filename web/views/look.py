"""How a roadmap is looked at, in the address, so that a view can be shared and works without script."""

from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from web.charts.lanes import LaneKey, Zoom

Shown = Literal["on", "off"]


@dataclass(frozen=True)
class Look:
    """What the address says about the view; parts at their usual value are left out of it."""

    lanes: LaneKey = "theme"
    zoom: Zoom = "month"
    record: Shown = "on"
    """Whether the bars of the plan of record are drawn under those of the plan."""
    closed: tuple[str, ...] = ()
    """Keys of lanes that are closed."""

    def but(self, **changes: Any) -> "Look":
        """The same with something else. Other lanes are all open."""
        then = replace(self, **changes)
        return replace(then, closed=()) if then.lanes != self.lanes else then

    def fold(self, key: str) -> "Look":
        """The same with one lane the other way."""
        closed = tuple(one for one in self.closed if one != key)
        return replace(self, closed=closed if key in self.closed else (*closed, key))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the address, also as hidden fields of forms."""
        usual = Look()
        told = [(name, getattr(self, name)) for name in ("lanes", "zoom", "record")]
        pairs = [(name, value) for name, value in told if value != getattr(usual, name)]
        return (*pairs, ("closed", ",".join(self.closed))) if self.closed else tuple(pairs)

    @property
    def query(self) -> str:
        """From the question mark on; empty for the usual view."""
        return "?" + urlencode(self.pairs, safe=",") if self.pairs else ""
