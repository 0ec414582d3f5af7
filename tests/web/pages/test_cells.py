"""What the tables' script sends and gets: rows to draw, wrong cells, both versions, the way back."""

import pytest
from fastapi.testclient import TestClient


def version(client: TestClient, home: str, row: str = "ranker-v3") -> int:
    text = client.get(f"{home}/projects").text.partition(f'id="row-{row}" data-version="')[2]
    return int(text.partition('"')[0])


def test_a_stored_cell_comes_back_as_its_row(client: TestClient, home: str) -> None:
    rows = [{"id": "ranker-v3", "version": version(client, home), "cells": {"value": "77"}}]
    done = client.post(f"{home}/projects/cells", json={"rows": rows}).json()
    assert done["ids"] == ["ranker-v3"]
    assert "$77" in done["rows"][0]["html"]
    assert f'data-version="{version(client, home)}"' in done["rows"][0]["html"]
    back = client.post(f"{home}/projects/cells/undo/{done['undo']}").json()
    assert "$77" not in back["rows"][0]["html"]
    again = client.post(f"{home}/projects/cells/undo/{back['undo']}").json()
    assert "$77" in again["rows"][0]["html"]
    twice = client.post(f"{home}/projects/cells/undo/{done['undo']}")
    assert twice.status_code == 409
    assert "nothing to undo" in twice.json()["message"]


def test_an_undone_new_row_is_gone(client: TestClient, home: str) -> None:
    rows = [{"cells": {"name": "Quite new", "effort": "Modelling 3"}}]
    done = client.post(f"{home}/projects/cells", json={"rows": rows}).json()
    assert done["said"] == "1 project added."
    back = client.post(f"{home}/projects/cells/undo/{done['undo']}").json()
    assert back["gone"] == done["ids"]


def test_wrong_cells_and_both_versions_are_told(client: TestClient, home: str) -> None:
    old = version(client, home)
    bad = [{"id": "ranker-v3", "version": old, "cells": {"value": "lots"}}, {"cells": {"name": "X"}}]
    refused = client.post(f"{home}/projects/cells", json={"rows": bad})
    assert refused.status_code == 422
    assert [(w["row"], w["column"]) for w in refused.json()["wrong"]] == [(0, "value"), (1, "effort")]
    for text, status in (("55", 200), ("66", 409)):
        rows = [{"id": "ranker-v3", "version": old, "cells": {"value": text}}]
        answer = client.post(f"{home}/projects/cells", json={"rows": rows})
        assert answer.status_code == status
    assert answer.json()["theirs"] == [{"row": 0, "column": "value", "text": "55"}]
    assert 'data-text="55"' in answer.json()["rows"][0]["html"]


def test_a_sheet_that_cannot_be_used_is_told_by_column_and_row(client: TestClient, home: str) -> None:
    sheet = "Project\tValue a week\nRanker v3\tlots"
    refused = client.post(f"{home}/projects/cells", json={"sheet": sheet}).json()
    assert refused["wrong"][0]["message"].startswith("projects, column 2, row 2: 'lots' is no number")


@pytest.mark.parametrize("text", ["\\u0000", "x" * 20_000])
def test_text_that_cannot_be_stored_is_refused(client: TestClient, home: str, text: str) -> None:
    body = f'{{"rows": [{{"id": "ranker-v3", "version": {version(client, home)}, "cells": {{"name": "{text}"}}}}]}}'
    refused = client.post(
        f"{home}/projects/cells", content=body, headers={"content-type": "application/json"}
    )
    assert refused.status_code == 422
