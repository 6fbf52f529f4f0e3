"""Presets: ready-made sections. Builtin ones come with the program; the office adds its own."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound
from backend.core.etags import check_match
from backend.core.fields import Line
from backend.core.principal import Principal
from backend.core.text import Text
from backend.core.validation_texts import message_for, pointer_for
from backend.rounds.models import Preset, PresetKind
from backend.rounds.sections import (
    Body,
    CriteriaIn,
    Name,
    ScaleIn,
    StrataIn,
    check_criteria,
    check_scale,
    check_strata,
)

Source = Annotated[Line, Field(max_length=300, description="Where it comes from")]
Payload = Annotated[dict[str, JsonValue], Field(description="As the body of PUT for the section of this kind")]
Filled = CriteriaIn | ScaleIn | StrataIn


class PresetBuiltin(Conflict):
    code = "preset_builtin"
    title = Text("内置方案不能修改，请另存为自己的方案", "A builtin preset cannot be changed; save a copy of your own")


class PresetIn(Body):
    """A new preset."""

    kind: PresetKind
    name: Name
    source: Source = ""
    payload: Payload


class PresetPatch(Body):
    """Changes of an own preset; fields left out stay."""

    name: Name | None = None
    source: Source | None = None
    payload: Payload | None = None


class PresetOut(BaseModel):
    """A preset. `preselected`: the one to offer first among its kind."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: PresetKind
    name: str
    source: str
    payload: dict[str, JsonValue]
    builtin: bool
    preselected: bool
    version: int


class PresetQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: PresetKind | None = None


class PresetList(BaseModel):
    """Builtin presets in their order, then own ones by name."""

    items: list[PresetOut]


class _Shipped(BaseModel):
    """An entry of a file in `presets/`."""

    model_config = ConfigDict(extra="forbid")

    key: str
    name: str
    source: str
    preselected: Literal[True, False]
    payload: dict[str, JsonValue]


def filled(kind: PresetKind, payload: dict[str, Any]) -> Filled:
    """The payload as the section it fills. Raises InvalidInput with pointers below /payload."""
    try:
        section: Filled
        if kind is PresetKind.CRITERIA:
            section = CriteriaIn.model_validate(payload)
            check_criteria(section)
        elif kind is PresetKind.SCALE:
            section = ScaleIn.model_validate(payload)
            check_scale(section)
        else:
            section = StrataIn.model_validate(payload)
            check_strata(section, allow_small=True)  # the round that takes it over decides
    except ValidationError as problem:
        found = [
            FieldProblem(pointer_for(("body", "payload", *error["loc"])), error["type"], message_for(dict(error)))
            for error in problem.errors()
        ]
        raise InvalidInput(errors=found) from problem
    except InvalidInput as problem:
        moved = [replace(entry, pointer=f"/payload{entry.pointer}") for entry in problem.errors]
        raise InvalidInput(errors=moved) from problem
    return section


def list_presets(session: Session, kind: PresetKind | None) -> Sequence[Preset]:
    """Presets of one kind or all."""
    statement = select(Preset).order_by(Preset.kind, Preset.builtin.desc(), Preset.position, Preset.name, Preset.id)
    if kind is not None:
        statement = statement.where(Preset.kind == kind)
    return session.scalars(statement).all()


def get_preset(session: Session, preset_id: UUID) -> Preset:
    """One preset. Raises NotFound."""
    preset = session.get(Preset, preset_id)
    if preset is None:
        raise NotFound
    return preset


def create_preset(session: Session, principal: Principal, body: PresetIn) -> Preset:
    """Add an own preset. Raises InvalidInput."""
    payload = filled(body.kind, body.payload).model_dump(mode="json")
    preset = Preset(kind=body.kind, name=body.name, source=body.source, payload=payload)
    session.add(preset)
    session.flush()
    record(session, principal, "preset.create", "preset", preset.id, kind=body.kind.value)
    return preset


def edit_preset(
    session: Session, principal: Principal, preset_id: UUID, body: PresetPatch, if_match: str | None
) -> Preset:
    """Change an own preset. Rounds made from it before do not change. Raises PresetBuiltin, InvalidInput, Stale."""
    preset = session.get(Preset, preset_id, with_for_update=True, populate_existing=True)
    if preset is None:
        raise NotFound
    check_match(if_match, preset)
    if preset.builtin:
        raise PresetBuiltin
    if body.payload is not None:
        preset.payload = filled(preset.kind, body.payload).model_dump(mode="json")
    preset.name = body.name if body.name is not None else preset.name
    preset.source = body.source if body.source is not None else preset.source
    preset.version += 1
    session.flush()
    record(session, principal, "preset.edit", "preset", preset.id, fields=sorted(body.model_fields_set))
    return preset


def seed_presets(session: Session) -> None:
    """Bring the builtin presets to what the program ships. Changes nothing when they are up to date."""
    existing = {preset.key: preset for preset in session.scalars(select(Preset).where(Preset.builtin)) if preset.key}
    for kind in PresetKind:
        for position, entry in enumerate(_shipped(kind)):
            wanted = {
                "kind": kind,
                "position": position,
                "name": entry.name,
                "source": entry.source,
                "preselected": entry.preselected,
                "payload": filled(kind, entry.payload).model_dump(mode="json"),
            }
            preset = existing.get(entry.key)
            if preset is None:
                session.add(Preset(key=entry.key, builtin=True, **wanted))
            elif any(getattr(preset, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(preset, name, value)
                preset.version += 1
    session.flush()


def _shipped(kind: PresetKind) -> list[_Shipped]:
    text = resources.files("backend.rounds").joinpath("presets", f"{kind.value}.json").read_text(encoding="utf-8")
    return [_Shipped.model_validate(entry) for entry in json.loads(text)]
