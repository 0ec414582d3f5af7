"""Whether there is room for more work in a plan: the question as a form, the answer as two plans."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.available import MOST_PHASES, Availability, Room, Sureness
from web import words
from web.forms.wanted import ALL, NONE, count_of, field_of
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
class AskPhase:
    """The fields of a phase."""

    title: str
    fields: tuple[Ask, ...]
    skills: tuple[Ask, ...]


@dataclass(frozen=True)
class AddedWork:
    """A project that was made of a question."""

    name: str
    href: str


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
    phases: tuple[AskPhase, ...]
    can_add: bool
    can_remove: bool
    error: str
    tone: Tone
    verdict: str
    rooms: tuple[RoomView, ...]
    question: tuple[tuple[str, str], ...]
    """What was asked, to be made a project; empty where nobody may, or nothing was asked."""
    added: AddedWork | None


def available_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    typed: Mapping[str, str],
    answer: Availability | None,
    error: str,
    progress: ProgressView | None,
    *,
    can_edit: bool = True,
    added: AddedWork | None = None,
) -> AvailableView:
    """The page of a question; `typed` is what its form holds."""
    count = count_of(typed)
    tone, verdict = _verdict(answer) if answer is not None else ("info", "")
    return AvailableView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "New work"),
        action=f"{source.href}/available",
        fields=_fields(typed),
        phases=tuple(_phase(source, typed, n, count) for n in range(1, count + 1)),
        can_add=count < MOST_PHASES,
        can_remove=count > 1,
        error=error,
        tone=tone,
        verdict=verdict,
        rooms=_rooms(source, answer) if answer is not None else (),
        question=tuple((name, value) for name, value in typed.items() if value and name != "do")
        if answer is not None and can_edit
        else (),
        added=added,
    )


def _fields(typed: Mapping[str, str]) -> tuple[Ask, ...]:
    """Of the work as a whole."""
    return (
        Ask("name", "Name", typed.get("name", "New work")),
        Ask("by", "Finished by", typed.get("by", ""), "date"),
        Ask("earliest", "Not before", typed.get("earliest", ""), "date"),
    )


def _phase(source: PlanSource, typed: Mapping[str, str], n: int, count: int) -> AskPhase:
    def ask(name: str, label: str, kind: str = "text", default: str = "") -> Ask:
        field = field_of(n, name)
        return Ask(field, label, typed.get(field, default), kind)

    fields = [ask("phase", "Name of the phase", default=f"Phase {n}")] if count > 1 else []
    if n > 1:
        fields += [_waits(typed, n), ask("lag", "Weeks between", "number", "0")]
    fields += [
        ask("crew_min", "People, at least", "number", "1"),
        ask("crew_max", "People, at most", "number", "2"),
        ask("weeks", "Weeks, at least"),
    ]
    types = sorted({pool.accelerator for pool in source.portfolio.pools})
    if types:
        field = field_of(n, "accelerator")
        chosen = typed.get(field, types[0])
        options = tuple(Choice(name, name, name == chosen) for name in types)
        fields += [
            ask("gpu_hours", "Accelerator-hours"),
            Ask(field, "Accelerator", chosen, "select", options),
            ask("max_devices", "Devices at a time", "number"),
        ]
    skills = tuple(ask(f"effort.{skill.id}", skill.name) for skill in source.portfolio.skills)
    return AskPhase(_title(typed, n) if count > 1 else "", tuple(fields), skills)


def _title(typed: Mapping[str, str], n: int) -> str:
    return typed.get(field_of(n, "phase")) or f"Phase {n}"


def _waits(typed: Mapping[str, str], n: int) -> Ask:
    """What a phase begins after."""
    field = field_of(n, "after")
    chosen = typed.get(field) or str(n - 1)
    options = [(str(k), _title(typed, k)) for k in range(n - 1, 0, -1)]
    options += [(ALL, "All before it")] if n > 2 else []
    options.append((NONE, "Nothing: at once"))
    choices = tuple(Choice(key, label, key == chosen) for key, label in options)
    return Ask(field, "Begins after", chosen, "select", choices)


def _without_date(answer: Availability) -> tuple[Tone, str]:
    room = answer.untouched
    if room is None and answer.unseen is not None:
        return (
            "warn",
            f"Not known: the time was over, and {answer.unseen} were not looked at.{_in_the_way(answer)}",
        )
    if room is None:
        return "bad", f"No: with nothing moved there is no room within the horizon.{_in_the_way(answer)}"
    return "good", f"Yes: with nothing moved it can end on {words.day(words.last_day(room.finish))}."


def _verdict(answer: Availability) -> tuple[Tone, str]:
    if answer.due is None:
        return _without_date(answer)
    by = words.day(answer.due)
    if answer.untouched is not None and answer.untouched.in_time:
        sure = answer.untouched.sure.p_in_time if answer.untouched.sure else None
        sure = sure or 0.0
        if sure < EVEN:
            runs = f"But that holds in {words.percent(sure)} of the simulated runs only."
            return "warn", f"At likely values yes: it is finished by {by} and nothing else moves. {runs}"
        return "good", f"Yes: it is finished by {by} and nothing else moves."
    if answer.repaired is not None:
        lost = words.money(answer.repaired.lost, answer.currency)
        return (
            "warn",
            f"Yes, at a price: it is finished by {by} when the rest gives way and loses {lost} of value."
            + (" The search was cut short: there may be a better way." if answer.cut else ""),
        )
    if answer.cut:
        return (
            "warn",
            f"Not known: the search was cut short before a plan was found in which it is finished by {by}."
            + _in_the_way(answer),
        )
    return "bad", f"No: no plan was found in which it is finished by {by}.{_in_the_way(answer)}"


def _in_the_way(answer: Availability) -> str:
    """The rule that was found by lifting it, with its numbers."""
    found = answer.binding
    if found is None:
        return ""
    if found.start is None or found.finish is None:
        return f" {found.text}."
    return (
        f" {found.text}. With {found.change} it fits, with nothing moved: "
        f"{words.span(found.start, words.last_day(found.finish))}."
    )


def _rooms(source: PlanSource, answer: Availability) -> tuple[RoomView, ...]:
    found = []
    if answer.untouched is not None:
        bound = answer.no_sooner
        proved = bound is not None and bound == answer.untouched.finish
        note = "no crew could be sooner" if proved else f"not before {words.day(bound)} with any crew"
        if answer.unseen is not None:
            note += f"; not looked at, so it might end sooner: {answer.unseen}"
        found.append(
            _room(source, "With nothing moved", "untouched", answer.untouched, answer.currency, note)
        )
    if answer.repaired is not None:
        found.append(_room(source, "With a repair", "repaired", answer.repaired, answer.currency, "in time"))
    return tuple(found)


def _room(source: PlanSource, title: str, name: str, room: Room, currency: str, note: str) -> RoomView:
    phases = [f"{one.id} until {words.short_day(words.last_day(one.finish))}" for one in room.phases]
    if len(phases) > 1:
        note = f"{note}; {words.listing(phases)}"
    facts = [
        Fact("Work", words.span(room.start, words.last_day(room.finish)), note),
        Fact("Its own cost", words.exact_money(room.cost, currency), "people, on-demand and spot hours"),
        Fact("The rest loses", words.money(room.lost, currency), _moved(room)),
    ]
    facts += [] if room.sure is None else _sureness(room.sure)
    tone: Tone = "good" if room.in_time is not False else "warn"
    badge = "" if room.in_time is None else "In time" if room.in_time else "Too late"
    return RoomView(title, tone, badge, tuple(facts), _crew(source, name, room), _moves(source, name, room))


def _sureness(sure: Sureness) -> list[Fact]:
    facts = []
    if sure.p_in_time is not None:
        error = f", ± {words.percent(2 * sure.p_in_time_se, 1)}" if sure.p_in_time_se else ""
        facts.append(Fact("In time", words.percent(sure.p_in_time), f"of {sure.runs} simulated runs{error}"))
    if sure.finish_p80 is not None:
        half = words.day(words.last_day(sure.finish_p50)) if sure.finish_p50 else ""
        note = f"50 %: {half}; it is not begun before its planned weeks"
        facts.append(Fact("80 % sure", words.day(words.last_day(sure.finish_p80)), note))
    return facts


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
    several = len(room.phases) > 1
    rows = [
        (
            Cell(names[m.person]),
            Cell(f"{skills[m.skill]}, {m.phase}" if several else skills[m.skill]),
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
