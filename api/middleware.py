"""Limits and checks before any handler runs: size of bodies, origin of writes, a number for each request."""

import secrets
import time
from collections.abc import Iterable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import COOKIE
from api.problems import refusal
from planner.domain.limits import MAX_DOCUMENT_BYTES
from planner.errors import BadInput, Forbidden, LimitExceeded

log = structlog.get_logger()

#: A form with an uploaded document is a little larger than the document.
MAX_BODY_BYTES = MAX_DOCUMENT_BYTES + 100_000
WRITING = ("POST", "PUT", "PATCH", "DELETE")


class BodyTooLarge(Exception):
    """The body has passed the limit while it was read."""


class BodyLimit:
    """Refuse large bodies, also those that come in chunks and do not say their size."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdigit() and int(stated) > self.limit:
            await self._refuse(scope, receive, send)
            return
        taken, started = 0, False

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise BodyTooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, limited, noted)
        except BodyTooLarge:
            if not started:
                await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"The body is larger than {self.limit // 1_000_000} MB; split the portfolio."
        response = refusal(Request(scope), LimitExceeded(detail))
        response.headers["Connection"] = "close"
        await response(scope, receive, send)


class PlainAddress:
    """Refuse addresses that hold a NUL character: not every database takes one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            detail = "The address holds a NUL character (%00); remove it."
            await refusal(Request(scope), BadInput(detail))(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SameOrigin:
    """A write that carries our cookie must come from our own pages (Fetch-Metadata, else Origin)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in WRITING and self._foreign(Headers(scope=scope)):
            detail = "This change was asked for by another site; open Quarterdeck itself and try again."
            await refusal(Request(scope), Forbidden(detail))(scope, receive, send)
            return
        await self.app(scope, receive, send)

    @staticmethod
    def _foreign(headers: Headers) -> bool:
        if f"{COOKIE}=" not in headers.get("cookie", ""):
            return False
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site not in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is not None and origin.partition("://")[2] != headers.get("host")


def _without_secret(path: str) -> str:
    """A path as it is logged: who holds the secret of a shared link needs nothing else to read it."""
    parts = path.split("/")
    if parts[1:2] == ["shared"] and len(parts) > 2:
        parts[2] = "..."
    return "/".join(parts)


class RequestLog:
    """One line in the log and one number for each request. Nothing of headers, queries or bodies is logged."""

    def __init__(self, app: ASGIApp, quiet: Iterable[str] = ("/health/", "/metrics", "/static/")) -> None:
        self.app = app
        self.quiet = tuple(quiet)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, begun, status = secrets.token_hex(8), time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            if not scope["path"].startswith(self.quiet):
                milliseconds = round((time.perf_counter() - begun) * 1000)
                log.info(
                    "request",
                    method=scope["method"],
                    path=_without_secret(scope["path"]),
                    status=status,
                    ms=milliseconds,
                    id=number,
                )
