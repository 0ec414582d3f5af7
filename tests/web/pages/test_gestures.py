"""The history of changes by hand, without a browser."""

import re

from fastapi.testclient import TestClient


def keep(client: TestClient, board: str) -> None:
    page = client.get(f"{board}/proposal", params={"project": "b", "starts": "2027-01-18"}).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    client.post(f"{board}/pins", data={"version": version.group(1), "pin": ["b/fix starts 2027-01-18"]})


def test_gestures_are_told_in_words_taken_back_and_made_again(client: TestClient, board: str) -> None:
    home = board.partition("/plans/")[0]
    assert "Nothing was changed by hand yet" in client.get(f"{home}/gestures").text
    keep(client, board)
    page = client.get(f"{home}/gestures").text
    assert "B: fix starts in the week of 18 Jan 2027" in page
    assert "In every plan" not in page, "that follows from the move"
    assert "1 change by hand kept" in page
    undo = re.search(rf'action="({home}/gestures/[^"]+/undo)"', page)
    assert undo
    assert client.post(undo.group(1)).headers["location"] == f"{home}/gestures?said=taken-back"
    page = client.get(f"{home}/gestures").text
    assert "Taken back just now" in page
    redo = re.search(rf'action="({home}/gestures/[^"]+/redo)"', page)
    assert redo
    client.post(redo.group(1))
    pins = client.get(f"{home}/export.json").json()["pins"]
    assert {"project": "b", "phase": "fix", "starts": "2027-01-18"} in pins


def test_the_board_has_both_steps_and_says_what_they_are(client: TestClient, board: str) -> None:
    assert "data-step" not in client.get(board).text
    keep(client, board)
    page = client.get(board).text
    assert 'data-step="undo"' in page
    assert 'data-step="redo"' not in page
    assert "B: fix starts in the week of 18 Jan 2027" in page
    undo = re.search(r'action="([^"]+)" data-step="undo"', page)
    assert undo
    client.post(undo.group(1))
    page = client.get(board).text
    redo = re.search(r'action="([^"]+)" data-step="redo"', page)
    assert redo
    assert client.post(redo.group(1)).headers["location"] == f"{board}?said=made-again"
    # Nobody takes back what is not there.
    assert client.post(undo.group(1) + "x").status_code == 404


def test_panel_and_project_page_say_who_pinned_and_where_the_rest_comes_from(
    client: TestClient, board: str
) -> None:
    keep(client, board)
    page = client.get(f"{board.partition('/plans/')[0]}/projects/b").text
    assert re.search(r"fix starts in the week of 18 Jan 2027 <span[^>]*>pinned by Owner, just now", page)
    assert "from the document that was brought in by Owner, just now" in page
    part = client.get(f"{board}/projects/b", headers={"HX-Request": "true"}).text
    assert "but for what is pinned or has begun" in part
