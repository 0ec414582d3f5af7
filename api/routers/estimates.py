"""Estimates of capacity; nothing is stored."""

from fastapi import APIRouter

from api.bodies import CheckedRoute
from api.dependencies import Ctx
from planner.domain.capacity import PilotAnswer, PilotQuestion, TrainingAnswer, TrainingQuestion
from planner.domain.serving import ServingAnswer, ServingQuestion
from planner.services.estimate_serving import estimate_serving
from planner.services.estimate_training import estimate_pilot, estimate_training

router = APIRouter(prefix="/estimates", tags=["estimates"], route_class=CheckedRoute)


@router.post("/training", response_model=TrainingAnswer)
def training(_ctx: Ctx, question: TrainingQuestion) -> TrainingAnswer:
    """Accelerator-hours of training a transformer, with the derivation line by line."""
    return estimate_training(question)


@router.post("/training/pilot", response_model=PilotAnswer)
def pilot(_ctx: Ctx, question: PilotQuestion) -> PilotAnswer:
    """Accelerator-hours of a run of any kind from its measured throughput."""
    return estimate_pilot(question)


@router.post("/serving", response_model=ServingAnswer)
def serving(_ctx: Ctx, question: ServingQuestion) -> ServingAnswer:
    """Replicas for an arrival rate and a latency objective, with cost and derivation."""
    return estimate_serving(question)
