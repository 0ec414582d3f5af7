"""The verb `progress`: what has happened, phase by phase, from the command line."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import forecast_at, plan_at, portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    emit,
    expect_writable,
    json_option,
    read_file,
    say,
    write_file,
)
from planner.domain.changes import CHANGES_SCHEMA
from planner.domain.forecast import Forecast
from planner.domain.portfolio import Portfolio
from planner.domain.progress import Progress, StartedPhase
from planner.domain.tracking import FirstAndNow, SeenLaunch
from planner.errors import BadInput
from planner.integrations.phase_reports import read_reports


@click.command("progress")
@file_argument("file")
@file_argument("plan")
@click.option(
    "--as-of", metavar="DATE", required=True, help="Weeks before the Monday on or after this day are over."
)
@click.option(
    "--started", multiple=True, metavar="PROJECT/PHASE=DATE", help="First day; as planned when absent."
)
@click.option("--finished", multiple=True, metavar="PROJECT/PHASE=DATE", help="Last day of work.")
@click.option(
    "--done",
    multiple=True,
    metavar="PROJECT/PHASE=SHARE",
    help="Share of a running phase that is done, such as 0.4.",
)
@click.option(
    "--not-started", multiple=True, metavar="PROJECT/PHASE", help="Nothing was done, whatever was planned."
)
@click.option(
    "--people", multiple=True, metavar="PROJECT/PHASE=ID,ID", help="Who is on it; as planned when absent."
)
@click.option(
    "--effort", multiple=True, metavar="PROJECT/PHASE=WEEKS", help="Engineer-weeks that it has taken so far."
)
@click.option(
    "--gpu-hours",
    multiple=True,
    metavar="PROJECT/PHASE=HOURS",
    help="Accelerator-hours that it has paid for.",
)
@file_option("--reports", help="The same as a CSV file, a row a phase; columns are named like the options.")
@file_option("-o", "--output", required=True, help="Portfolio to write, with its progress.")
@json_option
@answers
def progress_command(
    file: Path,
    plan: Path,
    as_of: str,
    reports: Path | None,
    output: Path,
    as_json: bool,
    **told: tuple[str, ...],
) -> int:
    """Record how far the phases of PLAN are in the portfolio in FILE; phases without a report went as planned."""
    from planner.document import write_yaml
    from planner.document.changes import changes_from
    from planner.domain.apply_changes import apply_changes

    expect_writable(output)
    portfolio, planned = portfolio_at(file), plan_at(plan)
    rows = [*_reports(told)]
    if reports is not None:
        if rows:
            raise BadInput(f"--reports: say all phases in {reports.name}, or all by options")
        rows = read_reports(read_file(reports))
    value = {"schema": CHANGES_SCHEMA, "as_of": as_of, "changes": [{"progress": row} for row in rows]}
    changed = apply_changes(portfolio, planned, changes_from(value, portfolio, planned))
    write_file(output, write_yaml(changed).encode())
    progress = changed.progress
    assert progress is not None
    emit(_payload(changed, progress), _text(changed, progress), as_json=as_json)
    if not as_json:
        say(f"written to {output}; `quarterdeck replan` or `plan` goes on from there")
    return DONE


def _reports(told: dict[str, tuple[str, ...]]) -> Iterable[dict[str, Any]]:
    """One report for each phase that is named, in the order of the options."""
    read: dict[str, Callable[[str], Any]] = {
        "started": str,
        "finished": str,
        "done": _share,
        "people": lambda text: [person.strip() for person in text.split(",") if person.strip()],
        "effort": lambda text: _amount("effort", text),
        "gpu_hours": lambda text: _amount("gpu-hours", text),
    }
    reports: dict[tuple[str, str], dict[str, Any]] = {}

    def report(option: str, name: str) -> dict[str, Any]:
        project, slash, phase = name.strip().partition("/")
        if not slash or not project or not phase:
            raise BadInput(f"--{option} '{name}': name a phase as PROJECT/PHASE, such as ranker/train")
        return reports.setdefault((project, phase), {"project": project, "phase": phase})

    for key, parse in read.items():
        option = key.replace("_", "-")
        for text in told[key]:
            name, equals, amount = text.partition("=")
            if not equals or not amount.strip():
                raise BadInput(
                    f"--{option} '{text}': write it as PROJECT/PHASE=..., such as ranker/train=2027-02-12"
                )
            row = report(option, name)
            if key in row:
                raise BadInput(f"--{option} is given twice for {name.strip()}: give it once")
            row[key] = parse(amount.strip())
    for name in told["not_started"]:
        report("not-started", name)["not_started"] = True
    return reports.values()


def _share(text: str) -> float:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise BadInput(f"--done '{text}' is no share: write it as 0.4 or 40%") from None


def _amount(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"--{option} '{text}' is no number: write it as 3.5") from None


def _payload(portfolio: Portfolio, progress: Progress) -> dict[str, Any]:
    return {
        "as_of": progress.as_of.isoformat(),
        "phases": [_row(portfolio, started) for started in progress.phases],
        "effort_done": round(_effort(progress, None), 4),
    }


def _row(portfolio: Portfolio, started: StartedPhase) -> dict[str, Any]:
    phase = next(p for p in portfolio.project(started.project).phases if p.id == started.phase)
    return {
        "project": started.project,
        "phase": started.phase,
        "state": "finished" if started.finished else "running",
        "started": started.started.isoformat(),
        "finished": started.finished.isoformat() if started.finished else None,
        "assumed": started.assumed,
        "effort_done": round(
            _effort(portfolio.progress, started.key)
            if started.effort_spent is None
            else started.effort_spent,
            4,
        ),
        "effort_left": {skill: round(weeks, 4) for skill, weeks in started.effort_left(phase).items()},
        "gpu_hours_done": round(
            _hours(portfolio.progress, started.key)
            if started.gpu_hours_spent is None
            else started.gpu_hours_spent,
            2,
        ),
        "gpu_hours_left": round(started.hours_left(phase), 2),
    }


def _effort(progress: Progress | None, key: tuple[str, str] | None) -> float:
    """Engineer-weeks of people's time before the as-of day; of everything without a phase."""
    rows = progress.work if progress is not None else ()
    return sum(
        row.share * (row.finish - row.start).days / 7
        for row in rows
        if key in (None, (row.project, row.phase))
    )


