from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rating_channel import RatingChannel
from ..models.rating_reason import RatingReason
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="PushedRating")


@_attrs_define
class PushedRating:
    """A rating as the system sees it that handed it in. Not what people make of it, nor the comment."""

    id: UUID
    external_id: str
    """ Of the record """
    level: int
    channel: RatingChannel
    reasons: list[RatingReason]
    rated_at: datetime.datetime
    due: datetime.datetime | None
    """ Until when a bad one is followed up; null: it is not bad """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        external_id = self.external_id

        level = self.level

        channel = self.channel.value

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.value
            reasons.append(reasons_item)

        rated_at = self.rated_at.isoformat()

        due: None | str
        if isinstance(self.due, datetime.datetime):
            due = self.due.isoformat()
        else:
            due = self.due

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "external_id": external_id,
                "level": level,
                "channel": channel,
                "reasons": reasons,
                "rated_at": rated_at,
                "due": due,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        external_id = d.pop("external_id")

        level = d.pop("level")

        channel = RatingChannel(d.pop("channel"))

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = RatingReason(reasons_item_data)

            reasons.append(reasons_item)

        rated_at = datetime.datetime.fromisoformat(d.pop("rated_at"))

        def _parse_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_type_0 = datetime.datetime.fromisoformat(data)

                return due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due = _parse_due(d.pop("due"))

        pushed_rating = cls(
            id=id,
            external_id=external_id,
            level=level,
            channel=channel,
            reasons=reasons,
            rated_at=rated_at,
            due=due,
        )

        pushed_rating.additional_properties = d
        return pushed_rating

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
