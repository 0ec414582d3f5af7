"""The example portfolios: they are in order, and the large one leaves a manager something to decide."""

from pathlib import Path

import pytest

from planner.document import read_portfolio
from planner.document.changes import read_changes
from planner.domain.plan import Plan
from planner.domain.snapshot import snapshot_id
from planner.services.optimise import plan_portfolio

FOLDER = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_an_example_is_in_order(file: Path) -> None:
    found = read_portfolio(file.read_bytes()).warnings
    assert {diagnostic.severity for diagnostic in found} <= {"warning"}


def test_the_ml_platform_cannot_do_everything_and_says_why() -> None:
    """A quarter to 40 % of its projects are out of a good plan; this one had little time, so there may be more.

    Nobody can do speech; two code assistants exclude each other; the campaign is over before its model is ready.
    """
    portfolio = read_portfolio((FOLDER / "ml-platform.yaml").read_bytes()).portfolio
    assert (len(portfolio.people), len(portfolio.projects)) == (14, 26)
    plan = plan_portfolio(portfolio, seconds=120, decodes=300).plan
    out = {project.id: project.reason for project in plan.projects if not project.selected}
    assert 5 <= len(out) <= 13
    assert {"voice-search", "email-timing", "own-foundation-model"} <= set(out)
    assert out.keys() & {"code-assistant", "buy-code-assistant"}
    reason = out["voice-search"]
    assert reason is not None
    assert reason.rule == "skill.missing"
    assert "engineer-weeks of Speech in prototype" in reason.text
    assert len({reason.rule for reason in out.values() if reason}) >= 3


def test_the_example_of_changes_fits_its_portfolio() -> None:
    portfolio = read_portfolio((FOLDER / "ml-platform.yaml").read_bytes()).portfolio
    nothing = Plan(
        snapshot=snapshot_id(portfolio), seed=0, version="", status="FEASIBLE", value=0, bound=None, gap=None,
        currency=portfolio.currency,
    )  # fmt: skip
    changes = read_changes((FOLDER / "changes" / "ml-platform.yaml").read_bytes(), portfolio, nothing)
    assert len(changes.changes) == 4