def _hours(progress: Progress | None, key: tuple[str, str]) -> float:
    return sum(use.hours for use in (progress.compute if progress else ()) if (use.project, use.phase) == key)


def _text(portfolio: Portfolio, progress: Progress) -> str:
    rows = [_row(portfolio, started) for started in progress.phases]
    width = max((len(f"{row['project']}/{row['phase']}") for row in rows), default=0)
    lines = [f"as of {progress.as_of}"]
    for row in rows:
        left = sum(row["effort_left"].values())
        ends = f"to {row['finished']}" if row["finished"] else f"{left:.1f} engineer-weeks left"
        assumed = " (taken to have gone as planned)" if row["assumed"] else ""
        name = f"{row['project']}/{row['phase']}"
        state = f"{row['state']:<8}  from {row['started']} {ends}, {row['effort_done']:.1f} spent{assumed}"
        lines.append(f"  {name:<{width}}  {state}")
    return "\n".join(lines)


@click.command("tracking")
@file_argument("file")
@file_argument("plan")
@file_option("--first", required=True, help="The plan that the work began with.")
@click.option(
    "--seen",
    multiple=True,
    metavar="DATE=FILE",
    help="A forecast of that day (as `simulate --json` prints it): how launches have drifted since.",
)
@json_option
@answers
def tracking_command(file: Path, plan: Path, first: Path, seen: tuple[str, ...], as_json: bool) -> int:
    """Compare PLAN, which was made from FILE, with the first plan: dates, effort and accelerator-hours by phase."""
    from planner.services.tracking import compare_with_first

    portfolio = portfolio_at(file)
    found = compare_with_first(
        portfolio, plan_at(first), plan_at(plan), [_forecast_of(text) for text in seen]
    )
    emit(found.model_dump(mode="json"), _tracked(found), as_json=as_json)
    return DONE


def _forecast_of(text: str) -> tuple[dt.date, Forecast]:
    day, equals, path = text.partition("=")
    try:
        return dt.date.fromisoformat(day.strip() if equals else ""), forecast_at(Path(path.strip()))
    except ValueError:
        raise BadInput(f"--seen '{text}': write it as DATE=FILE, such as 2027-03-01=forecast.json") from None


def _tracked(found: FirstAndNow) -> str:
    width = max((len(f"{row.project}/{row.phase}") for row in found.phases), default=0)
    lines = [f"as of {found.as_of}" if found.as_of else "nothing has happened yet"]
    for row in found.phases:
        name = f"{row.project}/{row.phase}"
        late = "" if row.weeks_late is None else f", {row.weeks_late:+d} weeks"
        spent = f"{row.effort_done:.1f} of {row.planned_effort:.1f} engineer-weeks"
        hours = (
            f", {row.gpu_hours_done:,.0f} of {row.planned_gpu_hours:,.0f} h" if row.planned_gpu_hours else ""
        )
        when = f"{row.planned_finish or 'not planned'} -> {row.finish or 'out'}{late}"
        lines.append(f"  {name:<{width}}  {row.state:<8}  {when}; {spent}{hours}")
    lines += [
        f"  {launch.project} launches {launch.first or 'never'} -> {launch.now or 'never'}"
        for launch in found.launches
    ]
    oldest: dict[str, SeenLaunch] = {}
    for one in found.seen:
        since = oldest.setdefault(one.project, one)
        drift = (
            ""
            if one is since or not (one.p80 and since.p80)
            else f", {(one.p80 - since.p80).days // 7:+d} weeks"
        )
        dates = f"P10 {one.p10 or 'never'}  P50 {one.p50 or 'never'}  P80 {one.p80 or 'never'}{drift}"
        lines.append(f"  {one.project} seen on {one.as_of}: {dates}")
    return "\n".join(lines)
