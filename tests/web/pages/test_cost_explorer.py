"""The cost explorer: dimensions, basis and files are chosen in the address, and everything adds up."""

import csv
import io
import re
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from pyarrow import parquet

from planner.persistence.database import Database
from planner.services.identity import local_context
from planner.services.plans import get_plan
from tests.stored import store_plan


@pytest.fixture(scope="module")
def explorer(database: Database) -> str:
    """Address of the explorer of a stored plan."""
    with database.write() as session:
        ctx = local_context(session)
        plan = get_plan(ctx, store_plan(ctx))
    return f"/portfolios/{plan.portfolio_id}/plans/{plan.id}/cost"


def rows(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_any_two_dimensions_add_up_to_the_total(client: TestClient, explorer: str) -> None:
    for down, across in (
        ("project", "quarter"),
        ("pool", "month"),
        ("phase", "kind"),
        ("theme", "treatment"),
    ):
        table = rows(client, f"{explorer}/explorer.csv?down={down}&across={across}")
        assert sum(Decimal(row["Total"]) for row in table) == 18800
        for row in table:
            amounts = [Decimal(value) for value in list(row.values())[1:]]
            assert sum(amounts[:-1]) == amounts[-1]


def test_the_page_shows_the_total_the_choices_and_the_files(client: TestClient, explorer: str) -> None:
    html = client.get(f"{explorer}/explorer?down=pool&kind=&basis=cash&chargeback=hours").text
    assert "$18,800.00 in all" in html
    assert '<option value="pool" selected>Pool</option>' in html
    links = re.findall(r'href="([^"]+/cost/files/[^"]+)"', html)
    assert len(links) == 6
    assert all(client.get(link.replace("&amp;", "&")).status_code == 200 for link in links)


def test_a_file_has_what_the_page_shows(client: TestClient, explorer: str) -> None:
    content = client.get(f"{explorer}/files/parquet?kind=compute&to=2027-01-31").content
    assert sum(parquet.read_table(io.BytesIO(content))["amount"].to_pylist()) == 1272


@pytest.mark.parametrize(
    "wrong", ["down=colour", "basis=magic", "from=soon", "currency=CHF", "project=zebra"]
)
def test_what_cannot_be_shown_is_answered_with_a_page(client: TestClient, explorer: str, wrong: str) -> None:
    assert client.get(f"{explorer}/explorer?{wrong}").status_code == 422


def test_an_unknown_format_is_refused(client: TestClient, explorer: str) -> None:
    answer = client.get(f"{explorer}/files/pdf")
    assert answer.status_code == 422
    assert "&#39;pdf&#39; is not a format" in answer.text
