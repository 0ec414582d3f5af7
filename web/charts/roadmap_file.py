"""The roadmap as a picture file: SVG with its own colours and names, for slides and documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from web.charts.labels import LEAST_PLOT
from web.charts.roadmap_shapes import Roadmap
from web.rendering import render, template

NAMES_WIDTH = 250
MARGIN = 20
TITLE = 56
FOOT = 30


@dataclass(frozen=True)
class Palette:
    """Colours of the stylesheet, in one of its themes."""

    paper: str
    ink: str
    soft: str
    faint: str
    grid: str
    line: str
    band: str
    link: str
    good: str
    on_bar: str
    today: str
    colours: tuple[str, ...]
    """Of themes, from the one for no theme on."""
    verdicts: Mapping[str, str]


PALETTES: Mapping[str, Palette] = {
    "light": Palette(
        paper="#ffffff",
        ink="#15212c",
        soft="#44525f",
        faint="#5b6875",
        grid="#e1e5ea",
        line="#c6ced6",
        band="#eef1f4",
        link="#8795a3",
        good="#176c43",
        on_bar="#ffffff",
        today="#c93a2e",
        colours=(
            *("#65727f", "#2f6db3", "#a8650f", "#1a7d74", "#8a55a0"),
            *("#b8503a", "#64751f", "#b24a7c", "#4a6274"),
        ),
        verdicts={
            "none": "#ffffff",
            "safe": "#ffffff",
            "yellow": "#e2b714",
            "orange": "#e07b1a",
            "red": "#c93a2e",
        },
    ),
    "dark": Palette(
        paper="#141c24",
        ink="#e7ecf1",
        soft="#b6c2cd",
        faint="#93a1af",
        grid="#25303b",
        line="#3b4855",
        band="#0f161d",
        link="#647382",
        good="#63c894",
        on_bar="#0d1319",
        today="#f0695e",
        colours=(
            *("#8795a3", "#6aa5e6", "#e5a253", "#4fbdb2", "#bd8fd2"),
            *("#e58b74", "#a9bd57", "#e486b3", "#92abbe"),
        ),
        verdicts={
            "none": "#141c24",
            "safe": "#141c24",
            "yellow": "#f2cf4a",
            "orange": "#f09a45",
            "red": "#f0695e",
        },
    ),
}
COLOURS = PALETTES["light"].colours
VERDICTS = PALETTES["light"].verdicts


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
    tones: Palette


def roadmap_svg(chart: Roadmap, title: str, subtitle: str, theme: str = "light") -> bytes:
    """The file; as wide as its weeks need to be read."""
    return render(roadmap_file(chart, title, subtitle, theme)).encode()


def roadmap_file(chart: Roadmap, title: str, subtitle: str, theme: str = "light") -> RoadmapFile:
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
        tones=PALETTES[theme],
    )
