"""Where nobody looks on purpose: mails, logs, metrics, copies of the database. Of the complainant nothing is there."""

import json
import threading
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.background import NOTICE_KINDS
from backend.complaints.clockwork.sweep import sweep
from backend.core import clock
from backend.core.db import Database
from backend.notices.mailing import Mailer
from backend.notices.models import Notice
from backend.notices.service import notify
from backend.schema import metadata
from tests.complaints.at_centre import Office
from tests.complaints.planting import CANARIES, Planted, planted, walk
from tests.complaints.timetravel import Travel, travel
from tests.conftest import Login
from tests.smtp import Post, listening, plain

__all__ = ["planted", "travel"]  # fixtures

PUBLIC = {"summary"}
"""What the officer writes to be read and searched."""


def found_in(text: str, *, but: Collection[str] = ()) -> set[str]:
    """Which of the planted words a text has, also as escaped in JSON."""
    return {
        name
        for name, word in CANARIES.items()
        if name not in but and (word in text or json.dumps(word)[1:-1] in text or word.encode().hex() in text)
    }


def cells(database: Database) -> Iterator[Any]:
    """Everything that a copy of the database has, table by table."""
    with database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield from row


def test_case_22_a_copy_of_the_database_has_no_word_of_the_complainant(office: Office, planted: Planted) -> None:
    everything = "\n".join(
        cell.hex() + cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
        for cell in cells(office.centre.database)
    )
    assert found_in(everything) == PUBLIC
    path = office.centre.database.url.database
    if office.centre.database.dialect == "sqlite" and path is not None:
        content = Path(path).read_bytes() + Path(f"{path}-wal").read_bytes()
        assert found_in(content.decode("utf-8", "replace"), but=PUBLIC) == set()


def test_case_23_notices_and_mails_have_no_word_of_the_complainant(
    office: Office, planted: Planted, travel: Travel
) -> None:
    """Every clock of the case runs out; everybody is told, and gets mail."""
    database = office.centre.database
    with database.write() as session:
        for user in session.scalars(select(UserAccount)):
            user.email = f"{user.username}@office.example"
        later = clock.now(session) + timedelta(days=90)
    travel(later)
    assert sweep(database, office.centre.keys, notify).failed == 0
    with database.read() as session:
        told = session.scalars(select(Notice)).all()
    assert told
    assert found_in(json.dumps([notice.params for notice in told], ensure_ascii=False)) == set()
    with database.write() as session:
        session.execute(update(Notice).values(not_before=later))
    with listening(Post()) as post:
        mailer = Mailer(
            database,
            plain(post.port),
            NOTICE_KINDS,
            "示范县效能办",
            "https://pingyi.example/",
            office_time=lambda _, instant: instant,
        )
        mailer.run(threading.Event())
    assert post.mails
    assert set().union(*(found_in(post.text(number)) for number in range(len(post.mails)))) == set()
    assert set().union(*(found_in(str(mail)) for mail in post.mails)) == set()


def test_case_21_logs_and_metrics_have_no_word_of_the_complainant(
    capfd: pytest.CaptureFixture[str], app: FastAPI, office: Office, request: pytest.FixtureRequest
) -> None:
    """From before the complaint is made until it is in hand, read and searched for."""
    planted_: Planted = request.getfixturevalue("planted")
    case = f"/complaints/{planted_.case.id}"
    office.get("lead", case)
    office.do("lead", f"{case}/original")
    office.refused("lead", f"{case}/accept", {"handling": "passed", "summary": CANARIES["name"]}, 409)
    metrics = office.client.get("/metrics", headers={"Authorization": f"Bearer {app.state.keys.metrics_token}"})
    assert metrics.status_code == 200
    assert found_in(metrics.text) == set()
    out, err = capfd.readouterr()
    assert '"event": "request"' in out
    assert found_in(out + err) == set()


@pytest.mark.parametrize("role", ["leader", "office", "evaluator", "sysadmin", None])
def test_case_23_no_route_of_others_gives_the_complainant_away(
    role: str | None, app: FastAPI, office: Office, planted: Planted, login: Login
) -> None:
    """All operations with every id, by the roles that have no business with cases, and by a visitor."""
    walked = walk(office.client, app, planted, login(role) if role else {})
    assert walked.tried > 200, "the walk must see the routes"
    assert walked.answered >= (20 if role else 3), "the walk must get answers"
    assert walked.twins == 0, "what goes between centre and unit is for these alone"
