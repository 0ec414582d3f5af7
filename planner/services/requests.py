"""Requests that are sent again: the same key does the same thing once."""

import hashlib
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from planner.errors import BadInput, Conflict
from planner.persistence.tables import RequestTable
from planner.services.context import Context

MAX_KEY = 200


def checked_key(key: str | None) -> str | None:
    """The idempotency key, when there is one and it can be kept; BadInput otherwise."""
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"an idempotency key has 1 to {MAX_KEY} characters")
    return key


def once(ctx: Context, key: str | None, request: str, make: Callable[[], str]) -> str:
    """Make something, or find what the same request has made before.

    Parameters
    ----------
    key
        The idempotency key; without one, every request is a new one.
    request
        All that is asked for, in a text.
    make
        Does it; the id of what was made.

    Raises
    ------
    Conflict
        When the key was used for another request.
    """
    if checked_key(key) is None:
        return make()
    digest = hashlib.sha256(request.encode()).hexdigest()
    row = RequestTable(organisation_id=ctx.organisation_id, key=str(key), digest=digest)
    if _find(ctx, row) is None:
        try:
            with ctx.session.begin_nested():
                ctx.session.add(row)
        except IntegrityError:
            pass  # somebody else sent it at the same moment
        else:
            row.result_id = make()
            ctx.session.flush()
            return row.result_id
    found = _find(ctx, row)
    if found is None or found.digest != digest or found.result_id is None:
        raise Conflict("This idempotency key was used for another request; take a new one.")
    return found.result_id


def _find(ctx: Context, row: RequestTable) -> RequestTable | None:
    return ctx.session.get(RequestTable, (row.organisation_id, row.key), populate_existing=True)
