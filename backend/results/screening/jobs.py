"""The jobs of screening. Each may be run again at any point and does its work once."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.audit.record import SYSTEM, record
from backend.core import clock
from backend.core.ids import new_id
from backend.jobs.worker import Handler, JobContext
from backend.results.screening.arrivals import arrivals
from backend.results.screening.finding import Finder, Finding, read_sheets
from backend.results.screening.models import FlaggedSheet, Screening, ScreeningFlag
from backend.results.screening.recount import count_unflagged, follow_decisions_apart
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState

SCREEN_JOB: Final = "screening"
RECOUNT_JOB: Final = "screening_recount"


def screen(context: JobContext) -> dict[str, Any]:
    """Look through the sheets of a counted round and store what is odd."""
    round_id = UUID(context.params["round_id"])
    with context.database.read() as session:
        row = session.get_one(Round, round_id)
        done = session.get(Screening, round_id) is not None
    if row.state is RoundState.TALLIED:
        if not done:
            _screen(context, round_id)
        count_unflagged(context.database, context.write, round_id)
    return {"round_id": str(round_id)}


def recount(context: JobContext) -> dict[str, Any]:
    """Make the final tally of a large round follow the decisions."""
    round_id = UUID(context.params["round_id"])
    follow_decisions_apart(context.database, context.write, round_id)
    return {"round_id": str(round_id)}


def _screen(context: JobContext, round_id: UUID) -> None:
    with context.database.read() as session:
        config = load_config(session, round_id)
        finder = Finder(config, read_sheets(session, config))
        findings = [*finder.findings(), *arrivals(session, config)]
    straight = [
        {"stratum_id": str(stratum_id), "straight": some, "sheets": of}
        for stratum_id, some, of in finder.straight_by_stratum()
    ]
    with context.write() as session:
        row = session.get_one(Round, round_id, with_for_update=True)
        if row.state is not RoundState.TALLIED or session.get(Screening, round_id) is not None:
            return
        named = _store(session, round_id, findings)
        sheets = len(finder.sheets)
        session.add(Screening(round_id=round_id, sheets=sheets, straight=straight, screened_at=clock.now(session)))
        record(session, SYSTEM, "screening.find", "round", round_id, sheets=sheets, flags=len(findings), named=named)


def _store(session: Session, round_id: UUID, findings: list[Finding]) -> int:
    """Add the flags; returns how many sheets they name."""
    named = []
    for number, finding in enumerate(findings, start=1):
        flag = ScreeningFlag(
            id=new_id(),
            round_id=round_id,
            number=number,
            kind=finding.kind,
            stratum_id=finding.stratum_id,
            unit_id=finding.unit_id,
            batch_id=finding.batch_id,
            numbers=finding.numbers.model_dump(mode="json", exclude_none=True),
            sheets=len(finding.sheets),
        )
        session.add(flag)
        named += [{"sheet_id": sheet_id, "flag_id": flag.id} for sheet_id in finding.sheets]
    session.flush()
    if named:
        session.execute(insert(FlaggedSheet), named)
    return len(named)


HANDLERS: Final[Mapping[str, Handler]] = {SCREEN_JOB: screen, RECOUNT_JOB: recount}
