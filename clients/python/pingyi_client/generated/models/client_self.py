from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="ClientSelf")


@_attrs_define
class ClientSelf:
    """What a client's own token is good for."""

    client_id: UUID
    name: str
    scopes: list[str]
    """ Of this token """
    all_units: bool
    unit_ids: list[UUID]
    per_minute: int
    sandbox: bool
    expires_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_id = str(self.client_id)

        name = self.name

        scopes = self.scopes

        all_units = self.all_units

        unit_ids = []
        for unit_ids_item_data in self.unit_ids:
            unit_ids_item = str(unit_ids_item_data)
            unit_ids.append(unit_ids_item)

        per_minute = self.per_minute

        sandbox = self.sandbox

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_id": client_id,
                "name": name,
                "scopes": scopes,
                "all_units": all_units,
                "unit_ids": unit_ids,
                "per_minute": per_minute,
                "sandbox": sandbox,
                "expires_at": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        client_id = UUID(d.pop("client_id"))

        name = d.pop("name")

        scopes = cast(list[str], d.pop("scopes"))

        all_units = d.pop("all_units")

        unit_ids = []
        _unit_ids = d.pop("unit_ids")
        for unit_ids_item_data in _unit_ids:
            unit_ids_item = UUID(unit_ids_item_data)

            unit_ids.append(unit_ids_item)

        per_minute = d.pop("per_minute")

        sandbox = d.pop("sandbox")

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        client_self = cls(
            client_id=client_id,
            name=name,
            scopes=scopes,
            all_units=all_units,
            unit_ids=unit_ids,
            per_minute=per_minute,
            sandbox=sandbox,
            expires_at=expires_at,
        )

        client_self.additional_properties = d
        return client_self

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
