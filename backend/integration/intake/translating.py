"""A work order in the words of its system becomes a complaint."""

import re
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.complaints.kinds import IdentityMode
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput, NotFound
from backend.core.validation_texts import message_for, pointer_for
from backend.integration.adapters.editing import in_force
from backend.integration.adapters.schemas import Part, WordTable, WorkOrder
from backend.integration.intake.schemas import IntakeIn
from backend.units.models import Unit

_PLAIN: Final = (Part.SOURCE_ID, Part.SUBJECT, Part.TEXT, Part.WISH, Part.PERSONS)
_CONTACT: Final = (Part.NAME, Part.PHONE, Part.ID_NUMBER, Part.ADDRESS, Part.EMAIL)
_TIMES: Final = (Part.RECEIVED_AT, Part.EXTERNAL_DUE)
_LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def complaint_of(session: Session, source_system: str, order: WorkOrder) -> IntakeIn:
    """The complaint of a work order. Raises NotFound for a system without a table, InvalidInput that points to the
    members of the work order.
    """
    mapping = in_force(session, source_system)
    if mapping is None:
        raise NotFound
    given = {part: order.root[member] for part, member in mapping.members.items() if order.root.get(member) is not None}
    texts = {part: str(value).strip() for part, value in given.items() if str(value).strip()}
    mode = mapping.modes.get(texts.get(Part.MODE, ""), mapping.default_mode)
    fields: dict[str, Any] = {part.value: texts[part] for part in _PLAIN if part in texts}
    fields |= {part.value: _instant(texts[part]) for part in _TIMES if part in texts}
    if mode is not IdentityMode.ANONYMOUS:  # who wants to stay unknown stays it, whatever the other system sends
        fields["contact"] = {part.value: texts[part] for part in _CONTACT if part in texts}
    fields |= {
        "mode": mode,
        "channel": mapping.channel,
        "source_system": source_system,
        "category": mapping.categories.get(texts.get(Part.CATEGORY, ""), mapping.default_category),
        "unit_id": _unit(session, mapping, texts.get(Part.UNIT)),
    }
    try:
        return IntakeIn.model_validate(fields)
    except ValidationError as wrong:
        found = [FieldProblem(_pointer(mapping, e["loc"]), e["type"], message_for(dict(e))) for e in wrong.errors()]
        raise InvalidInput(errors=found) from None


def _instant(text: str) -> str:
    """A time without a zone is local; what is none is refused later, with its member."""
    if not _LOCAL.fullmatch(text):
        return text
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL_ZONE).isoformat()
    except ValueError:
        return text


def _unit(session: Session, mapping: WordTable, word: str | None) -> Any:
    """The unit of their word; None for one that we do not know: the centre finds out whom it is about."""
    if word is None:
        return None
    code = mapping.units.get(word, word)
    return session.scalars(select(Unit.id).where(Unit.code == code)).one_or_none()


def _pointer(mapping: WordTable, place: tuple[int | str, ...]) -> str:
    """Where in the work order it is."""
    parts = {part.value: member for part, member in mapping.members.items()}
    member = parts.get(str(place[-1])) if place else None
    return pointer_for(("body", member)) if member is not None else ""
