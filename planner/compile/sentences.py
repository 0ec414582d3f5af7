"""Reasons as sentences with numbers, for people."""

from math import ceil

from planner.compile.index import Index
from planner.domain.plan import Reason, Repair
from planner.domain.rounding import short_effort, short_number
from solvers.portfolio.solution import Refusal


def reason_of(index: Index, refusal: Refusal) -> Reason:
    """Why a project is not selected, in one sentence."""
    return Reason(rule=refusal.rule, text=_sentence(index, refusal), detail=refusal.detail)


def repair_of(index: Index, refusal: Refusal) -> Repair:
    """What to relax so that a plan exists."""
    if refusal.project < 0:
        when = refusal.detail.get("quarter") or "the horizon"
        # In full and rounded up: whoever raises the budget by this much must not still be short.
        over = f"{ceil(float(str(refusal.detail['over']))):,} {index.portfolio.currency}"
        return Repair(
            rule=refusal.rule,
            text=f"Reserved and owned pools alone cost {over} more than the compute budget of {when}: "
            "raise the budget by that much, or commit to less.",
        )
    project = index.project_list[refusal.project]
    pinned = any(pin.project == project.id for pin in index.portfolio.pins)
    way_out = "Release its pins" if pinned else "Make it optional"
    return Repair(
        rule=refusal.rule,
        text=f"{project.name} must be in the plan but cannot be: {_sentence(index, refusal)} {way_out}, or relax that.",
    )


def _sentence(index: Index, refusal: Refusal) -> str:
    detail = refusal.detail
    phase = f" of phase {detail['phase']}" if detail.get("phase") else ""
    if refusal.rule == "value.displaced":
        return _displaced(index, refusal)
    sentences = {
        "pin.selected": "It is pinned out of the plan.",
        "skill.missing": f"Needs {_lacking(index, refusal)}; nobody who may work on it has it.",
        "capacity.person": f"Nobody has enough free weeks in a row for the "
        f"{_weeks(detail.get('effort', 0))} engineer-weeks{phase}, even with no other project.",
        "crew.range": f"No crew of the permitted size covers the skills{phase}.",
        "capacity.pool": f"The permitted pools cannot serve the GPU-hours{phase} in time.",
        "calendar.window": f"It does not fit between its earliest start and the end of its window or of the "
        f"horizon{phase and ', because' + phase.replace(' of', '', 1)}, even with no other project.",
        "deadline.hard": "It cannot launch by its hard deadline, even with no other project.",
        "budget.people": "The people budget does not cover it, even with no other project.",
        "budget.compute": "The compute budget does not cover it, even with no other project.",
        "policy.wip": "The limit on active projects leaves no room for it.",
        "policy.share": "Alone it would break the share of effort that a theme must have in a quarter.",
        "policy.freeze": "A freeze blocks the weeks it needs.",
        "selection.requires": "A project that it depends on cannot be in the plan.",
        "selection.exclusive": _group(index, refusal),
        "pin.start": f"The pinned start{phase} cannot hold.",
        "pin.person": f"The pinned person{phase} cannot work on it then.",
        "people.required": "A person who must work on it has no time for it.",
        "upkeep": "Nobody can give the upkeep that it needs after launch.",
        "value.negative": "It costs more than it brings, even launched as early as possible.",
    }
    return sentences.get(refusal.rule, f"The rule {refusal.rule} forbids it.")


def _displaced(index: Index, refusal: Refusal) -> str:
    detail = refusal.detail
    worth = detail.get("value")
    value = f" It would bring {_amount(index, worth)} alone." if worth is not None else ""
    if detail.get("skill"):
        needed, supply, free = (_weeks(detail[key]) for key in ("needed", "supply", "free"))
        return (
            f"Other projects are worth more. Phase {detail.get('phase')} needs {needed} engineer-weeks of "
            f"{_names(index, detail['skill'])}; of {supply} that {detail['people']} people offer over the "
            f"horizon, {free} are left, and not in one piece when it needs them.{value}"
        )
    if detail.get("binding") == "change_price":
        return "It would bring less than the price of the moves from the plan of record that it takes."
    binding = {
        "capacity.pool": "the permitted pools have no hours left when it needs them",
        "calendar.window": "what is left of people and pools is too late for it",
        "budget.compute": "the compute budget is used up",
        "budget.people": "the people budget is used up",
        "policy.wip": f"the limit of {index.portfolio.policies.max_active_projects} active projects is used up",
        "policy.share": "it would take a theme's part of the effort out of its bounds",
        "upkeep": "nobody has time left for its upkeep after launch",
        "deadline.hard": "what is left would bring it in after its hard deadline",
        "crew.range": "no crew of the permitted size is left",
        "value.negative": "with what is left it costs more than it brings",
        "pin.start": "the people for its pinned start are on better projects",
    }.get(str(detail.get("binding")), "the time left for search was too short to fit it in")
    return f"Other projects are worth more: {binding}.{value}"


def _lacking(index: Index, refusal: Refusal) -> str:
    """What is missing, such as "6.5 engineer-weeks of Database in design and build"."""
    lacking = str(refusal.detail.get("skills")).split(", ")
    project = index.project_list[refusal.project]
    names = {skill.id: skill.name for skill in index.portfolio.skills}
    parts = []
    for skill in lacking:
        phases = [
            phase for phase in project.phases if skill in phase.effort and phase.effort[skill].likely > 0
        ]
        if phases:
            weeks = sum(phase.effort[skill].likely for phase in phases)
            where = " and ".join(phase.id for phase in phases)
            parts.append(f"{short_effort(weeks)} engineer-weeks of {names.get(skill, skill)} in {where}")
        if skill in project.upkeep:
            parts.append(f"{project.upkeep[skill]:g} people with {names.get(skill, skill)} for its upkeep")
    return ", ".join(parts)


def _group(index: Index, refusal: Refusal) -> str:
    """The group that is full, by name."""
    project = index.project_list[refusal.project].id
    names = {p.id: p.name for p in index.project_list}
    for relation in index.portfolio.relations:
        members = relation.of or relation.exclusive
        if project in members:
            most = 1 if relation.at_most is None else relation.at_most
            listed = " and ".join(
                filter(None, [", ".join(names[m] for m in members[:-1]), names[members[-1]]])
            )
            return f"At most {most} of {listed} may be in the plan, and better ones are."
    return "Only so many projects of its group may be selected, and better ones are."


def _names(index: Index, skills: object) -> str:
    names = {skill.id: skill.name for skill in index.portfolio.skills}
    return ", ".join(names.get(part, part) for part in str(skills).split(", "))


def _amount(index: Index, value: object) -> str:
    return f"{short_number(float(str(value)))} {index.portfolio.currency}"


def _weeks(value: object) -> str:
    return short_effort(float(str(value)))
