from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="PublicVersion")


@_attrs_define
class PublicVersion:
    """One published version."""

    version: int
    reason: str
    published_at: datetime.datetime
    public_digest: str
    sealed_digest: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        reason = self.reason

        published_at = self.published_at.isoformat()

        public_digest = self.public_digest

        sealed_digest = self.sealed_digest

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "reason": reason,
                "published_at": published_at,
                "public_digest": public_digest,
                "sealed_digest": sealed_digest,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        version = d.pop("version")

        reason = d.pop("reason")

        published_at = datetime.datetime.fromisoformat(d.pop("published_at"))

        public_digest = d.pop("public_digest")

        sealed_digest = d.pop("sealed_digest")

        public_version = cls(
            version=version,
            reason=reason,
            published_at=published_at,
            public_digest=public_digest,
            sealed_digest=sealed_digest,
        )

        public_version.additional_properties = d
        return public_version

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
