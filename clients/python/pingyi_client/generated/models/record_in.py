from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.record_result import RecordResult
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.record_extension_in import RecordExtensionIn
    from ..models.record_pause_in import RecordPauseIn


T = TypeVar("T", bound="RecordIn")


@_attrs_define
class RecordIn:
    """The whole of a record, as its source has it now. What is absent has its default: this replaces, it does not
    patch. Dates that the source gives count where they are earlier than those that are computed; both are the first
    instant that is too late.

    """

    external_id: str
    """ The number of the source, for ever the same """
    unit_code: str
    """ Letters, digits and `-`; kept in upper case """
    matter_code: str
    """ As the power list numbers it; kept in upper case """
    received_at: datetime.datetime
    promised_due: datetime.datetime | None | Unset = UNSET
    legal_due: datetime.datetime | None | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    result: None | RecordResult | Unset = UNSET
    on_site: bool | Unset = False
    """ Finished in one visit """
    immediate: bool | Unset = False
    """ Finished while the applicant waited """
    extensions: list[RecordExtensionIn] | Unset = UNSET
    pauses: list[RecordPauseIn] | Unset = UNSET
    correction: None | str | Unset = UNSET
    """ Why a finished record is changed; needed for that, no part of the content """

    def to_dict(self) -> dict[str, Any]:
        from ..models.record_extension_in import RecordExtensionIn  # noqa: PLC0415
        from ..models.record_pause_in import RecordPauseIn  # noqa: PLC0415

        external_id = self.external_id

        unit_code = self.unit_code

        matter_code = self.matter_code

        received_at = self.received_at.isoformat()

        promised_due: None | str | Unset
        if isinstance(self.promised_due, Unset):
            promised_due = UNSET
        elif isinstance(self.promised_due, datetime.datetime):
            promised_due = self.promised_due.isoformat()
        else:
            promised_due = self.promised_due

        legal_due: None | str | Unset
        if isinstance(self.legal_due, Unset):
            legal_due = UNSET
        elif isinstance(self.legal_due, datetime.datetime):
            legal_due = self.legal_due.isoformat()
        else:
            legal_due = self.legal_due

        finished_at: None | str | Unset
        if isinstance(self.finished_at, Unset):
            finished_at = UNSET
        elif isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        result: None | str | Unset
        if isinstance(self.result, Unset):
            result = UNSET
        elif isinstance(self.result, RecordResult):
            result = self.result.value
        else:
            result = self.result

        on_site = self.on_site

        immediate = self.immediate

        extensions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.extensions, Unset):
            extensions = []
            for extensions_item_data in self.extensions:
                extensions_item = extensions_item_data.to_dict()
                extensions.append(extensions_item)

        pauses: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.pauses, Unset):
            pauses = []
            for pauses_item_data in self.pauses:
                pauses_item = pauses_item_data.to_dict()
                pauses.append(pauses_item)

        correction: None | str | Unset
        if isinstance(self.correction, Unset):
            correction = UNSET
        else:
            correction = self.correction

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "external_id": external_id,
                "unit_code": unit_code,
                "matter_code": matter_code,
                "received_at": received_at,
            }
        )
        if promised_due is not UNSET:
            field_dict["promised_due"] = promised_due
        if legal_due is not UNSET:
            field_dict["legal_due"] = legal_due
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if result is not UNSET:
            field_dict["result"] = result
        if on_site is not UNSET:
            field_dict["on_site"] = on_site
        if immediate is not UNSET:
            field_dict["immediate"] = immediate
        if extensions is not UNSET:
            field_dict["extensions"] = extensions
        if pauses is not UNSET:
            field_dict["pauses"] = pauses
        if correction is not UNSET:
            field_dict["correction"] = correction

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.record_extension_in import RecordExtensionIn  # noqa: PLC0415
        from ..models.record_pause_in import RecordPauseIn  # noqa: PLC0415

        d = dict(src_dict)
        external_id = d.pop("external_id")

        unit_code = d.pop("unit_code")

        matter_code = d.pop("matter_code")

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_promised_due(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                promised_due_type_0 = datetime.datetime.fromisoformat(data)

                return promised_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        promised_due = _parse_promised_due(d.pop("promised_due", UNSET))

        def _parse_legal_due(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                legal_due_type_0 = datetime.datetime.fromisoformat(data)

                return legal_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        legal_due = _parse_legal_due(d.pop("legal_due", UNSET))

        def _parse_finished_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        finished_at = _parse_finished_at(d.pop("finished_at", UNSET))

        def _parse_result(data: object) -> None | RecordResult | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                result_type_0 = RecordResult(data)

                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RecordResult | Unset, data)

        result = _parse_result(d.pop("result", UNSET))

        on_site = d.pop("on_site", UNSET)

        immediate = d.pop("immediate", UNSET)

        _extensions = d.pop("extensions", UNSET)
        extensions: list[RecordExtensionIn] | Unset = UNSET
        if _extensions is not UNSET:
            extensions = []
            for extensions_item_data in _extensions:
                extensions_item = RecordExtensionIn.from_dict(extensions_item_data)

                extensions.append(extensions_item)

        _pauses = d.pop("pauses", UNSET)
        pauses: list[RecordPauseIn] | Unset = UNSET
        if _pauses is not UNSET:
            pauses = []
            for pauses_item_data in _pauses:
                pauses_item = RecordPauseIn.from_dict(pauses_item_data)

                pauses.append(pauses_item)

        def _parse_correction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        correction = _parse_correction(d.pop("correction", UNSET))

        record_in = cls(
            external_id=external_id,
            unit_code=unit_code,
            matter_code=matter_code,
            received_at=received_at,
            promised_due=promised_due,
            legal_due=legal_due,
            finished_at=finished_at,
            result=result,
            on_site=on_site,
            immediate=immediate,
            extensions=extensions,
            pauses=pauses,
            correction=correction,
        )

        return record_in
