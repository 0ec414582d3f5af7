"""Whether every file of cost adds up to the cent: python -m benchmarks.reconciliation [--plans 500] [--files 1].

Random plans, each in every combination of view (the plan's work, or the whole organisation), currency (the portfolio's
own, one with cents and one without, by two rates each) and way (paid, or amortised with unused commitments charged
by each of five keys): 36 combinations. Every grouping of the report, of JSON and of each sheet of the workbook, and the
rows of CSV, JSON, Parquet, XLSX and FOCUS are added up here and compared with one total. Plans are random and need not
keep the rules: exports only read them. With `--files 6` files are written for every sixth combination only; reports are
checked in all. `--first` is the number of the first plan.
"""

import argparse
import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from xml.etree import ElementTree

import pyarrow.parquet as pq

from planner.domain.cost import DIMENSIONS, NAME_OF, CostQuery, CostReport
from planner.domain.currencies import minor_digits, nothing
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.export_cost import cost_file
from planner.services.forecast_cost import cost_report
from tests.finance_plans import CURRENCIES, case

WAYS = ("cash", "none", "hours", "compute", "direct", "even")
SHOWN = 20
"""Faults that are printed."""
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def queries() -> Iterator[CostQuery]:
    """Every combination of view, currency and way."""
    for view, currency, way in product(("plan", "organisation"), (None, *CURRENCIES), WAYS):
        basis = {"basis": "cash"} if way == "cash" else {"chargeback": way}
        yield CostQuery.model_validate({"view": view, "currency": currency, **basis})


def faults(portfolio: Portfolio, plan: Plan, query: CostQuery, *, files: bool) -> Iterator[str]:
    """What does not add up in the report, and in its files if they are asked for."""
    report = cost_report(portfolio, plan, query)
    digits, total = minor_digits(report.currency), report.total
    amounts = [row.amount for row in report.rows]
    if any(-int(amount.as_tuple().exponent) != digits for amount in amounts):
        yield "a row has other decimals than the currency"
    for dimension in DIMENSIONS:
        mine = added((NAME_OF[dimension](row), row.amount) for row in report.rows)
        theirs = {name: amount for name, amount in report.by(dimension).items() if amount}
        if theirs != mine or sum(mine.values(), nothing(report.currency)) != total:
            yield f"by {dimension}: {sum(theirs.values())} is not {total}"
    if files:
        yield from of_files(portfolio, plan, query, report)
    if query.basis == "cash":
        twin = CostQuery(view=query.view, currency=query.currency, chargeback="none")
        if cost_report(portfolio, plan, twin).total != total:
            yield "paid and amortised cost are not the same in all"
    elif files:
        yield from of_focus(portfolio, plan, query, report)


def of_files(portfolio: Portfolio, plan: Plan, query: CostQuery, report: CostReport) -> Iterator[str]:
    """CSV, JSON, Parquet and XLSX against the report."""
    amounts = [row.amount for row in report.rows]

    def content(name: str) -> bytes:
        return cost_file(portfolio, plan, query, name).content

    rows = csv.DictReader(io.StringIO(content("csv").decode(), newline=""))
    document = json.loads(content("json"))
    parquet = pq.read_table(io.BytesIO(content("parquet")))
    sheets = numbers(content("xlsx"), minor_digits(report.currency))
    found = {
        "csv": [Decimal(row["amount"]) for row in rows],
        "json": [Decimal(row["amount"]) for row in document["rows"]],
        "parquet": parquet["amount"].to_pylist(),
        "xlsx": sheets["Rows"],
    }
    yield from (f"{name}: rows differ" for name, those in found.items() if those != amounts)
    if Decimal(document["total"]) != report.total:
        yield f"json: total {document['total']}"
    for dimension in DIMENSIONS:
        stated = document[f"by_{dimension}"].items()
        if {k: Decimal(v) for k, v in stated} != report.by(dimension):
            yield f"json: by {dimension}"
    for title, last in sheets.items():
        if title.startswith("By ") and (last[-1] != report.total or sum(last[:-1]) != report.total):
            yield f"xlsx: {title}"


def of_focus(portfolio: Portfolio, plan: Plan, query: CostQuery, report: CostReport) -> Iterator[str]:
    """Both bases of the FOCUS file against the reports."""
    text = cost_file(portfolio, plan, query, "focus").content.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    cash = CostQuery(view=query.view, currency=query.currency, basis="cash")
    for column, wanted in (
        ("EffectiveCost", report.total),
        ("BilledCost", cost_report(portfolio, plan, cash).total),
    ):
        found = sum((Decimal(row[column]) for row in rows), Decimal(0))
        if found != wanted:
            yield f"focus: {column} {found} is not {wanted}"
    mine = added((row["x_Project"], Decimal(row["EffectiveCost"])) for row in rows)
    theirs = added((row.project or "", row.amount) for row in report.rows)
    if mine != theirs:
        yield "focus: by project"


def added(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Sums by name, without those that are zero."""
    sums: dict[str, Decimal] = {}
    for name, amount in pairs:
        sums[name] = sums.get(name, Decimal(0)) + amount
    return {name: amount for name, amount in sums.items() if amount}


def numbers(content: bytes, digits: int) -> dict[str, list[Decimal]]:
    """By sheet of a workbook, the last number of each line below the head; of `Rows` the amounts."""
    book = zipfile.ZipFile(io.BytesIO(content))
    names = [
        s.attrib["name"] for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{NS}sheet")
    ]
    found = {}
    for position, name in enumerate(names, 1):
        if name != "Rows" and not name.startswith("By "):
            continue
        last = []
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{position}.xml"))
        for line in list(tree.iter(f"{NS}row"))[1:]:
            values = {
                re.sub(r"\d", "", cell.attrib["r"]): cell.findtext(f"{NS}v")
                for cell in line
                if cell.attrib.get("t") in (None, "n")
            }
            text = values.get("P") if name == "Rows" else values[max(values, key=lambda c: (len(c), c))]
            last.append(round(Decimal(text or "0"), digits))
        found[name] = last
    return found


def main() -> None:
    """Prints the faults that were found, and how many combinations were tried."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--plans", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--files", type=int, default=1)
    given = parser.parse_args()
    began, tried, wrong = time.perf_counter(), 0, 0
    ways = list(queries())
    for seed in range(given.first, given.first + given.plans):
        large = seed % 10 == 0
        portfolio, plan = case(seed) if large else case(seed, projects=3, people=3, quarters=2)
        for query in ways:
            tried += 1
            for fault in faults(portfolio, plan, query, files=tried % given.files == 0):
                wrong += 1
                if wrong <= SHOWN:
                    asked = query.model_dump(mode="json", exclude_defaults=True)
                    print(f"plan {seed} {asked}: {fault}", flush=True)
        if (seed + 1) % 50 == 0:
            print(f"{seed + 1} plans, {tried} combinations, {wrong} faults", flush=True)
    seconds = time.perf_counter() - began
    print(f"{given.plans} plans x {len(ways)} combinations: {wrong} faults in {tried}; {seconds:.0f} s")


if __name__ == "__main__":
    main()
