"""What handlers ask for: who asks, in which transaction, and which version of a row they mean."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from api.bodies import media_type
from api.idempotency import begin
from planner.errors import BadInput, Unauthenticated
from planner.persistence.database import Database
from planner.services.context import Context
from planner.services.identity import authenticate, authenticate_token, sign_out
from planner.services.requests import MAX_KEY
from planner.services.shares import Shared, open_share
from web.errors import wants_page

COOKIE = "quarterdeck_session"
#: Described here, checked below.
BEARER = HTTPBearer(auto_error=False, description="An API token.")
SESSION = APIKeyCookie(name=COOKIE, auto_error=False, description="The session of a browser.")
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
READING = ("GET", "HEAD", "OPTIONS")


def database(request: Request) -> Database:
    """The application's database."""
    found = request.app.state.database
    assert isinstance(found, Database)
    return found


async def turn(request: Request) -> AsyncIterator[None]:
    """Wait until the whole request has arrived and a place is free.

    Requests hold a connection while they change threads. Were there more of them than connections, those that
    wait for a connection would hold every thread, and those that have one could never end. And nobody's slow
    upload may keep a transaction open.
    """
    # Forms have arrived already where a handler names their fields; both kinds of reading are remembered.
    form = wants_page(request) and media_type(request) in FORMS
    await (request.form() if form else request.body())
    places = request.app.state.places
    assert isinstance(places, asyncio.Semaphore)
    async with places:
        yield


def context(
    request: Request,
    _turn: Annotated[None, Depends(turn, scope="function")],
    _token: Annotated[object, Security(BEARER)],
    _cookie: Annotated[object, Security(SESSION)],
) -> Iterator[Context]:
    """Who asks, by session cookie or bearer token, in a transaction that is committed when the handler ends well."""
    opened = database(request)
    unit = opened.read if request.method in READING else opened.write
    with unit() as session:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            yield authenticate_token(session, token.strip())
            return
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            raise Unauthenticated("Nobody is signed in. Open the login link, or send a bearer token.")
        yield authenticate(session, cookie)


def shared(
    request: Request, token: str, _turn: Annotated[None, Depends(turn, scope="function")]
) -> Iterator[Shared]:
    """What a shared link shows, in a session that only reads."""
    with database(request).read() as session:
        yield open_share(session, token)


def end_session(ctx: Context, request: Request, response: Response) -> None:
    """End the session of the browser that asks, and take its cookie away; Conflict when there is none."""
    sign_out(ctx, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE)


# The scope makes the commit part of the request: a change is answered only once it is stored.
Ctx = Annotated[Context, Depends(context, scope="function")]
Limit = Annotated[int, Query(ge=1, le=200, description="Items of a page.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=MAX_KEY,
        description="The same key with the same request is done once, and answered as before. Kept for 30 days.",
    ),
]


async def sent(request: Request, _turn: Annotated[None, Depends(turn, scope="function")]) -> bytes:
    """The body as it was sent."""
    return await request.body()


def once_only(
    ctx: Ctx, request: Request, body: Annotated[bytes, Depends(sent)], idempotency_key: IdempotencyKey = None
) -> None:
    """Let a write that names a key be done once."""
    if idempotency_key is not None and request.method not in READING:
        begin(ctx, request, body, idempotency_key)


class VersionRequired(BadInput):
    """A write without the version that it is based on."""

    title = "Precondition required"


class OutdatedVersion(BadInput):
    """An If-Match header that is not one of our versions."""


def if_match(
    if_match: Annotated[str | None, Header(description='Row version from ETag, such as "3".')] = None,
) -> int:
    """The row version that a write is based on."""
    if if_match is None:
        raise VersionRequired(
            'Say which version you change: send If-Match with the ETag that you read, such as "3".'
        )
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise OutdatedVersion(
            f'If-Match {text[:40]!r} is not a version; send the ETag that you read, such as "3".'
        )
    return int(text)


Version = Annotated[int, Depends(if_match)]


def etag(version: int) -> str:
    """A version as an entity tag."""
    return f'"{version}"'
