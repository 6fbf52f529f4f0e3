"""The order of the change feed under concurrent writers (complaint design, case 60)."""

import random
import threading
import time
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.core.db import Database
from tests.auth.clients import add_client
from tests.conftest import Client
from tests.counts import FEED_COMMITS
from tests.integration.reporting import add_cases, database_of, happened, read

WRITERS = 4
TOKEN_FOR = 300
"""Seconds: half the life of a token; whoever asks for one more often is refused."""


def _write(database: Database, case_ids: list[UUID], commits: int, seed: int) -> None:
    """Transactions of one or two events; some begin early and commit late."""
    rng = random.Random(seed)
    for _ in range(commits):
        with database.write() as session:
            for _ in range(rng.randint(1, 2)):
                happened(session, rng.choice(case_ids))
            if rng.random() < 0.02:
                session.execute(select(1))  # it has begun
                time.sleep(rng.random() / 50)


@pytest.mark.slow
def test_case_60_a_slow_reader_misses_nothing_and_sees_nothing_twice(client: Client, app: FastAPI) -> None:
    """Sometimes the reader dies after it was answered and before it kept the cursor: then it sees that page again,
    with the same ids."""
    database, rng = database_of(app), random.Random(60)
    system = add_client(app, "events:read", "complaints:read")
    mine, others = add_cases(database, system.id, 20), add_cases(database, None, 5)
    writers = [
        threading.Thread(target=_write, args=(database, mine + others, FEED_COMMITS // WRITERS, seed))
        for seed in range(WRITERS)
    ]
    headers, kept, cursor = system.headers(client), dict[str, int](), None
    asked_at = time.monotonic()
    for writer in writers:
        writer.start()
    sequences: list[int] = []
    while True:
        writing = any(writer.is_alive() for writer in writers)
        page = read(client, headers, cursor, limit=rng.choice((20, 100, 500)), wait=1 if writing else 0)
        read_now = [int(item["sequence"]) for item in page["items"]]
        assert read_now == sorted(set(read_now))
        assert not read_now or not sequences or read_now[0] > sequences[-1]
        if time.monotonic() - asked_at > TOKEN_FOR:
            headers, asked_at = system.headers(client), time.monotonic()
        if rng.random() < 0.05:
            continue
        sequences += read_now
        kept |= {item["id"]: int(item["sequence"]) for item in page["items"]}
        cursor = page["next_cursor"]
        if not writing and not page["more"] and not page["items"]:
            break
    with database.read() as session:
        ordered = select(AuditEvent.seq).where(AuditEvent.object_id.in_(mine)).order_by(AuditEvent.seq)
        written = list(session.scalars(ordered))
    assert sequences == written
    assert len(kept) == len(written) > FEED_COMMITS
