from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.round_kind import RoundKind
from typing import cast
from uuid import UUID

if TYPE_CHECKING:
    from ..models.public_version import PublicVersion


T = TypeVar("T", bound="PublicRound")


@_attrs_define
class PublicRound:
    """A published round. The last of `versions` counts; earlier ones stay for comparison."""

    id: UUID
    year: int
    number: int
    title: str
    kind: RoundKind
    """ Formal evaluation, re-check after rectification (S2), or internal (内部测评). """
    demo: bool
    method_digest: str
    versions: list[PublicVersion]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.public_version import PublicVersion  # noqa: PLC0415

        id = str(self.id)

        year = self.year

        number = self.number

        title = self.title

        kind = self.kind.value

        demo = self.demo

        method_digest = self.method_digest

        versions = []
        for versions_item_data in self.versions:
            versions_item = versions_item_data.to_dict()
            versions.append(versions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "year": year,
                "number": number,
                "title": title,
                "kind": kind,
                "demo": demo,
                "method_digest": method_digest,
                "versions": versions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.public_version import PublicVersion  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        year = d.pop("year")

        number = d.pop("number")

        title = d.pop("title")

        kind = RoundKind(d.pop("kind"))

        demo = d.pop("demo")

        method_digest = d.pop("method_digest")

        versions = []
        _versions = d.pop("versions")
        for versions_item_data in _versions:
            versions_item = PublicVersion.from_dict(versions_item_data)

            versions.append(versions_item)

        public_round = cls(
            id=id,
            year=year,
            number=number,
            title=title,
            kind=kind,
            demo=demo,
            method_digest=method_digest,
            versions=versions,
        )

        public_round.additional_properties = d
        return public_round

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
