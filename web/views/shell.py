"""The frame of every page: who is signed in, where one is, the portfolio's tabs, what has just happened."""

from dataclasses import dataclass
from typing import Literal

Theme = Literal["auto", "light", "dark"]
Tone = Literal["info", "good", "warn", "bad"]


@dataclass(frozen=True)
class Nav:
    """A link of the main navigation, of the crumbs or of the tabs."""

    label: str
    href: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True)
class Notice:
    """What has just happened, with a way back where there is one."""

    tone: Tone
    text: str
    undo_href: str | None = None


@dataclass(frozen=True)
class Frame:
    """What every page knows about the visit."""

    theme: Theme
    user: str | None
    path: str
    version: str
    notice: Notice | None = None


@dataclass(frozen=True)
class Shell:
    """The context of base.html."""

    title: str
    heading: str
    theme: Theme
    user: str | None
    path: str
    version: str
    nav: tuple[Nav, ...]
    crumbs: tuple[Nav, ...] = ()
    meta: tuple[str, ...] = ()
    tabs: tuple[Nav, ...] = ()
    notice: Notice | None = None
    refresh_seconds: int = 0


def shell(
    frame: Frame,
    title: str,
    *,
    heading: str | None = None,
    section: str = "",
    crumbs: tuple[Nav, ...] = (),
    meta: tuple[str, ...] = (),
    tabs: tuple[Nav, ...] = (),
    notice: Notice | None = None,
    refresh_seconds: int = 0,
) -> Shell:
    """The shell of a page; `section` marks the current link of the main navigation."""
    links = (("Portfolios", "/"), ("Estimate", "/estimators"), ("Import", "/import"), ("Jobs", "/jobs"))
    return Shell(
        title=title,
        heading=heading or title,
        theme=frame.theme,
        user=frame.user,
        path=frame.path,
        version=frame.version,
        nav=tuple(Nav(label, href, label == section) for label, href in links),
        crumbs=crumbs,
        meta=meta,
        tabs=tabs,
        notice=notice or frame.notice,
        refresh_seconds=refresh_seconds,
    )


@dataclass(frozen=True)
class PortfolioPlace:
    """The portfolio that a page belongs to, as its head shows it."""

    id: str
    name: str
    meta: tuple[str, ...]
    projects: int
    people: int
    pools: int

    @property
    def href(self) -> str:
        """Its first page."""
        return f"/portfolios/{self.id}"


def portfolio_shell(
    frame: Frame,
    place: PortfolioPlace,
    tab: str,
    *,
    title: str = "",
    notice: Notice | None = None,
    refresh_seconds: int = 0,
) -> Shell:
    """The shell of a portfolio's page; `tab` names the current tab, `title` the thing on a page below it."""
    tabs = (
        ("Plan", "/plan", ""),
        ("Scenarios", "/scenarios", ""),
        ("Projects", "/projects", str(place.projects)),
        ("People", "/people", str(place.people)),
        ("Compute", "/pools", str(place.pools)),
        ("Tracking", "/tracking", ""),
        ("Estimates", "/calibration", ""),
        ("Settings", "/settings", ""),
    )
    below = tuple(Nav(label, place.href + path) for label, path, _ in tabs if label == tab) if title else ()
    return shell(
        frame,
        f"{title or tab}, {place.name}",
        heading=title or place.name,
        section="Portfolios",
        crumbs=(Nav("Portfolios", "/"), *((Nav(place.name, place.href),) if title else ()), *below),
        meta=() if title else place.meta,
        tabs=()
        if title
        else tuple(Nav(label, place.href + path, label == tab, count) for label, path, count in tabs),
        notice=notice,
        refresh_seconds=refresh_seconds,
    )
