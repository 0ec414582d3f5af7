"""The verb `available`."""

from pathlib import Path
from typing import Any

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, NEGATIVE, answers, emit, json_option, read_file
from planner.document.asked import asked, asked_in
from planner.domain.available import Availability, Room, Wanted
from planner.domain.currencies import shown_amount
from planner.errors import BadInput


@click.command("available")
@file_argument("file")
@file_argument("plan")
@file_option("--work", help="The work as YAML or JSON, with several `phases`, instead of the options below.")
@click.option("--effort", multiple=True, metavar="SKILL=WEEKS", help="Engineer-weeks; LOW/LIKELY/HIGH also.")
@click.option("--crew", metavar="MIN-MAX", help="People on it, such as 1-3 or 2.")
@click.option("--weeks", metavar="WEEKS", help="Least calendar time; LOW/LIKELY/HIGH also.")
@click.option("--gpu-hours", metavar="HOURS", help="Accelerator-hours; LOW/LIKELY/HIGH also.")
@click.option("--accelerator", help="What the hours are stated on.")
@click.option("--max-devices", type=int, help="Devices at the same time.")
@click.option("--earliest", metavar="DATE", help="It does not begin before this day.")
@click.option("--by", metavar="DATE", help="It shall be finished by the Monday on or after this day.")
@click.option("--theme", help="Theme that its effort counts for.")
@click.option("--name", help="Default: New work.")
@json_option
@answers
def available_command(file: Path, plan: Path, work: Path | None, as_json: bool, **given: Any) -> int:
    """Say whether and when work of a shape fits into PLAN, with whom, and what the rest loses by it."""
    from planner.services.available import available

    portfolio = portfolio_at(file)
    if work is not None:
        wanted = _written(work, given)
    else:
        wanted = asked(Wanted, _shape(given))
    found = available(portfolio, plan_at(plan), wanted)
    emit(found.model_dump(mode="json", by_alias=True), _text(found), as_json=as_json)
    return DONE if found.possible else NEGATIVE


def _written(work: Path, given: dict[str, Any]) -> Wanted:
    """The work as a file says it."""
    beside = [name for name, value in given.items() if value]
    if beside:
        raise BadInput(f"--{beside[0].replace('_', '-')}: say it in {work}, beside `phases`")
    return asked_in(Wanted, read_file(work), work.name)


def _shape(given: dict[str, Any]) -> dict[str, Any]:
    """The options as the keys of a phase."""
    shape: dict[str, Any] = {key: given[key] for key in ("name", "by", "theme") if given[key]}
    for item in given["effort"]:
        skill, equals, weeks = item.partition("=")
        if not equals:
            raise BadInput(f"--effort '{item}': write SKILL=WEEKS, such as data=3 or data=2/3/6")
        shape.setdefault("effort", {})[skill.strip()] = _estimate(weeks)
    if given["weeks"]:
        shape["weeks"] = _estimate(given["weeks"])
    if given["crew"]:
        low, dash, high = given["crew"].partition("-")
        shape["crew"] = {"min": low, "max": high} if dash else {"min": low, "max": low}
    if given["gpu_hours"]:
        gpu = {"hours": _estimate(given["gpu_hours"]), "reference": given["accelerator"]}
        shape["gpu"] = {
            k: v for k, v in (gpu | {"max_devices": given["max_devices"]}).items() if v is not None
        }
    if given["earliest"]:
        shape["window"] = {"earliest": given["earliest"]}
    return shape


def _estimate(text: str) -> Any:
    parts = [part.strip() for part in text.split("/")]
    return dict(zip(("low", "likely", "high"), parts, strict=True)) if len(parts) == 3 else text


def _text(found: Availability) -> str:
    lines = []
    if found.due is not None:
        lines.append(f"{'Yes' if found.possible else 'No'}: wanted by {found.due}")
    lines += _room("with nothing moved", found.untouched, found.currency)
    if found.unseen is not None:
        might = "fit" if found.untouched is None else "end sooner"
        lines.append(f"  not looked at: {found.unseen}, so it might {might}")
    if found.no_sooner is not None:
        lines.append(f"  nobody could finish before {found.no_sooner} with nothing moved")
    if found.due is not None and not (found.untouched is not None and found.untouched.in_time):
        lines += _room("with a repair, in time", found.repaired, found.currency)
    if found.binding is not None:
        way = found.binding
        fits = f"; with {way.change} it fits, {way.start} to {way.finish}" if way.change else ""
        lines.append(f"in the way: {way.rule}. {way.text}{fits}")
    return "\n".join(lines)


def _room(title: str, room: Room | None, currency: str) -> list[str]:
    if room is None:
        return [f"{title}: no room"]
    sure = (
        ""
        if room.sure is None or room.sure.p_in_time is None
        else f", in time in {room.sure.p_in_time:.0%} of runs"
    )
    cost = f"costs {shown_amount(room.cost, currency)} {currency}, the rest loses {room.lost:,.0f}"
    lines = [f"{title}: {room.start} to {room.finish}, {cost}{sure}"]
    if len(room.phases) > 1:
        lines += [f"  {phase.id}: {phase.start} to {phase.finish}" for phase in room.phases]
    lines += [f"  {m.person} {m.share:.0%} for {m.skill}, {m.start} to {m.finish}" for m in room.crew]
    lines += [f"  {p.hours:,.0f} h of {p.pool}" for p in room.pools]
    lines += [
        f"  moves: {'/'.join(filter(None, (s.project, s.phase)))} {s.what} {s.from_} -> {s.to}"
        for s in room.moved
    ]
    return lines
