"""The board without a browser: the proposal as a page, kept, taken back."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.persistence.database import Database
from planner.services.identity import local_context
from tests.planner.verify.example import Case
from tests.stored import store_plan


@pytest.fixture(scope="module")
def case() -> tuple[Portfolio, Plan]:
    return Case().read()


@pytest.fixture
def board(database: Database, case: tuple[Portfolio, Plan]) -> str:
    """Address of a plan of two projects: `b` starts on 4 Jan."""
    from planner.persistence.jobs import find_plan

    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx, *case)
        return f"/portfolios/{find_plan(session, ctx.organisation_id, plan_id).portfolio_id}/plans/{plan_id}"


def fields(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def test_the_roadmap_says_what_can_be_dragged_and_offers_the_same_as_a_form(
    client: TestClient, board: str
) -> None:
    page = client.get(board, params={"zoom": "week"}).text
    assert f'data-board="{board}/proposal?zoom=week"' in page
    assert 'data-project="b" data-starts="2027-01-04"' in page
    assert '<option value="b">B</option>' in page
    assert set(fields(page, "zoom")) == {"week"}, "the forms keep the view"
    assert 'min="2027-01-04" max="2027-06-27"' in page


def test_a_place_is_answered_as_a_page_with_striped_bars_and_buttons(client: TestClient, board: str) -> None:
    page = client.get(
        f"{board}/proposal", params={"project": "b", "starts": "2027-01-21", "lanes": "person"}
    ).text
    # Any day of the week will do. With all of Bob it takes one week in place of two, so it ends one later: 500 less.
    assert "B to the week of 18 Jan 2027, 2 weeks later" in page
    assert "The plan loses $500" in page
    assert page.count('class="proposed" x=') >= 2, "the bar and the mark beside the table"
    assert fields(page, "pin")[0] == "b/fix starts 2027-01-18"
    assert f'<a class="btn" href="{board}?lanes=person" data-discard>' in page
    assert '<option value="b" selected>' in page


def test_a_phase_is_given_to_somebody_else_and_the_project_stays_in(client: TestClient, board: str) -> None:
    page = client.get(f"{board}/proposal", params={"place": "b/fix", "person": "ann"}).text
    assert "Ann onto fix of B" in page
    assert '<option value="b/fix" selected>' in page
    assert '<option value="ann" selected>' in page
    form = {"version": fields(page, "version")[0], "pin": ["b/fix people ann"]}
    client.post(f"{board}/pins", data=form)
    pins = client.get(f"{board.partition('/plans/')[0]}/export.json").json()["pins"]
    assert {"project": "b", "selected": True} in pins
    assert {"project": "b", "phase": "fix", "person": "ann"} in pins


def test_a_project_is_taken_out_and_tried_in(client: TestClient, board: str) -> None:
    page = client.get(f"{board}/proposal", params={"project": "b", "selected": "false"}).text
    assert "B out of the plan" in page
    assert "b out" in fields(page, "pin")
    assert 'class="bar f2 moves"' in page
    assert "would come in" not in page


def test_in_lanes_by_person_bars_say_which_phase_changes_hands(client: TestClient, board: str) -> None:
    page = client.get(board, params={"lanes": "person"}).text
    assert re.search(r'<g data-person="bob" data-y="[\d.]+" data-height="98">', page), (
        "30 and two times 34 pixels"
    )
    assert 'data-phase="fix"' in page
    assert "Drag it to another person" in page
    assert "data-person" not in client.get(board, params={"lanes": "pool"}).text


def test_the_script_gets_the_proposal_alone(client: TestClient, board: str) -> None:
    query = {"project": "b", "starts": "2027-01-18"}
    part = client.get(f"{board}/proposal", params=query, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "b 2027-01-18 2027-01-25;" in part


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"project": "b", "starts": "someday"}, "starts: 'someday' is no day"),
        ({"project": "b", "starts": "2031-01-06"}, "is not from 2027-01-04"),
        ({"project": "zz", "starts": "2027-01-18"}, "there is no project 'zz'"),
        ({"project": "b"}, "give one of"),
        ({"starts": "2027-01-18"}, "project: Field required"),
        ({"project": "b", "phase": "gone", "starts": "2027-01-18"}, "has no phase"),
    ],
)
def test_what_cannot_be_tried_is_said_beside_the_form(
    client: TestClient, board: str, query: dict[str, str], said: str
) -> None:
    answer = client.get(f"{board}/proposal", params=query)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert f'value="{query.get("starts", "")}">' in answer.text, "what was typed stays"
    part = client.get(f"{board}/proposal", params=query, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert said in part.text.replace("&#39;", "'")


def test_keeping_it_pins_it_and_plans_again_and_undo_takes_it_back(client: TestClient, board: str) -> None:
    home = board.partition("/plans/")[0]
    page = client.get(f"{board}/proposal", params={"project": "b", "starts": "2027-01-18"}).text
    form = {"version": fields(page, "version")[0], "pin": fields(page, "pin")[-1:]}
    kept = client.post(f"{board}/pins", params={"zoom": "week"}, data=form)
    assert kept.status_code == 303
    location = str(kept.headers["location"])
    assert location.startswith(f"{board}?zoom=week&said=pinned&undo=")
    after = client.get(location).text
    assert "Waiting for a worker" in after
    undo = re.findall(r'action="([^"]+/undo/[^"]+)"', after)[0]
    assert "starts: 2027-01-18" in client.get(f"{home}/export.yaml").text
    assert client.post(undo).headers["location"] == f"{board}?said=unpinned"
    assert "pins:" not in client.get(f"{home}/export.yaml").text
    assert client.post(undo).status_code == 404


def test_all_of_a_proposal_can_be_pinned(client: TestClient, board: str) -> None:
    home = board.partition("/plans/")[0]
    rows = ["b/fix starts 2027-01-18", "a out"]
    form = {"version": "1", "pin": rows[:1], "every": rows}
    client.post(f"{board}/pins", data={**form, "all_rows": "true"})
    exported = client.get(f"{home}/export.json").json()["pins"]
    assert {(p["project"], p["selected"]) for p in exported if "selected" in p} == {
        ("a", False),
        ("b", True),
    }


@pytest.mark.parametrize(
    "line", ["", "b", "b maybe", "b/fix starts", "b/fix starts someday", "b starts 2027-01-18", "b/fix out"]
)
def test_a_line_that_is_no_decision_is_refused(client: TestClient, board: str, line: str) -> None:
    answer = client.post(f"{board}/pins", data={"version": "1", "pin": [line]})
    assert answer.status_code == 422
    assert "pin" in answer.text


def test_a_proposal_that_is_out_of_date_is_refused(client: TestClient, board: str) -> None:
    form = {"version": "1", "pin": ["b/fix starts 2027-01-18"]}
    assert client.post(f"{board}/pins", data=form).status_code == 303
    assert client.post(f"{board}/pins", data=form).status_code == 409


def test_a_plan_is_only_found_in_its_own_portfolio(client: TestClient, board: str, home: str) -> None:
    elsewhere = f"{home}/plans/{board.rpartition('/')[2]}"
    query = {"project": "b", "starts": "2027-01-18"}
    for headers in ({}, {"HX-Request": "true"}):
        assert client.get(f"{elsewhere}/proposal", params=query, headers=headers).status_code == 404
    form = {"version": "1", "pin": ["b/fix starts 2027-01-18"]}
    assert client.post(f"{elsewhere}/pins", data=form).status_code == 404
    assert client.post(f"{board}/pins", data=form).status_code == 303, "nothing was stored before"
