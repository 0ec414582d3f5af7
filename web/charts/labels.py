"""Where the words of a chart stand, so that none is cut off and none covers another."""

from dataclasses import dataclass

from web.charts.scale import rounded

#: Least width of the plot beside the names, in pixels, by the class of its width (see the stylesheet).
LEAST_PLOT = {"w-xs": 388, "w-s": 628, "w-m": 948, "w-l": 1488, "w-xl": 2168}
#: Widths of a character of the dates beside a bar, and of a phase's name inside it, in pixels.
DATE_CHARACTER = 5.9
NAME_CHARACTER = 5.7
GAP = 16


@dataclass(frozen=True)
class Label:
    """A text at a place in per cent; `end` when it ends there instead of beginning."""

    text: str
    x: float
    end: bool


def beside(text: str, left: float, right: float, width_class: str, blocked: float | None = None) -> Label:
    """Dates behind what is drawn from `left` to `right`, else before it, else at the end of the chart.

    `blocked` is the place of a mark that the text may not cover.
    """
    room = 100 * (len(text) * DATE_CHARACTER + GAP) / LEAST_PLOT[width_class]
    behind = right
    if blocked is not None and right - 1 <= blocked <= right + room:
        behind = blocked + 0.6
    if behind + room <= 100:
        return Label(text, rounded(behind), False)
    if left >= room:
        return Label(text, rounded(left), True)
    return Label(text, 100.0, True)


def inside(text: str, width: float, width_class: str) -> str:
    """A name within a bar of this width in per cent; nothing where it has no room."""
    room = width / 100 * LEAST_PLOT[width_class] - 10
    return text if len(text) * NAME_CHARACTER <= room else ""
