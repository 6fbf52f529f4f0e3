from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rating import Rating
from typing import cast
import datetime


T = TypeVar("T", bound="TrackAnswer")


@_attrs_define
class TrackAnswer:
    """An answer that was given, and what the complainant said of it."""

    day: datetime.date
    text: str
    rating: None | Rating
    rating_label: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day.isoformat()

        text = self.text

        rating: None | str
        if isinstance(self.rating, Rating):
            rating = self.rating.value
        else:
            rating = self.rating

        rating_label: None | str
        rating_label = self.rating_label

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "text": text,
                "rating": rating,
                "rating_label": rating_label,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        day = datetime.date.fromisoformat(d.pop("day"))

        text = d.pop("text")

        def _parse_rating(data: object) -> None | Rating:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rating_type_0 = Rating(data)

                return rating_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Rating, data)

        rating = _parse_rating(d.pop("rating"))

        def _parse_rating_label(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rating_label = _parse_rating_label(d.pop("rating_label"))

        track_answer = cls(
            day=day,
            text=text,
            rating=rating,
            rating_label=rating_label,
        )

        track_answer.additional_properties = d
        return track_answer

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
