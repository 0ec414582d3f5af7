"""Whether there is room for more work in a plan: the question as a form, the answer as two plans."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.available import Availability, Room
from web import words
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import Choice, Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell, Tone

EVEN = 0.5
"""Below this share of runs in time, a yes at likely values is no plain yes."""


@dataclass(frozen=True)
class Ask:
    """A field of the question."""

    name: str
    label: str
    value: str
    kind: str = "text"
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class RoomView:
    """One plan with the work in it."""

    title: str
    tone: Tone
    badge: str
    facts: tuple[Fact, ...]
    crew: DataTable
    moves: DataTable | None


@template("plan_available.html")
@dataclass(frozen=True)
class AvailableView:
    """The question and, when it was asked, its answer."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    fields: tuple[Ask, ...]
    skills: tuple[Ask, ...]
    error: str
    tone: Tone
    verdict: str
    rooms: tuple[RoomView, ...]


def available_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    typed: Mapping[str, str],
    answer: Availability | None,
    error: str,
    progress: ProgressView | None,
) -> AvailableView:
    """The page of a question; `typed` is what its form holds."""
    tone, verdict = _verdict(answer) if answer is not None else ("info", "")
    return AvailableView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "New work"),
        action=f"{source.href}/available",
        fields=_fields(source, typed),
        skills=tuple(
            Ask(f"effort.{skill.id}", skill.name, typed.get(f"effort.{skill.id}", ""))
            for skill in source.portfolio.skills
        ),
        error=error,
        tone=tone,
        verdict=verdict,
        rooms=_rooms(source, answer) if answer is not None else (),
    )


def _fields(source: PlanSource, typed: Mapping[str, str]) -> tuple[Ask, ...]:
    def ask(name: str, label: str, kind: str = "text", default: str = "") -> Ask:
        return Ask(name, label, typed.get(name, default), kind)

    fields = [
        ask("name", "Name", default="New work"),
        ask("by", "Finished by", "date"),
        ask("earliest", "Not before", "date"),
        ask("crew_min", "People, at least", "number", "1"),
        ask("crew_max", "People, at most", "number", "2"),
        ask("weeks", "Weeks, at least"),
    ]
    types = sorted({pool.accelerator for pool in source.portfolio.pools})
    if types:
        chosen = typed.get("accelerator", types[0])
        options = tuple(Choice(name, name, name == chosen) for name in types)
        fields += [
            ask("gpu_hours", "Accelerator-hours"),
            Ask("accelerator", "Accelerator", chosen, "select", options),
            ask("max_devices", "Devices at a time", "number"),
        ]
    return tuple(fields)


def _verdict(answer: Availability) -> tuple[Tone, str]:
    if answer.due is None:
        if answer.untouched is None:
            return "bad", "No: with nothing moved there is no room within the horizon."
        return (
            "good",
            f"Yes: with nothing moved it can end on {words.day(words.last_day(answer.untouched.finish))}.",
        )
    by = words.day(answer.due)
    if answer.untouched is not None and answer.untouched.in_time:
        sure = answer.untouched.sure.p_in_time or 0.0
        if sure < EVEN:
            runs = f"But that holds in {words.percent(sure)} of the simulated runs only."
            return "warn", f"At likely values yes: it is finished by {by} and nothing else moves. {runs}"
        return "good", f"Yes: it is finished by {by} and nothing else moves."
    if answer.repaired is not None:
        lost = words.money(answer.repaired.lost, answer.currency)
        return (
            "warn",
            f"Yes, at a price: it is finished by {by} when the rest gives way and loses {lost} of value.",
        )
    return "bad", f"No: no plan was found in which it is finished by {by}."


def _rooms(source: PlanSource, answer: Availability) -> tuple[RoomView, ...]:
    found = []
    if answer.untouched is not None:
        bound = answer.no_sooner
        proved = bound is not None and bound == answer.untouched.finish
        note = "no crew could be sooner" if proved else f"not before {words.day(bound)} with any crew"
        found.append(
            _room(source, "With nothing moved", "untouched", answer.untouched, answer.currency, note)
        )
    if answer.repaired is not None:
        found.append(_room(source, "With a repair", "repaired", answer.repaired, answer.currency, "in time"))
    return tuple(found)


def _room(source: PlanSource, title: str, name: str, room: Room, currency: str, note: str) -> RoomView:
    sure = room.sure
    facts = [
        Fact("Work", words.span(room.start, words.last_day(room.finish)), note),
        Fact("Its own cost", words.exact_money(room.cost, currency), "people, on-demand and spot hours"),
        Fact("The rest loses", words.money(room.lost, currency), _moved(room)),
    ]
    if sure.p_in_time is not None:
        error = f", ± {words.percent(2 * sure.p_in_time_se, 1)}" if sure.p_in_time_se else ""
        facts.append(Fact("In time", words.percent(sure.p_in_time), f"of {sure.runs} simulated runs{error}"))
    if sure.finish_p80 is not None:
        half = words.day(words.last_day(sure.finish_p50)) if sure.finish_p50 else ""
        facts.append(Fact("80 % sure", words.day(words.last_day(sure.finish_p80)), f"50 %: {half}"))
    tone: Tone = "good" if room.in_time is not False else "warn"
    badge = "" if room.in_time is None else "In time" if room.in_time else "Too late"
    return RoomView(title, tone, badge, tuple(facts), _crew(source, name, room), _moves(source, name, room))


def _moved(room: Room) -> str:
    projects = len({shift.project for shift in room.moved})
    return (
        f"{words.count(projects, 'project')} of it {'moves' if projects == 1 else 'move'}"
        if projects
        else "nothing moves"
    )


def _crew(source: PlanSource, name: str, room: Room) -> DataTable:
    names = {worker.id: worker.name for worker in source.portfolio.workers}
    names |= {pool.id: pool.name or pool.id for pool in source.portfolio.pools}
    skills = {skill.id: skill.name for skill in source.portfolio.skills}
    rows = [
        (
            Cell(names[m.person]),
            Cell(skills[m.skill]),
            Cell(words.span(m.start, words.last_day(m.finish))),
            Cell(f"{words.percent(m.share)} of a week", m.share),
        )
        for m in room.crew
    ]
    rows += [
        (
            Cell(names[p.pool]),
            Cell("Accelerators"),
            Cell(words.span(room.start, words.last_day(room.finish))),
            Cell(f"{words.number(p.hours)} h", p.hours),
        )
        for p in room.pools
    ]
    heads = (Head("With"), Head("For"), Head("When"), Head("How much", numeric=True))
    return DataTable(f"crew-{name}", "Who and what", "", heads, tuple(rows))


def _moves(source: PlanSource, name: str, room: Room) -> DataTable | None:
    if not room.moved:
        return None
    names = {p.id: p.name for p in source.portfolio.projects}
    hrefs = source.project_hrefs()
    people = {worker.id: worker.name for worker in source.portfolio.workers}
    rows = tuple(
        (
            Cell(names.get(s.project, s.project), href=hrefs.get(s.project)),
            Cell(s.phase or words.NOTHING),
            Cell({"selected": "In the plan", "start": "Starts", "people": "People"}[s.what]),
            Cell(", ".join(people.get(p, p) for p in s.from_.split(", "))),
            Cell(", ".join(people.get(p, p) for p in s.to.split(", "))),
        )
        for s in room.moved
    )
    heads = (Head("Project"), Head("Phase"), Head("What"), Head("Before"), Head("After"))
    return DataTable(f"moves-{name}", "What moves", "", heads, rows)
