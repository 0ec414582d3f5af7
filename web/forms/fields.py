"""The fields of a form as its macros draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from web import words
from web.forms.entries import Entry, Kind, Option
from web.forms.rows import Item, Rows, count


@dataclass(frozen=True)
class FieldView:
    """A field."""

    name: str
    label: str
    kind: Kind
    value: str
    hint: str
    unit: str
    error: str
    options: tuple[Option, ...]
    wide: bool
    required: bool
    focus: bool = False


@dataclass(frozen=True)
class RowView:
    """One row of a list."""

    title: str
    prefix: str
    id: str
    remove: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True)
class RowsView:
    """A list with its buttons."""

    name: str
    label: str
    hint: str
    error: str
    item: str
    add: str
    rows: tuple[RowView, ...]
    keyed: bool
    cards: bool
    columns: int
    focus: bool
    kind: Literal["rows"] = "rows"


AnyView = FieldView | RowsView


@dataclass(frozen=True)
class GroupView:
    """Fields under one title. A group with a title is folded unless something in it is used or wrong."""

    title: str
    fields: tuple[AnyView, ...]
    used: bool


def field_views(
    items: Sequence[Item],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    prefix: str = "",
    focus: str = "",
) -> tuple[AnyView, ...]:
    """The fields with what was typed and what is wrong with it; `focus` names the one to go to."""
    return tuple(
        _rows(item, typed, errors, prefix, focus)
        if isinstance(item, Rows)
        else field_view(item, typed, errors, prefix, focus)
        for item in items
    )


def group_views(
    items: Sequence[Item],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    prefix: str = "",
    focus: str = "",
) -> tuple[GroupView, ...]:
    """The fields under the titles of their groups."""
    groups = []
    for title, members in groupby(items, key=lambda item: item.group):
        views = field_views(tuple(members), typed, errors, prefix, focus)
        groups.append(GroupView(title, views, any(_is_used(view) for view in views)))
    return tuple(groups)


def _is_used(view: AnyView) -> bool:
    if isinstance(view, RowsView):
        return bool(view.rows or view.error or view.focus)
    return bool(view.error or (view.value and view.value != "0"))


def field_view(
    entry: Entry, typed: Mapping[str, str], errors: Mapping[str, str], prefix: str = "", focus: str = ""
) -> FieldView:
    """One field."""
    name = prefix + entry.name
    value = typed.get(name, "")
    return FieldView(
        name=name,
        label=entry.label,
        kind=entry.kind,
        value=value,
        hint=words.sample(entry.hint),
        unit=entry.unit,
        error=errors.get(name, ""),
        options=_with_current(entry, value),
        wide=entry.wide,
        required=entry.required,
        focus=name == focus,
    )


def _with_current(entry: Entry, value: str) -> tuple[Option, ...]:
    # A value that is no longer among the options stays visible instead of silently turning into the first.
    if entry.kind != "select" or any(option.value == value for option in entry.options):
        return entry.options
    return (*entry.options, Option(value, value))


def _rows(
    rows: Rows, typed: Mapping[str, str], errors: Mapping[str, str], prefix: str, focus: str
) -> RowsView:
    name = prefix + rows.name
    return RowsView(
        name=name,
        label=rows.label,
        hint=words.sample(rows.hint),
        error=errors.get(name, ""),
        item=rows.item,
        add=f"add:{name}",
        rows=tuple(_row(rows, typed, errors, name, i, focus) for i in range(count(typed, name))),
        keyed=rows.keyed,
        cards=rows.cards,
        columns=len(rows.columns),
        focus=name == focus,
    )


def _row(
    rows: Rows, typed: Mapping[str, str], errors: Mapping[str, str], name: str, index: int, focus: str
) -> RowView:
    prefix = f"{name}-{index}-"
    first = rows.columns[0]
    going = prefix + first.name if focus == f"{name}-{index}" else focus
    title = (
        typed.get(prefix + "name", "").strip() or f"{rows.item.partition(' ')[2].capitalize()} {index + 1}"
    )
    return RowView(
        title=title,
        prefix=prefix,
        id=typed.get(prefix + "id", ""),
        remove=f"remove:{name}:{index}",
        groups=group_views(rows.columns, typed, errors, prefix, going),
    )
