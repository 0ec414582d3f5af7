"""The verb `progress`: reports on phases become the progress of the document, or a sentence."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli import main
from planner.document import read_portfolio, write_yaml
from planner.document.plan_file import write_plan
from planner.domain.finished_work import finished_phases
from tests.planner.verify.example import Case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """a/train runs weeks 0 to 3 with half of Ann, b/fix weeks 0 and 1 with half of Bob, a/ship weeks 4 and 5."""
    portfolio, plan = Case().read()
    (tmp_path / "p.yaml").write_text(write_yaml(portfolio))
    (tmp_path / "plan.json").write_bytes(write_plan(plan))
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    files = [str(folder / name) for name in ("p.yaml", "plan.json")]
    return CliRunner().invoke(main, ["progress", *files, "-o", str(folder / "new.yaml"), *options])


def test_reports_are_written_into_the_portfolio(folder: Path) -> None:
    options = ("--as-of", "2027-01-18", "--done", "a/train=25%", "--started", "b/fix=2027-01-04")
    result = run(folder, *options, "--finished", "b/fix=2027-01-15", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    rows = {(row["project"], row["phase"]): row for row in found["phases"]}
    train, fix = rows["a", "train"], rows["b", "fix"]
    # Two weeks of half of Ann are spent, a quarter of 2 engineer-weeks and 300 hours is done.
    assert (train["state"], train["effort_done"], train["effort_left"]) == ("running", 1.0, {"ml": 1.5})
    assert train["gpu_hours_left"] == 225
    assert (fix["state"], fix["finished"], fix["effort_left"]) == ("finished", "2027-01-15", {})
    stored = read_portfolio((folder / "new.yaml").read_bytes(), filename="new.yaml").portfolio.progress
    assert stored is not None
    assert {phase.key for phase in stored.phases} == {("a", "train"), ("b", "fix")}
    told = run(folder, *options)
    assert "a/train  running   from 2027-01-04 1.5 engineer-weeks left, 1.0 spent" in told.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--done", "a-train=0.4"), "--done 'a-train': name a phase as PROJECT/PHASE"),
        (("--done", "a/train"), "write it as PROJECT/PHASE=..."),
        (("--done", "a/train=half"), "--done 'half' is no share"),
        (("--done", "a/train=0.2", "--done", "a/train=0.3"), "--done is given twice for a/train"),
        (("--done", "a/nothing=0.4"), "nothing"),
        (("--finished", "a/train=soon"), "soon"),
        (("--effort", "a/train=much"), "--effort 'much' is no number"),
        (("--gpu-hours", "train=3"), "--gpu-hours 'train': name a phase"),
        (
            ("--done", "a/train=0.4", "--not-started", "a/train"),
            "give one of `finished`, `done` or `not_started`",
        ),
    ],
)
def test_a_report_that_cannot_be_used_is_a_sentence_and_writes_nothing(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    result = run(folder, "--as-of", "2027-01-18", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (folder / "new.yaml").exists()


def told(folder: Path, text: str, *options: str) -> Result:
    (folder / "reports.csv").write_text(text)
    return run(folder, "--as-of", "2027-01-18", "--reports", str(folder / "reports.csv"), *options)


def test_a_table_of_reports_with_effort_and_hours_is_recorded_and_tracked(folder: Path) -> None:
    rows = "project,phase,started,finished,done,effort,gpu_hours\na,train,2027-01-04,,40%,1.3,90\n"
    result = told(folder, rows + "b,fix,2027-01-04,2027-01-15,,1.75,\n", "--json")
    assert result.exit_code == 0, result.stderr
    found = {(row["project"], row["phase"]): row for row in json.loads(result.stdout)["phases"]}
    assert (found["a", "train"]["effort_done"], found["a", "train"]["gpu_hours_done"]) == (1.3, 90)
    assert (found["b", "fix"]["state"], found["b", "fix"]["effort_done"]) == ("finished", 1.75)
    # Half of Bob was estimated to do it in a week of his time; it took 1.75.
    stored = read_portfolio((folder / "new.yaml").read_bytes(), filename="new.yaml").portfolio
    (learnt,) = finished_phases(stored)
    fix = stored.project("b").phases[0]
    assert (learnt.actual, learnt.estimate) == (1.75, fix.effort[next(iter(fix.effort))].likely)
    new = [str(folder / "new.yaml"), str(folder / "new.json")]
    planned = CliRunner().invoke(main, ["plan", new[0], "--seconds", "1", "-o", new[1]])
    assert planned.exit_code == 0, planned.stderr
    options = ["--first", str(folder / "plan.json")]
    seen = CliRunner().invoke(main, ["tracking", *new, *options, "--json"])
    assert seen.exit_code == 0, seen.stderr
    rows_seen = {(row["project"], row["phase"]): row for row in json.loads(seen.stdout)["phases"]}
    assert rows_seen["b", "fix"]["effort_done"] == 1.75
    assert rows_seen["a", "train"]["gpu_hours_done"] == 90
    assert "b/fix" in CliRunner().invoke(main, ["tracking", *new, *options]).stdout


def forecast_of(folder: Path, weeks: int) -> Path:
    """A forecast of the plan in which every launch comes so many weeks later."""
    files = [str(folder / "p.yaml"), str(folder / "plan.json")]
    told = CliRunner().invoke(main, ["simulate", *files, "--runs", "64", "--json"])
    assert told.exit_code == 0, told.stderr
    found = json.loads(told.stdout)
    for row in found["projects"]:
        for key in ("finish_p10", "finish_p50", "finish_p80", "finish_p90"):
            row[key] = str(dt.date.fromisoformat(row[key]) + dt.timedelta(weeks=weeks))
    path = folder / f"seen-{weeks}.json"
    path.write_text(json.dumps(found))
    return path


def test_the_drift_of_forecasts_is_told_from_the_oldest_on(folder: Path) -> None:
    files = [str(folder / "p.yaml"), str(folder / "plan.json")]
    options = ["--first", files[1], "--seen", f"2027-02-01={forecast_of(folder, 3)}"]
    options += ["--seen", f"2027-01-04={forecast_of(folder, 0)}"]
    told = CliRunner().invoke(main, ["tracking", *files, *options])
    assert told.exit_code == 0, told.stderr
    mine = [line for line in told.stdout.splitlines() if "seen on" in line and line.split()[0] == "a"]
    assert ["2027-01-04" in mine[0], "weeks" in mine[0]] == [True, False]
    assert "2027-02-01" in mine[1] and mine[1].endswith("+3 weeks")
    rows = json.loads(CliRunner().invoke(main, ["tracking", *files, *options, "--json"]).stdout)["seen"]
    assert [row["as_of"] for row in rows if row["project"] == "a"] == ["2027-01-04", "2027-02-01"]


@pytest.mark.parametrize(
    ("seen", "said"), [("plan.json", "write it as DATE=FILE"), ("2027-01-04={plan}", "simulate --json")]
)
def test_what_is_no_forecast_of_a_day_is_refused(folder: Path, seen: str, said: str) -> None:
    files = [str(folder / "p.yaml"), str(folder / "plan.json")]
    options = ["--first", files[1], "--seen", seen.format(plan=files[1])]
    result = CliRunner().invoke(main, ["tracking", *files, *options])
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("phase,done\ntrain,0.4\n", "need the column project"),
        ("project,phase,spent\na,train,4\n", "unknown column 'spent'"),
        ("project,phase,done\na,train,half\n", "done 'half' is not a number"),
        ("project,phase,effort\na,train,-1\n", "effort '-1' is below zero"),
        ("project,phase,done\na,train,0.1\na,train,0.2\n", "a/train is told twice"),
        ("project,phase,not_started\na,train,maybe\n", "neither yes nor no"),
        ("project,phase,done\n,train,0.1\n", "project is empty"),
        ("project,phase\n", "no row"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_as_a_whole(folder: Path, rows: str, said: str) -> None:
    result = told(folder, rows)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (folder / "new.yaml").exists()
