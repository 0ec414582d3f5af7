"""What was spent, as different tools write it down."""

import json
from decimal import Decimal

import pytest

from planner.errors import BadInput
from planner.integrations.actuals import read_actuals

SACCT = b"""JobID|Account|Partition|Start|ElapsedRaw|AllocTRES
11|ranker|h100|2027-01-05T10:00:00|7200|billing=64,cpu=64,gres/gpu:h100=8,gres/gpu=8,node=1
11.batch|ranker|h100|2027-01-05T10:00:00|7200|gres/gpu=8
12|churn|cpu|2027-01-06T10:00:00|7200|cpu=4
13|churn|h100|2027-02-01T00:00:00|1800|gres/gpu=2
14|churn|h100|Unknown|0|gres/gpu=2
"""


def test_a_plain_table_of_months_or_days() -> None:
    table = (
        b"date,project,kind,amount,currency\n2027-01-31,ranker,people,1200.50,EUR\n2027-02-01,,compute,3,\n"
    )
    first, second = read_actuals(table).lines
    assert (first.month, first.project, first.kind, first.amount) == (
        "2027-01",
        "ranker",
        "people",
        Decimal("1200.50"),
    )
    assert (first.currency, second.currency, second.project) == ("EUR", None, None)


def test_jobs_of_slurm_count_devices_once_and_steps_not_at_all() -> None:
    found = read_actuals(SACCT)
    assert (found.format, found.skipped, found.knows_unused) == ("sacct", 3, False)
    lines = [(line.month, line.project, line.accelerator, line.hours, line.amount) for line in found.lines]
    assert lines == [("2027-01", "ranker", "h100", 16.0, None), ("2027-02", "churn", None, 1.0, None)]


def test_namespaces_of_opencost_are_projects() -> None:
    table = b"Namespace,Window Start,GPU Hours,GPU Cost,Total Cost\nranker,2027-01-01T00:00:00Z,10,41.00,50\n__idle__,2027-01-01,5,20.5,21\n"
    found = read_actuals(table)
    assert [(line.project, line.hours, line.amount) for line in found.lines] == [
        ("ranker", 10.0, Decimal("41.00")),
        (None, 5.0, Decimal("20.5")),
    ]


def test_the_daily_export_of_opencost_has_cost_but_no_hours() -> None:
    # Columns of opencost/opencost, pkg/costmodel/csv_export.go.
    table = (
        "Date,Namespace,ControllerKind,ControllerName,Pod,Container,Labels,CPUCoreUsageAverage,"
        "CPUCoreRequestAverage,RAMBytesUsageAverage,RAMBytesRequestAverage,NetworkReceiveBytes,"
        "NetworkTransferBytes,GPUs,PVBytes,CPUCost,RAMCost,NetworkCost,PVCost,GPUCost,TotalCost\n"
        '2027-01-04,ranker,job,train,train-0,main,"{""app"":""train""}",3.1,4,1e9,2e9,10,20,8,0,0.9,0.2,0,0,470.4,471.5\n'
        "2027-01-04,kube-system,deployment,dns,dns-1,dns,,0.1,0.1,1e8,1e8,1,1,0,0,0.1,0.05,0,0,0,0.15\n"
        "2027-02-01,__idle__,,,,,,0,0,0,0,0,0,2,0,0,0,0,0,117.6,117.6\n"
    )
    found = read_actuals(table.encode())
    assert (found.format, found.skipped) == ("opencost", 1)
    assert [(line.month, line.project, line.hours, line.amount) for line in found.lines] == [
        ("2027-01", "ranker", None, Decimal("470.4")),
        ("2027-02", None, None, Decimal("117.6")),
    ]


def test_what_was_allocated_belongs_to_whom_it_was_allocated_to() -> None:
    table = (
        "ChargePeriodStart,ChargeCategory,EffectiveCost,AllocatedMethodId,AllocatedTags,Tags\n"
        '2027-01-04T00:00:00Z,Usage,24,gpu-hours,"{""project"": ""ranker""}","{""cluster"": ""east""}"\n'
    )
    (line,) = read_actuals(table.encode()).lines
    assert line.project == "ranker"


