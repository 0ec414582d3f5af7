"""The verb `calibrate`."""

from pathlib import Path
from typing import Any

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    diagnostic_line,
    emit,
    expect_writable,
    json_option,
    read_file,
    say,
    write_file,
)
from planner.domain.calibration import MEASURES, Measure
from planner.domain.calibration_report import CorrectedEstimate
from planner.domain.finished_work import FinishedWork
from planner.errors import BadInput
from planner.integrations.sheet import MOST_SAID
from planner.integrations.work_history import PER_WEEK, Unit, column_names, read_history
from planner.services.calibrate import Calibration, Scores, calibrate, describe

LEVEL_NAMES = ("p10", "p50", "p80", "p90")


@click.command("calibrate")
@file_argument("history")
@click.option("--test-fraction", default=0.2, show_default=True, help="Latest part that is kept for judging.")
@click.option(
    "--columns",
    default="",
    help="Names of columns in the file, such as estimate=hours_estimate,actual=hours_actual,finished_on=done.",
)
@click.option(
    "--unit",
    type=click.Choice(tuple(PER_WEEK)),
    default="weeks",
    show_default=True,
    help="Unit of effort in the file; a week is 5 days or 40 hours.",
)
@click.option(
    "--measure",
    type=click.Choice(MEASURES),
    default="effort",
    show_default=True,
    help="Which rows are judged, when the file has a column `measure`.",
)
@file_option(
    "--into",
    help="A portfolio that takes over what was learnt; with -o.",
)
@file_option("-o", "--output", help="Portfolio to write.")
@json_option
@answers
def calibrate_command(
    history: Path,
    test_fraction: float,
    columns: str,
    unit: Unit,
    measure: Measure,
    into: Path | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Learn from HISTORY (CSV: estimate, actual; also finished_on, team, category, measure) how estimates turn out."""
    if (into is None) != (output is None):
        raise BadInput("--into and -o go together: the portfolio to read, and the one to write")
    every, left_out = read_history(read_file(history), column_names(columns), unit=unit)
    rows = [row for row in every if row.measure == measure]
    if not rows:
        raise BadInput(f"the history has no row of the measure '{measure}'")
    for diagnostic in left_out[:MOST_SAID]:
        say(diagnostic_line(diagnostic, str(history)))
    if len(left_out) > MOST_SAID:
        say(f"and {len(left_out) - MOST_SAID} more rows were left out")
    found = calibrate(rows, test_fraction=test_fraction)
    payload = {
        "model": describe(found),
        "rows": {
            "used": len(rows),
            "left_out": len(left_out),
            "fitted": found.fitted,
            "held_out": found.held_out,
        },
        **_scores(found.scores),
        "raw": _scores(found.raw),
        "lognormal": _scores(found.lognormal),
        "backtest": [{"fitted": a, "judged": b, **_scores(scores)} for a, b, scores in found.backtest],
        "diagnostics": [
            {"severity": d.severity, "path": d.path, "line": d.line, "message": d.message} for d in left_out
        ],
    }
    if into is not None and output is not None:
        payload |= _take_over(every, into, output)
    emit(payload, _text(found), as_json=as_json)
    return DONE


def _take_over(rows: list[FinishedWork], into: Path, output: Path) -> dict[str, Any]:
    """Write the portfolio with what was learnt, and the estimates that it corrects."""
    from planner.document import write_json, write_yaml
    from planner.domain.finished_work import finished_phases
    from planner.services.corrections import corrections
    from planner.services.learn import calibration_of

    expect_writable(output)
    portfolio = portfolio_at(into)
    calibration = calibration_of([*rows, *finished_phases(portfolio)])
    portfolio = portfolio.model_copy(update={"calibration": calibration})
    write = write_json if output.suffix == ".json" else write_yaml
    write_file(output, write(portfolio).encode())
    found = corrections(portfolio)
    say(f"{len(found)} estimates of {into} are corrected; written to {output}")
    return {
        "calibration": calibration.model_dump(mode="json", exclude_none=True),
        "corrections": [row.model_dump(mode="json") for row in found],
    }


@click.command("corrections")
@file_argument("file")
@json_option
@answers
def corrections_command(file: Path, as_json: bool) -> int:
    """List the estimates of the portfolio in FILE beside what is planned and simulated in their place."""
    from planner.services.corrections import corrections

    portfolio = portfolio_at(file)
    found = corrections(portfolio)
    emit(
        {"corrections": [row.model_dump(mode="json") for row in found]},
        corrections_text(found),
        as_json=as_json,
    )
    return DONE


def corrections_text(rows: tuple[CorrectedEstimate, ...]) -> str:
    """The table of corrections."""
    if not rows:
        return "no estimate is corrected: the portfolio has no `calibration` that is to be applied"
    names = [f"{row.project}/{row.phase} {row.skill or row.measure}" for row in rows]
    width = max(map(len, names))
    lines = [f"{'':<{width}}  {'low':>9}{'likely':>9}{'high':>9}   {'P10':>9}{'P50':>9}{'P90':>9}  factor"]
    for name, row in zip(names, rows, strict=True):
        own = "".join(f"{value:>9.4g}" for value in (row.low, row.likely, row.high))
        new = "".join(f"{value:>9.4g}" for value in (row.p10, row.p50, row.p90))
        lines.append(f"{name:<{width}}  {own}   {new}  {row.factor:>6.2f}")
    return "\n".join(lines)


def _scores(scores: Scores | None) -> dict[str, Any]:
    """Scores in plain values; nulls when nothing was judged."""
    if scores is None:
        return {"coverage": None, "pinball": None, "crps": None, "pit": None}
    return {
        "coverage": dict(zip(LEVEL_NAMES, scores.coverage.tolist(), strict=True)),
        "pinball": scores.pinball,
        "crps": scores.crps,
        "pit": scores.pit.tolist(),
    }


def _text(found: Calibration) -> str:
    lines = [found.sentence()]
    if found.scores is None or found.raw is None or found.lognormal is None:
        return lines[0]
    lines.append(f"judged on the latest {found.held_out} rows, fitted on the {found.fitted} before them")
    lines.append(f"{'':<12}{'P10':>7}{'P50':>7}{'P80':>7}{'P90':>7}{'pinball':>10}{'CRPS':>8}")
    for name, scores in (("calibrated", found.scores), ("raw", found.raw), ("lognormal", found.lognormal)):
        parts = "".join(f"{part:>7.1%}" for part in scores.coverage)
        lines.append(f"{name:<12}{parts}{scores.pinball:>10.4f}{scores.crps:>8.4f}")
    return "\n".join(lines)
