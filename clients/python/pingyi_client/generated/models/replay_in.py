from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast


T = TypeVar("T", bound="ReplayIn")


@_attrs_define
class ReplayIn:
    """Which deliveries are made again: of these, those that were given up, or all."""

    first_sequence: None | str | Unset = UNSET
    """ From this event on """
    last_sequence: None | str | Unset = UNSET
    """ Up to this event """
    delivered_too: bool | Unset = False
    """ Also those that were delivered """

    def to_dict(self) -> dict[str, Any]:
        first_sequence: None | str | Unset
        if isinstance(self.first_sequence, Unset):
            first_sequence = UNSET
        else:
            first_sequence = self.first_sequence

        last_sequence: None | str | Unset
        if isinstance(self.last_sequence, Unset):
            last_sequence = UNSET
        else:
            last_sequence = self.last_sequence

        delivered_too = self.delivered_too

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if first_sequence is not UNSET:
            field_dict["first_sequence"] = first_sequence
        if last_sequence is not UNSET:
            field_dict["last_sequence"] = last_sequence
        if delivered_too is not UNSET:
            field_dict["delivered_too"] = delivered_too

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_first_sequence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        first_sequence = _parse_first_sequence(d.pop("first_sequence", UNSET))

        def _parse_last_sequence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_sequence = _parse_last_sequence(d.pop("last_sequence", UNSET))

        delivered_too = d.pop("delivered_too", UNSET)

        replay_in = cls(
            first_sequence=first_sequence,
            last_sequence=last_sequence,
            delivered_too=delivered_too,
        )

        return replay_in
