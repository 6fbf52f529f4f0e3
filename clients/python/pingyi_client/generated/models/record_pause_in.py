from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.pause_kind import PauseKind
from ..types import UNSET, Unset
from typing import cast
import datetime


T = TypeVar("T", bound="RecordPauseIn")


@_attrs_define
class RecordPauseIn:
    """Time that the law does not count. Without `end` it goes on, and the clock stands still."""

    kind: PauseKind
    """ What the law takes out of a limit. """
    begin: datetime.datetime
    end: datetime.datetime | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        begin = self.begin.isoformat()

        end: None | str | Unset
        if isinstance(self.end, Unset):
            end = UNSET
        elif isinstance(self.end, datetime.datetime):
            end = self.end.isoformat()
        else:
            end = self.end

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "begin": begin,
            }
        )
        if end is not UNSET:
            field_dict["end"] = end

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = PauseKind(d.pop("kind"))

        begin = datetime.datetime.fromisoformat(d.pop("begin"))

        def _parse_end(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                end_type_0 = datetime.datetime.fromisoformat(data)

                return end_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        end = _parse_end(d.pop("end", UNSET))

        record_pause_in = cls(
            kind=kind,
            begin=begin,
            end=end,
        )

        return record_pause_in
