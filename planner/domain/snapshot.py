"""Snapshots: the immutable, content-addressed input of a plan."""

import hashlib
import json

from planner.domain.portfolio import Portfolio


def canonical_json(portfolio: Portfolio) -> bytes:
    """One spelling for equal portfolios: sorted keys, all defaults written, numbers as the models hold them."""
    body = portfolio.model_dump(mode="json", by_alias=True)
    if body["progress"] is None:
        del body["progress"]  # portfolios without a past keep the addresses that they have always had
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def snapshot_id(portfolio: Portfolio) -> str:
    """Address of a portfolio's content: `sha256:` and the digest of its canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical_json(portfolio)).hexdigest()}"
