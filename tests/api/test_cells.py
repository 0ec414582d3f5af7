"""Cells, pasted sheets and templates through the API."""

from fastapi.testclient import TestClient

ROOT = "/api/v1/portfolios"


def test_cells_are_stored_in_the_versions_that_were_read(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/projects"
    body = {"rows": [{"id": "churn", "version": 1, "cells": {"value": "9000"}}]}
    done = client.post(f"{path}/cells", json=body)
    assert done.status_code == 200
    assert client.get(f"{path}/churn").json()["body"]["value"]["per_week"]["likely"] == 9000
    late = client.post(
        f"{path}/cells", json={"rows": [{"id": "churn", "version": 1, "cells": {"value": "1"}}]}
    )
    assert late.status_code == 412
    assert late.json()["errors"] == [
        {"path": "rows[0].cells.value", "message": "you wrote '1', stored by now is '9000'"}
    ]
    undone = client.post(f"/api/v1/undo/{done.json()['undo_token']}")
    assert undone.json()["ids"] == ["churn"]
    assert client.post(f"/api/v1/undo/{undone.json()['undo_token']}").status_code == 200
    assert client.get(f"{path}/churn").json()["body"]["value"]["per_week"]["likely"] == 9000


def test_a_wrong_cell_is_told_with_its_place(client: TestClient, portfolio_id: str) -> None:
    rows = [{"cells": {"name": "New", "value": "lots"}}]
    refused = client.post(f"{ROOT}/{portfolio_id}/projects/cells", json={"rows": rows})
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [
        "rows[0].cells.value",
        "rows[0].cells.effort",
    ]


def test_a_sheet_is_pasted_beside_and_over_what_is_there(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}"
    etag = client.get(path).headers["etag"]
    name = client.get(f"{path}/projects/churn").json()["body"]["name"]
    body = {"projects": f"Project\tValue a week\n{name}\t77"}
    assert client.post(f"{path}/paste", json=body, headers={"if-match": etag}).status_code == 422
    done = client.post(f"{path}/paste", json=body | {"change": True}, headers={"if-match": etag})
    assert done.status_code == 200
    assert client.get(f"{path}/projects/churn").json()["body"]["value"]["per_week"]["likely"] == 77
    assert (
        client.post(f"{path}/paste", json=body | {"change": True}, headers={"if-match": etag}).status_code
        == 412
    )


def test_a_portfolio_begins_with_a_sheet_or_a_template(client: TestClient) -> None:
    sheet = {"name": "Pasted", "projects": "Project\tModelling\nA\t3", "people": "Person\tModelling\nAna\tx"}
    made = client.post("/api/v1/paste", json=sheet)
    assert made.status_code == 201
    assert [p["name"] for p in made.json()["portfolio"]["projects"]] == ["A"]
    known = [row["id"] for row in client.get("/api/v1/templates").json()["items"]]
    assert "forecasting" in known
    opened = client.post("/api/v1/templates/forecasting")
    assert opened.status_code == 201
    jobs = client.get("/api/v1/jobs", params={"portfolio_id": opened.json()["id"]}).json()["items"]
    assert [job["kind"] for job in jobs] == ["plan"]
    assert client.post("/api/v1/templates/nothing").status_code == 404


def test_half_a_character_is_refused(client: TestClient, portfolio_id: str) -> None:
    body = '{"rows": [{"id": "churn", "version": 1, "cells": {"name": "\\ud800"}}]}'
    path = f"{ROOT}/{portfolio_id}/projects/cells"
    assert client.post(path, content=body, headers={"content-type": "application/json"}).status_code == 422


def test_projects_are_ranked(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/ranking"
    found = client.get(path, params={"score": "own", "formula": "value", "weeks": 5}).json()
    scores = [row["score"] for row in found["projects"] if not row["mandatory"]]
    assert scores == sorted(scores, reverse=True)
    refused = client.get(path, params={"score": "own", "formula": "valeu"})
    assert refused.status_code == 422
    assert "did you mean 'value'" in refused.json()["detail"]


def test_many_projects_are_changed_alike_and_back(client: TestClient, portfolio_id: str) -> None:
    projects = f"/api/v1/portfolios/{portfolio_id}/projects"
    items = client.get(projects).json()["items"]
    asked = {"rows": [{"id": i["id"], "version": i["version"]} for i in items], "change": {"mandatory": True}}
    done = client.post(f"{projects}/bulk", json=asked)
    assert done.status_code == 200
    assert done.json()["ids"] == [i["id"] for i in items]
    assert all(i["body"]["mandatory"] for i in client.get(projects).json()["items"])
    assert client.post(f"{projects}/bulk/undo/{done.json()['undo_token']}").status_code == 204
    assert [i["body"] for i in client.get(projects).json()["items"]] == [i["body"] for i in items]
    both = asked | {"change": {"mandatory": True, "pin": "in"}}
    assert client.post(f"{projects}/bulk", json=both).status_code == 422
