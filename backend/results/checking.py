"""Whether the ballots of a round are those that came in: what must be so at all times, and what the record knows.

A sheet or a code that somebody inserted, altered or deleted in the database, or a count that he raised, shows here
(security design, 3A.7; checks A06, I08, I09). Two changes that cancel each other out before the sheets are counted, one
code marked as used and one sheet added to the same stratum, do not: the codes are known to their holders alone.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, func, literal, select, union_all
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.ballots.issue import codes_digest
from backend.ballots.models import BallotCode, Batch, BatchState, BatchStratum, CodeState, Intake, Pool, Sheet
from backend.core.text import Text
from backend.results.digests import COUNT, RECOUNT, sums_digest
from backend.results.models import TallyKind
from backend.results.tally import leaves_of, root_of
from backend.rounds.config import Stratum, load_config
from backend.rounds.models import Collection, Round, RoundState

COUNTED = (RoundState.TALLIED, RoundState.FROZEN)
CHECKED = (RoundState.OPEN, RoundState.CLOSED, *COUNTED)
"""As long as sheets and codes are there for certain; of a published round its sums are compared."""


def altered(session: Session, row: Round) -> list[Text]:
    """What does not fit together about the ballots of a round; empty when all does. Reads every sheet once."""
    problems = list(of_sums(session, row.id)) if row.state in (*COUNTED, RoundState.PUBLISHED) else []
    if row.state not in CHECKED:
        return problems
    config = load_config(session, row.id)
    found = _counts(session, row.id)
    problems += [text for stratum in config.strata for text in _of_stratum(session, row, stratum, found)]
    problems += _of_batches(session, row.id, found)
    if row.state in COUNTED:
        leaves = leaves_of(session, config)
        mixed = _recorded(session, row.id, COUNT)
        if mixed and (mixed[-1]["n"], mixed[-1]["root"]) != (len(leaves), root_of(leaves)):
            problems.append(
                Text(
                    "测评表与计票时记录的校验值不一致", "The sheets are not those whose root was recorded at the count"
                )
            )
    return problems


def of_sums(session: Session, round_id: UUID) -> Iterable[Text]:
    """The stored sums against what the record keeps of the count and of each count anew. Earlier versions kept nothing."""
    counts = _recorded(session, round_id, COUNT)
    if not counts or "sums" not in counts[-1]:
        return
    expected = dict.fromkeys(TallyKind) | {TallyKind.ALL: counts[-1]["sums"]}
    for event in _recorded(session, round_id, RECOUNT):
        expected[TallyKind(event["kind"])] = event["sums"]
    if any(sums_digest(session, round_id, kind) != digest for kind, digest in expected.items()):
        yield Text(
            "保存的汇总数与计票时记录的校验值不一致",
            "The stored sums are not those whose digest was recorded at the count",
        )


def _of_stratum(session: Session, row: Round, stratum: Stratum, found: Counter[Any]) -> Iterable[Text]:
    used, sheets = found["used", stratum.id, None], found["sheets", stratum.id, None]
    if used != sheets:
        yield Text(
            f"“{stratum.name}”用过的评议码有 {used} 个，答题页的测评表有 {sheets} 份",
            f"“{stratum.name}” has {used} used codes and {sheets} sheets from the ballot page",
        )
    if row.collection is not Collection.CODED:
        return
    codes = found["codes", stratum.id, None]
    entries = (row.method or {}).get("strata", [])
    fixed = next((entry.get("codes") for entry in entries if entry["code"] == stratum.code), codes)
    if codes != fixed:
        yield Text(
            f"“{stratum.name}”有 {codes} 个评议码，开始评议时固定的是 {fixed} 个",
            f"“{stratum.name}” has {codes} codes; {fixed} were fixed when the round opened",
        )
    elif not _committed(session, row.id, stratum):
        yield Text(
            f"“{stratum.name}”的评议码与发放时记录的校验值不一致",
            f"The codes of “{stratum.name}” are not those whose digest was recorded when they were issued",
        )


def _committed(session: Session, round_id: UUID, stratum: Stratum) -> bool:
    """Whether the codes are those of the record. Earlier versions committed to each issue by itself: not known then."""
    last: dict[str, Any] = {}
    for event in _recorded(session, round_id, "code.issue", "code.withdraw"):
        if event["stratum"] == str(stratum.id):
            last = {}
        elif event["stratum"] == stratum.code:
            last = event
    expected = last.get("commitment_of_all")
    return expected is None or codes_digest(session, round_id, stratum.id) == expected


def _of_batches(session: Session, round_id: UUID, found: Counter[Any]) -> Iterable[Text]:
    noted = session.execute(
        select(Batch.number, BatchStratum.batch_id, BatchStratum.stratum_id, BatchStratum.sheets)
        .join(Batch, Batch.id == BatchStratum.batch_id)
        .where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
        .order_by(Batch.number)
    ).all()
    expected = {("sheets", stratum_id, batch_id): (number, sheets) for number, batch_id, stratum_id, sheets in noted}
    wrong = {number for key, (number, sheets) in expected.items() if found[key] != sheets}
    for number in sorted(wrong):
        yield Text(
            f"第 {number} 批的测评表份数与登记的不一致",
            f"Batch {number} has not as many sheets as were registered",
        )
    loaded = {batch_id for _, _, batch_id in expected}
    if any(key not in expected and count for key, count in found.items() if key[2] in loaded):
        yield Text("有批次的测评表属于没有登记的层次", "Sheets of a batch belong to strata that were not registered")


def _counts(session: Session, round_id: UUID) -> Counter[Any]:
    """(what, stratum, batch or None) -> how many. One statement, so that all of it is of one moment."""

    def by(what: str, mine: ColumnElement[bool], stratum: Any, batch: Any = None) -> Select[Any]:
        counted = select(literal(what, String()), stratum, _NONE if batch is None else batch, func.count())
        return counted.where(mine).group_by(stratum, *([] if batch is None else [batch]))

    used = (BallotCode.round_id == round_id) & (BallotCode.state == CodeState.USED)
    rows: Iterable[Any] = session.execute(
        union_all(
            by("codes", BallotCode.round_id == round_id, BallotCode.stratum_id),
            by("used", used, BallotCode.stratum_id),
            by("sheets", Intake.round_id == round_id, Intake.stratum_id, Intake.batch_id),
            by("sheets", Pool.round_id == round_id, Pool.stratum_id),
            by("sheets", Sheet.round_id == round_id, Sheet.stratum_id, Sheet.batch_id),
        )
    )
    counts: Counter[Any] = Counter()
    for what, stratum_id, batch_id, count in rows:
        counts[what, stratum_id, batch_id] += count
    return counts


_NONE = literal(None, Uuid())


def _recorded(session: Session, round_id: UUID, *actions: str) -> list[dict[str, Any]]:
    """What the record keeps of these actions on a round, in order."""
    events = select(AuditEvent.data).where(
        AuditEvent.object_type == "round", AuditEvent.object_id == round_id, AuditEvent.action.in_(actions)
    )
    return list(session.scalars(events.order_by(AuditEvent.seq)))
