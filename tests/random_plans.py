"""Random plans in good form that need not keep the rules, for what only reads plans: cost and exports."""

import datetime as dt

import numpy as np

from planner.domain.plan import Assignment, ComputeUse, Plan, PlannedPhase, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id


def plan(portfolio: Portfolio, seed: int) -> Plan:
    """A plan with about two thirds of the projects, phases in a row, random people, shares and hours."""
    rng = np.random.default_rng(seed)
    weeks = portfolio.horizon.weeks
    projects: list[PlannedProject] = []
    phases: list[PlannedPhase] = []
    assignments: list[Assignment] = []
    compute: list[ComputeUse] = []
    people = [worker.id for worker in (*portfolio.people, *portfolio.positions)]
    skills = [skill.id for skill in portfolio.skills]

    def monday(week: int) -> dt.date:
        return portfolio.horizon.monday(week)

    def work(project: str, phase: str | None, first: int, end: int) -> Assignment:
        return Assignment(
            project=project,
            phase=phase,
            person=str(rng.choice(people)),
            skill=str(rng.choice(skills)),
            start=monday(first),
            finish=monday(end),
            share=int(rng.integers(1, 21)) / 20,
        )

    for project in portfolio.projects:
        if rng.random() < 0.33 or weeks <= len(project.phases):
            projects.append(PlannedProject(id=project.id, selected=False))
            continue
        cuts = sorted(rng.choice(weeks + 1, size=len(project.phases) + 1, replace=False).tolist())
        for phase, first, end in zip(project.phases, cuts[:-1], cuts[1:], strict=True):
            crew = work(project.id, phase.id, first, end)
            assignments.append(crew)
            phases.append(
                PlannedPhase(
                    project=project.id,
                    phase=phase.id,
                    start=monday(first),
                    finish=monday(end),
                    crew=(crew.person,),
                )
            )
            for pool in portfolio.pools if phase.gpu is not None else ():
                hours = float(rng.uniform(0.001, 300))
                compute.append(
                    ComputeUse(
                        project=project.id, phase=phase.id, pool=pool.id, week=monday(first), hours=hours
                    )
                )
        launch = cuts[-1]
        if project.upkeep and launch < weeks:
            assignments.append(work(project.id, None, launch, weeks))
        dates = {"start": monday(cuts[0]), "finish": monday(launch), "launch": monday(launch)}
        projects.append(PlannedProject.model_validate({"id": project.id, "selected": True, **dates}))
    return Plan(
        snapshot=snapshot_id(portfolio),
        seed=seed,
        version="test",
        status="FEASIBLE",
        value=0.0,
        bound=None,
        gap=None,
        currency=portfolio.currency,
        projects=tuple(projects),
        phases=tuple(phases),
        assignments=tuple(assignments),
        compute=tuple(compute),
    )
