"""A request by a person with a browser: who, with which colours, asked by htmx or not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from planner.services.context import Context, Role
from planner.services.product import product_version
from web import locales
from web.views.shell import Frame, Notice, Theme

#: A project of 50 phases with everything filled in stays under this.
MOST_FIELDS = 5000
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "quarterdeck_theme"
#: How the page or the form is written that a request comes from: header of scripts, field of forms and addresses.
WRITTEN_HEADER, WRITTEN = "Quarterdeck-Written", "written"
#: What a redirect may say on the next page: a fixed list, so that no address can put words into our mouth.
SAYINGS = {
    "deleted": Notice("good", "Deleted."),
    "restored": Notice("good", "Restored."),
    "saved": Notice("good", "Saved."),
    "written": Notice("good", "Saved. Dates and numbers are written so from now on."),
    "added": Notice("good", "Added to the projects of this portfolio."),
    "taken-back": Notice("good", "Taken back."),
    "stored": Notice("good", "Stored. It is compared with every plan of this portfolio."),
    "imported": Notice("good", "Imported. Press Plan to see a roadmap."),
    "published": Notice("good", "This is now the plan of record."),
    "sample": Notice("good", "A sample to change as you like. Settings, at the end, deletes it."),
    "role-changed": Notice("good", "The role is changed. It holds from the next request on."),
    "user-removed": Notice("good", "Removed, with sessions, links and tokens."),
    "token-revoked": Notice("good", "Revoked. Programs that use the token are refused from now on."),
    "revoked": Notice("good", "Revoked. The link shows nothing any more."),
    "applied": Notice("good", "The portfolio is changed. Plan again to see what it brings."),
    "pinned": Notice("good", "Pinned. It is planned again; the plan below is the one before."),
    "unpinned": Notice("good", "The pins are taken back. This is the plan on which they were set."),
    "made-again": Notice("good", "Made again. It is planned again with these pins."),
    "changed": Notice("good", "The selected projects are changed."),
    "same": Notice("info", "Nothing had to change."),
    "commented": Notice("good", "Your comment is there."),
    "uncommented": Notice("good", "The comment is deleted."),
    "filter-kept": Notice("good", "Kept. Everybody of the organisation finds it here."),
    "filter-deleted": Notice("good", "The filter is deleted."),
    "accepted": Notice(
        "good", "Accepted. The changes are part of the portfolio, and this is its plan of record."
    ),
    "refused": Notice("info", "Refused. The portfolio and its plan stay as they are."),
    "cancelled": Notice("info", "Stopping. The best plan so far is kept."),
}


def current_context() -> Iterator[Context]:
    """Who asks; `web.routes.mount` puts the application's own dependency in place of this one."""
    raise NotImplementedError("web.routes.mount was not given a dependency for the context")


@dataclass(frozen=True)
class Visit:
    """What handlers know about a request."""

    context: Context
    frame: Frame
    now: dt.datetime
    fragment: bool

    @property
    def can_edit(self) -> bool:
        """Whether the actor may change things."""
        return self.context.actor.role >= Role.EDITOR


def frame_of(request: Request, user: str | None) -> Frame:
    """Theme, path and notice of a request."""
    theme = request.cookies.get(THEME_COOKIE, "auto")
    notice = SAYINGS.get(request.query_params.get("said", ""))
    undo = request.query_params.get("undo")
    if notice and undo and undo.isascii() and undo.replace("-", "").replace("_", "").isalnum():
        notice = Notice(notice.tone, notice.text, f"{request.url.path}/undo/{undo}")
    return Frame(
        theme=cast(Theme, theme if theme in THEMES else "auto"),
        user=user,
        path=request.url.path,
        version=product_version(),
        notice=notice,
    )


# Not in a thread of its own: what it sets holds for the handler.
async def _visit(
    request: Request, context: Annotated[Context, Depends(current_context, scope="function")]
) -> Visit:
    # A part goes into a page that may be older than a choice of another manner.
    chosen = request.headers.get(WRITTEN_HEADER) or context.actor.locale or ""
    if manner := locales.manner(chosen):
        locales.write_as(manner)
    locales.read_as(request.query_params.get(WRITTEN, ""))
    return Visit(
        context=context,
        frame=frame_of(request, context.actor.name),
        now=dt.datetime.now(dt.UTC),
        fragment=is_fragment(request),
    )


# The unit of work ends before the answer is sent: a browser that follows a redirect finds what was saved.
CurrentVisit = Annotated[Visit, Depends(_visit, scope="function")]


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


async def _typed(request: Request, _visit: CurrentVisit) -> dict[str, str]:
    form = await request.form(max_fields=MOST_FIELDS)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    locales.read_as(typed.get(WRITTEN, ""))
    return typed


Typed = Annotated[dict[str, str], Depends(_typed)]


def go(href: str, *, said: str = "", undo: str = "", anchor: str = "") -> Response:
    """Send the browser to a page (a place of it) after a form was posted."""
    query = "&".join(
        part for part in (f"said={said}" if said else "", f"undo={undo}" if undo else "") if part
    )
    joint = "&" if "?" in href else "?"
    place = f"#{anchor}" if anchor else ""
    return RedirectResponse(href + (joint + query if query else "") + place, status_code=303)


def version_of(typed: dict[str, str]) -> int:
    """The row version that a form was opened with; 0 (never current) when it is missing or not a number."""
    raw = typed.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
