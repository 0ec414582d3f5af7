"""The settings of a portfolio: sections that are saved one by one, and what is shown only."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.policies import Driver, Relation
from planner.domain.portfolio import Portfolio
from web import words
from web.forms.form import FieldView, field_views, full_tree, shown
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
    fields: tuple[FieldView, ...]
    error: str
    wrong: bool


@template("settings.html")
@dataclass(frozen=True)
class SettingsView:
    """All settings."""

    shell: Shell
    version: int
    sections: tuple[SectionView, ...]
    drivers: tuple[tuple[str, str, str, str], ...]
    relations: tuple[str, ...]
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
) -> SettingsView:
    """The settings; the section that was being saved keeps what was typed."""
    tree = full_tree(portfolio)
    href = f"{place.href}/settings"
    views = []
    for section in sections(portfolio.currency):
        mine = section.id == open_section
        texts = typed if mine and typed is not None else shown(section.entries, tree)
        views.append(_section(section, href, texts, (errors or {}) if mine else {}))
    names = {p.id: p.name for p in portfolio.projects}
    return SettingsView(
        shell=shell,
        version=version,
        sections=tuple(views),
        drivers=tuple(_driver(driver, names) for driver in portfolio.drivers),
        relations=tuple(_relation(relation, names) for relation in portfolio.relations),
        exports=(("YAML", f"{place.href}/export.yaml"), ("JSON", f"{place.href}/export.json")),
        delete_action=f"{place.href}/delete",
        can_edit=can_edit,
    )


def _section(section: Section, href: str, texts: Mapping[str, str], errors: Mapping[str, str]) -> SectionView:
    fields = field_views(section.entries, texts, errors)
    return SectionView(
        section.id,
        section.title,
        section.intro,
        f"{href}/{section.id}",
        fields,
        errors.get("", ""),
        bool(errors),
    )


def _driver(driver: Driver, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    effects = []
    if driver.weeks:
        effects.append(f"{words.number(driver.weeks.low)} to {words.number(driver.weeks.high)} weeks later")
    if driver.effort_factor:
        low, high = driver.effort_factor.low, driver.effort_factor.high
        effects.append(f"effort times {words.number(low)} to {words.number(high)}")
    affected = [
        names.get(a.partition("/")[0], a) + (f" ({a.partition('/')[2]})" if "/" in a else "")
        for a in driver.affects
    ]
    return driver.name, words.percent(driver.probability), words.listing(effects), words.listing(affected)


def _relation(relation: Relation, names: Mapping[str, str]) -> str:
    def called(ids: tuple[str, ...]) -> str:
        return words.listing([names.get(i, i) for i in ids])

    if relation.requires:
        first, second = (names.get(i, i) for i in relation.requires)
        return f"{first} needs {second}"
    if relation.exclusive:
        return f"At most one of {called(relation.exclusive)}"
    return f"At most {relation.at_most} of {called(relation.of)}"
