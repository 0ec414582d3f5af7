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
    VersionConflict,
)
from web.rendering import answer
from web.views.general import ErrorPart, ErrorView, findings_of
from web.views.shell import shell
from web.visit import frame_of, go, is_fragment

#: Status and heading by kind of error; the first that fits counts.
PAGES: tuple[tuple[type[QuarterdeckError], int, str], ...] = (
    (NotFound, 404, "Nothing here"),
    (VersionConflict, 409, "Changed meanwhile"),
    (Conflict, 409, "That does not fit"),
    (Forbidden, 403, "Not allowed"),
    (Unauthenticated, 401, "Please sign in"),
    (LimitExceeded, 413, "Over a limit"),
    (BadInput, 422, "That cannot be used"),
)
SORRY = "Something went wrong on our side. Nothing was changed. If it happens again, please tell us."


def wants_page(request: Request) -> bool:
    """Whether an error is answered with a page: not for the API, health or metrics."""
    return not request.url.path.startswith(("/api/", "/health/", "/metrics"))


def status_of(error: Exception) -> tuple[int, str]:
    """Status and heading of an error; 500 for everything that is our fault."""
    for kind, status, heading in PAGES:
        if isinstance(error, kind):
            return status, heading
    return 500, "Sorry"


def error_page(request: Request, error: Exception, reference: str | None = None) -> Response:
    """The page or fragment for an error. `reference` is what the log calls it (made here when absent)."""
    status, heading = status_of(error)
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
