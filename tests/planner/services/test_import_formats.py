"""Spreadsheets and issues of Jira as portfolios: what becomes what, and what is refused."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from planner.document import read_portfolio, write_yaml
from planner.errors import BadInput
from planner.services.import_formats import Imported, format_of, import_content, import_files

PROJECTS = "Project,Theme,Value a week,Deadline,Data,Modelling\nRanker,Growth,20000,2027-06-30,3,4/6/10\nStore,,5000,,6,\n"
PEOPLE = "Person,Weekly cost,Data,Modelling\nAmara,4200,,1\nBela,3600,1,0.5\n"
JIRA = (
    "Issue key,Summary,Issue Type,Status,Original Estimate,Due date,Labels,Labels,Component/s,Assignee,"
    "Custom field (Epic Link),Inward issue link (Blocks)\n"
    "RANK-1,New ranker,Epic,In Progress,,2027-06-30,search,q2,,,,\n"
    "RANK-2,Features,Story,To Do,288000,,,,Data,Amara,RANK-1,\n"
    "RANK-3,Training,Story,To Do,576000,,,,Modelling,Bela,RANK-1,STORE-2\n"
    "RANK-4,Old work,Story,Done,576000,,,,Modelling,Cleo,RANK-1,\n"
    "RANK-5,Not looked at,Story,To Do,,,,,Modelling,,RANK-1,\n"
    "STORE-1,Feature store,Epic,To Do,144000,,,,Data,,,\n"
    "STORE-2,Schema,Sub-task,To Do,,,,,Data,,STORE-1,RANK-2\n"
    "OPS-9,Rotate keys,Task,To Do,144000,,,,,Amara,,\n"
)


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(**sheets: str) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(
                [float(c) if c.replace(".", "", 1).isdigit() else c or None for c in line.split(",")]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def expect_ranker_and_store(found: Imported) -> None:
    ranker, store = found.portfolio.projects
    assert (ranker.name, ranker.theme, store.name) == ("Ranker", "growth", "Store")
    assert {skill: e.likely for skill, e in ranker.phases[0].effort.items()} == {"data": 3, "modelling": 6}
    assert {skill: e.likely for skill, e in store.phases[0].effort.items()} == {"data": 6}
    assert [(p.name, p.skills) for p in found.portfolio.people] == [
        ("Amara", {"modelling": 1.0}),
        ("Bela", {"data": 1.0, "modelling": 0.5}),
    ]
    assert read_portfolio(write_yaml(found.portfolio).encode()).portfolio == found.portfolio


def test_tables_are_read_from_a_folder_a_zip_file_and_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "work.csv").write_text(PROJECTS)
    (tmp_path / "team.csv").write_text(PEOPLE.replace("Person", "Name"))
    expect_ranker_and_store(import_files(tmp_path, "csv"))
    expect_ranker_and_store(import_content(zipped(**{"a.csv": PROJECTS, "b.csv": PEOPLE}), "csv"))
    apart = PROJECTS.replace(",", ";")
    expect_ranker_and_store(import_content(zipped(**{"a.csv": apart, "b.csv": PEOPLE}), "csv"))
    book = workbook(Projects=PROJECTS, People=PEOPLE, Notes="")
    found = import_content(book, "xlsx")
    expect_ranker_and_store(found)
    assert any("sheet Notes is empty" in said for said in found.warnings)
    (tmp_path / "book.xlsx").write_bytes(book)
    expect_ranker_and_store(import_files(tmp_path / "book.xlsx", "xlsx"))
    expect_ranker_and_store(import_content(zipped(**{"book.xlsx": book}), "xlsx"))


@pytest.mark.parametrize(
    ("content", "filename", "expected"),
    [
        (PROJECTS.encode(), "work.csv", "csv"),
        (JIRA.encode(), "export.csv", "jira"),
        (workbook(Projects=PROJECTS), "book.xlsx", "xlsx"),
        (zipped(**{"a.csv": PROJECTS}), "a.zip", "csv"),
        (zipped(**{"a.csv": JIRA}), None, "jira"),
        (zipped(**{"config.json": "{}", "projects.csv": "id\n"}), "a.zip", "capacity-planner"),
        (b"schema: quarterdeck/portfolio/1", "a.yaml", None),
        (b"Project,Data", None, None),
    ],
)
def test_a_file_shows_what_it_is(content: bytes, filename: str | None, expected: str | None) -> None:
    assert format_of(content, filename) == expected


@pytest.mark.parametrize(
    ("format_", "content", "message"),
    [
        ("csv", b"Project,Data\nRanker,-3\n", "-3"),
        ("csv", b"", "no table with a heading"),
        ("csv", zipped(**{"a.csv": PROJECTS, "b.csv": PROJECTS}), "both a.csv and b.csv hold projects"),
        ("xlsx", b"no workbook", "is no XLSX workbook"),
        (
            "xlsx",
            zipped(**{"[Content_Types].xml": "x", "xl/workbook.xml": "<"}),
            "cannot be read as a workbook",
        ),
        ("jira", b"Key,Summary\nA-1,x\n", "needs the columns Issue key and Summary"),
        ("jira", b"Issue key,Summary,Original Estimate\nA-1,x,soon\n", "'soon' is no number of seconds"),
        ("jira", b"Issue key,Summary,Original Estimate\nA-1,x,nan\n", "is not 0 to 520 weeks"),
        ("jira", b"Issue key,Summary,Due date\nA-1,x,later\n", "due date 'later'"),
        ("jira", b"Issue key,Summary\n", "there are no issues"),
        ("jira", b"Issue key,Summary,Status\nA-1,x,Done\n", "none of the 1 issues is an open"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(format_: str, content: bytes, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        import_content(content, format_)
    said = [refused.value.message, *(d.message for d in refused.value.diagnostics)]
    assert any(message in text for text in said), said


def expect_jira(found: Imported) -> None:
    ranker, store, keys = found.portfolio.projects
    assert (ranker.id, ranker.name, ranker.tags) == ("rank-1", "New ranker", ("search", "q2"))
    assert str(ranker.deadline.date if ranker.deadline else "") == "2027-06-30"
    # 288,000 s are 80 hours: two weeks of 40; the finished and the unestimated story count nothing.
    assert {skill: e.likely for skill, e in ranker.phases[0].effort.items()} == {"data": 2, "modelling": 4}
    # No issue of the store has an estimate, so that of the epic itself counts.
    assert {skill: e.likely for skill, e in store.phases[0].effort.items()} == {"data": 1}
    assert {skill: e.likely for skill, e in keys.phases[0].effort.items()} == {"work": 1}
    assert [d.project for d in ranker.depends_on] == ["store-1"]
    assert store.depends_on == ()
    assert {p.name: set(p.skills) for p in found.portfolio.people} == {
        "Amara": {"data", "work"},
        "Bela": {"modelling"},
    }
    said = " | ".join(found.warnings)
    for words in (
        "1 issues are done",
        "1 of 3 issues have no estimate",
        "block each other",
        "knows no value",
    ):
        assert words in said


def test_epics_become_projects_with_the_effort_of_their_issues() -> None:
    expect_jira(import_content(JIRA.encode(), "jira", "export.csv"))


def test_issues_of_the_search_are_read_alike() -> None:
    def issue(key: str, kind: str, **fields: Any) -> dict[str, Any]:
        named = {n: {"name": fields.pop(n)} for n in ("status",) if n in fields}
        return {"key": key, "fields": {"issuetype": {"name": kind}, **named, **fields}}

    def blocks(key: str) -> list[dict[str, Any]]:
        return [{"type": {"name": "Blocks"}, "inwardIssue": {"key": key}}]

    data, modelling = [{"name": "Data"}], [{"name": "Modelling"}]
    rank, store = {"key": "RANK-1"}, {"key": "STORE-1"}
    issues = [
        issue("RANK-1", "Epic", summary="New ranker", status="Open", duedate="2027-06-30", labels=["search", "q2"]),
        issue("RANK-2", "Story", summary="F", parent=rank, timeoriginalestimate=288000, components=data,
              assignee={"displayName": "Amara"}),
        issue("RANK-3", "Story", summary="T", parent=rank, timeoriginalestimate=576000, components=modelling,
              assignee={"displayName": "Bela"}, issuelinks=blocks("STORE-2")),
        issue("RANK-4", "Story", summary="Old", status="Done", parent=rank, timeoriginalestimate=1),
        issue("RANK-5", "Story", summary="N", parent=rank, components=modelling),
        issue("STORE-1", "Epic", summary="Feature store", timeoriginalestimate=144000, components=data),
        issue("STORE-2", "Sub-task", summary="S", parent=store, components=data, issuelinks=blocks("RANK-2")),
        issue("OPS-9", "Task", summary="Rotate keys", timeoriginalestimate=144000,
              assignee={"displayName": "Amara"}),
    ]  # fmt: skip
    expect_jira(import_content(json.dumps({"issues": issues}).encode(), "jira", "search.json"))
    for wrong in ("[1]", '{"issues": 3}', "{"):
        with pytest.raises(BadInput):
            import_content(wrong.encode(), "jira", "search.json")
