"""A round with sheets, to be closed and counted."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.ballots.models import (
    BallotCode,
    Batch,
    BatchState,
    BatchStratum,
    CodeState,
    Comment,
    Intake,
    Origin,
    Sheet,
)
from backend.ballots.packing import pack
from backend.core.db import Database
from backend.results.tally import leaves_of, root_of
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState, RoundStratum
from tests.conftest import Client, Login
from tests.factories import make_codes, make_round, make_units


class Filled:
    """An open round of 2 units x 1 criterion with 2 strata of weight 1 and 3, some codes and sheets."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.database: Database = app.state.database
        with self.database.write() as session:
            units = make_units(session, 2)
            self.units = [unit.id for unit in units]
            row = make_round(session, units, strata=(("A", Decimal(1)), ("B", Decimal(3))))
            self.round_id: UUID = row.id
            strata = session.scalars(select(RoundStratum).order_by(RoundStratum.position)).all()
            self.strata = [stratum.id for stratum in strata]
            for stratum in strata:
                make_codes(session, row, stratum, 25, app.state.keys.pepper)

    def add(
        self, stratum: int, answers: tuple[int, int], times: int, comment: str = "", batch: UUID | None = None
    ) -> None:
        comments = [(1, comment)] if comment else []
        with self.database.write() as session:
            session.execute(
                insert(Intake),
                [
                    {
                        "id": uuid4(),
                        "round_id": self.round_id,
                        "stratum_id": self.strata[stratum],
                        "origin": Origin.WEB if batch is None else Origin.PAPER_KEYED,
                        "batch_id": batch,
                        "payload": pack(answers, comments),
                    }
                    for _ in range(times)
                ],
            )
            if batch is None:
                codes = session.scalars(
                    select(BallotCode)
                    .where(BallotCode.stratum_id == self.strata[stratum], BallotCode.state == CodeState.ISSUED)
                    .limit(times)
                ).all()
                for code in codes:
                    code.state, code.retry_tag = CodeState.USED, b"t" * 32

    def batch(self, state: BatchState, sheets: int = 0, issued: int | None = None) -> UUID:
        with self.database.write() as session:
            number = session.scalars(select(func.count()).select_from(Batch)).one() + 1
            batch = Batch(
                round_id=self.round_id,
                number=number,
                origin=Origin.PAPER_KEYED,
                state=state,
                issued=issued,
                returned=sheets,
                valid=sheets,
                created_at=datetime.now(UTC),
            )
            session.add(batch)
            session.flush()
            session.add(BatchStratum(batch_id=batch.id, stratum_id=self.strata[0], sheets=sheets))
            return batch.id

    def close(self, client: Client, login: Login) -> None:
        answer = client.post(f"/api/v1/rounds/{self.round_id}/close", headers=login("office"))
        assert answer.status_code == 200, answer.text

    def state(self) -> RoundState:
        with self.database.read() as session:
            return session.get_one(Round, self.round_id).state

    def actions(self) -> list[str]:
        """What the record says of the round, in order."""
        with self.database.read() as session:
            events = select(AuditEvent.action).where(AuditEvent.object_id == self.round_id).order_by(AuditEvent.seq)
            return list(session.scalars(events))

    def root(self, session: Session | None = None) -> str:
        """Of the sheets that are stored now."""
        if session is not None:
            return root_of(leaves_of(session, load_config(session, self.round_id)))
        with self.database.read() as reading:
            return self.root(reading)

    def count(self, model: type[Intake] | type[Sheet] | type[Comment]) -> int:
        with self.database.read() as session:
            return session.scalars(select(func.count()).select_from(model)).one()
