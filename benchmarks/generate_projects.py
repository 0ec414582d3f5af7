"""Random projects: phases after the manner of machine-learning work, value and dependences."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.draw import Draw
from planner.domain.calendar import Horizon
from planner.domain.projects import (
    After,
    Crew,
    Deadline,
    DependsOn,
    Gate,
    Gpu,
    Phase,
    Project,
    ProjectKind,
    ProjectPeople,
    Redo,
    Value,
    Window,
)
from planner.domain.team import Person

#: kind -> phases in order: name, kind of phase, part of the project's effort, whether it uses accelerators.
TEMPLATES: dict[ProjectKind, tuple[tuple[str, str, float, bool], ...]] = {
    "model": (
        ("data", "data", 0.25, False),
        ("train", "training", 0.4, True),
        ("ab-test", "experiment", 0.1, False),
        ("rollout", "rollout", 0.25, False),
    ),
    "fine-tune": (
        ("data", "data", 0.3, False),
        ("tune", "training", 0.45, True),
        ("rollout", "rollout", 0.25, False),
    ),
    "platform": (
        ("design", "build", 0.2, False),
        ("build", "build", 0.6, False),
        ("rollout", "rollout", 0.2, False),
    ),
    "tech-debt": (("build", "build", 1.0, False),),
    "research": (("explore", "training", 0.6, True), ("report", "build", 0.4, False)),
    "migration": (
        ("prepare", "build", 0.3, False),
        ("serving", "build", 0.4, False),
        ("evaluation", "training", 0.1, True),
        ("rollout", "rollout", 0.2, False),
    ),
}
THEME_OF = {"model": "growth", "fine-tune": "growth", "platform": "efficiency", "tech-debt": "tech-debt"}


@dataclass(frozen=True)
class Demand:
    """What a typical project asks for."""

    effort: float
    """Engineer-weeks."""
    skills: tuple[str, ...]
    supply: tuple[float, ...]
    """Engineer-weeks that there are of each skill: projects ask for skills in this proportion."""
    gpu_hours: float
    accelerators: tuple[str, ...]
    weeks: int


def projects(
    draw: Draw, count: int, horizon: Horizon, demand: Demand, people: tuple[Person, ...]
) -> tuple[Project, ...]:
    """Draw projects; dependences point to earlier ones only."""
    drawn: list[Project] = []
    for number in range(count):
        drawn.append(_project(draw, number, horizon, demand, people, drawn))
    return tuple(drawn)


def _project(
    draw: Draw,
    number: int,
    horizon: Horizon,
    demand: Demand,
    people: tuple[Person, ...],
    earlier: list[Project],
) -> Project:
    mandatory = number < 2 and draw.on("mandatory", 0.6)
    # What must be done is tech debt: an effort share of that theme can then always be kept.
    kind: ProjectKind = "tech-debt" if mandatory else draw.one(tuple(TEMPLATES))
    # Nobody plans a project that cannot end in the horizon: a small crew can do it in half of that.
    effort = min(draw.spread(demand.effort, 0.5), 0.7 * demand.weeks)
    if mandatory:
        effort = min(effort, 0.1 * demand.weeks + 1)
    phases = _phases(draw, kind, max(effort, 1.0), horizon, demand, earlier, mandatory=mandatory)
    deadline = None
    if draw.on("deadlines", 0.3):
        hard = not mandatory and draw.on("hard_deadlines", 0.3)
        deadline = Deadline(
            date=draw.day(horizon, 0.4, 1.0), penalty_per_week=draw.money(0, 8000, 500), hard=hard
        )
    one_after = draw.on("depends_on", 0.2) and bool(earlier) and not mandatory
    return Project(
        id=f"project{number:02d}",
        name=f"Project {number}",
        theme=None
        if draw.chance(0.1) and not mandatory
        else THEME_OF.get(kind, draw.one(("growth", "trust"))),
        kind=kind,
        sponsor=draw.one(("Search", "Ads", None)),
        cost_centre=draw.one(("CC-100", "CC-300", None)),
        mandatory=mandatory,
        estimates="range" if draw.on("range_estimates", 0.2) else None,
        value=_value(draw, effort),
        feasibility=draw.number(0.3, 1.0) if draw.on("given_feasibility", 0.2) else None,
        deadline=deadline,
        window=Window(earliest=draw.day(horizon, 0.0, 0.3), latest=draw.day(horizon, 0.8, 1.0))
        if draw.on("windows", 0.15) and not mandatory
        else None,
        depends_on=(_dependence(draw, earlier),) if one_after else (),
        upkeep={draw.one(demand.skills): draw.one((0.05, 0.1, 0.2))} if draw.on("upkeep", 0.25) else {},
        serving_cost_per_week=draw.money(0, 3000) if draw.on("serving_cost", 0.3) else Decimal(0),
        retires=draw.day(horizon, 0.7, 1.3) if draw.on("retirement", 0.1) else None,
        people=_people_rules(draw, phases, people),
        phases=phases,
    )


def _people_rules(draw: Draw, phases: tuple[Phase, ...], people: tuple[Person, ...]) -> ProjectPeople:
    if not draw.on("people_rules", 0.2) or len(people) < 4:
        return ProjectPeople()
    if draw.chance(0.6):
        return ProjectPeople(forbidden=(draw.one(people).id,))
    able = [
        person.id for person in people if any(phase.effort.keys() & person.skills.keys() for phase in phases)
    ]
    return ProjectPeople(required=(draw.one(able),)) if able else ProjectPeople()


def _value(draw: Draw, effort: float) -> Value:
    """A rate that pays the effort back in about a year; some projects are worth far less or more."""
    per_week = round(draw.spread(5000 * effort / 40, 0.8, 0), -2)
    shaped = draw.on("value_shape", 0.5)
    return Value(
        per_week=draw.estimate(max(per_week, 100.0), 0),
        ramp_weeks=draw.whole(2, 12) if shaped else 1,
        decay_per_year=draw.number(0.05, 0.5) if shaped else 0.0,
        weeks=draw.whole(8, 60) if draw.on("value_windows", 0.2) else None,
        one_off=draw.estimate(per_week * 5, 0) if draw.on("one_off", 0.2) else None,
    )


def _dependence(draw: Draw, earlier: list[Project]) -> DependsOn:
    other = draw.one(earlier)
    phase = draw.one(other.phases).id if draw.chance(0.6) else None
    return DependsOn(project=other.id, phase=phase, lag_weeks=draw.whole(0, 2) if draw.on("lags", 0.3) else 0)


def _phases(
    draw: Draw,
    kind: ProjectKind,
    effort: float,
    horizon: Horizon,
    demand: Demand,
    earlier: list[Project],
    *,
    mandatory: bool,
) -> tuple[Phase, ...]:
    phases: list[Phase] = []
    for name, phase_kind, part, uses_gpu in TEMPLATES[kind]:
        after = [_after(draw, phases)] if phases else []
        if earlier and not mandatory and draw.on("cross_phase", 0.05):
            other = draw.one(earlier)
            after.append(After(project=other.id, phase=draw.one(other.phases).id))
        phases.append(
            _phase(draw, name, phase_kind, part * effort, tuple(after), horizon, demand, uses_gpu=uses_gpu)
        )
    if draw.on("fixed_time", 0.2):
        review = Phase(
            id="review", kind="review", after=(After(phase=phases[0].id),), weeks=draw.estimate(2.0)
        )
        phases.append(review)
    return tuple(phases)


def _after(draw: Draw, phases: list[Phase]) -> After:
    # Mostly a chain; sometimes two phases run beside each other.
    before = phases[-1] if len(phases) < 2 or draw.chance(0.8) else phases[-2]
    return After(phase=before.id, lag_weeks=draw.whole(1, 3) if draw.on("lags", 0.2) else 0)


def _phase(
    draw: Draw,
    name: str,
    kind: str,
    effort: float,
    after: tuple[After, ...],
    horizon: Horizon,
    demand: Demand,
    *,
    uses_gpu: bool,
) -> Phase:
    skills = _skills(draw, demand, effort)
    shares = draw.rng.dirichlet([3.0] * len(skills))
    needs = {
        s: draw.estimate(max(0.2, round(effort * float(part), 1)))
        for s, part in zip(skills, shares, strict=True)
    }
    most = draw.whole(len(skills), len(skills) + 2)
    weeks = (
        draw.estimate(float(draw.whole(1, 4))) if kind == "experiment" or draw.on("fixed_time", 0.1) else None
    )
    return Phase(
        id=name,
        kind=kind,
        after=after,
        weeks=weeks,
        effort=needs,
        crew=Crew(min=1, max=most) if draw.chance(0.7) else None,
        gpu=_gpu(draw, effort, demand) if uses_gpu and demand.accelerators else None,
        gate=_gate(draw) if kind in ("training", "experiment") and draw.on("gates", 0.8) else None,
        window=Window(earliest=draw.day(horizon, 0.0, 0.2)) if draw.on("windows", 0.05) else None,
        other_cost=draw.money(500, 20000) if draw.on("other_cost", 0.2) else Decimal(0),
    )


def _skills(draw: Draw, demand: Demand, effort: float) -> list[str]:
    """One or two skills, in proportion to what there is of them."""
    count = 2 if effort > 3 and draw.chance(0.4) else 1
    weights = [max(amount, 0.01) for amount in demand.supply]
    chosen = draw.rng.choice(
        len(demand.skills), size=count, replace=False, p=[weight / sum(weights) for weight in weights]
    )
    return [demand.skills[int(i)] for i in sorted(chosen)]


def _gpu(draw: Draw, effort: float, demand: Demand) -> Gpu:
    hours = max(10.0, round(draw.spread(demand.gpu_hours * effort / (0.4 * demand.effort + 1), 0.6, 0), -1))
    factors = {name: round(0.45**place, 2) for place, name in enumerate(demand.accelerators)}
    least = int(hours / (8 * 168)) + 1
    return Gpu(
        hours=draw.estimate(hours, 0),
        reference=demand.accelerators[0],
        accelerators=factors if draw.on("substitutes", 0.7) else {},
        max_devices=least * draw.whole(2, 4) if draw.on("max_devices", 0.6) else None,
    )


def _gate(draw: Draw) -> Gate:
    redo = Redo(redo=draw.one((0.25, 0.5)), times=draw.whole(1, 2)) if draw.on("redo", 0.5) else None
    return Gate(probability=draw.number(0.5, 0.95), on_failure=redo or "stop")
