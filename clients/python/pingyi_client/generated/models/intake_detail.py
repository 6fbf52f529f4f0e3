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

if TYPE_CHECKING:
    from ..models.track_answer import TrackAnswer
    from ..models.track_choice import TrackChoice
    from ..models.track_deadline import TrackDeadline
    from ..models.track_step import TrackStep


T = TypeVar("T", bound="IntakeDetail")


@_attrs_define
class IntakeDetail:
    """One complaint, with what the complainant would read on the tracking page; without the messages."""

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
    deadlines: list[TrackDeadline]
    steps: list[TrackStep]
    answers: list[TrackAnswer]
    where_to_go: None | str
    asked_for: None | str
    """ What the centre wants to know, while it waits for details """
    choices: list[TrackChoice]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.track_answer import TrackAnswer  # noqa: PLC0415
        from ..models.track_choice import TrackChoice  # noqa: PLC0415
        from ..models.track_deadline import TrackDeadline  # noqa: PLC0415
        from ..models.track_step import TrackStep  # noqa: PLC0415

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

        deadlines = []
        for deadlines_item_data in self.deadlines:
            deadlines_item = deadlines_item_data.to_dict()
            deadlines.append(deadlines_item)

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        answers = []
        for answers_item_data in self.answers:
            answers_item = answers_item_data.to_dict()
            answers.append(answers_item)

        where_to_go: None | str
        where_to_go = self.where_to_go

        asked_for: None | str
        asked_for = self.asked_for

        choices = []
        for choices_item_data in self.choices:
            choices_item = choices_item_data.to_dict()
            choices.append(choices_item)

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
                "deadlines": deadlines,
                "steps": steps,
                "answers": answers,
                "where_to_go": where_to_go,
                "asked_for": asked_for,
                "choices": choices,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.track_answer import TrackAnswer  # noqa: PLC0415
        from ..models.track_choice import TrackChoice  # noqa: PLC0415
        from ..models.track_deadline import TrackDeadline  # noqa: PLC0415
        from ..models.track_step import TrackStep  # noqa: PLC0415

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

        deadlines = []
        _deadlines = d.pop("deadlines")
        for deadlines_item_data in _deadlines:
            deadlines_item = TrackDeadline.from_dict(deadlines_item_data)

            deadlines.append(deadlines_item)

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = TrackStep.from_dict(steps_item_data)

            steps.append(steps_item)

        answers = []
        _answers = d.pop("answers")
        for answers_item_data in _answers:
            answers_item = TrackAnswer.from_dict(answers_item_data)

            answers.append(answers_item)

        def _parse_where_to_go(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        where_to_go = _parse_where_to_go(d.pop("where_to_go"))

        def _parse_asked_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        asked_for = _parse_asked_for(d.pop("asked_for"))

        choices = []
        _choices = d.pop("choices")
        for choices_item_data in _choices:
            choices_item = TrackChoice.from_dict(choices_item_data)

            choices.append(choices_item)

        intake_detail = cls(
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
            deadlines=deadlines,
            steps=steps,
            answers=answers,
            where_to_go=where_to_go,
            asked_for=asked_for,
            choices=choices,
        )

        intake_detail.additional_properties = d
        return intake_detail

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
