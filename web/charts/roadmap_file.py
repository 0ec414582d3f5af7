"""The roadmap as a picture file: SVG with its own colours and names, for slides and documents."""

from dataclasses import dataclass

from web.charts.labels import LEAST_PLOT
from web.charts.roadmap_shapes import Roadmap
from web.rendering import render, template

NAMES_WIDTH = 250
MARGIN = 20
TITLE = 56
FOOT = 30
#: The stylesheet's light colours of themes, from the one for no theme on.
COLOURS = (
    "#65727f",
    "#2f6db3",
    "#a8650f",
    "#1a7d74",
    "#8a55a0",
    "#b8503a",
    "#64751f",
    "#b24a7c",
    "#4a6274",
)
VERDICTS = {
    "none": "#ffffff",
    "safe": "#ffffff",
    "yellow": "#e2b714",
    "orange": "#e07b1a",
    "red": "#c93a2e",
}


@template("charts/roadmap.svg")
@dataclass(frozen=True)
class RoadmapFile:
    """Everything that the file's template draws."""

    chart: Roadmap
    title: str
    subtitle: str
    width: int
    height: int
    names: int
    margin: int
    top: int
    plot: int
    colours: tuple[str, ...]
    verdicts: dict[str, str]


def roadmap_svg(chart: Roadmap, title: str, subtitle: str) -> bytes:
    """The file; as wide as its weeks need to be read."""
    return render(roadmap_file(chart, title, subtitle)).encode()


def roadmap_file(chart: Roadmap, title: str, subtitle: str) -> RoadmapFile:
    """The picture's measures."""
    plot = LEAST_PLOT[chart.width_class]
    return RoadmapFile(
        chart=chart,
        title=title,
        subtitle=subtitle,
        width=plot + NAMES_WIDTH + 2 * MARGIN,
        height=round(chart.height) + TITLE + FOOT + MARGIN,
        names=NAMES_WIDTH,
        margin=MARGIN,
        top=TITLE,
        plot=plot,
        colours=COLOURS,
        verdicts=VERDICTS,
    )
