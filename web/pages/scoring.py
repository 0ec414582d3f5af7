"""Which score a request asks for: by its own address, or by that of the page that a fragment goes into."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request

from web.views.scores import Scoring, scoring_of

MOST = 1_000


def _scoring(request: Request) -> Scoring:
    asked = {name: request.query_params.get(name, "") for name in ("score", "formula")}
    if not asked["score"]:
        page = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query, keep_blank_values=True)
        asked = {name: page.get(name, [""])[-1] for name in asked}
    return scoring_of(asked["score"], asked["formula"][:MOST])


Scored = Annotated[Scoring, Depends(_scoring)]
