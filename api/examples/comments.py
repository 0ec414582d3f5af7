"""Examples of comments on projects."""

from typing import Any

from api.examples.ids import COMMENT_ID, PORTFOLIO_ID, THEN, UNDO

TEXT = "The new labels are here: https://example.com/labels. Can we begin a week earlier?"
COMMENT_EXAMPLES: dict[str, Any] = {
    "CommentRequest": {"text": TEXT},
    "CommentBody": {
        "id": COMMENT_ID,
        "project_id": "churn",
        "text": TEXT,
        "author": "Ann",
        "created_at": THEN,
        "deletable": True,
    },
    "CommentDeletedBody": {"portfolio_id": PORTFOLIO_ID, "project_id": "churn", "undo_token": UNDO},
}
