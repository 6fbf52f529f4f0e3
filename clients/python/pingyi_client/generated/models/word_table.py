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

if TYPE_CHECKING:
    from ..models.word_table_categories import WordTableCategories
    from ..models.word_table_members import WordTableMembers
    from ..models.word_table_modes import WordTableModes
    from ..models.word_table_states import WordTableStates
    from ..models.word_table_units import WordTableUnits


T = TypeVar("T", bound="WordTable")


@_attrs_define
class WordTable:
    """The words of one system."""

    name: str
    members: WordTableMembers
    """ Which member of a work order holds what """
    states: WordTableStates
    """ Our state -> theirs; every state has one """
    channel: Channel | Unset = UNSET
    """ How a complaint came in. """
    categories: WordTableCategories | Unset = UNSET
    """ Their category -> the code of ours """
    default_category: str | Unset = "other"
    """ Of work orders with another category, or without one """
    units: WordTableUnits | Unset = UNSET
    """ Their unit -> the code of ours; a word that is not here is taken for the code of a unit """
    modes: WordTableModes | Unset = UNSET
    """ Their word for how the complainant wants to be known """
    default_mode: IdentityMode | Unset = UNSET
    """ Who may know the complainant (complaint design, 2.7). """

    def to_dict(self) -> dict[str, Any]:
        from ..models.word_table_categories import WordTableCategories  # noqa: PLC0415
        from ..models.word_table_members import WordTableMembers  # noqa: PLC0415
        from ..models.word_table_modes import WordTableModes  # noqa: PLC0415
        from ..models.word_table_states import WordTableStates  # noqa: PLC0415
        from ..models.word_table_units import WordTableUnits  # noqa: PLC0415

        name = self.name

        members = self.members.to_dict()

        states = self.states.to_dict()

        channel: str | Unset = UNSET
        if not isinstance(self.channel, Unset):
            channel = self.channel.value

        categories: dict[str, Any] | Unset = UNSET
        if not isinstance(self.categories, Unset):
            categories = self.categories.to_dict()

        default_category = self.default_category

        units: dict[str, Any] | Unset = UNSET
        if not isinstance(self.units, Unset):
            units = self.units.to_dict()

        modes: dict[str, Any] | Unset = UNSET
        if not isinstance(self.modes, Unset):
            modes = self.modes.to_dict()

        default_mode: str | Unset = UNSET
        if not isinstance(self.default_mode, Unset):
            default_mode = self.default_mode.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "members": members,
                "states": states,
            }
        )
        if channel is not UNSET:
            field_dict["channel"] = channel
        if categories is not UNSET:
            field_dict["categories"] = categories
        if default_category is not UNSET:
            field_dict["default_category"] = default_category
        if units is not UNSET:
            field_dict["units"] = units
        if modes is not UNSET:
            field_dict["modes"] = modes
        if default_mode is not UNSET:
            field_dict["default_mode"] = default_mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.word_table_categories import WordTableCategories  # noqa: PLC0415
        from ..models.word_table_members import WordTableMembers  # noqa: PLC0415
        from ..models.word_table_modes import WordTableModes  # noqa: PLC0415
        from ..models.word_table_states import WordTableStates  # noqa: PLC0415
        from ..models.word_table_units import WordTableUnits  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        members = WordTableMembers.from_dict(d.pop("members"))

        states = WordTableStates.from_dict(d.pop("states"))

        _channel = d.pop("channel", UNSET)
        channel: Channel | Unset
        if isinstance(_channel, Unset):
            channel = UNSET
        else:
            channel = Channel(_channel)

        _categories = d.pop("categories", UNSET)
        categories: WordTableCategories | Unset
        if isinstance(_categories, Unset):
            categories = UNSET
        else:
            categories = WordTableCategories.from_dict(_categories)

        default_category = d.pop("default_category", UNSET)

        _units = d.pop("units", UNSET)
        units: WordTableUnits | Unset
        if isinstance(_units, Unset):
            units = UNSET
        else:
            units = WordTableUnits.from_dict(_units)

        _modes = d.pop("modes", UNSET)
        modes: WordTableModes | Unset
        if isinstance(_modes, Unset):
            modes = UNSET
        else:
            modes = WordTableModes.from_dict(_modes)

        _default_mode = d.pop("default_mode", UNSET)
        default_mode: IdentityMode | Unset
        if isinstance(_default_mode, Unset):
            default_mode = UNSET
        else:
            default_mode = IdentityMode(_default_mode)

        word_table = cls(
            name=name,
            members=members,
            states=states,
            channel=channel,
            categories=categories,
            default_category=default_category,
            units=units,
            modes=modes,
            default_mode=default_mode,
        )

        return word_table
