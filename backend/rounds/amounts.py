"""Exact decimals of the method: how they are read, checked and written."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticKnownError


def plain(value: Decimal) -> str:
    """The one way an amount is written: no exponent, no trailing zeros, no negative zero ("100", "0.5")."""
    return format(value.normalize() + 0, "f")


def has_places(value: Decimal, places: int) -> bool:
    """Whether `value` (finite, below 10^15) has at most `places` decimals."""
    return value == value.quantize(Decimal(1).scaleb(-places))


def _written(value: object) -> object:
    """Python reads other scripts' digits, underscores and exponents as well; people would not agree what they are."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        raise PydanticKnownError("decimal_parsing")
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_written),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$", "examples": ["0.5"]}, mode="serialization"),
]
"""A non-negative decimal; number or text in a request, text in an answer."""
