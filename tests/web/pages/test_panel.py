"""The panel of a project beside the roadmap, without a browser."""

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.comments import add_comment
from planner.services.identity import local_context
from tests.stored import store_plan


@pytest.fixture
def board(database: Database) -> str:
    from planner.persistence.jobs import find_plan

    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        portfolio_id = find_plan(session, ctx.organisation_id, plan_id).portfolio_id
        add_comment(ctx, portfolio_id, "a", "Looked at")
        return f"/portfolios/{portfolio_id}/plans/{plan_id}"


def test_a_bar_leads_to_the_roadmap_with_the_panel_beside_it(client: TestClient, board: str) -> None:
    page = client.get(board, params={"zoom": "week"}).text
    assert f'href="{board}/projects/a?zoom=week#panel"' in page
    assert '<aside class="panel" id="panel" aria-label="The project beside the roadmap" hidden>' in page
    opened = client.get(f"{board}/projects/a", params={"zoom": "week"}).text
    assert 'data-board="' in opened, "the roadmap is there too"
    assert 'id="panel-title" tabindex="-1">A</h2>' in opened
    assert f'<a class="btn sm icon-only plain" href="{board}?zoom=week" data-close' in opened


def test_another_look_at_the_roadmap_keeps_the_panel(client: TestClient, board: str) -> None:
    opened = client.get(f"{board}/projects/a", params={"zoom": "week"}).text
    for query in ("?lanes=person&amp;zoom=week", "?zoom=quarter"):
        assert f'href="{board}/projects/a{query}"' in opened
        assert f'href="{board}{query}"' not in opened
    assert f'href="{board}?zoom=quarter"' in client.get(board, params={"zoom": "week"}).text


def test_it_says_why_here_who_else_and_what_it_costs(client: TestClient, board: str) -> None:
    part = client.get(f"{board}/projects/a", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "ship starts on 25 Jan 2027 but waits for train, done on 1 Feb 2027." in part
    assert "Waits for other work" in part
    assert "2 engineer-weeks, ML" in part
    assert "Comments</a>" not in part
    assert "Comments (1)" in part
    assert "There is no forecast of this plan yet." in part
    assert "Find out what would change it" in part
    assert "Nobody else has the skills that it needs." in part


def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, board: str) -> None:
    assert client.get(f"{board}/projects/nothing").status_code == 404
    other = board.partition("/plans/")[0] + "x/plans/" + board.rpartition("/")[2]
    assert client.get(f"{other}/projects/a").status_code == 404
