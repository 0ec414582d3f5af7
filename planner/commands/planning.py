"""The verb `plan`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import (
    DONE,
    NEGATIVE,
    answers,
    emit,
    expect_writable,
    json_option,
    say,
    write_file,
)
from planner.commands.progress import progress_bar
from planner.commands.search_options import search_options
from planner.domain.calibration_report import CorrectedEstimate
from planner.domain.job import Profile
from planner.domain.plan import Plan
from planner.domain.promises import PromiseScope
from planner.services.optimise import PlanOutcome
from planner.services.promise import plan_as_asked

DAY = 86_400.0


@click.command("plan")
@file_argument("file")
@search_options(10.0, most=DAY)
@click.option(
    "--profile",
    type=click.Choice(get_args(Profile)),
    default="balanced",
    show_default=True,
    help="What the time is for: a good plan soon, both, or a proof that it is good.",
)
@file_option("--base", help="Plan of record: moves from it cost.")
@click.option(
    "--confidence",
    type=float,
    default=None,
    help="Plan so that projects launch by their deadlines, else within the horizon, in this share of runs.",
)
@click.option(
    "--scope",
    type=click.Choice(get_args(PromiseScope)),
    default="project",
    show_default=True,
    help="With --confidence: each project for itself, or the whole portfolio at once.",
)
@file_option("-o", "--output", required=True, help="Plan file to write.")
@json_option
@answers
def plan_command(
    file: Path,
    seconds: float,
    seed: int,
    decodes: int | None,
    profile: Profile,
    base: Path | None,
    confidence: float | None,
    scope: PromiseScope,
    output: Path,
    as_json: bool,
) -> int:
    """Plan the portfolio in FILE: choose, time, staff and place; prove how good it is; write the plan."""
    from planner.document.plan_file import write_plan
    from planner.errors import BadInput
    from planner.services.corrections import corrections

    if confidence is not None and not 0 < confidence < 1:
        raise BadInput(
            f"--confidence {confidence:g} is not between 0 and 1: say, for example, --confidence 0.8"
        )
    expect_writable(output)
    portfolio = portfolio_at(file)
    record = plan_at(base) if base is not None else None
    with progress_bar("planning", seconds) as on_progress:
        outcome = plan_as_asked(
            portfolio,
            confidence=confidence,
            scope=scope,
            seconds=seconds,
            seed=seed,
            decodes=decodes,
            profile=profile,
            base=record,
            on_progress=on_progress,
        )
    write_file(output, write_plan(outcome.plan))
    corrected = corrections(portfolio)
    emit(plan_payload(outcome, corrected), plan_summary(outcome.plan), as_json=as_json)
    if corrected and not as_json:
        say(
            f"{len(corrected)} estimates are corrected by finished work; `quarterdeck corrections {file}` lists them"
        )
    if not as_json:
        say(
            f"{outcome.seconds:.1f} s, first plan after {_seconds(outcome.first_plan_seconds)}; written to {output}"
        )
    promises = outcome.plan.promises
    kept = promises is None or promises.reached
    return DONE if outcome.plan.value is not None and kept else NEGATIVE


def _seconds(value: float | None) -> str:
    return "no plan" if value is None else f"{value:.2f} s"


def plan_payload(outcome: PlanOutcome, corrected: Sequence[CorrectedEstimate]) -> dict[str, Any]:
    """The JSON answer of verbs that plan."""
    plan = outcome.plan
    rows = [project.model_dump(mode="json", exclude={"launch"}) for project in plan.projects]
    return {
        "status": plan.status,
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "first_plan_seconds": outcome.first_plan_seconds,
        "seconds": outcome.seconds,
        "projects": rows,
        "violations": [violation._asdict() for violation in outcome.violations],
        "corrections": [row.model_dump(mode="json") for row in corrected],
        "promises": plan.promises.model_dump(mode="json") if plan.promises else None,
        "repair": [step.model_dump(mode="json") for step in plan.repair],
        "snapshot": plan.snapshot,
        "seed": plan.seed,
        "version": plan.version,
    }


def plan_summary(plan: Plan) -> str:
    """What a person wants to know first."""
    lines = [f"{plan.status}"]
    if plan.value is not None:
        proof = (
            "no bound" if plan.gap is None else f"at most {plan.bound:,.0f} is possible, gap {plan.gap:.1%}"
        )
        lines[0] += f": {plan.value:,.0f} {plan.currency} ({proof})"
    if plan.promises is not None:
        lines.append(f"  {promise_summary(plan)}")
    lines += [f"  to repair: {step.text}" for step in plan.repair]
    promised = {row.project: row.promised for row in plan.promises.projects} if plan.promises else {}
    short = {row.project: row for row in plan.promises.short()} if plan.promises else {}
    width = max((len(project.id) for project in plan.projects), default=0)
    for project in sorted(plan.projects, key=lambda p: (not p.selected, str(p.launch), p.id)):
        if project.selected:
            late = f"  promised for {promised[project.id]}" if project.id in promised else ""
            if project.id in short:
                row = short[project.id]
                late = f"  NOT kept: {row.probability:.0%} sure by {row.due}" + (
                    f", promised for {row.promised}" if row.promised else ""
                )
            lines.append(
                f"  {project.id:<{width}}  {project.start} to {project.launch}  {project.quarter}{late}"
            )
        elif project.reason is not None:
            lines.append(f"  {project.id:<{width}}  out: {project.reason.text}")
    return "\n".join(lines)


def promise_summary(plan: Plan) -> str:
    """What was asked for and what it costs, in one line."""
    promises = plan.promises
    assert promises is not None
    each = "each project" if promises.scope == "project" else "all projects together"
    text = (
        f"{promises.confidence:.0%} sure of the dates of {each}: {'kept' if promises.reached else 'NOT kept'}"
    )
    if promises.value_without is not None and plan.value is not None:
        text += f"; certainty costs {promises.value_without - plan.value:,.0f} {plan.currency}"
    return text
