"""Reading the tables of words, and adding versions of them."""

import json
from functools import cache
from importlib import resources
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth.models import UserAccount
from backend.complaints.models import Category
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput, NotFound, Stale
from backend.core.principal import Principal
from backend.core.text import Text
from backend.core.validation_texts import pointer_for
from backend.integration.adapters.models import AdapterMapping
from backend.integration.adapters.schemas import AdapterIn, AdapterOut, WordTable
from backend.units.models import Unit

_FILES: Final = ("12345", "petition")


@cache
def shipped() -> dict[str, WordTable]:
    """The tables that come with the program, by system."""
    folder = resources.files("backend.integration.adapters")
    texts = {name: (folder / f"{name}.json").read_text(encoding="utf-8") for name in _FILES}
    return {name: WordTable.model_validate(json.loads(text)) for name, text in texts.items()}


def in_force(session: Session, source_system: str) -> WordTable | None:
    """The newest table of a system, None when it has none."""
    statement = select(AdapterMapping).where(AdapterMapping.source_system == source_system)
    row = session.scalars(statement.order_by(AdapterMapping.number.desc()).limit(1)).one_or_none()
    return WordTable.model_validate(row.document) if row is not None else shipped().get(source_system)


def list_in_force(session: Session) -> list[AdapterOut]:
    """The newest table of every system."""
    systems = {*shipped(), *session.scalars(select(AdapterMapping.source_system).distinct())}
    return [list_versions(session, name)[0] for name in sorted(systems)]


def list_versions(session: Session, source_system: str) -> list[AdapterOut]:
    """All versions of a system, newest first. Raises NotFound."""
    statement = select(AdapterMapping).where(AdapterMapping.source_system == source_system)
    found = [_shown(session, row) for row in session.scalars(statement.order_by(AdapterMapping.number.desc()))]
    if source_system in shipped():
        found.append(
            AdapterOut(
                source_system=source_system,
                number=0,
                mapping=shipped()[source_system],
                note="",
                created_by=None,
                created_at=None,
                in_force=False,
            )
        )
    if not found:
        raise NotFound
    found[0].in_force = True
    return found


def add(session: Session, who: Principal, source_system: str, body: AdapterIn) -> AdapterOut:
    """Add a version. Raises Stale when somebody added one since the writer looked, InvalidInput."""
    _check(session, body.mapping)
    newest = select(func.coalesce(func.max(AdapterMapping.number), 0))
    last = session.scalars(newest.where(AdapterMapping.source_system == source_system)).one()
    if last != body.after:
        raise Stale(extra={"current": {"source_system": source_system, "number": last}})
    row = AdapterMapping(
        source_system=source_system,
        number=last + 1,
        document=body.mapping.model_dump(mode="json"),
        note=body.note,
        created_by=who.user_id,
        created_at=clock.now(session),
    )
    session.add(row)
    session.flush()
    record(session, who, "adapter.add", "adapter_mapping", row.id, source_system=source_system, number=row.number)
    shown = _shown(session, row)
    shown.in_force = True
    return shown


def _shown(session: Session, row: AdapterMapping) -> AdapterOut:
    author = session.get(UserAccount, row.created_by) if row.created_by else None
    return AdapterOut(
        source_system=row.source_system,
        number=row.number,
        mapping=WordTable.model_validate(row.document),
        note=row.note,
        created_by=author.display_name if author else None,
        created_at=row.created_at,
        in_force=False,
    )


def _check(session: Session, mapping: WordTable) -> None:
    """The categories and units that a table leads to exist."""
    categories = set(session.scalars(select(Category.code)))
    units = set(session.scalars(select(Unit.code).where(Unit.code.in_(set(mapping.units.values())))))
    no_category, no_unit = (
        Text("没有这个类别", "There is no such category"),
        Text("没有这个单位", "There is no such unit"),
    )
    wrong = [
        FieldProblem(pointer_for(("body", "mapping", "categories", theirs)), "unknown", no_category)
        for theirs, ours in mapping.categories.items()
        if ours not in categories
    ]
    if mapping.default_category not in categories:
        wrong.append(FieldProblem("/mapping/default_category", "unknown", no_category))
    wrong += [
        FieldProblem(pointer_for(("body", "mapping", "units", theirs)), "unknown", no_unit)
        for theirs, ours in mapping.units.items()
        if ours not in units
    ]
    if wrong:
        raise InvalidInput(errors=wrong)
