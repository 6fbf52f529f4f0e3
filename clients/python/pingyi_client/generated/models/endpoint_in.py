from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="EndpointIn")


@_attrs_define
class EndpointIn:
    """An address that events are sent to."""

    url: str
    """ https; the machine must be in the operator's list of machines that may be reached """
    types: list[str] | Unset = UNSET
    """ Only types that begin so, such as `cn.gov.efficiency.complaint.`; none: all """
    description: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        types: list[str] | Unset = UNSET
        if not isinstance(self.types, Unset):
            types = self.types

        description = self.description

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
            }
        )
        if types is not UNSET:
            field_dict["types"] = types
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        types = cast(list[str], d.pop("types", UNSET))

        description = d.pop("description", UNSET)

        endpoint_in = cls(
            url=url,
            types=types,
            description=description,
        )

        return endpoint_in
