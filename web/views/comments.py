"""Comments on a project: plain text in which links can be followed."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from planner.domain.limits import MAX_COMMENT
from planner.services.comments import Comment
from planner.services.pages import Page
from web import words

LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
AFTER = ".,;:!?"
"""Signs that end a sentence and not a link."""
PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True)
class Piece:
    """A part of a text; with an address it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class CommentRow:
    """A comment."""

    id: str
    author: str
    at: str
    pieces: tuple[Piece, ...]
    delete_href: str
    """Empty for those of others."""


@dataclass(frozen=True)
class Comments:
    """The comments on a project, the newest first, and what is being written."""

    href: str
    rows: tuple[CommentRow, ...]
    older_href: str
    typed: str
    error: str
    most: int = MAX_COMMENT
    """Characters."""


def comments_part(href: str, found: Page[Comment], typed: str = "", error: str = "") -> Comments:
    """The section on the page of the project that `href` leads to."""
    rows = tuple(
        CommentRow(
            one.id,
            one.author,
            words.moment(one.created_at),
            linked(one.text),
            f"{href}/comments/{one.id}/delete" if one.deletable else "",
        )
        for one in found.items
    )
    older = f"{href}?comments={found.next_cursor}#comments" if found.next_cursor else ""
    return Comments(f"{href}/comments", rows, older, typed, error)


def linked(text: str) -> tuple[Piece, ...]:
    """A text in pieces, of which those that are addresses of the web are links."""
    pieces, done = [], 0
    for match in LINK.finditer(text):
        address = _address(match.group())
        if not address:
            continue
        if match.start() > done:
            pieces.append(Piece(text[done : match.start()]))
        pieces.append(Piece(address, address))
        done = match.start() + len(address)
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def _address(found: str) -> str:
    """The address without what belongs to the sentence around it; empty when it leads nowhere."""
    while found and (
        found[-1] in AFTER or (found[-1] in PAIRS and found.count(PAIRS[found[-1]]) < found.count(found[-1]))
    ):
        found = found[:-1]
    try:
        return found if urlsplit(found).hostname else ""
    except ValueError:
        return ""
