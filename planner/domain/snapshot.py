"""Snapshots: the immutable, content-addressed input of a plan."""

import hashlib
import json

from planner.domain.portfolio import Portfolio


def canonical_json(portfolio: Portfolio) -> bytes:
    """One spelling for equal portfolios: sorted keys, no defaults, numbers as the models hold them.

    Without defaults an address stays what it is when a later version knows more keys.
    """
    body = portfolio.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def snapshot_id(portfolio: Portfolio) -> str:
    """Address of a portfolio's content: `sha256:` and the digest of its canonical JSON."""
    return address_of(canonical_json(portfolio))


def address_of(content: bytes) -> str:
    """Address of canonical JSON."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
