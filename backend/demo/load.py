"""Loading the demonstration: the city with its rounds, and the San Diego survey."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from backend.auth.models import UserAccount
from backend.auth.policy import Role
from backend.auth.service import acting_as
from backend.ballots.imports.folder import FolderRound, import_round
from backend.comments.topics import seed_topics
from backend.complaints.seeding import seed_centre
from backend.core import clock
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.demo.city import CITY, LITTLE_KNOWN, MOVED, UNITS
from backend.demo.comments import review_comments
from backend.demo.complaints import load_complaints
from backend.demo.oversight import load_oversight
from backend.demo.people import create_people
from backend.demo.rounds import Maker, Plan, morning
from backend.jobs.worker import Worker
from backend.rounds.models import Round
from backend.rounds.presets import seed_presets
from backend.units.models import Unit, UnitSequence
from backend.units.service import seed_sequences

SAN_DIEGO = Path(__file__).parent / "san_diego_2015"
# Of 150 codes in each of the ten strata.
FIRST_RETURNED = (141, 138, 120, 96, 146, 131, 140, 118, 139, 128)
SECOND_RETURNED = (138, 133, 124, 88, 145, 126, 137, 112, 97, 92)
OPEN_RETURNED = (17, 14, 11, 6, 21, 12, 15, 9, 13, 10)
LIAISON_UNIT = "ZF-07"
RECHECKED = ("ZX-06", "ZF-10", "ZF-09", "ZX-03", "GF-02", "GF-03", "ZF-12", "GF-04")


def is_loaded(database: Database) -> bool:
    """Whether this database holds the demonstration already."""
    with database.read() as session:
        return session.scalars(select(UserAccount.id).limit(1)).first() is not None


def load_demo(database: Database, keys: Keys, worker: Worker) -> list[str]:
    """Fill an empty, migrated database; return some unused codes of the open round, to try the ballot with."""
    with database.write() as session:
        seed_sequences(session)
        seed_presets(session)
        seed_centre(session)
        seed_topics(session)
        sequences = {row.name: row for row in session.scalars(select(UnitSequence))}
        for name, group in CITY.items():
            for unit in group:
                session.add(
                    Unit(
                        code=unit.code,
                        name=unit.name,
                        short_name=unit.short_name,
                        duties=unit.duties,
                        sequence_id=sequences[name].id,
                        responsible_post="主要负责人",
                        contact_post="办公室",
                        contact_phone="0000-0000000",
                        active_from=date(2019, 1, 1),
                    )
                )
        session.flush()
        ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
        finance = session.get_one(Unit, ids[LIAISON_UNIT])
        people = create_people(session, finance)
        office, lead = acting_as(people[Role.OFFICE]), acting_as(people[Role.LEAD_SUPERVISOR])
        liaison = acting_as(people[Role.LIAISON])
        today = clock.local_date(clock.now(session))
    maker = Maker(database, keys, office, lead)
    counted = []
    for plan in _counted(ids):
        round_id, _ = maker.make(plan)
        maker.close(round_id, plan.closed, worker)
        counted.append(round_id)
    load_complaints(database, keys, worker.files, today)
    load_oversight(database, keys, ids, office, lead, liaison)
    survey = _load_san_diego(worker, office)
    # The later round waits to be frozen, so that the steps can be tried.
    review_comments(database, office, counted[0], date(2026, 6, 9), waiting=6)
    maker.publish(counted[0], date(2026, 6, 12))
    review_comments(database, office, counted[1], date(2026, 11, 10), waiting=90)
    maker.publish(survey, date(2015, 4, 20))
    _, left = maker.make(_recheck(ids, today))
    return left[-3:]


def _load_san_diego(worker: Worker, office: Principal) -> UUID:
    """The real survey; its units leave the register's active part afterwards, since they are of another city."""
    wanted = FolderRound(
        folder=SAN_DIEGO,
        year=2015,
        number=1,
        title="圣迭戈市 2015 年居民满意度调查（真实数据）",
        sequence="圣迭戈市政服务",
        greeting="美国圣迭戈市公开的居民调查，公有领域数据，用来演示导入和计算。",
        demo=True,
    )
    round_id = import_round(worker, office, wanted)
    with worker.database.write() as session:
        row = session.get_one(Round, round_id)
        row.opened_at, row.closed_at, row.tallied_at = (morning(date(2015, month, 1)) for month in (1, 3, 4))
        for unit in session.scalars(select(Unit).where(Unit.code.startswith("Q3_", autoescape=True))):
            unit.active_to = date(2015, 12, 31)
    return round_id


def _standings(ids: dict[str, UUID], *, moved: bool) -> dict[UUID, float]:
    return {ids[u.code]: u.standing + (MOVED.get(u.code, 0.0) if moved else 0.0) for u in UNITS}


def _counted(ids: dict[str, UUID]) -> tuple[Plan, Plan]:
    """Two rounds of all 43 units on six criteria."""
    known = {ids[code]: share for code, share in LITTLE_KNOWN.items()}
    place = [unit.code for unit in UNITS].index(LIAISON_UNIT)
    return (
        Plan(
            number=1,
            title="2026年上半年评议",
            opened=date(2026, 5, 6),
            closed=date(2026, 5, 29),
            criteria_key="conduct-six",
            standings=_standings(ids, moved=True),
            known=known,
            returned=FIRST_RETURNED,
            paper={4: 40, 8: 60},
            seed=20260506,
            talked_about=place,
        ),
        Plan(
            number=2,
            title="2026年下半年评议",
            opened=date(2026, 10, 12),
            closed=date(2026, 11, 6),
            criteria_key="conduct-six",
            standings=_standings(ids, moved=False),
            known=known,
            returned=SECOND_RETURNED,
            paper={8: 45, 9: 60},
            seed=20261012,
            odd=True,
            talked_about=place,
        ),
    )


def _recheck(ids: dict[str, UUID], today: date) -> Plan:
    """An open re-check of eight units with one question, to look at turnout and to try the ballot."""
    standings = {ids[u.code]: u.standing for u in UNITS if u.code in RECHECKED}
    return Plan(
        number=3,
        title="2026年整改复评",
        opened=today - timedelta(days=6),
        closed=today + timedelta(days=24),
        criteria_key="overall",
        standings=standings,
        known={},
        returned=OPEN_RETURNED,
        paper={},
        seed=20261116,
        codes=30,
    )
