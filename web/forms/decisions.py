"""Decisions on a plan in one line each, as forms carry them: `ranker out`, `ranker/train starts 2027-03-01`,
`ranker/train people amara bela`."""

from collections.abc import Sequence

from pydantic import ValidationError

from planner.domain.policies import Pin
from planner.errors import BadInput


def decision_text(pins: Sequence[Pin]) -> str:
    """The pins of one decision in a line; empty without pins."""
    people = [pin.person for pin in pins if pin.person]
    for pin in pins:
        if pin.starts:
            return f"{pin.project}/{pin.phase} starts {pin.starts}"
        if pin.person:
            return f"{pin.project}/{pin.phase} people {' '.join(filter(None, people))}"
    return " ".join(f"{pin.project} {'in' if pin.selected else 'out'}" for pin in pins[:1])


def read_decision(text: str) -> tuple[Pin, ...]:
    """The pins of a line; BadInput when it is none."""
    place, _, rest = text.partition(" ")
    project, _, phase = place.partition("/")
    verb, *values = rest.split() or [""]
    try:
        match (bool(phase), verb, values):
            case (False, "in" | "out", []):
                return (Pin(project=project, selected=verb == "in"),)
            case (True, "starts", [day]):
                starts = Pin.model_validate({"project": project, "phase": phase, "starts": day})
                return Pin(project=project, selected=True), starts
            case (True, "people", [_, *_]):
                people = [Pin(project=project, phase=phase, person=person) for person in values]
                return Pin(project=project, selected=True), *people
    except ValidationError as error:
        raise BadInput(f"pin: '{text}' cannot be kept: {error.errors()[0]['msg']}") from error
    raise BadInput(
        f"pin: '{text}' is not a decision such as 'ranker/train starts 2027-03-01'; go back and try again"
    )
