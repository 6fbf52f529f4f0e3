from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast


T = TypeVar("T", bound="MatterOffered")


@_attrs_define
class MatterOffered:
    """A matter that records can be pushed of."""

    unit_code: str
    matter_code: str
    name: str
    promised_limit: int | None
    promised_time_unit: str
    legal_limit: int | None
    legal_time_unit: str
    active: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        unit_code = self.unit_code

        matter_code = self.matter_code

        name = self.name

        promised_limit: int | None
        promised_limit = self.promised_limit

        promised_time_unit = self.promised_time_unit

        legal_limit: int | None
        legal_limit = self.legal_limit

        legal_time_unit = self.legal_time_unit

        active = self.active

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "unit_code": unit_code,
                "matter_code": matter_code,
                "name": name,
                "promised_limit": promised_limit,
                "promised_time_unit": promised_time_unit,
                "legal_limit": legal_limit,
                "legal_time_unit": legal_time_unit,
                "active": active,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        unit_code = d.pop("unit_code")

        matter_code = d.pop("matter_code")

        name = d.pop("name")

        def _parse_promised_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        promised_limit = _parse_promised_limit(d.pop("promised_limit"))

        promised_time_unit = d.pop("promised_time_unit")

        def _parse_legal_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        legal_limit = _parse_legal_limit(d.pop("legal_limit"))

        legal_time_unit = d.pop("legal_time_unit")

        active = d.pop("active")

        matter_offered = cls(
            unit_code=unit_code,
            matter_code=matter_code,
            name=name,
            promised_limit=promised_limit,
            promised_time_unit=promised_time_unit,
            legal_limit=legal_limit,
            legal_time_unit=legal_time_unit,
            active=active,
        )

        matter_offered.additional_properties = d
        return matter_offered

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
