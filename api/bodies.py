"""JSON bodies, read as strictly as documents: every error has its place, its value and the way out."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.idempotency import Handler, answered_once
from planner.document.diagnose import diagnostics_from
from planner.document.source import Source, parse, refuse
from planner.errors import BadInput

JSON_TYPES = ("application/json",)


class UnsupportedMediaType(BadInput):
    """A body in a format that is not taken here."""

    title = "Unsupported media type"


def media_type(request: Request) -> str:
    """The content type without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def expect_type(request: Request, accepted: tuple[str, ...]) -> str:
    """The content type; UnsupportedMediaType when it is not one of those that are taken."""
    found = media_type(request)
    if found not in accepted:
        got = f"not '{found[:60]}'" if found else "and say so in the header Content-Type"
        raise UnsupportedMediaType(f"Send the body as {' or '.join(accepted)}, {got}.")
    return found


class CheckedRoute(APIRoute):
    """A route whose JSON body passes our own reader before FastAPI makes a model of it, and that answers a request
    with a key once.

    FastAPI alone takes NaN, the last of two equal keys and NUL, and its errors lack value and remedy.
    """

    def get_route_handler(self) -> Handler:
        return answered_once(self._read(), self.response_model)

    def _read(self) -> Handler:
        handle = super().get_route_handler()
        field = self.body_field
        if field is None:
            return handle
        model = field.field_info.annotation

        async def checked(request: Request) -> Response:
            content = await request.body()
            if not content:
                if field.field_info.is_required():
                    raise refuse("The body is missing: send a JSON object.")
                return await handle(request)
            expect_type(request, JSON_TYPES)
            source = parse(content, "json")
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise _refusal(error, source, model) from error

        return checked


def _refusal(error: RequestValidationError, source: Source, model: Any) -> Exception:
    """The errors in the body as diagnostics; those elsewhere in the request stay as they are."""
    items = [item | {"loc": item["loc"][1:]} for item in error.errors() if item["loc"][0] == "body"]
    if len(items) < len(error.errors()):
        return error
    diagnostics = diagnostics_from(items, source, _model(model))
    first = diagnostics[0]
    place = f"{first.path}: " if first.path else ""
    return BadInput(place + first.message, diagnostics)


def _model(annotation: Any) -> type[BaseModel]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model(part) for part in annotation.__args__)
