"""Static files: our own, and htmx out of the installed package that carries it."""

import hashlib
import importlib.metadata
import mimetypes
from functools import cache
from pathlib import Path

OWN = Path(__file__).parent / "static"
CARRIER = "django-htmx"
#: Name under /static -> file inside the carrier package.
CARRIED = {
    "htmx.js": "django_htmx/static/django_htmx/htmx-2.min.js",
    "htmx-sse.js": "django_htmx/static/django_htmx/ext/hx-sse-2.min.js",
}
FOREVER = "public, max-age=31536000, immutable"

mimetypes.add_type("font/woff2", ".woff2")


@cache
def asset_path(name: str) -> Path | None:
    """The file behind /static/`name`; None when there is no such file."""
    if name in CARRIED:
        return Path(str(importlib.metadata.distribution(CARRIER).locate_file(CARRIED[name])))
    path = (OWN / name).resolve()
    return path if path.is_relative_to(OWN) and path.is_file() else None


@cache
def asset_url(name: str) -> str:
    """Address of a static file with a mark of its content, so that browsers may keep it for ever."""
    path = asset_path(name)
    if path is None:
        raise LookupError(f"no static file '{name}'")
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def media_type(path: Path) -> str:
    """Content type of a static file."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
