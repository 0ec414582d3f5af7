import pytest

from planner.domain.compute import Pool
from planner.domain.portfolio import Portfolio
from planner.domain.team import Person, Position
from tests.web import samples
from web.forms.form import full_tree, read_form, shown
from web.forms.people import person_items, pool_items, position_items
from web.forms.rows import Item

PORTFOLIO = samples.portfolio()
ROWS = [
    *((person, person_items(PORTFOLIO)) for person in PORTFOLIO.people),
    *((position, position_items(PORTFOLIO)) for position in PORTFOLIO.positions),
    *((pool, pool_items(PORTFOLIO)) for pool in PORTFOLIO.pools),
]


@pytest.mark.parametrize(("body", "items"), ROWS, ids=lambda x: getattr(x, "id", ""))
def test_a_form_holds_all_of_a_row(body: Person | Position | Pool, items: tuple[Item, ...]) -> None:
    # Read over an empty document: what has no field would be lost.
    draft = read_form(items, shown(items, full_tree(body)), {"id": body.id}, type(body))
    assert draft.errors == {}
    assert draft.body == body


POOL = {
    "name": "Rack",
    "accelerator": "H100-SXM",
    "kind": "owned",
    "price_per_hour": "1",
    "price_per_hour-0-price": "0.9",
}


def test_one_row_of_devices_is_a_constant_and_more_are_steps() -> None:
    items = pool_items(PORTFOLIO)
    one = read_form(items, POOL | {"count": "1", "count-0-devices": "8"}, {"id": "rack"}, Pool)
    assert one.body is not None
    assert one.body.count == 8
    steps = {
        "count": "2",
        "count-0-devices": "8",
        "count-0-since": "2027-Q1",
        "count-1-devices": "16",
        "count-1-since": "2027-07-05",
    }
    more = read_form(items, POOL | steps, {"id": "rack"}, Pool)
    assert more.body is not None
    assert more.body.count == {"2027-Q1": 8, "2027-07-05": 16}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"count": "0"}, "count"),
        ({"count": "1", "count-0-devices": "-1"}, "count"),
        ({"count": "2", "count-0-devices": "8", "count-1-devices": "16"}, "count"),
        ({"count": "1", "count-0-devices": "8", "count-0-since": "soon"}, "count"),
        ({"count": "1", "count-0-devices": "8", "availability": "120"}, "availability"),
    ],
)
def test_devices_that_make_no_sense_are_refused(typed: dict[str, str], field: str) -> None:
    draft = read_form(pool_items(PORTFOLIO), POOL | typed, {"id": "rack"}, Pool)
    assert set(draft.errors) == {field}


def test_without_skills_the_form_says_where_to_name_them() -> None:
    bare = Portfolio.model_validate(
        full_tree(PORTFOLIO)
        | {
            "skills": [],
            "people": [],
            "positions": [],
            "projects": [],
            "pins": [],
            "relations": [],
            "drivers": [],
        }
    )
    skills = next(item for item in person_items(bare) if item.name == "skills")
    assert "settings" in skills.hint


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"fte": "150"}, "fte", "must be at most 100%"),
        ({"weekly_cost": "1000000000000000000"}, "weekly_cost", "must be at most 1,000,000,000,000"),
        ({"max_projects": "1.5"}, "max_projects", "must be a whole number"),
        (
            {"skills": "1", "skills-0-skill": "data", "skills-0-proficiency": "9"},
            "skills-0-proficiency",
            "at most 1.5",
        ),
        (
            {"leave": "1", "leave-0-from": "2027-05-07", "leave-0-to": "2027-05-03"},
            "leave-0-to",
            "before it begins",
        ),
    ],
)
def test_complaints_speak_the_language_of_the_form(typed: dict[str, str], field: str, words: str) -> None:
    draft = read_form(person_items(PORTFOLIO), {"name": "Ada"} | typed, {"id": "ada"}, Person)
    assert set(draft.errors) == {field}
    assert words in draft.errors[field]
