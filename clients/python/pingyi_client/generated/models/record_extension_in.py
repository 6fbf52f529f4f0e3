from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="RecordExtensionIn")


@_attrs_define
class RecordExtensionIn:
    """More time: approved by somebody above, and told to the applicant beforehand (S3)."""

    days: int
    """ Working days """
    reason: str
    approved_by: str
    """ A post, not a person """
    told_in_advance: bool
    granted_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        days = self.days

        reason = self.reason

        approved_by = self.approved_by

        told_in_advance = self.told_in_advance

        granted_at = self.granted_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "days": days,
                "reason": reason,
                "approved_by": approved_by,
                "told_in_advance": told_in_advance,
                "granted_at": granted_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        days = d.pop("days")

        reason = d.pop("reason")

        approved_by = d.pop("approved_by")

        told_in_advance = d.pop("told_in_advance")

        granted_at = datetime.datetime.fromisoformat(d.pop("granted_at"))

        record_extension_in = cls(
            days=days,
            reason=reason,
            approved_by=approved_by,
            told_in_advance=told_in_advance,
            granted_at=granted_at,
        )

        return record_extension_in
