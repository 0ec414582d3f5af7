"""The verb `calibrate`."""

from pathlib import Path
from typing import Any

import click

from planner.commands.output import DONE, answers, diagnostic_line, emit, json_option, read_file, say
from planner.errors import BadInput
from planner.services.calibrate import MOST_SAID, Calibration, Scores, calibrate, describe, read_history

LEVEL_NAMES = ("p10", "p50", "p80", "p90")


@click.command("calibrate")
@click.argument("history", type=click.Path(path_type=Path))
@click.option("--test-fraction", default=0.2, show_default=True, help="Latest part that is kept for judging.")
@click.option(
    "--columns",
    default="",
    help="Names of columns in the file, such as estimate=hours_estimate,actual=hours_actual,finished_on=done.",
)
@json_option
@answers
def calibrate_command(history: Path, test_fraction: float, columns: str, as_json: bool) -> int:
    """Learn from HISTORY (CSV: estimate, actual; also finished_on, team, category) how estimates turn out."""
    rows, left_out = read_history(read_file(history), _columns(columns))
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
    emit(payload, _text(found), as_json=as_json)
    return DONE


def _columns(text: str) -> dict[str, str]:
    named = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        ours, equals, theirs = part.partition("=")
        if not equals or not theirs.strip():
            raise BadInput(f"--columns '{part}' is not of the form estimate=NAME")
        named[ours.strip()] = theirs.strip()
    return named


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
