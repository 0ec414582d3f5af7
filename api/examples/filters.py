"""Examples of saved filters."""

from typing import Any

from api.examples.ids import FILTER_ID, THEN, UNDO

VIEW = {
    "q": "ranker",
    "theme": "growth",
    "team": "",
    "tag": "q3-bet",
    "sort": "-value",
    "score": "",
    "formula": "",
}
FILTER = {"id": FILTER_ID, "name": "Bets of growth", "view": VIEW, "created_by": "Ann", "created_at": THEN}
FILTER_EXAMPLES: dict[str, Any] = {
    "FilterRequest": {"name": "Bets of growth", "view": VIEW},
    "FilterBody": FILTER,
    "FilterDeletedBody": {"name": "Bets of growth", "undo_token": UNDO},
}
