"""Replan after changes on the pages: the form, the plans that come of it, accepting, refusing."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from planner.document.plan_file import read_plan
from planner.persistence.database import Database
from planner.persistence.jobs import find_plan
from planner.persistence.tables import JobTable
from planner.services.identity import local_context
from planner.services.plans import get_plan, plan_of_record
from planner.services.portfolios import get_portfolio
from tests.planner.services.test_replans import work_on

#: Bob is away in week 4, when a is to ship; b is no longer wanted (see tests.planner.verify.example).
AWAY = {
    "as_of": "2027-01-18",
    "change_price": "10",
    "cards": "2",
    "c1.kind": "leave",
    "c1.person": "bob",
    "c1.from": "2027-02-01",
    "c1.to": "2027-02-05",
    "c1.note": "Parental leave",
    "c2.kind": "removed_project",
    "c2.project": "b",
}


@pytest.fixture
def page(board: str) -> str:
    return f"{board}/replan"


def asked(client: TestClient, page: str, typed: dict[str, str] = AWAY) -> str:
    """Address of the review of what was asked."""
    sent = client.post(page, data=typed)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def planned(database: Database, address: str) -> None:
    """Do the work of all three jobs."""
    scenario = address.rsplit("/", maxsplit=1)[-1]
    with database.write() as session:
        query = select(JobTable).where(JobTable.scenario_id == scenario).order_by(col(JobTable.id))
        rows = list(session.exec(query))
        for row in rows:
            row.settings = row.settings | {"seconds": 0.3}
        jobs = [row.id for row in rows]
    assert len(jobs) == 3
    for job in jobs:
        work_on(database, job)


@pytest.fixture
def review(client: TestClient, database: Database, page: str) -> str:
    """Address of a replanning with its three plans."""
    address = asked(client, page)
    planned(database, address)
    return address


def shown_plan(client: TestClient, address: str) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', client.get(address).text)
    assert found is not None
    return found.group(1)


def test_the_form_adds_and_removes_changes_and_keeps_what_was_typed(client: TestClient, page: str) -> None:
    begun = client.get(page).text
    assert 'name="c1.person"' in begun
    added = client.post(page, data=AWAY | {"step": "add", "kind": "lost_pool"}).text
    assert 'name="c3.pool"' in added
    assert 'value="Parental leave"' in added
    left = client.post(page, data=AWAY | {"step": "remove-1"}).text
    assert 'name="c1.project"' in left
    assert "Parental leave" not in left
    assert 'name="c2.' not in left


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"c1.to": "2027-01-25"}, "", "before it begins"),
        ({"c1.to": ""}, "c1.to", "Fill this in"),
        ({"change_price": "much"}, "change_price", "not a number"),
        ({"c1.kind": "slippage", "c1.phase": "a/ship"}, "c1.kind", "give one of `weeks`"),
        ({"c2.kind": "new_project", "c2.name": "New"}, "c2.skill", "Choose the skill"),
        ({"c2.kind": "new_project", "c2.name": "New", "c2.skill": "ml"}, "c2.effort", "how much work"),
        ({"as_of": "2031-01-04"}, "as_of", "horizon"),
        ({"document": "schema: quarterdeck/changes/1"}, "", "not both"),
        ({"cards": "0", "document": "schema: quarterdeck/changes/1\nchange: []"}, "", "unknown"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(
    client: TestClient, page: str, database: Database, fields: dict[str, str], field: str, said: str
) -> None:
    answer = client.post(page, data=AWAY | fields)
    assert answer.status_code == 422
    assert said in answer.text
    if field and not field.endswith(".kind"):
        assert f'id="e-{field}"' in answer.text
    with database.read() as session:
        assert not session.exec(select(JobTable).where(JobTable.plan_id == page.split("/")[-2])).all()


def test_three_plans_are_made_and_every_move_has_a_reason(client: TestClient, review: str) -> None:
    text = client.get(review).text
    assert "Bob is away from 1 Feb 2027 to 5 Feb 2027 (Parental leave)" in text
    assert "B is removed" in text or "is removed" in text
    assert "the price that holds" in text
    assert text.count("Show its moves") == 2
    free = re.findall(r'href="([^"]+\?plan=[^"]+)#moves-title"', text)
    assert "Moves at" in client.get(free[0]).text
    table = client.get(f"{review}/moves.csv?plan={shown_plan(client, review)}").text.splitlines()
    assert table[0].lstrip("\ufeff").startswith("Project,Phase,What,From,To,Why")
    assert len(table) > 1
    assert all(len(row.split(",")) >= 7 and row.split(",")[5] for row in table[1:])


def test_until_somebody_accepts_the_portfolio_and_its_newest_plan_stay(
    client: TestClient, database: Database, review: str
) -> None:
    base = review.partition("/replan/")[0]
    home = base.partition("/plans/")[0]
    assert f'{base}/load"' in client.get(f"{home}/plan").text
    with database.read() as session:
        portfolio = get_portfolio(local_context(session), home.split("/")[-1]).portfolio
        assert portfolio.progress is None
        assert all(not person.leave for person in portfolio.people)


def test_accepting_changes_the_portfolio_and_its_plan_of_record_and_can_be_taken_back(
    client: TestClient, database: Database, review: str
) -> None:
    home, _, rest = review.partition("/plans/")
    chosen = shown_plan(client, review)
    done = client.post(f"{review}/accept", data={"plan": chosen, "note": "Agreed on Monday"})
    assert done.status_code == 303
    here = str(done.headers["location"])
    accepted = client.get(here).text
    assert "Accepted" in accepted
    assert "Accept this plan" not in accepted
    with database.read() as session:
        ctx = local_context(session)
        portfolio = get_portfolio(ctx, home.split("/")[-1]).portfolio
        record = plan_of_record(ctx, home.split("/")[-1])
        assert record is not None
        assert record.id == chosen
        assert record.portfolio == portfolio  # the plan is one of the portfolio as it is now
        assert portfolio.progress is not None
        assert [person.id for person in portfolio.people if person.leave] == ["bob"]
    assert "Agreed on Monday" in client.get(f"{home}/plans").text
    newest = client.get(f"{home}/plan").text
    assert f'{home}/plans/{chosen}/load"' in newest
    assert "The portfolio has changed since" not in newest
    assert client.post(f"{review}/accept", data={"plan": chosen}).status_code == 409

    token = here.partition("undo=")[2]
    assert client.post(f"{review}/undo/{token}").status_code == 303
    with database.read() as session:
        ctx = local_context(session)
        assert (
            get_portfolio(ctx, home.split("/")[-1]).portfolio == get_plan(ctx, rest.split("/")[0]).portfolio
        )
        assert plan_of_record(ctx, home.split("/")[-1]) is None
        assert (
            find_plan(session, ctx.organisation_id, chosen).scenario_id == review.rsplit("/", maxsplit=1)[-1]
        )
    assert "Accept this plan" in client.get(review).text
    assert "Agreed on Monday" not in client.get(f"{home}/plans").text, "the decision is not in the history"


def test_accepting_a_plan_at_another_price_tells_that_the_price_of_moves_changes(
    client: TestClient, review: str
) -> None:
    text = client.get(review).text
    others = re.findall(r'href="([^"]+\?plan=[^"]+)#moves-title"', text)
    pages = [text, *(client.get(other).text for other in others)]
    told = [
        re.findall(r"The price of a move of the portfolio becomes [^;]+; it was nothing", page)
        for page in pages
    ]
    # The portfolio has none: at a price of nothing there is nothing to tell.
    assert sorted(len(found) for found in told) == [0, 1, 1]


def test_refusing_leaves_everything_and_stops_what_is_planned(
    client: TestClient, database: Database, page: str
) -> None:
    address = asked(client, page)
    assert client.post(f"{address}/refuse").status_code == 303
    with database.read() as session:
        jobs = session.exec(select(JobTable).where(JobTable.scenario_id == address.split("/")[-1])).all()
        assert [job.state for job in jobs] == ["cancelled"] * 3
    assert "Refused" in client.get(address).text
    assert client.post(f"{address}/accept", data={"plan": "x"}).status_code in (404, 409)


def test_a_clash_with_what_others_have_edited_is_refused(
    client: TestClient, database: Database, review: str
) -> None:
    home = review.partition("/plans/")[0]
    with database.write() as session:
        from planner.services.portfolios import replace_portfolio

        ctx = local_context(session)
        stored = get_portfolio(ctx, home.split("/")[-1])
        bob = stored.portfolio.people[1]
        others = (stored.portfolio.people[0], bob.model_copy(update={"name": "Robert"}))
        edited = stored.portfolio.model_copy(update={"people": others})
        replace_portfolio(ctx, stored.id, edited, version=stored.version)
    # Another place of the same person: both edits hold.
    chosen = shown_plan(client, review)
    assert client.post(f"{review}/accept", data={"plan": chosen}).status_code == 303
    with database.read() as session:
        people = get_portfolio(local_context(session), home.split("/")[-1]).portfolio.people
        assert [(person.name, bool(person.leave)) for person in people] == [("Ann", False), ("Robert", True)]


def test_a_review_of_another_plan_is_not_found(client: TestClient, review: str, page: str) -> None:
    assert client.get(f"{page}/{review.rsplit('/', maxsplit=1)[-1]}").status_code in (200, 404)
    assert client.get(f"{page}/unknown").status_code == 404


def test_a_document_is_read_as_on_the_command_line(client: TestClient, page: str, database: Database) -> None:
    document = (
        "schema: quarterdeck/changes/1\nas_of: 2027-01-18\nchanges:\n"
        "  - slippage: {project: a, phase: ship, weeks: 2}\n"
    )
    address = asked(client, page, {"cards": "0", "document": document})
    planned(database, address)
    text = client.get(address).text
    assert "takes 2 weeks longer" in text
    plan = read_plan(
        client.get(f"{address.partition('/plans/')[0]}/plans/{shown_plan(client, address)}/plan.json").content
    )
    ship = next(row for row in plan.phases if row.phase == "ship")
    assert (ship.finish - ship.start).days >= 28
