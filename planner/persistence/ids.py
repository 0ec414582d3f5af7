"""Ids of stored things and secrets that are stored only as digests."""

import hashlib
import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nobody misreads them


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def new_id() -> str:
    """An id that sorts by the time of its making: 9 digits of milliseconds, then 60 random bits."""
    return _base32(time.time_ns() // 1_000_000, 9) + _base32(secrets.randbits(60), 12)


def new_secret() -> str:
    """A secret of 256 bits for links, cookies and tokens; letters, digits, dash and underscore."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret. It has 256 random bits, so that a plain hash cannot be reversed."""
    return hashlib.sha256(secret.encode()).hexdigest()
