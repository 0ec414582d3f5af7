"""Ids and times that the examples share."""

PORTFOLIO_ID, PLAN_ID, JOB_ID = "1m8031hbd9q8s77ryyqvk", "1m8032jvjhjncg2a1h41z", "1m8032pjbz9x3chf239m0"
SECOND_PLAN_ID = "1m8033c4x7h2v9dn5r0tk"
FORECAST_ID = "1m8032sz1bq8tjbaj7gex"
SNAPSHOT = "sha256:513179beead47a9b584f58261648e2a2569d914d52b56612233908b54fb059b1"
THEN = "2027-01-04T09:30:00Z"
HISTORY_ID = "1m8032u4d3q9x7kc0hbyp"
UNDO = "Ck0dPZ3nq0m8b2uXxg7l0Q2T4y1c9v5s6a8d3f7h1jk"
