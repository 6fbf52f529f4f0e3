"""Fresh databases of both engines, as durable as in production, and what the measurements find in them."""

import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, insert, make_url, select, text

from backend.audit.record import write_pending
from backend.auth.policy import Role
from backend.ballots.codes import code_hash, new_code
from backend.ballots.models import BallotCode, CodeState, Intake, Origin
from backend.config import Settings
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.keys import Keys, create_key_file, load_keys
from backend.migrating import upgrade
from backend.rounds.models import RoundState, RoundStratum
from tests.conftest import enter
from tests.factories import make_round, make_units

ENGINES = ("sqlite", "postgresql")
UNITS = 43
STRATA = tuple((letter, Decimal(weight)) for letter, weight in zip("ABCDEF", (30, 20, 15, 15, 10, 10), strict=True))
_random = random.Random(20260101)


@dataclass(frozen=True)
class Place:
    """An installation with an empty schema: its settings, keys and open database."""

    settings: Settings
    keys: Keys
    database: Database


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """A new installation on `engine`, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pingyi-bench-"))
    name = f"pingyi_bench_{secrets.token_hex(4)}"
    url = f"sqlite:///{folder / 'pingyi.db'}"
    if engine == "postgresql":
        base = make_url(os.environ["TEST_DATABASE_URL"])
        _administer(f'CREATE DATABASE "{name}"')
        url = base.set(database=name).render_as_string(hide_password=False)
    database = Database(url, before_commit=(write_pending,))
    try:
        upgrade(database)
        create_key_file(folder / "keys.json")
        settings = Settings(env="test", data_dir=folder, database_url=url, run_worker=False)
        yield Place(settings, load_keys(settings.keys_path), database)
    finally:
        database.close()
        if engine == "postgresql":
            _administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def _administer(statement: str) -> None:
    admin = create_engine(os.environ["TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


@dataclass(frozen=True)
class Filled:
    """A round in a place. `codes` are those still to be used."""

    round_id: UUID
    codes: list[str]


def fill(
    where: Place,
    *,
    sheets: int = 0,
    codes: int = 0,
    criteria: int = 1,
    state: RoundState = RoundState.OPEN,
    number: int = 1,
) -> Filled:
    """A round with UNITS units and six strata, `codes` unused codes, and `sheets` answered through codes."""
    cells = UNITS * criteria
    with where.database.write() as session:
        units = make_units(session, UNITS)
        row = make_round(session, units, strata=STRATA, criteria=criteria, state=state, number=number)
        round_id = row.id
        strata = session.scalars(
            select(RoundStratum.id).where(RoundStratum.round_id == round_id).order_by(RoundStratum.position)
        ).all()
    fresh = [new_code() for _ in range(codes)]
    pepper = where.keys.pepper
    _add_codes(where, round_id, strata, [code_hash(pepper, code) for code in fresh], used=False)
    _add_codes(where, round_id, strata, [secrets.token_bytes(32) for _ in range(sheets)], used=True)
    for start in range(0, sheets, 20_000):
        rows = [
            {
                "id": new_id(),
                "round_id": round_id,
                "stratum_id": strata[number % len(strata)],
                "origin": Origin.WEB,
                "batch_id": None,
                "payload": _answers(cells),
            }
            for number in range(start, min(start + 20_000, sheets))
        ]
        with where.database.write() as session:
            session.execute(insert(Intake), rows)
    if where.database.dialect == "postgresql":
        with where.database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as autovacuum would have done on the way
    return Filled(round_id, fresh)


def _add_codes(where: Place, round_id: UUID, strata: Sequence[UUID], hashes: Sequence[bytes], *, used: bool) -> None:
    for start in range(0, len(hashes), 20_000):
        rows = [
            {
                "code_hash": digest,
                "round_id": round_id,
                "stratum_id": strata[number % len(strata)],
                "state": CodeState.USED if used else CodeState.ISSUED,
                "retry_tag": secrets.token_bytes(32) if used else None,
            }
            for number, digest in enumerate(hashes[start : start + 20_000])
        ]
        with where.database.write() as session:
            session.execute(insert(BallotCode), rows)


def _answers(cells: int) -> bytes:
    """Mostly satisfied, as real answers are; some blank."""
    return bytes(_random.choices((0, 1, 2, 3, 4), (2, 60, 25, 5, 8), k=cells))


def answers(cells: int) -> list[int]:
    """The answers of one sheet."""
    return list(_answers(cells))


def log_in(where: Place, role: Role) -> dict[str, str]:
    """The headers of a session of somebody with `role`."""
    return {"Authorization": f"Bearer {enter(where.database, where.keys, role)}"}
