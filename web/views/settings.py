"""The settings of a portfolio: sections that are saved one by one, and what is shown only."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from web.forms.fields import GroupView, group_views
from web.forms.form import full_tree, shown
from web.forms.settings import Section, sections
from web.rendering import template
from web.views.shell import PortfolioPlace, Shell


@dataclass(frozen=True)
class SectionView:
    """A form over one section."""

    id: str
    title: str
    intro: str
    action: str
    groups: tuple[GroupView, ...]
    error: str
    wrong: bool


@template("settings.html")
@dataclass(frozen=True)
class SettingsView:
    """All settings."""

    shell: Shell
    version: int
    sections: tuple[SectionView, ...]
    exports: tuple[tuple[str, str], ...]
    delete_action: str
    can_edit: bool


def settings_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    version: int,
    *,
    can_edit: bool,
    open_section: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    focus: str = "",
) -> SettingsView:
    """The settings; the section that was being saved keeps what was typed."""
    tree = full_tree(portfolio)
    href = f"{place.href}/settings"
    views = []
    for section in sections(portfolio):
        mine = section.id == open_section
        texts = typed if mine and typed is not None else shown(section.items, tree)
        views.append(_section(section, href, texts, (errors or {}) if mine else {}, focus))
    return SettingsView(
        shell=shell,
        version=version,
        sections=tuple(views),
        exports=(("YAML", f"{place.href}/export.yaml"), ("JSON", f"{place.href}/export.json")),
        delete_action=f"{place.href}/delete",
        can_edit=can_edit,
    )


def _section(
    section: Section, href: str, texts: Mapping[str, str], errors: Mapping[str, str], focus: str
) -> SectionView:
    return SectionView(
        section.id,
        section.title,
        section.intro,
        f"{href}/{section.id}",
        group_views(section.items, texts, errors, focus=focus),
        errors.get("", ""),
        bool(errors),
    )
