"""Errors as RFC 9457 problem details; for pages, as pages."""

import re
import secrets
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

import web.errors
from api.bodies import UnsupportedMediaType
from api.dependencies import VersionRequired
from planner.errors import (
    BadInput,
    Diagnostic,
    QuarterdeckError,
    Unavailable,
    VersionConflict,
)
from web.errors import error_page, missing_page, wants_page

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
SORRY = "Something went wrong on our side. Nothing was changed."

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
#: Title and detail of what the framework refuses.
HTTP = {
    404: ("Not found", "There is nothing at this address."),
    405: ("Method not allowed", "This cannot be done here; the header Allow says what can."),
}

#: Where the API says it more precisely than a page; the first that fits counts.
STATUS: tuple[tuple[type[QuarterdeckError], int], ...] = (
    (VersionRequired, 428),
    (UnsupportedMediaType, 415),
    (VersionConflict, 412),
)


class Finding(BaseModel):
    """One thing that is wrong, with its place."""

    path: str = Field(examples=["projects[3].phases[0].effort.data"])
    message: str = Field(examples=["engineer-weeks of data cannot be negative, got -1"])
    line: int | None = None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(examples=["urn:quarterdeck:bad-input"])
    title: str = Field(examples=["Cannot be used"])
    status: int = Field(examples=[422])
    detail: str
    errors: list[Finding] = []
    current_version: int | None = Field(None, description="For a version conflict: the version as it is now.")


def status_of(error: Exception) -> int:
    """HTTP status; 500 for everything that is our fault."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), web.errors.status_of(error))


def answer(
    status: int, title: str, detail: str, *, kind: str, errors: list[Finding] | None = None, **more: Any
) -> JSONResponse:
    """A problem as a response."""
    body = Problem(
        type=f"urn:quarterdeck:{kind}",
        title=title,
        status=status,
        detail=_clean(detail),
        errors=errors or [],
        **more,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status_code=status, media_type=MEDIA_TYPE)


def findings(diagnostics: tuple[Diagnostic, ...]) -> list[Finding]:
    """Diagnostics as they appear in a problem."""
    return [
        Finding(path=_clean(d.path), message=_clean(d.message), line=d.line)
        for d in diagnostics
        if d.severity == "error"
    ]


def _clean(text: str) -> str:
    # Half a surrogate pair cannot be sent as UTF-8.
    return text.encode("utf-8", "backslashreplace").decode()


def _kind(error: Exception) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def install(app: FastAPI) -> None:
    """Answer every error of an application."""
    app.add_exception_handler(QuarterdeckError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, QuarterdeckError)
    return _unknown(request, error) if status_of(error) == 500 else refusal(request, error)


def refusal(request: Request, error: QuarterdeckError) -> Response:
    """The answer to a request that cannot be granted: a page for people, else a problem."""
    response = error_page(request, error) if wants_page(request) else _problem(error)
    if isinstance(error, Unavailable):
        log.warning("not available", path=request.url.path, exc_info=error.__cause__)
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response


def _problem(error: QuarterdeckError) -> Response:
    status = status_of(error)
    diagnostics = error.diagnostics if isinstance(error, BadInput | VersionConflict) else ()
    current = error.current_version if isinstance(error, VersionConflict) else None
    response = answer(
        status,
        error.title,
        error.message,
        kind=_kind(error),
        errors=findings(diagnostics),
        current_version=current,
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = []
    for item in error.errors():
        # What was sent is not echoed: it may hold NaN or half characters that JSON cannot carry.
        place, *path = (str(part) for part in item["loc"])
        message = str(item["msg"]).removeprefix("Value error, ")
        found.append(Finding(path=".".join(path) or place, message=_clean(message)))
    detail = f"{found[0].path}: {found[0].message}" if found else "The request cannot be used."
    if wants_page(request):
        return error_page(request, BadInput(detail))
    return answer(422, BadInput.title, detail, kind="bad-input", errors=found[:100])


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    # Where a form was posted there is nothing to read: for somebody who opens that address it is no page.
    if wants_page(request) and (error.status_code == 404 or request.method == "GET"):
        return missing_page(request)
    title, detail = HTTP.get(error.status_code, ("Cannot be done", str(error.detail)))
    response = answer(error.status_code, title, detail, kind=title.lower().replace(" ", "-"))
    response.headers.update(error.headers or {})
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return response


def _methods(request: Request) -> set[str]:
    """What can be done at an address; the router itself knows only what its first route there does."""
    found: set[str] = set()
    for method in METHODS:
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            found.add(method)
    return found


def _unknown(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("request failed", path=request.url.path, reference=reference, exc_info=error)
    if wants_page(request):
        return error_page(request, error, reference)
    return answer(500, QuarterdeckError.title, f"{SORRY} Reference: {reference}", kind="internal-error")
