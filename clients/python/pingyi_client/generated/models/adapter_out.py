from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.word_table import WordTable


T = TypeVar("T", bound="AdapterOut")


@_attrs_define
class AdapterOut:
    """A version; number 0 is what comes with the program."""

    source_system: str
    number: int
    mapping: WordTable
    """ The words of one system. """
    note: str
    created_by: None | str
    created_at: datetime.datetime | None
    in_force: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.word_table import WordTable  # noqa: PLC0415

        source_system = self.source_system

        number = self.number

        mapping = self.mapping.to_dict()

        note = self.note

        created_by: None | str
        created_by = self.created_by

        created_at: None | str
        if isinstance(self.created_at, datetime.datetime):
            created_at = self.created_at.isoformat()
        else:
            created_at = self.created_at

        in_force = self.in_force

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "source_system": source_system,
                "number": number,
                "mapping": mapping,
                "note": note,
                "created_by": created_by,
                "created_at": created_at,
                "in_force": in_force,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.word_table import WordTable  # noqa: PLC0415

        d = dict(src_dict)
        source_system = d.pop("source_system")

        number = d.pop("number")

        mapping = WordTable.from_dict(d.pop("mapping"))

        note = d.pop("note")

        def _parse_created_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_by = _parse_created_by(d.pop("created_by"))

        def _parse_created_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_at_type_0 = datetime.datetime.fromisoformat(data)

                return created_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        created_at = _parse_created_at(d.pop("created_at"))

        in_force = d.pop("in_force")

        adapter_out = cls(
            source_system=source_system,
            number=number,
            mapping=mapping,
            note=note,
            created_by=created_by,
            created_at=created_at,
            in_force=in_force,
        )

        adapter_out.additional_properties = d
        return adapter_out

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
