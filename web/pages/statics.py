"""Static files, and the colours that a browser prefers."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import FileResponse

from planner.errors import NotFound
from web.assets import FOREVER, asset_path, media_type
from web.visit import THEME_COOKIE, THEMES, go

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.get("/static/{name:path}", include_in_schema=False)
def static_file(name: str) -> Response:
    """A static file. Addresses carry a mark of the content, so browsers may keep it."""
    path = asset_path(name)
    if path is None:
        raise NotFound(f"There is no file '{name}'.")
    return FileResponse(path, media_type=media_type(path), headers={"Cache-Control": FOREVER})


@router.post("/preferences/theme", include_in_schema=False)
def choose_theme(theme: Annotated[str, Form()] = "auto", back: Annotated[str, Form()] = "/") -> Response:
    """Remember light, dark or as the system, and go back."""
    # Only paths of our own: `//host` would leave the site.
    response = go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    chosen = theme if theme in THEMES else "auto"
    response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, httponly=True, samesite="lax")
    return response
