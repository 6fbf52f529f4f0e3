from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rating import Rating
from ..types import UNSET, Unset


T = TypeVar("T", bound="Rated")


@_attrs_define
class Rated:
    """How an answer was received."""

    rating: Rating
    """ What the complainant says of the answer. No rating is stored as none, never as satisfied. """
    note: str | Unset = ""
    """ In the complainant's own words; asked for when dissatisfied """

    def to_dict(self) -> dict[str, Any]:
        rating = self.rating.value

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rating": rating,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rating = Rating(d.pop("rating"))

        note = d.pop("note", UNSET)

        rated = cls(
            rating=rating,
            note=note,
        )

        return rated
