"""The description of the API: OpenAPI 3.1, with the media types and examples that FastAPI does not know."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.examples import EXAMPLES, PATHS, TEXTS
from planner.domain.portfolio import Portfolio

JSON, PROBLEM = "application/json", "application/problem+json"
REFERENCE = "#/components/schemas/"

Responses = dict[int | str, dict[str, Any]]


def content(media_type: str, model: type[BaseModel] | None = None) -> Responses:
    """The answer of a route that sends something else than a model."""
    schema = {"$ref": REFERENCE + model.__name__} if model else {"type": "string"}
    return {200: {"description": "Found", "content": {media_type: {"schema": schema}}}}


def describe(app: FastAPI) -> None:
    """Let the application answer with the whole description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(
                get_openapi(
                    title=app.title, version=app.version, description=app.description, routes=app.routes
                )
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(document: dict[str, Any]) -> dict[str, Any]:
    _add_document(document["components"]["schemas"])
    for method, operation in _operations(document):
        for status, response in operation["responses"].items():
            media = response.get("content", {})
            if int(status) >= 400 and JSON in media:
                media[PROBLEM] = media.pop(JSON)
            _add_examples(media)
        _add_examples(operation.get("requestBody", {}).get("content", {}))
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                parameter["example"] = PATHS[parameter["name"]]
        if method == "get":
            # Reading needs no version and no key, and meets no conflict.
            operation["parameters"] = [
                one for one in operation.get("parameters", []) if one["name"] != "idempotency-key"
            ]
            for status in ("409", "412", "413", "428"):
                operation["responses"].pop(status, None)
    return document


def _add_document(schemas: dict[str, Any]) -> None:
    """The schema of portfolio documents: our own reader takes them, so that FastAPI does not see them."""
    _, made = models_json_schema([(Portfolio, "validation")], ref_template=REFERENCE + "{model}")
    schemas["PortfolioDocument"] = made["$defs"].pop("Portfolio")
    for name, schema in made["$defs"].items():
        schemas.setdefault(name, schema)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from path.items()


def _add_examples(media: dict[str, Any]) -> None:
    for kind, body in media.items():
        name = _name(body.get("schema", {}))
        if kind in TEXTS:
            body["example"] = TEXTS[kind]
        elif name in EXAMPLES:
            body["example"] = EXAMPLES[name]
        elif name.startswith("PageOf_") and name[7:-1] in EXAMPLES:
            body["example"] = {"items": [EXAMPLES[name[7:-1]]], "next_cursor": None}


def _name(schema: dict[str, Any]) -> str:
    """Name of the model of a schema, also of one that may be null."""
    for form in (schema, *schema.get("anyOf", [])):
        if "$ref" in form:
            return str(form["$ref"]).removeprefix(REFERENCE)
    return ""
