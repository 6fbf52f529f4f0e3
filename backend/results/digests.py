"""What the record keeps of the stored sums, from which every figure is computed: whoever alters them in the database is
found before anything is published of them (security design, 3A.7; check A06)."""

import hashlib
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.chain import canonical
from backend.audit.record import SYSTEM, record
from backend.results.models import Tally, TallyKind, TallyProducts

COUNT: Final = "round.mix"
RECOUNT: Final = "round.recount"


def sums_digest(session: Session, round_id: UUID, kind: TallyKind) -> str | None:
    """SHA-256 over the tally of a kind and its products as they are stored; None when there is none."""
    tally = session.get(Tally, (round_id, kind), populate_existing=True)
    if tally is None:
        return None
    digest = hashlib.sha256()
    parts = [
        canonical({"sheets": tally.sheets, "turnout": tally.turnout}),
        tally.counts,
        tally.rate,
        tally.score or b"",
    ]
    mine = select(TallyProducts.outcome, TallyProducts.sums).where(
        TallyProducts.round_id == round_id, TallyProducts.kind == kind
    )
    for outcome, sums in session.execute(mine.order_by(TallyProducts.outcome)):
        parts += [outcome.value.encode(), sums]
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def record_recount(session: Session, round_id: UUID, kind: TallyKind) -> None:
    """Keep what was just stored, or that nothing of this kind is stored any more."""
    session.flush()
    record(session, SYSTEM, RECOUNT, "round", round_id, kind=kind.value, sums=sums_digest(session, round_id, kind))
