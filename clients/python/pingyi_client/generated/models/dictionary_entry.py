from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.table_name import TableName


T = TypeVar("T", bound="DictionaryEntry")


@_attrs_define
class DictionaryEntry:
    """A column of the open data."""

    table: TableName
    column: str
    name: str
    """ In Chinese """
    meaning: str
    unit: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        table = self.table.value

        column = self.column

        name = self.name

        meaning = self.meaning

        unit = self.unit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "table": table,
                "column": column,
                "name": name,
                "meaning": meaning,
                "unit": unit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        table = TableName(d.pop("table"))

        column = d.pop("column")

        name = d.pop("name")

        meaning = d.pop("meaning")

        unit = d.pop("unit")

        dictionary_entry = cls(
            table=table,
            column=column,
            name=name,
            meaning=meaning,
            unit=unit,
        )

        dictionary_entry.additional_properties = d
        return dictionary_entry

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
