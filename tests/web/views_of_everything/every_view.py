"""One view for every template, so that each is rendered by a test and can be looked at in a browser."""

from collections.abc import Iterator

from tests.web.views_of_everything.access import access_views
from tests.web.views_of_everything.answers import estimator_views
from tests.web.views_of_everything.general import general_views
from tests.web.views_of_everything.histories import (
    calibration_views,
    digest_views,
    gesture_views,
    tracking_views,
)
from tests.web.views_of_everything.plans import plan_views
from tests.web.views_of_everything.replanning import replan_views
from tests.web.views_of_everything.rows import row_views
from web.views.shell import Frame, Theme


def every_view(theme: Theme = "light") -> Iterator[tuple[str, object]]:
    """Name and view."""
    frame = Frame(theme, "Amara Okafor", "/", "0.1.0")
    yield from plan_views(frame)
    yield from row_views(frame)
    yield from gesture_views(frame)
    yield from digest_views(frame)
    yield from calibration_views(frame)
    yield from tracking_views(frame)
    yield from general_views(frame)
    yield from estimator_views(frame)
    yield from replan_views(frame)
    yield from access_views(frame)
