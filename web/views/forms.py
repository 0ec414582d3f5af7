"""The context of pages with a form, and of the page that shows two versions of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.forms.entries import Entry
from web.forms.fields import GroupView, group_views
from web.forms.rows import Item, Rows, count
from web.rendering import template
from web.views.shell import Nav, Shell


@template("form.html")
@dataclass(frozen=True)
class FormView:
    """A form over a whole page."""

    shell: Shell
    action: str
    version: int | None
    groups: tuple[GroupView, ...]
    error: str
    wrong: int
    submit: str
    back: Nav
    delete_action: str | None


@dataclass(frozen=True)
class Difference:
    """A field in both versions."""

    label: str
    mine: str
    theirs: str


@template("conflict.html")
@dataclass(frozen=True)
class ConflictView:
    """Somebody else changed the row: both versions, and what to do."""

    shell: Shell
    title: str
    differences: tuple[Difference, ...]
    same: int
    """Fields in which the two agree."""
    action: str
    typed: tuple[tuple[str, str], ...]
    current_version: int
    back: Nav


def form_view(
    shell: Shell,
    *,
    action: str,
    items: Sequence[Item],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    back: Nav,
    focus: str = "",
    version: int | None = None,
    submit: str = "Save",
    delete_action: str | None = None,
) -> FormView:
    """A form with what was typed and what is wrong with it."""
    return FormView(
        shell=shell,
        action=action,
        version=version,
        groups=group_views(items, typed, errors, focus=focus),
        error=errors.get("", ""),
        wrong=len(errors),
        submit=submit,
        back=back,
        delete_action=delete_action,
    )


def conflict_view(
    shell: Shell,
    *,
    title: str,
    items: Sequence[Item],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    action: str,
    current_version: int,
    back: Nav,
) -> ConflictView:
    """Both versions of a row, field by field."""
    fields = dict(_fields(items, mine)) | dict(_fields(items, theirs))
    differences = tuple(
        Difference(label, _said(entry, mine.get(name, "")), _said(entry, theirs.get(name, "")))
        for name, (label, entry) in fields.items()
        if mine.get(name, "") != theirs.get(name, "")
    )
    return ConflictView(
        shell=shell,
        title=title,
        differences=differences,
        same=len(fields) - len(differences),
        action=action,
        typed=tuple((name, value) for name, value in mine.items() if name not in ("version", "step")),
        current_version=current_version,
        back=back,
    )


def _said(entry: Entry, value: str) -> str:
    """A value as the form shows it: the label of a choice, yes or no for a check."""
    if entry.kind == "check":
        return "yes" if value else "no"
    labels = {option.value: option.label for option in entry.options if entry.kind == "select"}
    return labels.get(value, value)


def _fields(
    items: Sequence[Item], typed: Mapping[str, str], prefix: str = "", of: str = ""
) -> list[tuple[str, tuple[str, Entry]]]:
    """Every field of a form by name, with a label that says where it stands."""
    found: list[tuple[str, tuple[str, Entry]]] = []
    for item in items:
        name, label = prefix + item.name, f"{of}{item.label}"
        if not isinstance(item, Rows):
            found.append((name, (label, item)))
            continue
        for i in range(count(typed, name)):
            found += _fields(item.columns, typed, f"{name}-{i}-", f"{label} {i + 1}: ")
    return found
