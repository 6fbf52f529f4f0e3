from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rating_channel import RatingChannel
from ..models.rating_reason import RatingReason
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="ServiceRatingIn")


@_attrs_define
class ServiceRatingIn:
    """The one rating of a record."""

    level: int
    """ 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意 """
    channel: RatingChannel
    rated_at: datetime.datetime
    reasons: list[RatingReason] | Unset = UNSET
    comment: None | str | Unset = UNSET
    """ Kept sealed; shown to who follows the rating up """

    def to_dict(self) -> dict[str, Any]:
        level = self.level

        channel = self.channel.value

        rated_at = self.rated_at.isoformat()

        reasons: list[str] | Unset = UNSET
        if not isinstance(self.reasons, Unset):
            reasons = []
            for reasons_item_data in self.reasons:
                reasons_item = reasons_item_data.value
                reasons.append(reasons_item)

        comment: None | str | Unset
        if isinstance(self.comment, Unset):
            comment = UNSET
        else:
            comment = self.comment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "level": level,
                "channel": channel,
                "rated_at": rated_at,
            }
        )
        if reasons is not UNSET:
            field_dict["reasons"] = reasons
        if comment is not UNSET:
            field_dict["comment"] = comment

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        level = d.pop("level")

        channel = RatingChannel(d.pop("channel"))

        rated_at = datetime.datetime.fromisoformat(d.pop("rated_at"))

        _reasons = d.pop("reasons", UNSET)
        reasons: list[RatingReason] | Unset = UNSET
        if _reasons is not UNSET:
            reasons = []
            for reasons_item_data in _reasons:
                reasons_item = RatingReason(reasons_item_data)

                reasons.append(reasons_item)

        def _parse_comment(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        comment = _parse_comment(d.pop("comment", UNSET))

        service_rating_in = cls(
            level=level,
            channel=channel,
            rated_at=rated_at,
            reasons=reasons,
            comment=comment,
        )

        return service_rating_in
