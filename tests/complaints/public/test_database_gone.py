"""Case 61: PostgreSQL loses all its connections again and again, as when it is restarted, while complaints come in."""

import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import create_engine, select, text

from backend.audit.record import write_pending
from backend.calendar.editing import seed_calendar
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy
from backend.config import Settings
from backend.core.db import Database
from tests.complaints.conftest import make_units
from tests.serving import Server

COMPLAINTS = 24
PEOPLE = 8
CUTS = 40
CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def insist(url: str, seen: Counter[int]) -> str:
    """File a complaint as a page does it: the same request again until it is acknowledged. The number of the case."""
    body = {"mode": "anonymous", "category": "slow", "text": "窗口排队三次，都说材料不全。"}
    headers = {"Idempotency-Key": secrets.token_hex(16)}
    pause = threading.Event()
    while True:
        answer = httpx.post(f"{url}/api/v1/filing", json=body, headers=headers, timeout=60)
        seen[answer.status_code] += 1
        if answer.status_code in (200, 201):
            number: str = answer.json()["number"]
            return number
        assert answer.status_code == 503, answer.text
        assert "tracking_code" not in answer.text
        pause.wait(float(answer.headers["Retry-After"]) / 10)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_case_61_no_acknowledged_case_is_lost_when_connections_are_cut(settings: Settings) -> None:
    database = Database(settings.database, before_commit=(write_pending,))
    with database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        make_units(session)
    database.close()
    seen: Counter[int] = Counter()
    knife = create_engine(settings.database)
    with Server(settings) as server, ThreadPoolExecutor(PEOPLE) as people:
        assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
        filed = [people.submit(insist, server.url, seen) for _ in range(COMPLAINTS)]
        cut = 0
        with knife.connect() as connection:
            for _ in range(CUTS):
                cut += len(connection.execute(CUT).all())
        numbers = [waiting.result() for waiting in filed]
        assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
        assert server.process.is_alive()
    knife.dispose()
    assert cut > 0
    assert seen[201] + seen[200] == COMPLAINTS
    database = Database(settings.database)
    with database.read() as session:
        assert sorted(session.scalars(select(Case.number))) == sorted(numbers)
        registered = select(CaseEvent.case_id).where(CaseEvent.seq == 1)
        assert len(session.scalars(registered).all()) == COMPLAINTS
    database.close()
