"""Many projects changed at once from their table, with one way back."""

import re

import pytest
from fastapi.testclient import TestClient


def rows(client: TestClient, home: str, *names: str) -> list[str]:
    """What the check boxes of these projects send."""
    page = client.get(f"{home}/projects").text
    return [re.findall(rf'value="({name}:\d+)"', page)[0] for name in names]


def test_selected_projects_are_changed_and_come_back_in_one_step(client: TestClient, home: str) -> None:
    chosen = rows(client, home, "ranker-v3", "query-understanding")
    before = client.get(f"{home}/projects").text
    view = "?q=r&theme=&score=rice&sort=name"
    done = client.post(f"{home}/projects/bulk{view}", data={"row": chosen, "change": "mandatory:yes"})
    assert done.status_code == 303
    assert done.headers["location"].startswith(f"{home}/projects{view}&said=changed&undo=")
    assert (
        client.get(f"{home}/projects").text.count("must have</span>") == before.count("must have</span>") + 2
    )
    undo = re.search(r'action="([^"]+/projects/undo/[^"]+)"', client.get(done.headers["location"]).text)
    assert undo
    assert client.post(undo[1]).status_code == 303
    assert client.get(f"{home}/projects").text.count("must have</span>") == before.count("must have</span>")


@pytest.mark.parametrize("change", ["pin:out", "pin:in", "theme:", "mandatory:yes"])
def test_every_choice_of_the_list_can_be_taken_back(client: TestClient, home: str, change: str) -> None:
    page = client.get(f"{home}/projects").text
    assert f'value="{change}"' in page
    answer = client.post(
        f"{home}/projects/bulk",
        data={"row": rows(client, home, "cold-start-recommendations"), "change": change},
    )
    token = answer.headers["location"].partition("undo=")[2]
    assert token
    assert client.post(f"{home}/projects/undo/{token}").status_code == 303
    assert client.post(f"{home}/projects/undo/{token}").status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"change": "delete:"}, 422, "at least one project"),
        ({"row": ["ranker-v3:1"], "change": ""}, 422, "what is to become"),
        ({"row": ["ranker-v3:1"], "change": "colour:red"}, 422, "what is to become"),
        ({"row": ["ranker-v3"], "change": "delete:"}, 422, "in their table"),
        ({"row": ["ranker-v3:999999"], "change": "delete:"}, 409, "changed by somebody else"),
        ({"row": ["zebra:1"], "change": "delete:"}, 404, "zebra"),
    ],
)
def test_what_cannot_be_done_is_said(
    client: TestClient, home: str, data: dict[str, str], status: int, said: str
) -> None:
    answer = client.post(f"{home}/projects/bulk", data=data)
    assert answer.status_code == status
    assert said in answer.text
