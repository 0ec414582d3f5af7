"""The digest of changes as Markdown, for mails, chats and wikis."""

import datetime as dt
import re
from collections.abc import Iterator

from planner.domain.digest import Digest, DigestProject, LaunchMove
from planner.domain.rounding import short_number
from planner.domain.words import written_day

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def digest_markdown(found: Digest) -> bytes:
    """The document, UTF-8."""
    return ("\n".join(_lines(found)).rstrip() + "\n").encode()


def _lines(found: Digest) -> Iterator[str]:
    yield f"# {_safe(found.name)}: what has changed"
    yield ""
    yield f"{_moment(found.since)} to {_moment(found.until)} (UTC)"
    if found.quiet and not found.launches:
        yield from ("", "Nothing has changed.")
        return
    yield from _figures(found)
    yield from _section("Plan of record", (_publication(found, n) for n in range(len(found.publications))))
    yield from _section("Came in", (_project(one) for one in found.came_in))
    yield from _section("Went out", (_project(one) for one in found.went_out))
    yield from _launches(found.launches)
    edits = [f"{_moment(edit.at)}, {_safe(edit.by)}: {_safe(edit.text)}" for edit in found.edits]
    if found.edits_left_out:
        edits.append(f"and {found.edits_left_out:,} older ones")
    yield from _section("Edits", iter(edits))


def _figures(found: Digest) -> Iterator[str]:
    yield ""
    yield f"- Plans made: {found.plans_made:,}; comments: {found.comments:,}"
    before, after = found.before, found.after
    if before is None or after is None:
        return
    for name, pair in (("Value", (before.value, after.value)), ("Cost", (before.cost, after.cost))):
        if pair[0] is not None and pair[1] is not None:
            old, new = float(pair[0]), float(pair[1])
            change = _amount(found, new - old, sign=True)
            yield f"- {name}: {_amount(found, old)} before, {_amount(found, new)} now ({change})"
    yield f"- Projects in the plan: {before.projects_in:,} before, {after.projects_in:,} now"


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield from ("", f"## {title}", "", *(f"- {row}" for row in listed))


def _publication(found: Digest, number: int) -> str:
    one = found.publications[number]
    worth = f", worth {_amount(found, one.value)}" if one.value is not None else ""
    note = f": {_safe(' '.join(one.note.split()))}" if one.note else ""
    return f"{_moment(one.at)}, {_safe(one.by)}{worth}{note}"


def _project(one: DigestProject) -> str:
    reason = f": {_safe(one.reason.text)}" if one.reason else ""
    return f"{_safe(one.name)}{reason}"


def _launches(rows: tuple[LaunchMove, ...]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", "## Launches that moved", "")
    yield "| Project | Planned before | Planned now | Weeks later | P50 now | Weeks | P80 now | Weeks |"
    yield "|---|---|---|---:|---|---:|---|---:|"
    for row in rows:
        cells = (
            _safe(row.name),
            _day(row.before),
            _day(row.after),
            _weeks(row.weeks),
            _day(row.p50_after),
            _weeks(row.p50_weeks),
            _day(row.p80_after),
            _weeks(row.p80_weeks),
        )
        yield f"| {' | '.join(cells)} |"


def _weeks(weeks: int | None) -> str:
    return "–" if weeks is None else f"{weeks:+d}" if weeks else "0"


def _day(monday: dt.date | None) -> str:
    """The last working day before a Monday."""
    return written_day(monday - dt.timedelta(days=3)) if monday else "–"


def _moment(at: dt.datetime) -> str:
    return f"{written_day(at)}, {at:%H:%M}"


def _amount(found: Digest, amount: float, *, sign: bool = False) -> str:
    minus = "-" if amount < 0 else "+" if sign else ""
    return f"{minus}{short_number(abs(amount))} {found.currency}"


def _safe(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
