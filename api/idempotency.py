"""Writes that are sent again with the same Idempotency-Key: they are done once, and answered as before."""

import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from planner.errors import QuarterdeckError
from planner.services.context import Context
from planner.services.requests import Told, remember, told_before

TOLD_ONCE = "x-told-once"
"""Marks fields of answers that are told one time and not kept: null when the request is sent again."""
NOT_AGAIN = "Null in the answer to a request that is sent again with its key."
HEADERS = ("content-type", "etag", "location")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class Once:
    """A request with a key."""

    ctx: Context
    key: str
    asked: str


class ToldBeforeError(Exception):
    """The request was answered already; this is no error of anybody, it ends the handler."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told


def begin(ctx: Context, request: Request, body: bytes, key: str) -> None:
    """Note that the answer is to be kept under a key; ToldBeforeError when it was."""
    parts = (ctx.actor.id, request.method, str(request.url.path), request.url.query)
    also = (request.headers.get(name, "") for name in ("if-match", "content-type"))
    asked = hashlib.sha256("\n".join((*parts, *also, "")).encode() + body).hexdigest()
    found = told_before(ctx, key, asked)
    if found is not None:
        raise ToldBeforeError(found)
    request.state.once = Once(ctx, key, asked)


def answered_once(handle: Handler, model: Any) -> Handler:
    """A handler that keeps its answer where the request has a key, in the transaction of what it did."""
    secrets = _told_once(model)

    async def answered(request: Request) -> Response:
        try:
            response = await handle(request)
        except ToldBeforeError as before:
            return _again(before.told)
        except QuarterdeckError:
            # Of two that were sent at the same moment the later one may have met what the other did.
            once = getattr(request.state, "once", None)
            found = await run_in_threadpool(_meanwhile, once) if once else None
            if found is None:
                raise
            return _again(found)
        once = getattr(request.state, "once", None)
        if once is None:
            return response
        mine = _told(response, secrets)
        kept = await run_in_threadpool(remember, once.ctx, once.key, once.asked, mine)
        return response if kept is mine else _again(kept)

    return answered


def _meanwhile(once: Once) -> Told | None:
    once.ctx.session.rollback()
    return told_before(once.ctx, once.key, once.asked)


def _told(response: Response, secrets: tuple[str, ...]) -> Told:
    body = bytes(response.body).decode()
    if secrets:
        body = json.dumps(json.loads(body) | dict.fromkeys(secrets))
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return Told(response.status_code, headers, body)


def _again(told: Told) -> Response:
    return Response(told.body, told.status, {**told.headers, "Idempotent-Replayed": "true"})


def _told_once(model: Any) -> tuple[str, ...]:
    fields = getattr(model, "model_fields", {})
    return tuple(
        name
        for name, field in fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(TOLD_ONCE)
    )
