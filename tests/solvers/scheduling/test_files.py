"""Both formats are read; what is broken is named with line, value and fix; the checker sees each kind of fault."""

import pytest

from solvers.scheduling.check import faults
from solvers.scheduling.files import read_instance
from solvers.scheduling.instance import Activity, FormatError, Instance
from solvers.scheduling.mapping import network

SINGLE = "4 2\n3 5\n0 0 0 2 2 3\n4 1 2 1 4\n2 3 5 1\n4\n0 0 0 0\n"
MULTI = "2\n1\n3\n\n2 0\n1\n0 0 1 1:2\n2 3 1 2:1\n\n1 4\n1\n5 2 0\n"


def test_single_projects_are_read_with_wrapped_rows() -> None:
    assert read_instance(SINGLE) == Instance(
        (3, 5),
        (
            Activity("activity 1", 0, (0, 0), (1, 2)),
            Activity("activity 2", 4, (1, 2), (3,)),
            Activity("activity 3", 2, (3, 5), (3,)),
            Activity("activity 4", 0, (0, 0), ()),
        ),
    )


def test_several_projects_are_read_with_releases_and_arcs_between_them() -> None:
    assert read_instance(MULTI) == Instance(
        (3,),
        (
            Activity("activity 1:1", 0, (0,), (1,)),
            Activity("activity 1:2", 2, (3,), (2,)),
            Activity("activity 2:1", 5, (2,), (), 4),
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        (
            SINGLE.replace("4 1 2 1 4", "x 1 2 1 4"),
            4,
            "the duration of activity 2 is 'x'; a whole number is needed",
        ),
        (SINGLE.replace("4 1 2 1 4", "-4 1 2 1 4"), 4, "the duration of activity 2 is -4; it must be from 0"),
        (
            SINGLE.replace("4 1 2 1 4", "4 9 2 1 4"),
            4,
            "activity 2 needs 9 of resource 1, which has 3; lower it",
        ),
        (
            SINGLE.replace("4 1 2 1 4", "4 1 2 1 7"),
            4,
            "a successor of activity 2 is 7; it must be from 1 to 4",
        ),
        (SINGLE + "9\n", 8, "'9' stands behind the last activity"),
        (SINGLE[:20], 3, "the file ends where"),
        (MULTI.replace("2:1", "3:1"), 8, "3:1 follows activity 1:2, and is no activity"),
        (MULTI.replace("2:1", "2-1"), 8, "a successor of activity 1:2 is '2-1'; write PROJECT:ACTIVITY"),
    ],
)
def test_broken_files_are_refused_with_line_value_and_fix(text: str, line: int, message: str) -> None:
    with pytest.raises(FormatError, match=message) as refused:
        read_instance(text)
    assert refused.value.line == line


def test_circles_are_refused_by_name() -> None:
    with pytest.raises(FormatError, match=r"in a circle.*: activity 2, activity 3$"):
        network(read_instance(SINGLE.replace("2 3 5 1\n4", "2 3 5 1\n2").replace("1 4\n", "1 3\n")))


def test_the_checker_names_each_fault() -> None:
    instance = Instance((3,), (Activity("A", 2, (2,), (1,)), Activity("B", 1, (2,), (), 1)))
    assert faults(instance, [0, 2], 3) == []
    assert faults(instance, [0, 1], 2) == [
        "B begins in 1, before A is finished in 2",
        "period 1 uses 4 of resource 1, which has 3",
    ]
    assert faults(instance, [0, 0], 3)[0] == "B begins in 0, before A is finished in 2"
    assert "B begins in 0, before its release 1" in faults(instance, [0, 0], 3)
    assert faults(instance, [0, 2], 4) == ["the makespan is 3, not 4"]
