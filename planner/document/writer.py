"""Write a portfolio as YAML that people like to read, or as JSON."""

import json
from decimal import Decimal
from typing import Any

import yaml

from planner.document.yaml_values import RESOLVERS
from planner.domain.portfolio import Portfolio

#: Mappings and lists of plain values up to this width stand on one line.
LINE = 110

#: Mappings from skills, accelerators, teams or categories, whose keys may be any id.
NAMED = frozenset({"skills", "effort", "upkeep", "accelerators", "teams", "categories"})


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes small mappings on one line, amounts without quotes where they are whole."""

    # Texts that look like numbers, to the reader of this product or to others, are quoted.
    yaml_implicit_resolvers = {
        first: [*yaml.SafeDumper.yaml_implicit_resolvers.get(first, []), *RESOLVERS.get(first, [])]
        for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *RESOLVERS}
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _amount(dumper: yaml.SafeDumper, value: Decimal) -> Any:
    if value == value.to_integral_value():
        return dumper.represent_int(int(value))
    return dumper.represent_scalar("tag:yaml.org,2002:str", f"{value:f}".rstrip("0"), style='"')


def _number(dumper: yaml.SafeDumper, value: float) -> Any:
    return (
        dumper.represent_int(int(value))
        if value.is_integer() and abs(value) < 1e15
        else dumper.represent_float(value)
    )


def _text(dumper: yaml.SafeDumper, value: str) -> Any:
    # The library would write this kind of line break as it is, and read it back as a space.
    style = '"' if "\x85" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _amount)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(
    _Flow, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)


def write_yaml(portfolio: Portfolio) -> str:
    """The document in the order of the schema, without what is left at its default."""
    body = portfolio.model_dump(by_alias=True, exclude_defaults=True)
    tidy = {key: _tidy(value, 0) for key, value in body.items()}
    return yaml.dump(tidy, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE + 20)


def write_json(portfolio: Portfolio) -> str:
    """The document as JSON, without what is left at its default."""
    body = portfolio.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def json_schema() -> dict[str, Any]:
    """The published JSON schema of portfolio documents."""
    schema = Portfolio.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "quarterdeck/portfolio/1",
    } | schema


def _tidy(value: Any, depth: int, *, named: bool = False) -> Any:
    """Short forms that the reader takes: single numbers for certain estimates, phase names for plain predecessors.

    `named` mappings have keys that people chose, which mean nothing here.
    """
    if isinstance(value, dict):
        if not named and set(value) == {"low", "likely", "high"} and len(set(value.values())) == 1:
            return value["likely"]
        tidy = {
            key: _after(item) if key == "after" and not named else _tidy(item, depth + 1, named=key in NAMED)
            for key, item in value.items()
        }
        return _Flow(tidy) if depth > 0 and _fits(tidy) else tidy
    if isinstance(value, list | tuple):
        return (
            _Line(_tidy(item, depth + 1) for item in value)
            if _plain(value)
            else [_tidy(item, depth + 1) for item in value]
        )
    return value


class _Line(list[Any]):
    """A list that is written on one line."""


_Dumper.add_representer(
    _Line, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)


def _after(value: Any) -> Any:
    items = [item["phase"] if set(item) == {"phase"} else _Flow(item) for item in value]
    return _Line(items)


def _plain(value: Any) -> bool:
    return all(not isinstance(item, dict | list | tuple) for item in value)


def _fits(value: dict[str, Any]) -> bool:
    """Whether a mapping holds only plain values or one-line mappings and is short enough."""
    for item in value.values():
        if isinstance(item, dict) and not isinstance(item, _Flow):
            return False
        if isinstance(item, list) and not isinstance(item, _Line):
            return False
    text = str(value).replace("'", "").replace("Decimal(", "").replace("datetime.date(", "")
    return len(text) <= LINE and "\n" not in text
