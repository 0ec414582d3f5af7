"""What every model of the domain shares: strictness, names and amounts."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

#: Limits of one portfolio. Code reads them here and the documentation prints them.
MAX_AMOUNT = Decimal("1e12")
MAX_WEEKS = 520.0
MAX_EFFORT = 10_000.0
MAX_GPU_HOURS = 1e9
MAX_DEVICES = 1_000_000


class Model(BaseModel):
    """A frozen value of the domain; unknown keys and non-finite numbers are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True, use_attribute_docstrings=True
    )


def refuse_bool(value: Any) -> Any:
    # YAML reads `no` as False and Python counts False as 0: neither is a number that a person meant.
    if isinstance(value, bool):
        raise ValueError("expected a number, got a yes/no value")
    return value


def _no_minus_zero(value: float) -> float:
    return value + 0.0  # -0.0 and 0.0 are one number and have one spelling


def plain_decimal(value: Decimal) -> str:
    # One spelling for one amount, so that equal portfolios have equal snapshots: 2.40 and 2.4 are "2.4".
    text = f"{value + 0:f}"  # -0 is 0
    return text.rstrip("0").rstrip(".") if "." in text else text


def _written_date(value: Any) -> Any:
    # A bare number would be taken for seconds since 1970.
    if isinstance(value, bool | int | float) or (
        isinstance(value, str) and not re.match(r"^\d{4}-\d{2}-\d{2}$", value)
    ):
        raise ValueError(f"expected a date such as 2027-01-04, got {value!r}")
    return value


def _refuse_nul(value: str) -> str:
    # Not every database takes it, and no document that holds it can be read again.
    if "\0" in value:
        raise ValueError("it holds a NUL character; remove it")
    return value


Day = Annotated[dt.date, BeforeValidator(_written_date)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(_refuse_nul)
]
Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_refuse_nul)]
Number = Annotated[float, BeforeValidator(refuse_bool), AfterValidator(_no_minus_zero)]
Whole = Annotated[int, BeforeValidator(refuse_bool)]
Share = Annotated[Number, Field(ge=0, le=1)]
Probability = Annotated[Number, Field(ge=0, le=1)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""Three capital letters, as ISO 4217 has them."""
Money = Annotated[
    Decimal,
    BeforeValidator(refuse_bool),
    Field(ge=0, le=MAX_AMOUNT, decimal_places=4),
    PlainSerializer(plain_decimal, return_type=str, when_used="json"),
]
