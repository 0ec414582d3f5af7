"""What differs between two portfolio documents, in words: rows that are new, gone or changed, and which fields."""

from collections.abc import Sequence
from typing import Any, Literal, get_origin

from planner.domain.base import Model
from planner.domain.document_edits import Edit, document_edits, is_content
from planner.domain.portfolio import Portfolio

MOST_TEXT = 80
"""Characters of a value that are told."""
#: Parts of the document that are lists of rows.
LISTS = {name for name, field in Portfolio.model_fields.items() if get_origin(field.annotation) is tuple}


class DocumentDifference(Model):
    """One difference of two documents: a part that is only in one of them, or a field with another value."""

    part: str
    """Key of the document, such as projects or calendar."""
    id: str | None = None
    """Of the row, where the part is a list of rows that can be told apart."""
    what: Literal["added", "removed", "changed"]
    field: str = ""
    """Path within the row or part, such as phases.train.effort.modelling."""
    before: str = ""
    after: str = ""


def document_differences(before: Portfolio, after: Portfolio) -> tuple[DocumentDifference, ...]:
    """All differences in the order of the document. The order of rows does not count."""
    return differences_told(document_edits(before, after))


def differences_told(edits: Sequence[Edit]) -> tuple[DocumentDifference, ...]:
    """Edits in words, one for one."""
    return tuple(_told(edit) for edit in edits)


def _told(edit: Edit) -> DocumentDifference:
    part, *rest = edit.path
    steps = [step for step in rest if not is_content(step)]
    row = steps.pop(0) if part in LISTS and steps else None
    before, after = told(edit.before), told(edit.after)
    what = edit.what
    if what == "changed" and not (before and after):
        what = "removed" if before else "added"
    if row is not None and not steps and _has_id(edit):
        before = after = ""  # the whole row: its id says which one
    return DocumentDifference(part=part, id=row, what=what, field=".".join(steps), before=before, after=after)


def _has_id(edit: Edit) -> bool:
    return any(isinstance(value, dict) and "id" in value for value in (edit.before, edit.after))


def told(value: Any) -> str:
    """A value in a few words; an estimate as low / likely / high, and nothing for what is not there."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, dict):
        if set(value) == {"low", "likely", "high"}:
            ends = [told(value[name]) for name in ("low", "likely", "high")]
            return ends[1] if len(set(ends)) == 1 else " / ".join(ends)
        text = ", ".join(f"{key}: {inner}" for key, one in value.items() if (inner := told(one)))
    elif isinstance(value, list):
        text = "; ".join(told(one) for one in value)
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "\N{HORIZONTAL ELLIPSIS}"
