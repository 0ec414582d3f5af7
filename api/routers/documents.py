"""Portfolio documents in bodies: read by our own reader, so that every error has its place and line."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.bodies import CheckedRoute, expect_type
from api.dependencies import Ctx, Version, etag, sent
from api.schemas import ImportedBody, PortfolioBody
from planner.document.source import Format
from planner.errors import BadInput
from planner.services import portfolios
from planner.services.import_formats import FORMATS
from planner.services.import_portfolio import read_document

router = APIRouter(prefix="/portfolios", tags=["portfolios"], route_class=CheckedRoute)
JSON, ZIP, CSV = "application/json", "application/zip", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: dict[str, Format] = {JSON: "json", "application/yaml": "yaml", "application/x-yaml": "yaml"}
BODY: dict[str, Any] = {
    JSON: {"schema": {"$ref": "#/components/schemas/PortfolioDocument"}},
    "application/yaml": {"schema": {"type": "string"}},
}
FILES: dict[str, Any] = {
    ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}},
    CSV: {"schema": {"type": "string"}},
    XLSX: {"schema": {"type": "string", "format": "binary", "contentMediaType": XLSX}},
}


def _document(content: dict[str, Any]) -> dict[str, Any]:
    description = "A portfolio document, quarterdeck/portfolio/1."
    return {"requestBody": {"required": True, "description": description, "content": content}}


def document_format(request: Request) -> Format:
    """What the content type says the body is."""
    return TYPES[expect_type(request, tuple(TYPES))]


def any_format(
    request: Request,
    format: Annotated[  # noqa: A002
        str | None,
        Query(max_length=64, description="For archives and CSV: the tool that the files come from."),
    ] = None,
) -> str:
    """The format of a document, or the tool that files come from."""
    kind = expect_type(request, (*TYPES, ZIP, CSV, XLSX))
    if kind in TYPES:
        return TYPES[kind]
    known = {ZIP: tuple(FORMATS), CSV: ("csv", "jira"), XLSX: ("xlsx",)}[kind]
    chosen = format or (known[0] if kind != ZIP else "")
    if chosen not in known:
        raise BadInput(f"say which tool the file comes from: format={' or '.join(known)}")
    return chosen


Content = Annotated[bytes, Depends(sent)]


@router.post("", status_code=201, response_model=ImportedBody, openapi_extra=_document(BODY | FILES))
def create_portfolio(
    ctx: Ctx,
    content: Content,
    kind: Annotated[str, Depends(any_format)],
    response: Response,
) -> Any:
    """Create a portfolio from a document or from another tool's files; all of it or nothing."""
    document = read_document(ctx, content, format=kind)
    record = portfolios.create_portfolio(ctx, document.portfolio)
    response.headers["Location"] = f"/api/v1/portfolios/{record.id}"
    response.headers["ETag"] = etag(record.version)
    return {**vars(record), "warnings": document.warnings}


@router.put("/{portfolio_id}", response_model=PortfolioBody, openapi_extra=_document(BODY))
def replace_portfolio(
    ctx: Ctx,
    portfolio_id: str,
    content: Content,
    kind: Annotated[Format, Depends(document_format)],
    version: Version,
    response: Response,
) -> Any:
    """Replace a portfolio by a document."""
    portfolio = read_document(ctx, content, format=kind).portfolio
    record = portfolios.replace_portfolio(ctx, portfolio_id, portfolio, version=version)
    response.headers["ETag"] = etag(record.version)
    return record
