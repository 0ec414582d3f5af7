"""Examples of organisations, users, login links and tokens."""

from typing import Any

from api.examples.ids import THEN, TOKEN_ID, USER_ID

USER = {"id": USER_ID, "name": "Ann", "role": "editor", "created_at": THEN}
TOKEN = {
    "id": TOKEN_ID,
    "label": "Nightly export",
    "user_id": USER_ID,
    "user": "Ann",
    "created_at": THEN,
    "expires_at": None,
}
SECRET = "c2hvd24gb25jZSwgbmV2ZXIgYWdhaW4"  # noqa: S105 - an example
ACCESS_EXAMPLES: dict[str, Any] = {
    "OrganisationBody": {"id": "local", "name": "Local", "created_at": THEN},
    "UserRequest": {"name": "Ann", "role": "editor"},
    "RoleRequest": {"role": "viewer"},
    "UserBody": USER,
    "LoginLinkBody": {"user": USER, "path": f"/login?token={SECRET}", "expires_at": THEN},
    "TokenRequest": {"label": "Nightly export", "days": 90},
    "TokenBody": TOKEN,
    "NewTokenBody": {"token": TOKEN, "secret": SECRET},
}
