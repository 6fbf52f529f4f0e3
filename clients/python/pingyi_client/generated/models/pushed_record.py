from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.record_result import RecordResult
from ..models.record_state import RecordState
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="PushedRecord")


@_attrs_define
class PushedRecord:
    """A record as its source sees it. Dates are the first instant that is too late; null: there is no limit."""

    id: UUID
    external_id: str
    unit_code: str
    matter_code: str
    state: RecordState
    received_at: datetime.datetime
    promised_due: datetime.datetime | None
    """ With all extensions """
    legal_due: datetime.datetime | None
    finished_at: datetime.datetime | None
    result: None | RecordResult
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        external_id = self.external_id

        unit_code = self.unit_code

        matter_code = self.matter_code

        state = self.state.value

        received_at = self.received_at.isoformat()

        promised_due: None | str
        if isinstance(self.promised_due, datetime.datetime):
            promised_due = self.promised_due.isoformat()
        else:
            promised_due = self.promised_due

        legal_due: None | str
        if isinstance(self.legal_due, datetime.datetime):
            legal_due = self.legal_due.isoformat()
        else:
            legal_due = self.legal_due

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        result: None | str
        if isinstance(self.result, RecordResult):
            result = self.result.value
        else:
            result = self.result

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "external_id": external_id,
                "unit_code": unit_code,
                "matter_code": matter_code,
                "state": state,
                "received_at": received_at,
                "promised_due": promised_due,
                "legal_due": legal_due,
                "finished_at": finished_at,
                "result": result,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        external_id = d.pop("external_id")

        unit_code = d.pop("unit_code")

        matter_code = d.pop("matter_code")

        state = RecordState(d.pop("state"))

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_promised_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                promised_due_type_0 = datetime.datetime.fromisoformat(data)

                return promised_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        promised_due = _parse_promised_due(d.pop("promised_due"))

        def _parse_legal_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                legal_due_type_0 = datetime.datetime.fromisoformat(data)

                return legal_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        legal_due = _parse_legal_due(d.pop("legal_due"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        def _parse_result(data: object) -> None | RecordResult:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                result_type_0 = RecordResult(data)

                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RecordResult, data)

        result = _parse_result(d.pop("result"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        pushed_record = cls(
            id=id,
            external_id=external_id,
            unit_code=unit_code,
            matter_code=matter_code,
            state=state,
            received_at=received_at,
            promised_due=promised_due,
            legal_due=legal_due,
            finished_at=finished_at,
            result=result,
            updated_at=updated_at,
        )

        pushed_record.additional_properties = d
        return pushed_record

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
