from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset


T = TypeVar("T", bound="ContactIn")


@_attrs_define
class ContactIn:
    """Who complains. Stored sealed; no unit ever sees it."""

    name: str | Unset = ""
    phone: str | Unset = ""
    id_number: str | Unset = ""
    address: str | Unset = ""
    email: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        phone = self.phone

        id_number = self.id_number

        address = self.address

        email = self.email

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if phone is not UNSET:
            field_dict["phone"] = phone
        if id_number is not UNSET:
            field_dict["id_number"] = id_number
        if address is not UNSET:
            field_dict["address"] = address
        if email is not UNSET:
            field_dict["email"] = email

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        phone = d.pop("phone", UNSET)

        id_number = d.pop("id_number", UNSET)

        address = d.pop("address", UNSET)

        email = d.pop("email", UNSET)

        contact_in = cls(
            name=name,
            phone=phone,
            id_number=id_number,
            address=address,
            email=email,
        )

        return contact_in
