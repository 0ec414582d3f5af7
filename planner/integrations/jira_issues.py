"""Issues as Jira exports them: CSV (columns may be repeated), or JSON as its search answers."""

import csv
import datetime as dt
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.errors import BadInput, Diagnostic
from planner.integrations.folder import Folder

KEY = "issue key"
SECONDS_A_WEEK = 40 * 3600
MOST_ISSUES = 20_000
MOST_WEEKS = 520
OVER = {"done", "closed", "resolved", "cancelled", "canceled", "won't do"}
DAYS = ("%Y-%m-%d", "%d/%b/%y", "%d/%b/%Y", "%d.%m.%Y", "%m/%d/%Y")
PARENT = ("parent", "parent key", "custom field (epic link)", "epic link")


@dataclass(frozen=True)
class Issue:
    """What is read of one issue."""

    key: str
    summary: str
    kind: str
    status: str
    parent: str
    weeks: float | None
    """Original estimate in weeks of 40 hours."""
    due: dt.date | None
    labels: tuple[str, ...]
    components: tuple[str, ...]
    assignee: str
    blocked_by: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do."""
        return self.status.lower() in OVER


def read_issues(folder: Folder) -> list[Issue]:
    """All issues of the folder's CSV and JSON files.

    Raises
    ------
    BadInput
        With every row that cannot be read, its file and its line.
    """
    found: list[Issue] = []
    wrong: list[Diagnostic] = []
    for name in sorted(folder.files):
        rows = _csv(folder, name) if name.lower().endswith(".csv") else []
        if name.lower().endswith(".json"):
            rows = _json(folder, name)
        for line, row in rows:
            try:
                found.append(_issue(row))
            except ValueError as error:
                wrong.append(Diagnostic("error", name, str(error), line))
    if wrong:
        raise BadInput(f"{len(wrong)} issues cannot be read; the first: {wrong[0].message}", wrong[:200])
    if not found:
        raise BadInput("there are no issues: export them from Jira as CSV (all fields) or JSON")
    if len(found) > MOST_ISSUES:
        raise BadInput(
            f"{len(found):,} issues are more than the {MOST_ISSUES:,} that are read; filter them first"
        )
    return found


Row = Mapping[str, Sequence[str]]
"""Values by lower-case column; a column that is repeated has several."""


def _csv(folder: Folder, name: str) -> list[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(folder.text(name), newline=""), strict=True)
    try:
        heads = [head.strip().lower() for head in next(reader, [])]
        if KEY not in heads or "summary" not in heads:
            raise BadInput(
                f"{name}: the first line needs the columns Issue key and Summary, as Jira writes them"
            )
        rows: list[tuple[int, Row]] = []
        for cells in reader:
            values: dict[str, list[str]] = defaultdict(list)
            for head, cell in zip(heads, cells, strict=False):
                if cell.strip():
                    values[head].append(cell.strip())
            if values:
                rows.append((reader.line_num, values))
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num} is not CSV: {error}") from error
    return rows


def _json(folder: Folder, name: str) -> list[tuple[int, Row]]:
    try:
        value = json.loads(folder.text(name))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is not valid JSON: {error}") from error
    issues = value.get("issues") if isinstance(value, dict) else value
    if not isinstance(issues, list):
        raise BadInput(f"{name}: expected an object with 'issues', as Jira's search answers")
    return [(n, _flat(issue, f"{name}: issue {n}")) for n, issue in enumerate(issues, 1)]


def _flat(issue: object, place: str) -> Row:
    """An issue of the search's answer under the names of the CSV columns."""
    if not isinstance(issue, dict) or not isinstance(issue.get("fields"), dict):
        raise BadInput(f"{place} has no 'fields'; ask the search for fields=*all")
    fields: dict[str, Any] = issue["fields"]

    def name(value: Any, key: str = "name") -> list[str]:
        found = value.get(key) if isinstance(value, dict) else value
        return [str(found)] if isinstance(found, str | int | float) and str(found).strip() else []

    def names(value: Any) -> list[str]:
        return [text for one in value for text in name(one)] if isinstance(value, list) else []

    blocked = [
        text
        for link in fields.get("issuelinks") or []
        if isinstance(link, dict) and name(link.get("type")) == ["Blocks"]
        for text in name(link.get("inwardIssue"), "key")
    ]
    return {
        KEY: name(issue.get("key")),
        "summary": name(fields.get("summary")),
        "issue type": name(fields.get("issuetype")),
        "status": name(fields.get("status")),
        "parent key": name(fields.get("parent"), "key"),
        "original estimate": name(fields.get("timeoriginalestimate")),
        "due date": name(fields.get("duedate")),
        "labels": names(fields.get("labels")),
        "components": names(fields.get("components")),
        "assignee": name(fields.get("assignee"), "displayName"),
        "inward issue link (blocks)": blocked,
    }


def _issue(row: Row) -> Issue:
    def first(*columns: str) -> str:
        return next((row[column][0] for column in columns if row.get(column)), "")

    def every(*columns: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for column in columns for value in row.get(column, ())))

    key, summary = first(KEY), " ".join(first("summary").split())
    if not key or not summary:
        raise ValueError(f"issue '{key or summary}' lacks its key or its summary; export both")
    return Issue(
        key=key,
        summary=summary,
        kind=first("issue type", "issuetype"),
        status=first("status"),
        parent=next((p for column in PARENT for p in row.get(column, ()) if "-" in p), ""),
        weeks=_weeks(key, first("original estimate", "\N{GREEK CAPITAL LETTER SIGMA} original estimate")),
        due=_day(key, first("due date", "due")),
        labels=every("labels"),
        components=every("components", "component/s"),
        assignee=first("assignee"),
        blocked_by=every("inward issue link (blocks)"),
    )


def _weeks(key: str, text: str) -> float | None:
    if not text:
        return None
    try:
        weeks = float(text) / SECONDS_A_WEEK
    except ValueError:
        raise ValueError(f"{key}: original estimate '{text[:40]}' is no number of seconds") from None
    if not 0 <= weeks <= MOST_WEEKS:
        raise ValueError(f"{key}: original estimate '{text[:40]}' is not 0 to {MOST_WEEKS} weeks in seconds")
    return weeks


def _day(key: str, text: str) -> dt.date | None:
    if not text:
        return None
    plain = text.partition(" ")[0].partition("T")[0]
    for form in DAYS:
        try:
            return dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise ValueError(f"{key}: due date '{text[:40]}' is not read; export dates such as 2027-03-31")
