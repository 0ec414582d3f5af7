"""Errors as pages: what went wrong in words, the way out, never a trace."""

import secrets

from fastapi import Request, Response

from planner.errors import (
    BadInput,
    Conflict,
    Forbidden,
    LimitExceeded,
    NotFound,
    QuarterdeckError,
    Unauthenticated,
    Unavailable,
)
from web.rendering import answer
from web.views.general import ErrorPart, ErrorView, findings_of
from web.views.shell import shell
from web.visit import frame_of, go, is_fragment

#: HTTP status by kind of error; the first that fits counts, and all else is our fault.
STATUS: tuple[tuple[type[QuarterdeckError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Forbidden, 403),
    (Unauthenticated, 401),
    (LimitExceeded, 413),
    (BadInput, 422),
    (Unavailable, 503),
)
SORRY = "Something went wrong on our side. Nothing was changed. If it happens again, please tell us."


def wants_page(request: Request) -> bool:
    """Whether an error is answered with a page: not for the API, health or metrics."""
    return not request.url.path.startswith(("/api/", "/health/", "/metrics"))


def status_of(error: Exception) -> int:
    """HTTP status of an error; 500 for everything that is our fault."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def error_page(request: Request, error: Exception, reference: str | None = None) -> Response:
    """The page or fragment for an error. `reference` is what the log calls it (made here when absent)."""
    status = status_of(error)
    heading = error.title if isinstance(error, QuarterdeckError) else QuarterdeckError.title
    if status == 401 and not is_fragment(request):
        return go("/login")
    fault = status == 500
    message = SORRY if fault or not isinstance(error, QuarterdeckError) else error.message
    findings = findings_of(error.diagnostics) if isinstance(error, BadInput) else ()
    if is_fragment(request) and not fault:
        part = ErrorPart(message, findings)
        # The fragment goes to the top of the page, not in place of what was being edited.
        return answer(part, status=status, headers={"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"})
    view = ErrorView(
        shell=shell(frame_of(request, None), heading),
        status=status,
        message=message,
        findings=findings,
        back=_back(request),
        reference=(reference or secrets.token_hex(4)) if fault else "",
    )
    return answer(view, status=status)


def missing_page(request: Request) -> Response:
    """The page for an address that does not exist."""
    return error_page(request, NotFound("There is no such page. It may have been deleted or renamed."))


def _back(request: Request) -> str:
    # The page that posted a form is where one wants to go back to; from elsewhere, the start.
    referer = request.headers.get("referer", "")
    own = f"{request.url.scheme}://{request.url.netloc}/"
    return "/" + referer.removeprefix(own) if referer.startswith(own) else "/"
