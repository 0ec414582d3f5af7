"""What the collector passes over."""

import gc

from planner.garbage import leave_alone_what_is_there


def test_what_is_there_is_passed_over_and_what_comes_later_is_not() -> None:
    before = gc.get_freeze_count()
    leave_alone_what_is_there()
    try:
        assert gc.get_freeze_count() > before
        later: list[object] = []
        later.append(later)
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()
