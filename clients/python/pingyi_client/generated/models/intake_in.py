from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.channel import Channel
from ..models.identity_mode import IdentityMode
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.contact_in import ContactIn


T = TypeVar("T", bound="IntakeIn")


@_attrs_define
class IntakeIn:
    """A complaint that another system hands on, with the identity mode that the complainant chose there."""

    mode: IdentityMode
    """ Who may know the complainant (complaint design, 2.7). """
    category: str
    """ Code of a category """
    text: str
    source_system: str
    """ What the system is called; together with `source_id` unique """
    source_id: str
    """ The number of the complaint in that system """
    unit_id: None | Unset | UUID = UNSET
    """ The unit complained of; null when not known """
    about_head: bool | Unset = False
    """ The unit's own head is complained of """
    subject: str | Unset = ""
    wish: str | Unset = ""
    persons: int | Unset = 1
    """ Complainants in this matter (人次) """
    contact: ContactIn | None | Unset = UNSET
    pin: None | str | Unset = UNSET
    channel: Channel | Unset = UNSET
    """ How a complaint came in. """
    received_at: datetime.datetime | None | Unset = UNSET
    """ At most five working days ago; null: now """
    external_due: datetime.datetime | None | Unset = UNSET
    """ The date of the other system; the earlier governs """
    give_code: bool | Unset = False
    """ Give the tracking code, to be passed on to the complainant, who has to exchange it first """

    def to_dict(self) -> dict[str, Any]:
        from ..models.contact_in import ContactIn  # noqa: PLC0415

        mode = self.mode.value

        category = self.category

        text = self.text

        source_system = self.source_system

        source_id = self.source_id

        unit_id: None | str | Unset
        if isinstance(self.unit_id, Unset):
            unit_id = UNSET
        elif isinstance(self.unit_id, UUID):
            unit_id = str(self.unit_id)
        else:
            unit_id = self.unit_id

        about_head = self.about_head

        subject = self.subject

        wish = self.wish

        persons = self.persons

        contact: dict[str, Any] | None | Unset
        if isinstance(self.contact, Unset):
            contact = UNSET
        elif isinstance(self.contact, ContactIn):
            contact = self.contact.to_dict()
        else:
            contact = self.contact

        pin: None | str | Unset
        if isinstance(self.pin, Unset):
            pin = UNSET
        else:
            pin = self.pin

        channel: str | Unset = UNSET
        if not isinstance(self.channel, Unset):
            channel = self.channel.value

        received_at: None | str | Unset
        if isinstance(self.received_at, Unset):
            received_at = UNSET
        elif isinstance(self.received_at, datetime.datetime):
            received_at = self.received_at.isoformat()
        else:
            received_at = self.received_at

        external_due: None | str | Unset
        if isinstance(self.external_due, Unset):
            external_due = UNSET
        elif isinstance(self.external_due, datetime.datetime):
            external_due = self.external_due.isoformat()
        else:
            external_due = self.external_due

        give_code = self.give_code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "mode": mode,
                "category": category,
                "text": text,
                "source_system": source_system,
                "source_id": source_id,
            }
        )
        if unit_id is not UNSET:
            field_dict["unit_id"] = unit_id
        if about_head is not UNSET:
            field_dict["about_head"] = about_head
        if subject is not UNSET:
            field_dict["subject"] = subject
        if wish is not UNSET:
            field_dict["wish"] = wish
        if persons is not UNSET:
            field_dict["persons"] = persons
        if contact is not UNSET:
            field_dict["contact"] = contact
        if pin is not UNSET:
            field_dict["pin"] = pin
        if channel is not UNSET:
            field_dict["channel"] = channel
        if received_at is not UNSET:
            field_dict["received_at"] = received_at
        if external_due is not UNSET:
            field_dict["external_due"] = external_due
        if give_code is not UNSET:
            field_dict["give_code"] = give_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.contact_in import ContactIn  # noqa: PLC0415

        d = dict(src_dict)
        mode = IdentityMode(d.pop("mode"))

        category = d.pop("category")

        text = d.pop("text")

        source_system = d.pop("source_system")

        source_id = d.pop("source_id")

        def _parse_unit_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                unit_id_type_0 = UUID(data)

                return unit_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        unit_id = _parse_unit_id(d.pop("unit_id", UNSET))

        about_head = d.pop("about_head", UNSET)

        subject = d.pop("subject", UNSET)

        wish = d.pop("wish", UNSET)

        persons = d.pop("persons", UNSET)

        def _parse_contact(data: object) -> ContactIn | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                contact_type_0 = ContactIn.from_dict(data)

                return contact_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ContactIn | None | Unset, data)

        contact = _parse_contact(d.pop("contact", UNSET))

        def _parse_pin(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pin = _parse_pin(d.pop("pin", UNSET))

        _channel = d.pop("channel", UNSET)
        channel: Channel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = Channel(_channel)

        def _parse_received_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                received_at_type_0 = datetime.datetime.fromisoformat(data)

                return received_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        received_at = _parse_received_at(d.pop("received_at", UNSET))

        def _parse_external_due(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                external_due_type_0 = datetime.datetime.fromisoformat(data)

                return external_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        external_due = _parse_external_due(d.pop("external_due", UNSET))

        give_code = d.pop("give_code", UNSET)

        intake_in = cls(
            mode=mode,
            category=category,
            text=text,
            source_system=source_system,
            source_id=source_id,
            unit_id=unit_id,
            about_head=about_head,
            subject=subject,
            wish=wish,
            persons=persons,
            contact=contact,
            pin=pin,
            channel=channel,
            received_at=received_at,
            external_due=external_due,
            give_code=give_code,
        )

        return intake_in
