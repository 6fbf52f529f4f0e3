"""The rounds of the fictitious city, run through the same functions as real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from backend.ballots.accepting import MAX_BATCH, Outcome, Submission, write_batch
from backend.ballots.codes import code_hash, retry_tag
from backend.ballots.issue import make_for, store_codes
from backend.ballots.models import BallotWindow, Batch, BatchState, BatchStratum, Intake, Origin
from backend.ballots.packing import pack
from backend.ballots.service import strata_of
from backend.core import clock
from backend.core.clock import LOCAL_ZONE
from backend.core.db import Database
from backend.core.etags import etag_of
from backend.core.ids import new_id
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.demo.comments import draw_comments
from backend.demo.oddities import draw_windows, plant
from backend.demo.sheets import draw
from backend.jobs.worker import Worker
from backend.results.publishing import service as publishing
from backend.results.publishing.reading import versions_of
from backend.results.publishing.schemas import CountersignIn
from backend.results.screening import service as screening
from backend.results.screening.models import ScreeningFlag
from backend.results.screening.schemas import DecisionIn, DecisionName
from backend.results.screening.service import facts
from backend.rounds.guards import method_now, situation_of
from backend.rounds.models import Preset, PresetKind, Round
from backend.rounds.opening import propose_opening
from backend.rounds.roll import write_roll
from backend.rounds.schemas import RoundIn
from backend.rounds.sections import RollIn, RollUnitIn
from backend.rounds.service import create_round
from backend.rounds.states import transition

KEPT = DecisionIn(decision=DecisionName.KEPT, reason="演示数据，与发放记录核对后留用")


@dataclass(frozen=True, slots=True)
class Plan:
    """A round to make. `returned`: how many of 150 codes of each stratum come back; `paper`: sheets on paper; `odd`: with
    something for screening to find; `talked_about`: the place of the unit that most comments are about."""

    number: int
    title: str
    opened: date
    closed: date
    criteria_key: str
    standings: Mapping[UUID, float]
    known: Mapping[UUID, float]
    returned: Sequence[int]
    paper: Mapping[int, int]
    seed: int
    codes: int = 150
    odd: bool = False
    talked_about: int | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rounds: the open database, the keys, the office that acts, and the lead supervisor who countersigns."""

    database: Database
    keys: Keys
    office: Principal
    lead: Principal

    def make(self, plan: Plan) -> tuple[UUID, list[str]]:
        """Create, fill and open a round and hand in its sheets; return it with the codes left over."""
        with self.database.write() as session:
            row, codes = self._draft(session, plan)
            round_id = row.id
            clock.tell(session, morning(plan.opened))
            propose_opening(session, self.office, round_id, facts)
            confirm = CountersignIn(
                confirm=True, digest=method_now(situation_of(session, row, facts(session, round_id)))
            )
            publishing.countersign(session, self.lead, round_id, confirm, facts)
            transition(session, row, "open", self.office, facts(session, round_id))
            row.planned_close = plan.closed
            strata = [stratum.id for stratum in strata_of(session, round_id)]
        sheets = draw(
            plan.seed,
            list(plan.standings.values()),
            {position: plan.known[unit] for position, unit in enumerate(plan.standings) if unit in plan.known},
            self._criteria(round_id),
            {str(i): count + plan.paper.get(i, 0) for i, count in enumerate(plan.returned)},
        )
        if plan.odd:
            plant(sheets, self._criteria(round_id))
        left = []
        for position, stratum_id in enumerate(strata):
            rows, web = sheets[str(position)], plan.returned[position]
            self._answer(plan, round_id, codes[stratum_id][:web], rows[:web])
            if position in plan.paper:
                self._deliver(round_id, stratum_id, rows[web:])
            left += codes[stratum_id][web:]
        self._spread(plan, round_id, dict(zip(strata, plan.returned, strict=True)))
        return round_id, left

    def close(self, round_id: UUID, closed: date, worker: Worker) -> None:
        """Close a round and count it."""
        with self.database.write() as session:
            row = session.get_one(Round, round_id)
            transition(session, row, "close", self.office, facts(session, round_id))
        worker.run_pending()
        with self.database.write() as session:
            row = session.get_one(Round, round_id)
            row.closed_at = row.tallied_at = morning(closed)

    def publish(self, round_id: UUID, day: date) -> None:
        """Freeze a round, have it countersigned, and publish it, all on one day."""
        with self.database.write() as session:
            clock.tell(session, morning(day))
            for flag in session.scalars(select(ScreeningFlag).where(ScreeningFlag.round_id == round_id)).all():
                screening.decide(session, self.office, round_id, flag.id, KEPT, etag_of(flag))
            publishing.freeze(session, self.keys, self.office, round_id, facts(session, round_id))
            [version] = versions_of(session, round_id)
            confirm = CountersignIn(confirm=True, digest=version.public_digest, note="已核对")
            publishing.countersign(session, self.lead, round_id, confirm, facts)
            publishing.publish(session, self.office, round_id, facts(session, round_id))

    def _draft(self, session: Session, plan: Plan) -> tuple[Round, dict[UUID, list[str]]]:
        def preset(kind: PresetKind, key: str) -> UUID:
            return session.scalars(select(Preset.id).where(Preset.kind == kind, Preset.key == key)).one()

        chosen = session.scalars(
            select(Preset.id).where(Preset.kind == PresetKind.SCALE, Preset.preselected.is_(True))
        ).one()
        row = create_round(
            session,
            self.office,
            RoundIn(
                year=plan.opened.year,
                number=plan.number,
                title=plan.title,
                planned_open=plan.opened,
                greeting="请您对以下单位今年的工作作出评价。评价不记名，用时约两分钟。",
                contact="市效能办 0000-0000000（演示）",
                criteria_preset_id=preset(PresetKind.CRITERIA, plan.criteria_key),
                scale_preset_id=chosen,
                strata_preset_id=preset(PresetKind.STRATA, "ten"),
                all_units=False,
            ),
        )
        row.demo = True
        entries = [RollUnitIn(unit_id=unit_id) for unit_id in plan.standings]
        write_roll(session, row, RollIn(units=entries))
        strata = strata_of(session, row.id)
        for stratum in strata:
            stratum.planned_codes = plan.codes
        made = make_for({stratum.id: plan.codes for stratum in strata}, self.keys.pepper)
        store_codes(session, self.office, row, made)
        return row, {stratum_id: fresh.codes for stratum_id, fresh in made.items()}

    def _criteria(self, round_id: UUID) -> int:
        with self.database.read() as session:
            row = session.get_one(Round, round_id)
            return len((row.method or {})["criteria"])

    def _answer(self, plan: Plan, round_id: UUID, codes: Sequence[str], sheets: NDArray[np.uint8]) -> None:
        comments = draw_comments(plan.seed + len(codes), len(codes), len(plan.standings), plan.talked_about)
        submissions = [
            Submission(
                code_hash(self.keys.pepper, code),
                round_id,
                retry_tag(code),
                pack(sheets[number].tolist(), [comments[number]] if number in comments else []),
            )
            for number, code in enumerate(codes)
        ]
        for start in range(0, len(submissions), MAX_BATCH):
            with self.database.hold_turn(), self.database.write_engine.begin() as connection:
                outcomes = write_batch(connection, submissions[start : start + MAX_BATCH])
            if set(outcomes) != {Outcome.ACCEPTED}:
                raise RuntimeError("the demonstration's codes were refused")

    def _spread(self, plan: Plan, round_id: UUID, ballots: Mapping[UUID, int]) -> None:
        """Have the ballots come in over the time of the round; they were handed in within seconds."""
        with self.database.write() as session:
            last = min(plan.closed, clock.local_date(clock.now(session)))
            session.execute(delete(BallotWindow).where(BallotWindow.round_id == round_id))
            windows = draw_windows(plan.seed, ballots, plan.opened, last, odd=plan.odd)
            session.execute(
                insert(BallotWindow),
                [
                    {"round_id": round_id, "stratum_id": stratum_id, "slot": slot, "ballots": count}
                    for (stratum_id, slot), count in windows.items()
                ],
            )

    def _deliver(self, round_id: UUID, stratum_id: UUID, sheets: NDArray[np.uint8]) -> None:
        """A batch of paper sheets."""
        with self.database.write() as session:
            number = len(session.scalars(select(Batch.id).where(Batch.round_id == round_id)).all()) + 1
            batch = Batch(
                round_id=round_id,
                number=number,
                origin=Origin.PAPER_KEYED,
                state=BatchState.LOADED,
                label=f"纸质测评表第 {number} 批（演示）",
                returned=len(sheets),
                valid=len(sheets),
                created_by=self.office.user_id,
                created_at=datetime.now(UTC),
            )
            session.add(batch)
            session.flush()
            session.add(BatchStratum(batch_id=batch.id, stratum_id=stratum_id, sheets=len(sheets)))
            session.execute(
                insert(Intake),
                [
                    {
                        "id": new_id(),
                        "round_id": round_id,
                        "stratum_id": stratum_id,
                        "origin": Origin.PAPER_KEYED,
                        "batch_id": batch.id,
                        "payload": pack(sheet.tolist(), []),
                    }
                    for sheet in sheets
                ],
            )


def morning(day: date) -> datetime:
    """Nine o'clock in the configured zone."""
    return datetime.combine(day, time(9, 0), LOCAL_ZONE).astimezone(UTC)
