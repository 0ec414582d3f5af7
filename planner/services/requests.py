"""Requests that are sent again with the same key: what they did is done once, and they are answered as before."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from planner.errors import BadInput, Conflict
from planner.persistence.columns import utc_now
from planner.persistence.tables import RequestTable
from planner.services.context import Context

MAX_KEY = 200
KEPT = dt.timedelta(days=30)
"""For how long a key is remembered."""


@dataclass(frozen=True)
class Told:
    """What a request was answered."""

    status: int
    headers: Mapping[str, str]
    body: str


def told_before(ctx: Context, key: str, asked: str) -> Told | None:
    """What this request was answered when it was sent before; None when nobody has used its key.

    Parameters
    ----------
    asked
        All that is asked for and by whom, or a digest of it.

    Raises
    ------
    BadInput
        When the key cannot be kept.
    Conflict
        When the key was used for another request.
    """
    if not 0 < len(key) <= MAX_KEY:
        raise BadInput(f"an idempotency key has 1 to {MAX_KEY} characters")
    row = ctx.session.get(RequestTable, (ctx.organisation_id, key), populate_existing=True)
    if row is None or row.created_at < utc_now() - KEPT:
        return None
    if row.digest != asked:
        raise Conflict("This idempotency key was used for another request; take a new one.")
    return Told(row.status, row.headers, row.body)


def remember(ctx: Context, key: str, asked: str, told: Told) -> Told:
    """Keep an answer in the transaction of what it tells.

    Returns
    -------
    Told
        The same, or what another process has answered to the same request meanwhile: then all that this transaction
        did is taken back.
    """
    old = col(RequestTable.created_at) < utc_now() - KEPT
    mine = col(RequestTable.organisation_id) == ctx.organisation_id
    ctx.session.execute(delete(RequestTable).where(mine, old))
    row = RequestTable(
        organisation_id=ctx.organisation_id,
        key=key,
        digest=asked,
        status=told.status,
        headers=dict(told.headers),
        body=told.body,
    )
    try:
        with ctx.session.begin_nested():
            ctx.session.add(row)
    except IntegrityError:
        ctx.session.rollback()
        found = told_before(ctx, key, asked)
        if found is None:
            raise
        return found
    return told
