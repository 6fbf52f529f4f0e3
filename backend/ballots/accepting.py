"""A batch of submissions in one transaction: which of them spend their code and leave a sheet, and why not the others.

As few statements as there can be, written for each database and given to its driver as they are: each statement, and
on SQLite each row that one returns, lets the event loop take over, and taking back costs more than a ballot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Row, select

from backend.ballots.models import BallotCode, CodeState
from backend.rounds.models import Round, RoundState
from backend.stats import WINDOW_SECONDS

MAX_BATCH = 256


class Outcome(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"  # this very submission was accepted before; its answer got lost
    USED = "used"
    UNKNOWN = "unknown"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Submission:
    """One validated ballot: what identifies the code, and the packed sheet."""

    code_hash: bytes
    round_id: UUID
    retry_tag: bytes
    payload: bytes


def write_batch(connection: Connection, submissions: Sequence[Submission]) -> list[Outcome]:
    """Decide on every submission and write the accepted ones; the caller commits. At most MAX_BATCH.

    Of several with one code the first is accepted or none.
    """
    first = {s.code_hash: s for s in reversed(submissions)}
    accept = _accept_on_sqlite if connection.dialect.name == "sqlite" else _accept_on_postgresql
    accepted = accept(connection, list(first.values()))
    if len(accepted) == len(submissions):
        return [Outcome.ACCEPTED] * len(submissions)
    refusals = _codes(connection, {s.code_hash for s in submissions})
    return [
        Outcome.ACCEPTED
        if s.code_hash in accepted and s is first[s.code_hash]
        else _why_not(s, refusals.get(s.code_hash))
        for s in submissions
    ]


_FITTING = """\
FROM (VALUES $rows) AS sheet
JOIN ballot_code ON ballot_code.code_hash = sheet.column1 AND ballot_code.round_id = sheet.column2
JOIN round ON round.id = ballot_code.round_id
WHERE ballot_code.state = 'issued' AND round.state = 'open'
"""
_STORE = f"""\
INSERT INTO intake (id, round_id, stratum_id, origin, payload)
SELECT lower(hex(randomblob(16))), ballot_code.round_id, ballot_code.stratum_id, 'web', sheet.column3 {_FITTING}
"""
_STORED = f"SELECT sheet.column1 {_FITTING}"
_COUNT = f"""\
INSERT INTO ballot_window (round_id, stratum_id, slot, ballots)
SELECT ballot_code.round_id, ballot_code.stratum_id, strftime('%s', 'now') / {WINDOW_SECONDS}, count(*) {_FITTING}
GROUP BY ballot_code.round_id, ballot_code.stratum_id
ON CONFLICT (round_id, stratum_id, slot) DO UPDATE SET ballots = ballots + excluded.ballots
"""
_SPEND = """\
UPDATE ballot_code SET state = 'used', retry_tag = sheet.column2
FROM (VALUES $rows) AS sheet WHERE ballot_code.code_hash = sheet.column1
"""


def _accept_on_sqlite(connection: Connection, sheets: Sequence[Submission]) -> set[bytes]:
    """Nobody else writes meanwhile, so that what is found stays true."""
    stored = _run(connection, _STORE, [(s.code_hash, s.round_id.hex, s.payload) for s in sheets]).rowcount
    accepted = {s.code_hash for s in sheets}
    if stored < len(sheets):
        accepted = set(_run(connection, _STORED, [(s.code_hash, s.round_id.hex) for s in sheets]).scalars())
    if accepted:
        _run(connection, _COUNT, [(s.code_hash, s.round_id.hex) for s in sheets])
        _run(connection, _SPEND, [(s.code_hash, s.retry_tag) for s in sheets if s.code_hash in accepted])
    return accepted


def _run(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> CursorResult[Any]:
    return connection.exec_driver_sql(_for(statement, len(rows), len(rows[0])), tuple(chain.from_iterable(rows)))


@lru_cache(3 * MAX_BATCH)
def _for(statement: str, rows: int, width: int) -> str:
    """The statement with placeholders for so many rows."""
    group = f"({', '.join('?' * width)})"
    return statement.replace("$rows", ", ".join([group] * rows))


# Closing a round waits for the batches that saw it open, by the lock on its row. Codes are locked in one order, so
# that two processes that have the same codes never wait in a circle; so are windows, after the codes.
_ACCEPT = """\
WITH sheet AS (
  SELECT * FROM unnest(%b::bytea[], %b::uuid[], %b::bytea[], %b::bytea[])
    AS sheet (code_hash, round_id, retry_tag, payload)
), opened AS (
  SELECT id FROM round WHERE id = ANY (%b::uuid[]) AND state = 'open' ORDER BY id FOR SHARE
), issued AS (
  SELECT ballot_code.code_hash, ballot_code.round_id, ballot_code.stratum_id, sheet.retry_tag, sheet.payload
  FROM sheet JOIN opened ON opened.id = sheet.round_id JOIN ballot_code USING (code_hash, round_id)
  WHERE ballot_code.state = 'issued' ORDER BY ballot_code.code_hash FOR UPDATE OF ballot_code
), spent AS (
  UPDATE ballot_code SET state = 'used', retry_tag = issued.retry_tag
  FROM issued WHERE ballot_code.code_hash = issued.code_hash
), stored AS (
  INSERT INTO intake (id, round_id, stratum_id, origin, payload)
  SELECT gen_random_uuid(), round_id, stratum_id, 'web', payload FROM issued
), counted AS (
  INSERT INTO ballot_window (round_id, stratum_id, slot, ballots)
  SELECT round_id, stratum_id, floor(extract(epoch FROM now()) / $window), count(*)
  FROM issued GROUP BY round_id, stratum_id ORDER BY round_id, stratum_id
  ON CONFLICT (round_id, stratum_id, slot) DO UPDATE SET ballots = ballot_window.ballots + excluded.ballots
)
SELECT code_hash FROM issued
""".replace("$window", str(WINDOW_SECONDS))


def _accept_on_postgresql(connection: Connection, sheets: Sequence[Submission]) -> set[bytes]:
    values = (
        [s.code_hash for s in sheets],
        [s.round_id for s in sheets],
        [s.retry_tag for s in sheets],
        [s.payload for s in sheets],
        list({s.round_id for s in sheets}),
    )
    return set(connection.exec_driver_sql(_ACCEPT, values).scalars())


CodeRow = Row[bytes, UUID, CodeState, bytes | None, RoundState]


def _codes(connection: Connection, hashes: set[bytes]) -> dict[bytes, CodeRow]:
    statement = (
        select(BallotCode.code_hash, BallotCode.round_id, BallotCode.state, BallotCode.retry_tag, Round.state)
        .join(Round, Round.id == BallotCode.round_id)
        .where(BallotCode.code_hash.in_(hashes))
    )
    return {row.code_hash: row for row in connection.execute(statement)}


def _why_not(submission: Submission, code: CodeRow | None) -> Outcome:
    """What became of a submission that was not accepted, told from its code after those that were."""
    if code is None:
        return Outcome.UNKNOWN
    _, round_id, state, tag, round_state = code
    if round_id != submission.round_id:
        return Outcome.UNKNOWN
    if state is CodeState.USED:
        return Outcome.REPEATED if tag == submission.retry_tag else Outcome.USED
    if state is CodeState.VOID and round_state is RoundState.OPEN:
        return Outcome.UNKNOWN
    return Outcome.NOT_OPEN
