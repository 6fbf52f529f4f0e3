from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.clock_kind import ClockKind
from typing import cast
import datetime


T = TypeVar("T", bound="TrackDeadline")


@_attrs_define
class TrackDeadline:
    """The last day for something. `note` says in words that a day may still move later."""

    kind: ClockKind
    """ The clocks C1 to C9 (complaint design, 2.5); C8, rectification, comes with its feature. """
    label: str
    day: datetime.date
    provisional: bool
    note: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        label = self.label

        day = self.day.isoformat()

        provisional = self.provisional

        note: None | str
        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "label": label,
                "day": day,
                "provisional": provisional,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = ClockKind(d.pop("kind"))

        label = d.pop("label")

        day = datetime.date.fromisoformat(d.pop("day"))

        provisional = d.pop("provisional")

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        track_deadline = cls(
            kind=kind,
            label=label,
            day=day,
            provisional=provisional,
            note=note,
        )

        track_deadline.additional_properties = d
        return track_deadline

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
