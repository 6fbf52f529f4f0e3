from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime


T = TypeVar("T", bound="CheckpointOut")


@_attrs_define
class CheckpointOut:
    """What the record was at an instant. Whoever keeps a copy can show later that nothing before it was altered."""

    seq: int
    """ Number of the last event """
    at: datetime.datetime
    hash_: str
    """ Hash of that event, hexadecimal; it covers all events before """
    code: str
    """ First 16 digits of the hash, for paper """
    key_id: str
    """ One of /api/v1/public/keys """
    signature: str
    """ Ed25519, hexadecimal, of the canonical JSON of `at`, `hash`, `seq` and `type` "pingyi-checkpoint-1" """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        seq = self.seq

        at = self.at.isoformat()

        hash_ = self.hash_

        code = self.code

        key_id = self.key_id

        signature = self.signature

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "seq": seq,
                "at": at,
                "hash": hash_,
                "code": code,
                "key_id": key_id,
                "signature": signature,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        seq = d.pop("seq")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        hash_ = d.pop("hash")

        code = d.pop("code")

        key_id = d.pop("key_id")

        signature = d.pop("signature")

        checkpoint_out = cls(
            seq=seq,
            at=at,
            hash_=hash_,
            code=code,
            key_id=key_id,
            signature=signature,
        )

        checkpoint_out.additional_properties = d
        return checkpoint_out

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