def test_focus_counts_effective_cost_and_leaves_purchases_out() -> None:
    table = (
        "ChargePeriodStart,ChargeCategory,EffectiveCost,BilledCost,BillingCurrency,ResourceId,PricingUnit,"
        "PricingQuantity,ServiceCategory,Tags\n"
        "2027-01-04T00:00:00Z,Purchase,0,700,USD,shelf,Units,1,Compute,{}\n"
        '2027-01-04T00:00:00Z,Usage,24,0,USD,shelf,Hours,24,Compute,"{""project"": ""ranker""}"\n'
    )
    (line,) = read_actuals(table.encode()).lines
    assert (line.project, line.pool, line.hours, line.amount, line.kind) == (
        "ranker",
        "shelf",
        24.0,
        24,
        "compute",
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("a,b\n1,2\n", "none of the known tables"),
        ("", "none of the known tables"),
        ("month,amount\n", "no row that says what was spent"),
    ],
)
def test_another_table_is_refused(table: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_actuals(table.encode())


def test_every_fault_is_named_with_its_row_and_value() -> None:
    table = b"month,amount,kind,hours\n2027-13,1,people,\n2027-01,ten,people,\n2027-01,,people,\n2027-01,1,gpu,\n2027-01,1,compute,-3\n2027-01,NaN,people,\n"
    with pytest.raises(BadInput, match="6 rows") as caught:
        read_actuals(table)
    said = [(d.line, d.message) for d in caught.value.diagnostics]
    assert said[0] == (2, "month '2027-13' is no day such as 2027-01-31 and no month such as 2027-01")
    assert said[1] == (3, "amount 'ten' is not a number such as 1250.50")
    assert said[2][1].startswith("amount is empty")
    assert said[3][1] == "kind 'gpu' is none of people, compute, other, serving"
    assert said[4][1] == "hours '-3' is not a number from 0 to 1e+12"
    assert said[5][1].startswith("amount 'NaN' is not a number")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadInput, match="not UTF-8 text"):
        read_actuals(b"\xff\xfe\x00")


RUNS = (
    b"run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.loss,"
    b"metrics.system/gpu_0_utilization_percentage,metrics.system/gpu_1_utilization_percentage,params.world_size,"
    b"tags.project,tags.mlflow.parentRunId,tags.gpu_type\n"
    b"p,7,FINISHED,s3://x,2027-01-05 09:00:00+00:00,2027-01-05 21:00:00+00:00,,,,8,ranker,,\n"
    b"c,7,FINISHED,s3://x,2027-01-31 23:00:00.500000+00:00,2027-02-01 01:00:00.500000+00:00,0.1,,,8,ranker,p,H100-SXM\n"
    b"m,7,FAILED,s3://x,2027-02-02 00:00:00+00:00,2027-02-02 03:00:00+00:00,,91.5,80.0,,,,\n"
    b"r,7,RUNNING,s3://x,2027-02-02 00:00:00+00:00,,,91.5,80.0,,,,\n"
    b"e,9,FINISHED,s3://x,2027-02-02 00:00:00+00:00,2027-02-02 03:00:00+00:00,0.2,,,,evals,,\n"
)


def test_runs_of_mlflow_are_devices_times_time() -> None:
    """The parent of nested runs, one that goes on and one without devices say nothing."""
    found = read_actuals(RUNS)
    assert (found.format, found.skipped, found.knows_unused) == ("mlflow", 3, False)
    lines = [(line.month, line.project, line.accelerator, line.hours, line.runs) for line in found.lines]
    assert lines == [("2027-01", "ranker", "H100-SXM", 16.0, 1), ("2027-02", "7", None, 6.0, 1)]


