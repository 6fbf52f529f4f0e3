"""An open round whose ballots come in one by one, and what somebody with the database's files can find out."""

import random
import threading
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import DBAPIError

from backend.ballots.accepting import Outcome, Submission, write_batch
from backend.ballots.codes import code_hash
from backend.ballots.mixing import Mixer, erase_way_in, mix
from backend.ballots.models import Intake, Pool, Sheet
from backend.ballots.packing import pack
from backend.core.db import Database
from backend.core.erasing import Remains
from backend.results.tally import count_round
from backend.rounds.models import Round, RoundState, RoundStratum
from backend.units.models import Unit
from tests.factories import make_codes, make_round, make_units

UNITS = 24
PEPPER = b"p" * 32
Pairs = Mapping[bytes, bytes]
"""Hash of a code -> answers of the sheet."""


class Box:
    """An open round of one stratum with so many codes. `handed_in` are its ballots in the order in which they came."""

    def __init__(self, database: Database, codes: int, number: int = 1) -> None:
        self.database = database
        with database.write() as session:
            units = list(session.scalars(select(Unit).order_by(Unit.code))) or make_units(session, UNITS)
            row = make_round(session, units, strata=(("A", Decimal(1)),), number=number)
            stratum = session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id)).one()
            self.codes = make_codes(session, row, stratum, codes, PEPPER)
            self.round_id: UUID = row.id
            self.stratum_id: UUID = stratum.id
            self.first_unit: UUID = units[0].id
        self.handed_in: dict[bytes, bytes] = {}

    def submit(self, count: int, words: str = "") -> None:
        """Hand in ballots with the next codes, each in a transaction of its own."""
        for code in self.codes[len(self.handed_in) :][:count]:
            answers = random.choices(range(1, 5), k=UNITS)
            sheet = Submission(code_hash(PEPPER, code), self.round_id, b"t" * 32, pack(answers, words and [(0, words)]))
            with self.database.hold_turn(), self.database.write_engine.begin() as connection:
                assert write_batch(connection, [sheet]) == [Outcome.ACCEPTED]
            self.handed_in[sheet.code_hash] = bytes(answers)

    def mix(self) -> int:
        """Without erasing what is left of it."""
        return mix(self.database, threading.Event())

    def mix_and_erase(self) -> None:
        Mixer(self.database).run(threading.Event())

    def close(self) -> None:
        """Shuffle, end the codes and count, without erasing."""
        with self.database.write() as session:
            closed = {"state": RoundState.CLOSED, "closed_at": func.current_timestamp()}
            session.execute(update(Round).where(Round.id == self.round_id).values(closed))
        count_round(self.database, self.database.write, self.round_id, lambda _done, _total: None)

    def close_and_erase(self) -> None:
        self.close()
        assert erase_way_in(self.database, time.sleep) is Remains.GONE

    def count(self, model: type[Intake] | type[Pool] | type[Sheet]) -> int:
        with self.database.read() as session:
            mine = select(func.count()).select_from(model).where(model.round_id == self.round_id)
            return session.scalars(mine).one()

    def stored(self, model: type[Intake] | type[Pool] | type[Sheet]) -> list[bytes]:
        """Answers in the order in which the database file holds them."""
        answers = model.answers if model is Sheet else model.payload  # type: ignore[attr-defined]
        found = select(answers).where(model.round_id == self.round_id)
        if self.database.dialect == "postgresql":
            with self.database.read() as session:
                return [row[:UNITS] for row in session.scalars(found.order_by(text("ctid")))]
        with self.database.read() as session:
            rows = [row[:UNITS] for row in session.scalars(found)]
        assert self.database.empty_log()
        file = Path(str(self.database.url.database)).read_bytes()
        return sorted(rows, key=file.index)


def written(database: Database) -> bytes:
    """All that SQLite has on the disk."""
    path = Path(str(database.url.database))
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def by_transaction(database: Database, table: str) -> Pairs:
    """PostgreSQL: codes and sheets whose rows were written by one transaction."""
    column = "answers" if table == "sheet" else "payload"
    join = f"SELECT code_hash, {column} FROM ballot_code JOIN {table} ON {table}.xmin = ballot_code.xmin"
    with database.read() as session:
        return {code: sheet[:UNITS] for code, sheet in session.execute(text(join))}


def by_order(database: Database, box: Box, table: str) -> Pairs:
    """PostgreSQL: the used codes in the order of their transactions and places, the sheets in that of their places."""
    column = "answers" if table == "sheet" else "payload"
    codes = "SELECT code_hash FROM ballot_code WHERE state = 'used' ORDER BY age(xmin) DESC, ctid"
    sheets = f"SELECT {column} FROM {table} ORDER BY ctid"
    with database.read() as session:
        rows = zip(session.scalars(text(codes)), session.scalars(text(sheets)), strict=False)
        return {code: sheet[:UNITS] for code, sheet in rows}


class Pages:
    """PostgreSQL: what lies in the pages of the tables, deleted or not, by the extension pageinspect."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write_engine.connect() as connection:
            try:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pageinspect"))
                connection.commit()
            except DBAPIError:
                pytest.skip("A09 by pages was not exercised: this server has no extension pageinspect")

    def pairs(self, box: Box, table: str) -> Pairs:
        """Codes and sheets of which one transaction wrote some version."""
        with self.database.write_engine.connect() as connection:
            codes, sheets = _versions(connection, "ballot_code"), _versions(connection, table)
        return {
            code: answers
            for code, answers in box.handed_in.items()
            if _writers(codes, code) & _writers(sheets, answers)
        }

    def raw(self, table: str) -> bytes:
        """All bytes, those between the rows included."""
        with self.database.write_engine.connect() as connection:
            pages = f"SELECT get_raw_page('{table}', page::int) FROM {_pages(table)}"
            return b"".join(connection.scalars(text(pages)))


def _pages(table: str) -> str:
    return f"generate_series(0, pg_relation_size('{table}') / 8192 - 1) AS page"


def _writers(versions: list[tuple[str, bytes]], part: bytes) -> set[str]:
    """The transactions that wrote versions with this in them."""
    return {xmin for xmin, data in versions if part in data}


def _versions(connection: Connection, table: str) -> list[tuple[str, bytes]]:
    """(transaction that wrote it, its bytes) of each version of a row."""
    items = f"SELECT t_xmin::text, t_data FROM {_pages(table)}, heap_page_items(get_raw_page('{table}', page::int))"
    return [(xmin, data) for xmin, data in connection.execute(text(f"{items} WHERE t_data IS NOT NULL"))]
