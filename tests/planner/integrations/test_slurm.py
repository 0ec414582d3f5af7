"""Jobs of Slurm in the forms in which `sacct` writes them."""

import pytest

from planner.errors import BadInput
from planner.integrations.actuals import read_actuals

# sacct -a --parsable2 with more columns than are needed, as clusters have them in their scripts.
PARSABLE2 = """\
JobIDRaw|JobID|JobName|User|Account|Partition|State|ExitCode|Submit|Start|End|Elapsed|AllocCPUS|NNodes|ReqTRES|AllocTRES
4101|4101|train|ann|ranker|h100|COMPLETED|0:0|2027-01-05T09:58:11|2027-01-05T10:00:00|2027-01-06T12:30:00|1-02:30:00|64|1|billing=64,cpu=64,gres/gpu=8,mem=1T,node=1|billing=64,cpu=64,energy=512345,gres/gpu:h100=8,gres/gpu=8,mem=1T,node=1
4101.batch|4101.batch|batch||ranker||COMPLETED|0:0|2027-01-05T10:00:00|2027-01-05T10:00:00|2027-01-06T12:30:00|1-02:30:00|64|1||cpu=64,gres/gpu:h100=8,gres/gpu=8,mem=1T,node=1
4101.extern|4101.extern|extern||ranker||COMPLETED|0:0|2027-01-05T10:00:00|2027-01-05T10:00:00|2027-01-06T12:30:00|1-02:30:00|64|1||billing=64,cpu=64,gres/gpu:h100=8,gres/gpu=8,mem=1T,node=1
4101.0|4101.0|python||ranker||COMPLETED|0:0|2027-01-05T10:00:02|2027-01-05T10:00:02|2027-01-06T12:30:00|1-02:29:58|64|1||cpu=64,gres/gpu:h100=8,gres/gpu=8,mem=1T,node=1
4102|4102_[1-4%2]|sweep|bob|churn|a100|CANCELLED by 1007|0:0|2027-01-06T08:00:00|Unknown|2027-01-06T08:05:00|00:00:00|0|1|billing=4,cpu=4,gres/gpu:a100=1,node=1|
4103|4102_1|sweep|bob|churn|a100|TIMEOUT|0:0|2027-01-06T08:00:00|2027-01-31T23:00:00|2027-02-01T00:00:00|01:00:00|4|1|billing=4,cpu=4,gres/gpu=1,node=1|billing=4,cpu=4,gres/gpu:nvidia_a100-sxm4-80gb=1,gres/gpu=1,node=1
4104|4104|eval|bob|churn|a100|CANCELLED by 1007|0:15|2027-02-02T08:00:00|2027-02-02T08:00:00|2027-02-02T08:30:30|30:30|8|2|billing=8,cpu=8,gres/gpu=4,node=2|billing=8,cpu=8,gres/gpu:a100=2,gres/gpu:h100=2,gres/gpu=4,node=2
4105|4105|bad|bob|churn|a100|FAILED|1:0|2027-02-02T09:00:00|2027-02-02T09:00:00|2027-02-02T09:06:00|00:06:00|8|1|billing=8,cpu=8,gres/gpu=2,node=1|billing=8,cpu=8,gres/gpu=2,gres/gpumem=20G,gres/gpuutil=55,node=1
4106|4106|data|eve|churn|cpu|COMPLETED|0:0|2027-02-02T09:00:00|2027-02-02T09:00:00|2027-02-03T09:00:00|1-00:00:00|8|1|billing=8,cpu=8,mem=32G,node=1|billing=8,cpu=8,mem=32G,node=1
4107|4107|wait|eve|churn|h100|PENDING|0:0|2027-02-02T09:00:00|Unknown|Unknown|00:00:00|0|1|billing=8,cpu=8,gres/gpu=8,node=1|
4108|4108+0|het|eve|ranker|h100|NODE_FAIL|0:0|2027-02-02T09:00:00|2027-02-03T00:00:00|2027-02-03T00:30:00|00:30:00|8|1|billing=8,gres/gpu=8,node=1|billing=8,gres/gpu:h100=8,gres/gpu=8,node=1
"""


def hours(content: str) -> list[tuple[str, str | None, str | None, str | None, float]]:
    found = read_actuals(content.encode())
    assert found.format == "sacct"
    return [
        (row.month, row.project, row.pool, row.accelerator, round(row.hours or 0, 4)) for row in found.lines
    ]


def test_whole_jobs_count_whatever_became_of_them() -> None:
    assert hours(PARSABLE2) == [
        ("2027-01", "ranker", "h100", "h100", 8 * 26.5),
        ("2027-01", "churn", "a100", "nvidia_a100-sxm4-80gb", 1.0),
        ("2027-02", "churn", "a100", "a100", round(2 * 1830 / 3600, 4)),
        ("2027-02", "churn", "a100", "h100", round(2 * 1830 / 3600, 4)),
        ("2027-02", "churn", "a100", None, 0.2),
        ("2027-02", "ranker", "h100", "h100", 4.0),
    ]
    assert read_actuals(PARSABLE2.encode()).skipped == 6


def test_a_bar_at_the_end_of_each_line_changes_nothing() -> None:
    parsable = "\n".join(f"{line}|" for line in PARSABLE2.splitlines())
    assert hours(parsable) == hours(PARSABLE2)


def test_without_allocated_resources_those_that_were_asked_for_count() -> None:
    table = "JobIDRaw|Account|Start|ElapsedRaw|ReqTRES\n7|ranker|2027-03-01T00:00:00|3600|cpu=8,gres/gpu:l4=2,node=1\n"
    assert hours(table) == [("2027-03", "ranker", None, "l4", 2.0)]


def test_a_type_for_some_of_the_devices_leaves_the_rest_without() -> None:
    table = "JobID|Account|Start|ElapsedRaw|AllocTRES\n7|ranker|2027-03-01T00:00:00|3600|gres/gpu:l4=2,gres/gpu=3\n"
    assert hours(table) == [("2027-03", "ranker", None, "l4", 2.0), ("2027-03", "ranker", None, None, 1.0)]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "JobID           Account  Elapsed  AllocTRES\n------------ ---------- ---------- ----------\n",
            "for people, with cut cells",
        ),
        ("Account|Start|Elapsed|AllocTRES\nranker|2027-01-01|01:00:00|gres/gpu=8\n", "without JobID steps"),
        ("JobID|Account|Elapsed|AllocTRES\n1|ranker|01:00:00|gres/gpu=8\n", "without Start"),
        ("JobID|Account|Start|Elapsed|AllocGRES\n1|ranker|2027-01-01|01:00:00|gpu:8\n", "told by node"),
    ],
)
def test_tables_that_cannot_be_counted_for_certain_say_what_to_ask_for(table: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        read_actuals(table.encode())
    assert "sacct -a -P -o JobID,Account" in caught.value.message


def test_times_that_are_none_are_named_with_their_line() -> None:
    head = "JobID|Account|Start|Elapsed|AllocTRES\n"
    table = (
        f"{head}1|a|2027-01-01T00:00:00|soon|gres/gpu=8\n2|a|1798761600|01:00:00|gres/gpu=8\n"
        "3|a|2027-01-01T00:00:00|01:00:00|gres/gpu=8\n"
    )
    with pytest.raises(BadInput, match="2 rows") as caught:
        read_actuals(table.encode())
    assert [(d.line, d.path) for d in caught.value.diagnostics] == [(2, "elapsed"), (3, "start")]
    assert "SLURM_TIME_FORMAT" in caught.value.diagnostics[1].message