def test_json_of_mlflow_says_the_same_in_both_shapes() -> None:
    start = 1_799_000_000_000  # 3 January 2027, 15:33 UTC
    info = {
        "run_id": "r",
        "experiment_id": "7",
        "status": "FINISHED",
        "start_time": start,
        "end_time": start + 7_200_000,
    }
    data = {
        "metrics": [{"key": f"system/gpu_{n}_power_usage_watts", "value": 400.0} for n in range(4)],
        "params": [{"key": "lr", "value": "0.1"}],
        "tags": [{"key": "project", "value": "ranker"}, {"key": "pool", "value": "h100"}],
    }
    rest = json.dumps({"runs": [{"info": info, "data": data}], "next_page_token": "x"}).encode()
    flat = [
        info
        | {
            "tags.project": "ranker",
            "tags.pool": "h100",
            "tags.gpus": "4",
            "metrics.loss": None,
            "params.x": None,
        }
    ]
    for content in (rest, json.dumps(flat).encode()):
        (line,) = read_actuals(content).lines
        assert (line.month, line.project, line.pool, line.hours) == ("2027-01", "ranker", "h100", 8.0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "JSON without runs of MLflow"),
        (b"[1]", "JSON without runs of MLflow"),
        (b"{not", "begin like JSON, but are none"),
        (b'{"runs": []}', "none of the known tables"),
        (RUNS.replace(b"2027-02-02 03:00:00+00:00", b"soon"), "1 rows that cannot be used"),
        (RUNS.replace(b",8,ranker,p", b",many,ranker,p"), "1 rows that cannot be used"),
        (RUNS.replace(b"2027-02-01 01", b"2026-02-01 01"), "1 rows that cannot be used"),
    ],
)
def test_runs_that_cannot_be_used_are_said(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_actuals(content)


def test_devices_are_counted_as_frameworks_log_them() -> None:
    head = "run_id,experiment_id,status,artifact_uri,start_time,end_time,params.devices,params.gpus,params.world_size,params.lr\n"
    rows = (
        "a,7,FINISHED,s,1799000000000,1799003600000,auto,None,16,0.1\n"  # the world's size counts all nodes
        'b,7,FINISHED,s,2027-01-05T10:00:00Z,2027-01-05T11:00:00+00:00,"[0, 1, 2, 3]",nan,,0.1\n'
        'c,7,KILLED,s,2027-01-05 10:00:00.123000+00:00,2027-01-05 10:30:00.123000+00:00,,"0,1",None,0.1\n'
        "d,7,FINISHED,s,2027-01-05 10:00:00,2027-01-05 11:00:00,-1,,,0.1\n"
        "e,7,RUNNING,s,2027-01-05 10:00:00,NaN,,8,,0.1\n"
        "f,7,SCHEDULED,s,2027-01-05 10:00:00,None,,8,,0.1\n"
    )
    found = read_actuals((head + rows).encode())
    assert [(line.hours, line.runs) for line in found.lines] == [(16.0, 1), (4.0, 1), (1.0, 1)]
    assert found.skipped == 3


def test_the_csv_of_the_page_of_an_experiment() -> None:
    # mlflow/server/js: the columns of the page's export; parameters, metrics and tags follow without a prefix.
    table = (
        "Start Time,Duration,Run ID,Name,Source Type,Source Name,User,Status,lr,num_gpus,project,loss,system/gpu_0_power_usage_watts\n"
        "2027-01-05 10:00:00,2.5h,a1,brisk-owl-1,LOCAL,train.py,ann,FINISHED,0.1,8,ranker,0.3,\n"
        "2027-01-06 10:00:00,30.0min,a2,brisk-owl-2,LOCAL,train.py,ann,FAILED,0.1,,ranker,,412\n"
        "2027-01-07 10:00:00,-,a3,brisk-owl-3,LOCAL,train.py,ann,RUNNING,0.1,8,ranker,,\n"
        "2027-01-07 10:00:00,450ms,a4,brisk-owl-4,LOCAL,train.py,ann,FINISHED,0.1,,ranker,,\n"
    )
    found = read_actuals(table.encode())
    assert (found.format, found.skipped) == ("mlflow", 2)
    assert [(line.project, line.hours) for line in found.lines] == [("ranker", 20.0), ("ranker", 0.5)]
    with pytest.raises(BadInput, match="1 rows") as caught:
        read_actuals(table.replace("30.0min", "half an hour").encode())
    assert "duration 'half an hour' is none" in caught.value.diagnostics[0].message


def test_amounts_of_a_plain_table_may_have_groups_and_a_currency_beside_them() -> None:
    table = 'month,project,amount\n2027-01,ranker,"1,250.50 EUR"\n2027-02,ranker,"(200)"\n'
    found = read_actuals(table.encode())
    assert [(line.amount, line.currency) for line in found.lines] == [
        (Decimal("1250.50"), "EUR"),
        (Decimal(-200), None),
    ]
