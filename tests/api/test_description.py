"""The description of the API: what it says is complete, and its examples are true."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

from api import (
    examples,
    schemas,
    schemas_access,
    schemas_actuals,
    schemas_cells,
    schemas_comments,
    schemas_filters,
    schemas_gestures,
    schemas_scenarios,
)
from api.problems import Problem
from planner.domain.answers import Explanation
from planner.domain.available import Availability, NewProject, Wanted
from planner.domain.calibration import Calibration
from planner.domain.calibration_report import CalibrationReport, CorrectedEstimate
from planner.domain.capacity import PilotAnswer, PilotQuestion, TrainingAnswer, TrainingQuestion
from planner.domain.comparison import Comparison
from planner.domain.compute import Pool
from planner.domain.digest import Digest
from planner.domain.forecast import Forecast
from planner.domain.job import (
    ExplanationSettings,
    ForecastSettings,
    FrontierSettings,
    MarginalSettings,
    PlanSettings,
    ReplanSettings,
)
from planner.domain.lateness import Lateness
from planner.domain.load import PersonWeek, SkillLoad
from planner.domain.outcome import Outcome
from planner.domain.placed import Placed
from planner.domain.placement import Placement
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.portfolio_settings import PortfolioSettings
from planner.domain.prices import PriceUpdate
from planner.domain.projects import Project
from planner.domain.ranking import Ranking
from planner.domain.scenarios import ScenarioDraft
from planner.domain.serving import ServingAnswer, ServingQuestion
from planner.domain.team import Person, Position
from planner.domain.team_capacity import TeamCapacity
from planner.domain.tracking import Tracking
from planner.domain.variance import VarianceReport
from planner.domain.what_if import Question

MODELS: dict[str, Any] = {
    "Availability": Availability,
    "Wanted": Wanted,
    "NewProject": NewProject,
    "ScenarioDraft": ScenarioDraft,
    "Comparison": Comparison,
    "Calibration": Calibration,
    "Tracking": Tracking,
    "CalibrationReport": CalibrationReport,
    "CorrectedEstimate": CorrectedEstimate,
    "Lateness": Lateness,
    "Digest": Digest,
    "Explanation": Explanation,
    "Placed": Placed,
    "ExplanationSettings": ExplanationSettings,
    "Forecast": Forecast,
    "ForecastSettings": ForecastSettings,
    "FrontierSettings": FrontierSettings,
    "MarginalSettings": MarginalSettings,
    "Person-Input": Person,
    "PilotAnswer": PilotAnswer,
    "PilotQuestion": PilotQuestion,
    "PersonWeek": PersonWeek,
    "Plan": Plan,
    "PlanSettings": PlanSettings,
    "Pool-Input": Pool,
    "PortfolioDocument": Portfolio,
    "PortfolioSettings": PortfolioSettings,
    "Position-Input": Position,
    "Problem": Problem,
    "Project-Input": Project,
    "Question": Question,
    "Ranking": Ranking,
    "ReplanSettings": ReplanSettings,
    "RowBody_Person_": schemas.RowBody[Person],
    "RowBody_Pool_": schemas.RowBody[Pool],
    "RowBody_Position_": schemas.RowBody[Position],
    "RowBody_Project_": schemas.RowBody[Project],
    "ServingAnswer": ServingAnswer,
    "ServingQuestion": ServingQuestion,
    "SkillLoad": SkillLoad,
    "TeamCapacity": TeamCapacity,
    "TrainingAnswer": TrainingAnswer,
    "TrainingQuestion": TrainingQuestion,
    "Placement": Placement,
    "PriceUpdate": PriceUpdate,
    "VarianceReport": VarianceReport,
    "Outcome": Outcome,
}


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for response in operation["responses"].values():
        yield from response.get("content", {}).items()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for child in value.values():
            yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


def test_every_body_has_a_schema_and_an_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for kind, body in bodies(operation):
            assert body.get("schema"), (name, kind)
            if kind != "application/zip" and body["schema"].get("format") != "binary":
                assert "example" in body, (name, kind)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def parameters(operation: dict[str, Any]) -> set[str]:
    return {one["name"].lower() for one in operation.get("parameters", [])}


def test_every_write_takes_a_key_and_reading_takes_none(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert ("idempotency-key" in parameters(operation)) is not name.startswith("GET "), name


#: Writes of what has no version: it never changes, or what was read is named in the body.
UNVERSIONED = (
    "/plans/{plan_id}", "/shares/{share_id}", "/actuals/{actuals_id}", "/histories/{history_id}",
    "/comments/{comment_id}", "/filters/{filter_id}", "/me/tokens/{token_id}", "/users/{user_id}", "/me",
)  # fmt: skip


def test_changes_of_what_has_a_version_name_it(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if name.startswith(("PUT ", "PATCH ", "DELETE ")):
            assert ("if-match" in parameters(operation)) is not name.endswith(UNVERSIONED), name


def test_every_list_is_paged(document: dict[str, Any]) -> None:
    schemas_of = document["components"]["schemas"]
    for name, operation in operations(document):
        shown = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        model = schemas_of.get(shown.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
        if name.startswith("GET ") and "items" in model.get("properties", {}):
            assert "next_cursor" in model["properties"], name
            assert {"limit", "cursor"} <= parameters(operation), name


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_operation_says_how_to_sign_in(document: dict[str, Any]) -> None:
    assert set(document["components"]["securitySchemes"]) == {"HTTPBearer", "APIKeyCookie"}
    for name, operation in operations(document):
        assert operation["security"] == [{"HTTPBearer": []}, {"APIKeyCookie": []}], name


@pytest.mark.parametrize("name", sorted(examples.EXAMPLES))
def test_every_example_is_one(name: str) -> None:
    homes = (
        schemas,
        schemas_access,
        schemas_scenarios,
        schemas_cells,
        schemas_actuals,
        schemas_comments,
        schemas_filters,
        schemas_gestures,
    )
    model = MODELS.get(name) or next(getattr(home, name) for home in homes if hasattr(home, name))
    TypeAdapter(model).validate_python(examples.EXAMPLES[name])


def test_amounts_are_described_as_decimal_strings(document: dict[str, Any]) -> None:
    amount = document["components"]["schemas"]["CostRowBody"]["properties"]["amount"]
    assert (amount["type"], amount["pattern"]) == ("string", r"^-?\d+(\.\d+)?$")
