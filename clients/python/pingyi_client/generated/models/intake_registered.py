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


T = TypeVar("T", bound="IntakeRegistered")


@_attrs_define
class IntakeRegistered:
    """A registered complaint."""

    id: UUID
    number: str
    state: CaseState
    """ The 14 states (complaint design, 2.2). Archived is a flag with a date, not a state. """
    label: str
    """ The state as the complainant reads it """
    source_state: None | str
    """ The state in the words of the source system, if they are known """
    received_at: datetime.datetime
    decide_by: datetime.datetime
    """ Before when the centre decides whether it accepts the complaint """
    tracking_code: None | str
    """ Only if it was asked for; kept nowhere """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        number = self.number

        state = self.state.value

        label = self.label

        source_state: None | str
        source_state = self.source_state

        received_at = self.received_at.isoformat()

        decide_by = self.decide_by.isoformat()

        tracking_code: None | str
        tracking_code = self.tracking_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "number": number,
                "state": state,
                "label": label,
                "source_state": source_state,
                "received_at": received_at,
                "decide_by": decide_by,
                "tracking_code": tracking_code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        number = d.pop("number")

        state = CaseState(d.pop("state"))

        label = d.pop("label")

        def _parse_source_state(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        source_state = _parse_source_state(d.pop("source_state"))

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        decide_by = datetime.datetime.fromisoformat(d.pop("decide_by"))

        def _parse_tracking_code(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        tracking_code = _parse_tracking_code(d.pop("tracking_code"))

        intake_registered = cls(
            id=id,
            number=number,
            state=state,
            label=label,
            source_state=source_state,
            received_at=received_at,
            decide_by=decide_by,
            tracking_code=tracking_code,
        )

        intake_registered.additional_properties = d
        return intake_registered

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
