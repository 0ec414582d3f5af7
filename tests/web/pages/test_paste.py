"""The first portfolio: from a sample, or pasted; nothing is stored before it was looked at."""

from fastapi.testclient import TestClient

PROJECTS = "Project\tValue a week\tModelling\tData\nRanker\t20000\t4 / 6 / 10\t2\nStore\t3000\t\t6"
PEOPLE = "Person\tFTE\tModelling\tData\nAmara\t1\t1\t\nBela\t80%\t0.5\tx"


def count(client: TestClient) -> int:
    return client.get("/").text.count("/portfolios/1")


def test_a_new_portfolio_is_looked_at_and_then_stored(client: TestClient) -> None:
    before = count(client)
    typed = {"name": "Pasted", "projects": PROJECTS, "people": PEOPLE}
    seen = client.post("/paste", data=typed)
    assert seen.status_code == 200
    assert "2 projects and 2 people can be stored; new skills: Modelling and Data" in seen.text
    assert count(client) == before, "looking stores nothing"
    stored = client.post("/paste", data=typed | {"store": "yes"})
    assert stored.status_code == 303
    home = stored.headers["location"].partition("/plan")[0]
    assert "Ranker" in client.get(f"{home}/projects").text
    assert "Bela" in client.get(f"{home}/people").text


def test_wrong_cells_are_shown_in_their_place_and_store_nothing(client: TestClient) -> None:
    before = count(client)
    typed = {"name": "Pasted", "projects": PROJECTS.replace("4 / 6 / 10", "lots"), "store": "yes"}
    refused = client.post("/paste", data=typed)
    assert refused.status_code == 422
    assert "lots" in refused.text, "what was pasted is still there"
    assert count(client) == before
    seen = client.post("/paste", data={k: v for k, v in typed.items() if k != "store"})
    assert "Row 2, column Modelling: &#39;lots&#39; is no number" in seen.text
    assert "Store all of it" not in seen.text


def test_rows_are_added_to_a_portfolio_unless_it_has_changed_meanwhile(client: TestClient, home: str) -> None:
    typed = {"projects": "Project\tmodelling\nSomething new\t3"}
    seen = client.post(f"{home}/paste", data=typed).text
    assert "1 project can be stored" in seen
    version = seen.partition('name="version" value="')[2].partition('"')[0]
    late = client.post(f"{home}/paste", data=typed | {"store": "yes", "version": str(int(version) - 1)})
    assert late.status_code == 409
    assert "Something new" not in client.get(f"{home}/projects").text
    done = client.post(f"{home}/paste", data=typed | {"store": "yes", "version": version})
    assert done.status_code == 303
    assert "Something new" in client.get(f"{home}/projects").text


def test_a_sample_is_stored_and_planned_at_once(client: TestClient) -> None:
    made = client.post("/templates/recommender")
    assert made.status_code == 303
    page = client.get(made.headers["location"]).text
    assert (
        "Two-tower retrieval" in client.get(made.headers["location"].partition("/plan")[0] + "/projects").text
    )
    assert "Waiting for a worker" in page
    assert client.post("/templates/nothing").status_code == 404


def test_rows_that_are_there_are_changed_only_where_that_is_asked_for(client: TestClient, home: str) -> None:
    typed = {"projects": "Project\tValue a week\nRanker v3\t77"}
    assert "there is already &#39;Ranker v3&#39;" in client.post(f"{home}/paste", data=typed).text
    seen = client.post(f"{home}/paste", data=typed | {"change": "yes"}).text
    assert "changes of 1 project that are there can be stored" in seen
    assert "checked" in seen
    version = seen.partition('name="version" value="')[2].partition('"')[0]
    asked = typed | {"change": "yes", "store": "yes", "version": version}
    assert client.post(f"{home}/paste", data=asked).status_code == 303
    assert "$77" in client.get(f"{home}/projects/ranker-v3").text
