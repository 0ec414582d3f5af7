"""Rules on which projects are in the plan, and people's pins."""

from collections.abc import Iterator

from planner.domain.plan import Violation
from planner.verify.facts import Facts


def selection_mandatory(facts: Facts) -> Iterator[Violation]:
    """selection.mandatory: every mandatory project is selected."""
    for project in facts.portfolio.projects:
        if project.mandatory and project.id not in facts.selected:
            yield Violation("selection.mandatory", f"Project {project.id} is mandatory but not selected.")


def selection_exclusive(facts: Facts) -> Iterator[Violation]:
    """selection.exclusive: of a set of projects, no more than its limit are selected (one, for
    `exclusive`)."""
    for relation in facts.portfolio.relations:
        names, most = (relation.exclusive, 1) if relation.exclusive else (relation.of, relation.at_most)
        chosen = sorted(facts.selected.intersection(names))
        if most is not None and len(chosen) > most:
            yield Violation(
                "selection.exclusive",
                f"{', '.join(chosen)} are selected; at most {most} of {', '.join(names)} may be.",
            )


def selection_requires(facts: Facts) -> Iterator[Violation]:
    """selection.requires: with a project, those that it requires, depends on or waits for are selected
    too."""
    needs: list[tuple[str, str]] = [r.requires for r in facts.portfolio.relations if r.requires is not None]
    for project in facts.portfolio.projects:
        needs += [(project.id, other.project) for other in project.depends_on]
        needs += [
            (project.id, after.project)
            for phase in project.phases
            for after in phase.after
            if after.project is not None
        ]
    for name, other in dict.fromkeys(needs):
        if name in facts.selected and other not in facts.selected:
            yield Violation(
                "selection.requires", f"Project {name} is selected but needs {other}, which is not."
            )


def pin_selected(facts: Facts) -> Iterator[Violation]:
    """pin.selected: a project that a person has put in or out of the plan is in or out of it."""
    for pin in facts.portfolio.pins:
        if pin.selected is not None and pin.selected != (pin.project in facts.selected):
            wanted, found = ("in", "out of") if pin.selected else ("out of", "in")
            yield Violation(
                "pin.selected", f"Project {pin.project} is pinned {wanted} the plan but is {found} it."
            )


def pin_start(facts: Facts) -> Iterator[Violation]:
    """pin.start: the phase of a selected project starts in the pinned week."""
    for pin in facts.portfolio.pins:
        span = facts.spans.get((pin.project, pin.phase)) if pin.phase is not None else None
        begun = (pin.project, pin.phase) in facts.started
        if pin.starts is not None and span is not None and not begun and span[0] != facts.week(pin.starts):
            yield Violation(
                "pin.start",
                f"{pin.project}/{pin.phase} is pinned to start on {pin.starts} but starts on "
                f"{facts.date(span[0])}.",
            )


def pin_person(facts: Facts) -> Iterator[Violation]:
    """pin.person: the pinned person is on the crew of the phase of a selected project."""
    for pin in facts.portfolio.pins:
        if pin.person is None or pin.phase is None or (pin.project, pin.phase) not in facts.spans:
            continue
        if facts.over((pin.project, pin.phase)):
            continue
        if pin.person not in facts.crews.get((pin.project, pin.phase), frozenset()):
            yield Violation(
                "pin.person", f"{pin.person} is pinned to {pin.project}/{pin.phase} but is not on its crew."
            )


RULES = (
    selection_mandatory,
    selection_exclusive,
    selection_requires,
    pin_selected,
    pin_start,
    pin_person,
)
