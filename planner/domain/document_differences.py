"""What differs between two portfolio documents: rows that are new, gone or changed, and which of their fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from planner.domain.base import Model
from planner.domain.portfolio import Portfolio

MOST_TEXT = 80
"""Characters of a value that are told."""


class DocumentDifference(Model):
    """One difference of two documents: a part that is only in one of them, or a field with another value."""

    part: str
    """Key of the document, such as projects or calendar."""
    id: str | None = None
    """Of the row, where the part is a list of rows with ids."""
    what: Literal["added", "removed", "changed"]
    field: str = ""
    """Path within the row or part, such as phases.train.effort.modelling."""
    before: str = ""
    after: str = ""


def document_differences(before: Portfolio, after: Portfolio) -> tuple[DocumentDifference, ...]:
    """All differences in the order of the document. The order of rows with ids does not count."""
    old, new = (document.model_dump(mode="json", by_alias=True) for document in (before, after))
    found: list[DocumentDifference] = []
    for part in new:
        if _has_ids(old[part]) and _has_ids(new[part]) and (old[part] or new[part]):
            found += _of_rows(part, _by_id(old[part]), _by_id(new[part]))
        else:
            found += _of_fields(part, None, old[part], new[part])
    return tuple(found)


def _of_rows(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[DocumentDifference]:
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            yield DocumentDifference(part=part, id=key, what="added")
        elif key not in new:
            yield DocumentDifference(part=part, id=key, what="removed")
        else:
            yield from _of_fields(part, key, old[key], new[key])


def _of_fields(part: str, key: str | None, old: Any, new: Any) -> Iterator[DocumentDifference]:
    for path, before, after in _changes((), old, new):
        what: Literal["added", "removed", "changed"] = "changed"
        if not before or not after:
            what = "removed" if before else "added"
        yield DocumentDifference(
            part=part, id=key, what=what, field=".".join(path), before=before, after=after
        )


def _changes(path: tuple[str, ...], old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if old == new:
        return
    pair = _steps(old, new)
    if pair is None:
        yield path, told(old), told(new)
        return
    for key in dict.fromkeys([*pair[0], *pair[1]]):
        yield from _changes((*path, key), pair[0].get(key), pair[1].get(key))


def _steps(old: Any, new: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Both values by key, where one can go on comparing below them; an estimate is one value."""
    if isinstance(old, dict) and isinstance(new, dict):
        return None if "likely" in old or "likely" in new else (old, new)
    if _has_ids(old) and _has_ids(new):
        return _by_id(old), _by_id(new)
    return None


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) and "id" in row for row in value)


def _by_id(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in rows}


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
