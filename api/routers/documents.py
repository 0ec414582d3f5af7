"""Portfolio documents in bodies: read by our own reader, so that every error has its place and line."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import Ctx, Version, etag
from api.schemas import PortfolioBody
from planner.document import read_portfolio
from planner.document.source import Format
from planner.services import import_portfolio, portfolios

router = APIRouter(prefix="/portfolios", tags=["portfolios"])
DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A portfolio document, quarterdeck/portfolio/1.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}


async def body(request: Request) -> bytes:
    """The body as it was sent."""
    return await request.body()


Content = Annotated[bytes, Depends(body)]


def document_format(request: Request) -> Format | None:
    """What the content type says the body is; None leaves it to the content."""
    kind = request.headers.get("content-type", "")
    return "json" if "json" in kind else "yaml" if "yaml" in kind else None


Kind = Annotated[Format | None, Depends(document_format)]


@router.post("", status_code=201, response_model=PortfolioBody, openapi_extra=DOCUMENT)
def create_portfolio(ctx: Ctx, content: Content, kind: Kind, response: Response) -> Any:
    """Create a portfolio from a document; all of it or nothing."""
    record = import_portfolio.import_document(ctx, content, format=kind).record
    response.headers["Location"] = f"/api/v1/portfolios/{record.id}"
    response.headers["ETag"] = etag(record.version)
    return record


@router.put("/{portfolio_id}", response_model=PortfolioBody, openapi_extra=DOCUMENT)
def replace_portfolio(
    ctx: Ctx, portfolio_id: str, content: Content, kind: Kind, version: Version, response: Response
) -> Any:
    """Replace a portfolio by a document."""
    portfolio = read_portfolio(content, format=kind).portfolio
    record = portfolios.replace_portfolio(ctx, portfolio_id, portfolio, version=version)
    response.headers["ETag"] = etag(record.version)
    return record
