from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.endpoint_state import EndpointState
from ..models.stopped_by import StoppedBy
from typing import cast
from uuid import UUID
import datetime


T = TypeVar("T", bound="EndpointMade")


@_attrs_define
class EndpointMade:
    """A new endpoint."""

    id: UUID
    client_id: UUID
    client_name: str
    url: None | str
    """ null for people, who see the host """
    host: str
    types: list[str]
    description: str
    state: EndpointState
    """ `paused`: nothing is sent, and what happens meanwhile waits. `disabled`: nothing is kept for it. """
    stopped_by: None | StoppedBy
    failing_since: datetime.datetime | None
    """ Since then nothing was taken """
    previous_until: datetime.datetime | None
    """ Until then the secret before signs too """
    waiting: int
    """ Deliveries still to be made """
    dead: int
    """ Deliveries that were given up """
    last_delivered_at: datetime.datetime | None
    created_at: datetime.datetime
    version: int
    secret: str
    """ Shown this once: receivers verify signatures with it """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        client_id = str(self.client_id)

        client_name = self.client_name

        url: None | str
        url = self.url

        host = self.host

        types = self.types

        description = self.description

        state = self.state.value

        stopped_by: None | str
        if isinstance(self.stopped_by, StoppedBy):
            stopped_by = self.stopped_by.value
        else:
            stopped_by = self.stopped_by

        failing_since: None | str
        if isinstance(self.failing_since, datetime.datetime):
            failing_since = self.failing_since.isoformat()
        else:
            failing_since = self.failing_since

        previous_until: None | str
        if isinstance(self.previous_until, datetime.datetime):
            previous_until = self.previous_until.isoformat()
        else:
            previous_until = self.previous_until

        waiting = self.waiting

        dead = self.dead

        last_delivered_at: None | str
        if isinstance(self.last_delivered_at, datetime.datetime):
            last_delivered_at = self.last_delivered_at.isoformat()
        else:
            last_delivered_at = self.last_delivered_at

        created_at = self.created_at.isoformat()

        version = self.version

        secret = self.secret

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "client_id": client_id,
                "client_name": client_name,
                "url": url,
                "host": host,
                "types": types,
                "description": description,
                "state": state,
                "stopped_by": stopped_by,
                "failing_since": failing_since,
                "previous_until": previous_until,
                "waiting": waiting,
                "dead": dead,
                "last_delivered_at": last_delivered_at,
                "created_at": created_at,
                "version": version,
                "secret": secret,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        client_id = UUID(d.pop("client_id"))

        client_name = d.pop("client_name")

        def _parse_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        url = _parse_url(d.pop("url"))

        host = d.pop("host")

        types = cast(list[str], d.pop("types"))

        description = d.pop("description")

        state = EndpointState(d.pop("state"))

        def _parse_stopped_by(data: object) -> None | StoppedBy:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                stopped_by_type_0 = StoppedBy(data)

                return stopped_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoppedBy, data)

        stopped_by = _parse_stopped_by(d.pop("stopped_by"))

        def _parse_failing_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failing_since_type_0 = datetime.datetime.fromisoformat(data)

                return failing_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        failing_since = _parse_failing_since(d.pop("failing_since"))

        def _parse_previous_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                previous_until_type_0 = datetime.datetime.fromisoformat(data)

                return previous_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        previous_until = _parse_previous_until(d.pop("previous_until"))

        waiting = d.pop("waiting")

        dead = d.pop("dead")

        def _parse_last_delivered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_delivered_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_delivered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_delivered_at = _parse_last_delivered_at(d.pop("last_delivered_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        version = d.pop("version")

        secret = d.pop("secret")

        endpoint_made = cls(
            id=id,
            client_id=client_id,
            client_name=client_name,
            url=url,
            host=host,
            types=types,
            description=description,
            state=state,
            stopped_by=stopped_by,
            failing_since=failing_since,
            previous_until=previous_until,
            waiting=waiting,
            dead=dead,
            last_delivered_at=last_delivered_at,
            created_at=created_at,
            version=version,
            secret=secret,
        )

        endpoint_made.additional_properties = d
        return endpoint_made

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
