"""Saved filters beside the table of projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from planner.domain.project_filter import TableView
from planner.services.filters import SavedFilter
from web.views.shell import Nav


@dataclass(frozen=True)
class Filters:
    """The filters of the organisation, and what can be done with the current one."""

    links: tuple[Nav, ...]
    save_href: str
    """Where the current filter is kept under a name; empty when it cannot be, or is kept already."""
    hidden: tuple[tuple[str, str], ...]
    """The current filter, for the form that keeps it."""
    delete_href: str
    """Where the current filter is deleted; empty when it is not a kept one."""
    name: str
    active: bool
    """Whether some projects are left out."""


def view_query(view: TableView) -> dict[str, str]:
    """A view as parameters of an address; what is usual is left out."""
    return {name: str(value) for name, value in view.model_dump(exclude_defaults=True).items()}


def filters_part(href: str, found: Sequence[SavedFilter], view: TableView, *, can_edit: bool) -> Filters:
    """The filters of the table at `href`, of which the current one is marked."""
    current = next((one for one in found if one.view == view), None)
    links = tuple(Nav(one.name, f"{href}?{urlencode(view_query(one.view))}", one is current) for one in found)
    kept = current is not None
    return Filters(
        links=links,
        save_href=f"{href}/filters" if can_edit and view.active and not kept else "",
        hidden=tuple(view_query(view).items()),
        delete_href=f"{href}/filters/{current.id}/delete" if current is not None and can_edit else "",
        name=current.name if current is not None else "",
        active=view.active,
    )
