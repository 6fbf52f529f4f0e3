"""A copy of everything that is kept of the own case, for whoever has its code (PIPL, article 45).

Name and telephone are not in it, only that they are kept: a code may be found or overheard, and must not tell who
complained. Neither are reports of retaliation, which whoever retaliates must not find by a code that they got hold of.
"""

import json

from sqlalchemy import select

from backend.complaints.desk import Desk
from backend.complaints.kinds import CHANNEL_NAMES, MODE_NAMES, RATING_NAMES
from backend.complaints.models import Case, CaseIdentity, CaseOriginal, Category
from backend.complaints.public.schemas import OwnCopy, OwnText
from backend.complaints.public.view import track
from backend.complaints.records import CaseEvent, CaseResult
from backend.core import clock
from backend.core.text import Text
from backend.units.models import Unit

_WRITTEN = {
    "withdraw": Text("撤回投诉时写的", "Written with the withdrawal"),
    "ask_review": Text("申请复查的理由", "Why a review was asked for"),
}
_RATED = Text("评价：", "Rating: ")


def own_copy(desk: Desk, case: Case) -> OwnCopy:
    """What the complainant gave and what was told to them; nothing of what others wrote inside."""
    session = desk.session
    original = session.get_one(CaseOriginal, case.id)
    words = json.loads(desk.open(original.sealed, "complaint_original", "sealed", case.id))
    unit = session.get(Unit, case.unit_id) if case.unit_id is not None else None
    return OwnCopy(
        case=track(desk, case),
        channel=CHANNEL_NAMES[case.channel].of(desk.language),
        mode=MODE_NAMES[case.mode].of(desk.language),
        category=session.get_one(Category, case.category_id).name,
        unit=unit.name if unit is not None else None,
        subject=words["subject"],
        text=words["text"],
        wish=words["wish"],
        identity_kept=_kept(desk, case),
        written=_written(desk, case),
    )


def _kept(desk: Desk, case: Case) -> list[str]:
    row = desk.session.get(CaseIdentity, case.id)
    if row is None:
        return []
    contact = json.loads(desk.open(row.sealed, "complaint_identity", "sealed", case.id))
    return [kind for kind in ("name", "phone", "id_number", "address", "email") if contact.get(kind)]


def _written(desk: Desk, case: Case) -> list[OwnText]:
    """What the complainant wrote beside the complaint and the messages, oldest first."""
    session = desk.session
    found = []
    events = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.action.in_(_WRITTEN))
    for event in session.scalars(events.where(CaseEvent.note.is_not(None))):
        assert event.note is not None
        note = desk.open(event.note, "case_event", "note", event.id)
        found.append((event.at, _WRITTEN[event.action].of(desk.language), note))
    for result in session.scalars(select(CaseResult).where(CaseResult.case_id == case.id)):
        if result.rating is None or result.rated_at is None or result.rating_note is None:
            continue
        note = desk.open(result.rating_note, "case_result", "rating_note", result.id)
        title = _RATED.of(desk.language) + RATING_NAMES[result.rating].of(desk.language)
        found.append((result.rated_at, title, note))
    return [OwnText(day=clock.local_date(at), title=title, text=text) for at, title, text in sorted(found)]
