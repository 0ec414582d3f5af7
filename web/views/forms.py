"""The context of pages with a form, and of the page that shows two versions of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.forms.entries import Entry
from web.forms.form import FieldView, field_views
from web.forms.project import phase_count, phase_entries, phase_typed
from web.rendering import template
from web.views.shell import Nav, Shell


@dataclass(frozen=True)
class PhaseFields:
    """The fields of one phase of the project form."""

    index: int
    id: str
    title: str
    removed: bool
    fields: tuple[FieldView, ...]


@template("form.html")
@dataclass(frozen=True)
class FormView:
    """A form over a whole page."""

    shell: Shell
    title: str
    intro: str
    action: str
    version: int | None
    fields: tuple[FieldView, ...]
    phases: tuple[PhaseFields, ...] | None
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
    differs: bool


@template("conflict.html")
@dataclass(frozen=True)
class ConflictView:
    """Somebody else changed the row: both versions, and what to do."""

    shell: Shell
    title: str
    differences: tuple[Difference, ...]
    action: str
    typed: tuple[tuple[str, str], ...]
    current_version: int
    back: Nav


def form_view(
    shell: Shell,
    *,
    title: str,
    action: str,
    entries: Sequence[Entry],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    back: Nav,
    version: int | None = None,
    intro: str = "",
    submit: str = "Save",
    delete_action: str | None = None,
    with_phases: bool = False,
) -> FormView:
    """A form with what was typed and what is wrong with it."""
    return FormView(
        shell=shell,
        title=title,
        intro=intro,
        action=action,
        version=version,
        fields=field_views(entries, typed, errors),
        phases=phase_fields(typed, errors) if with_phases else None,
        error=errors.get("", ""),
        wrong=len(errors),
        submit=submit,
        back=back,
        delete_action=delete_action,
    )


def phase_fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[PhaseFields, ...]:
    """The phases of the project form, their fields named phase-0-name and so on."""
    found = []
    for i in range(phase_count(typed)):
        prefix = f"phase-{i}-"
        mine = {name.removeprefix(prefix): text for name, text in errors.items() if name.startswith(prefix)}
        texts = phase_typed(typed, i)
        fields = field_views(phase_entries(), texts, mine)
        prefixed = tuple(
            FieldView(
                prefix + f.name,
                f.label,
                f.kind,
                f.value,
                f.hint,
                f.unit,
                f.error,
                f.options,
                f.wide,
                f.required,
            )
            for f in fields
        )
        removed = bool(texts.get("remove"))
        found.append(
            PhaseFields(i, texts.get("id", ""), texts.get("name") or f"Phase {i + 1}", removed, prefixed)
        )
    return tuple(found)


def conflict_view(
    shell: Shell,
    *,
    title: str,
    entries: Sequence[Entry],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    action: str,
    current_version: int,
    back: Nav,
) -> ConflictView:
    """Both versions of a row, field by field."""
    differences = tuple(
        Difference(
            e.label,
            mine.get(e.name, ""),
            theirs.get(e.name, ""),
            mine.get(e.name, "") != theirs.get(e.name, ""),
        )
        for e in entries
    )
    return ConflictView(
        shell=shell,
        title=title,
        differences=differences,
        action=action,
        typed=tuple((name, value) for name, value in mine.items() if name != "version"),
        current_version=current_version,
        back=back,
    )
