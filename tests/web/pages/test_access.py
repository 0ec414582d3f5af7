"""Users, roles and tokens on their page: what owners do, what others see, errors at their fields."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.context import Actor, Context, Role
from planner.services.identity import authenticate_token, local_context
from planner.services.users import list_users
from tests.web.pages.conftest import pages_over

PAGE = "/access"


def names(client: TestClient) -> list[str]:
    """Of the users, as the page lists them."""
    table = client.get(PAGE).text.partition("<caption")[2].partition("</table>")[0]
    return [re.sub("<.*?>", "", row).strip() for row in re.findall(r'<th scope="row">(.*?)</th>', table)]


def user_id(database: Database, name: str) -> str:
    with database.read() as session:
        found = list_users(local_context(session), limit=200).items
    return next(user.id for user in found if user.name == name)


def secret(page: str) -> str:
    found = re.search(r'id="secret" value="([^"]+)"', page)
    assert found, page
    return found[1]


def error_of(page: str, field: str) -> str:
    """What stands at a field, which says that it is wrong."""
    assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true" aria-describedby="e-{field}"', page), page
    found = re.search(rf'id="e-{field}">([^<]+)<', page)
    assert found
    return found[1]


def test_a_user_is_added_let_in_given_a_role_and_removed(client: TestClient, database: Database) -> None:
    made = client.post(f"{PAGE}/users", data={"name": "Ann", "role": "viewer"})
    assert made.status_code == 200
    link = secret(made.text)
    assert re.fullmatch(r"http://testserver/login\?token=[\w-]+", link)
    assert "Ann" in names(client)
    assert link not in client.get(PAGE).text, "the link is shown once"
    ann = user_id(database, "Ann")
    again = client.post(f"{PAGE}/users/{ann}/link")
    assert secret(again.text) != link
    changed = client.post(f"{PAGE}/users/{ann}/role", data={"role": "editor"})
    assert changed.headers["location"] == f"{PAGE}?said=role-changed"
    assert re.search(r'aria-label="Role of Ann">.*?value="editor" selected', client.get(PAGE).text)
    assert client.post(f"{PAGE}/users/{ann}/remove").headers["location"] == f"{PAGE}?said=user-removed"
    assert "Ann" not in names(client)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": "", "role": "viewer"}, "name", "Name is needed"),
        ({"name": "x" * 201, "role": "viewer"}, "name", "give 1 to 200 printable characters"),
        ({"name": "Owner", "role": "viewer"}, "name", "There is a user"),
        ({"name": "Zoe", "role": "boss"}, "role", "is not known: take one of viewer, editor, owner"),
    ],
)
def test_a_user_who_cannot_be_added_is_refused_at_the_field(
    client: TestClient, typed: dict[str, str], field: str, said: str
) -> None:
    before = names(client)
    refused = client.post(f"{PAGE}/users", data=typed)
    assert refused.status_code == 422
    assert said in error_of(refused.text, field)
    assert f'value="{typed["name"]}"' in refused.text, "what was typed is kept"
    assert names(client) == before


def test_a_token_is_shown_once_works_and_is_revoked(client: TestClient, database: Database) -> None:
    made = client.post(f"{PAGE}/tokens", data={"label": "Export", "days": "30", "user_id": "local"})
    token = secret(made.text)
    with database.read() as session:
        assert authenticate_token(session, token).actor.name == "Owner"
    page = client.get(PAGE).text
    assert token not in page
    (revoke,) = re.findall(rf'action="({PAGE}/tokens/\w+/revoke)"', page)
    assert client.post(revoke).headers["location"] == f"{PAGE}?said=token-revoked"
    assert revoke not in client.get(PAGE).text
    assert client.post(revoke).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"label": " ", "days": "", "user_id": "local"}, "label", "What it is for is needed"),
        ({"label": "a", "days": "soon", "user_id": "local"}, "days", "is not a number"),
        ({"label": "a", "days": "1.5", "user_id": "local"}, "days", "must be a whole number"),
        ({"label": "a", "days": "4000", "user_id": "local"}, "days", "4000 is not from 1 to 3650"),
        ({"label": "a", "days": "9" * 5000, "user_id": "local"}, "days", "is not a number"),
        ({"label": "a", "days": "9" * 300, "user_id": "local"}, "days", "is not from 1 to 3650"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_at_the_field(
    client: TestClient, typed: dict[str, str], field: str, said: str
) -> None:
    refused = client.post(f"{PAGE}/tokens", data=typed)
    assert refused.status_code == 422
    assert said in error_of(refused.text, field)


def test_the_owner_of_the_installation_stays(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert f"{PAGE}/users/local/remove" not in page
    for deed, typed in (("role", {"role": "viewer"}), ("remove", {})):
        refused = client.post(f"{PAGE}/users/local/{deed}", data=typed)
        assert refused.status_code == 409
        assert "owns the installation" in refused.text
        assert "Users and tokens" in refused.text, "on the page itself"


def test_others_see_who_is_there_and_make_tokens_for_themselves_alone(
    client: TestClient, database: Database
) -> None:
    client.post(f"{PAGE}/users", data={"name": "Vic", "role": "viewer"})
    vic = user_id(database, "Vic")

    def as_vic(ctx: Context) -> Context:
        return Context(ctx.organisation_id, Actor(vic, "Vic", Role.VIEWER), ctx.session)

    hers = TestClient(pages_over(database, as_vic), follow_redirects=False)
    page = hers.get(PAGE).text
    assert "Owner" in page
    assert "Add a user" not in page
    assert "/remove" not in page
    made = hers.post(f"{PAGE}/tokens", data={"label": "Mine", "days": "", "user_id": "local"})
    with database.read() as session:
        assert authenticate_token(session, secret(made.text)).actor.id == vic, "not for the owner"
    for path in ("users", f"users/{vic}/remove", f"users/{vic}/link", "users/local/role"):
        assert hers.post(f"{PAGE}/{path}", data={"name": "X", "role": "owner"}).status_code == 403
    client.post(f"{PAGE}/users/{vic}/remove")


def test_the_page_is_found_from_every_page_and_from_the_settings(client: TestClient) -> None:
    assert 'class="who" href="/access"' in client.get("/").text
    for path in ("users", "tokens", "users/local/role"):
        assert client.get(f"{PAGE}/{path}").headers["location"] == PAGE, "loaded again after a refusal"
