"""Scores in the table of projects, and the ranked list."""

from fastapi.testclient import TestClient


def names(text: str) -> list[str]:
    rows = text.partition("<tbody>")[2].split('<th scope="row"')[1:]
    return [row.partition('">')[2].partition("</a>")[0] for row in rows if "<a href" in row]


def test_the_table_shows_and_orders_by_a_score(client: TestClient, home: str) -> None:
    usual = client.get(f"{home}/projects", params={"sort": "-score"}).text
    own = client.get(
        f"{home}/projects", params={"sort": "-score", "score": "own", "formula": "0 - value"}
    ).text
    assert 'aria-sort="descending" class="num"' in usual
    with_score = [name for name in names(usual) if name]
    assert with_score != names(own)
    assert set(with_score) == set(names(own))
    assert "score=own&amp;formula=0+-+value" in own, "headings keep the formula"


def test_a_formula_that_cannot_be_used_is_told_and_nothing_is_lost(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/projects", params={"score": "own", "formula": "valeu / effort"})
    assert page.status_code == 200
    assert "is no figure of a project; did you mean &#39;value&#39;?" in page.text
    assert 'value="valeu / effort"' in page.text


def test_a_row_that_comes_back_has_the_score_of_its_page(client: TestClient, home: str) -> None:
    where = {"HX-Request": "true", "HX-Current-URL": f"http://x{home}/projects?score=own&formula=7+%2B+0"}
    row = client.get(f"{home}/projects/ranker-v3/row", params={"show": "1"}, headers=where).text
    assert 'data-label="Score">7</td>' in row


def test_the_ranked_list_draws_both_lines(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/projects/ranked", params={"score": "wsjf", "weeks": "60"}).text
    assert "Cut-off: 60 engineer-weeks as given end here" in page
    assert "WSJF: (value + penalty) / effort" in page
    assert page.index("Cut-off") < page.index('class="below"')
    assert "All of it fits" in client.get(f"{home}/projects/ranked", params={"weeks": "100,000"}).text
    wrong = client.get(f"{home}/projects/ranked", params={"weeks": "many"}).text
    assert "Engineer-weeks: &#39;many&#39; is no number" in wrong
