"""Examples of cells and pasted sheets."""

from typing import Any

from api.examples.ids import PORTFOLIO_ID, UNDO

SHEET = "Project\tValue a week\tModelling\nRanker v3\t20000\t4 / 6 / 10"

CELL_EXAMPLES: dict[str, Any] = {
    "CellsRequest": {
        "rows": [
            {"id": "churn", "version": 1, "cells": {"value": "4000 / 8000 / 15000", "mandatory": "yes"}},
            {"id": None, "version": None, "cells": {"name": "Ranker v3", "effort": "Modelling 4 / 6 / 10"}},
        ]
    },
    "CellsBody": {"ids": ["churn", "ranker-v3"], "added": ["ranker-v3"], "undo_token": UNDO},
    "BulkRequest": {"rows": [{"id": "churn", "version": 1}], "change": {"theme": "growth"}},
    "BulkBody": {"ids": ["churn"], "undo_token": UNDO},
    "PasteRequest": {"projects": SHEET, "people": "", "change": True},
    "PasteNewRequest": {
        "name": "Recommendations, 2027",
        "projects": SHEET,
        "people": "Person\tFTE\tModelling\nAmara\t1\t1",
    },
    "TemplateBody": {
        "id": "forecasting",
        "name": "Forecasting",
        "about": "Demand, stock, promotions, backtests; hardly any compute",
    },
    "Ranking": {
        "method": "rice",
        "formula": "value * chance / effort",
        "capacity": 26.0,
        "given": False,
        "projects": [
            {
                "rank": 1,
                "id": "churn",
                "name": "Churn model",
                "mandatory": False,
                "score": 1200.0,
                "effort": 5.0,
                "total": 5.0,
                "fits": True,
            }
        ],
    },
    "UndoneBody": {
        "portfolio_id": PORTFOLIO_ID,
        "kind": "projects",
        "ids": ["churn"],
        "undo_token": UNDO,
    },
}
