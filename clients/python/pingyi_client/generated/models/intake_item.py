from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.case_state import CaseState
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="IntakeItem")


@_attrs_define
class IntakeItem:
    """A complaint as the system that sent it sees it; once merged, with the state of the case that it was merged into."""

    id: UUID
    number: str
    source_system: None | str
    source_id: None | str
    state: CaseState
    """ The 14 states (complaint design, 2.2). Archived is a flag with a date, not a state. """
    label: str
    source_state: None | str
    open_: bool
    merged: bool
    category: str
    """ Code """
    unit_id: None | UUID
    unit_name: None | str
    received_at: datetime.datetime
    accepted_at: datetime.datetime | None
    replied_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    updated_at: datetime.datetime
    """ When something happened last that the complainant may know """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        number = self.number

        source_system: None | str
        source_system = self.source_system

        source_id: None | str
        source_id = self.source_id

        state = self.state.value

        label = self.label

        source_state: None | str
        source_state = self.source_state

        open_ = self.open_

        merged = self.merged

        category = self.category

        unit_id: None | str
        if isinstance(self.unit_id, UUID):
            unit_id = str(self.unit_id)
        else:
            unit_id = self.unit_id

        unit_name: None | str
        unit_name = self.unit_name

        received_at = self.received_at.isoformat()

        accepted_at: None | str
        if isinstance(self.accepted_at, datetime.datetime):
            accepted_at = self.accepted_at.isoformat()
        else:
            accepted_at = self.accepted_at

        replied_at: None | str
        if isinstance(self.replied_at, datetime.datetime):
            replied_at = self.replied_at.isoformat()
        else:
            replied_at = self.replied_at

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "number": number,
                "source_system": source_system,
                "source_id": source_id,
                "state": state,
                "label": label,
                "source_state": source_state,
                "open": open_,
                "merged": merged,
                "category": category,
                "unit_id": unit_id,
                "unit_name": unit_name,
                "received_at": received_at,
                "accepted_at": accepted_at,
                "replied_at": replied_at,
                "closed_at": closed_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        number = d.pop("number")

        def _parse_source_system(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        source_system = _parse_source_system(d.pop("source_system"))

        def _parse_source_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        source_id = _parse_source_id(d.pop("source_id"))

        state = CaseState(d.pop("state"))

        label = d.pop("label")

        def _parse_source_state(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        source_state = _parse_source_state(d.pop("source_state"))

        open_ = d.pop("open")

        merged = d.pop("merged")

        category = d.pop("category")

        def _parse_unit_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                unit_id_type_0 = UUID(data)

                return unit_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        unit_id = _parse_unit_id(d.pop("unit_id"))

        def _parse_unit_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        unit_name = _parse_unit_name(d.pop("unit_name"))

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_accepted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                accepted_at_type_0 = datetime.datetime.fromisoformat(data)

                return accepted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        accepted_at = _parse_accepted_at(d.pop("accepted_at"))

        def _parse_replied_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                replied_at_type_0 = datetime.datetime.fromisoformat(data)

                return replied_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        replied_at = _parse_replied_at(d.pop("replied_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        intake_item = cls(
            id=id,
            number=number,
            source_system=source_system,
            source_id=source_id,
            state=state,
            label=label,
            source_state=source_state,
            open_=open_,
            merged=merged,
            category=category,
            unit_id=unit_id,
            unit_name=unit_name,
            received_at=received_at,
            accepted_at=accepted_at,
            replied_at=replied_at,
            closed_at=closed_at,
            updated_at=updated_at,
        )

        intake_item.additional_properties = d
        return intake_item

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
