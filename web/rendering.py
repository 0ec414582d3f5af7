"""Templates and their typed contexts: a view class names its template, and nothing else reaches it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from web import locales, words
from web.assets import asset_url

V = TypeVar("V")

#: Template -> the class whose fields are its whole context.
VIEWS: dict[str, type] = {}


def template(name: str) -> Callable[[type[V]], type[V]]:
    """Class decorator: the frozen dataclass is the context of this template."""

    def register(cls: type[V]) -> type[V]:
        VIEWS[name] = cls
        return cls

    return register


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html", "svg"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_url
    environment.globals["manner_now"] = locales.current
    # A form says how it is written: what was typed into it, when it comes back with mistakes.
    environment.globals["written"] = lambda: locales.typed().tag
    environment.filters.update(
        day=words.day,
        short_day=words.short_day,
        quarter=words.quarter,
        percent=words.percent,
        sample=words.sample,
        seconds=words.seconds,
    )
    return environment


ENVIRONMENT = _environment()


def compile_templates(pause: float = 0) -> None:
    """Compile every template now, which its first page would otherwise wait for: about 10 ms each.

    Parameters
    ----------
    pause
        Seconds after each, in which a thread leaves the processor to others.
    """
    for name in ENVIRONMENT.list_templates(extensions=("html", "svg")):
        ENVIRONMENT.get_template(name)
        time.sleep(pause)


def render(view: object, *, part: str | None = None) -> str:
    """The HTML of a view; with `part`, only that template, which the view's own one includes (a fragment)."""
    assert is_dataclass(view)
    assert not isinstance(view, type)
    context: dict[str, Any] = {field.name: getattr(view, field.name) for field in fields(view)}
    return ENVIRONMENT.get_template(part or template_of(view)).render(context)


def template_of(view: object) -> str:
    """The template that a view class was registered for."""
    return next(name for name, cls in VIEWS.items() if cls is type(view))


def answer(
    view: object, *, part: str | None = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A view as a response."""
    # What a page shows depends on who asks and on whether htmx asks for a part of it.
    always = {"Cache-Control": "no-store", "Vary": "HX-Request, Accept-Language"}
    return HTMLResponse(render(view, part=part), status_code=status, headers=always | dict(headers or {}))
