"""People with addresses, notices for them, and the sender of mail."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from backend.auth.models import UserAccount
from backend.core.db import Database
from backend.core.text import Text
from backend.egress.mail import MailServer
from backend.notices.kinds import NoticeKind
from backend.notices.mailing import Mailer
from backend.notices.models import Mailbox, Notice
from backend.notices.service import notify
from tests.smtp import plain

KINDS = {
    "case.red": NoticeKind(Text("投诉件 {number} 已超过办理期限", "Case {number} is overdue"), "/complaints/{case_id}"),
    "case.yellow": NoticeKind(
        Text("投诉件 {number} 的办理期限还剩 {days} 个工作日", "Case {number} is due in {days} working days"),
        "/complaints/{case_id}",
    ),
}
CASE = {"number": "2026-0012", "case_id": "00000000-0000-4000-8000-000000000001"}
WANG, LI = "wang.fang@office.example", "li.na@office.example"


def add_person(database: Database, username: str, email: str | None = None, **more: Any) -> UUID:
    now = datetime.now(UTC)
    with database.write() as session:
        user = UserAccount(username=username, display_name=f"测试{username}", created_at=now, activated_at=now, **more)
        user.email = email
        session.add(user)
        session.flush()
        return user.id


def give(database: Database, *people: UUID, key: str = "case/1/C3/red", **options: Any) -> int:
    """A notice about an overdue case."""
    with database.write() as session:
        return notify(session, people, "case.red", CASE, key=key, **options)


def notices_of(database: Database, user_id: UUID) -> list[Notice]:
    with database.read() as session:
        return list(session.query(Notice).where(Notice.user_id == user_id).order_by(Notice.dedupe_key))


def wait_over(database: Database) -> None:
    """Make the time of every pause, lease and backoff pass."""
    with database.write() as session:
        session.execute(update(Mailbox).values(next_at=datetime.now(UTC)))


def mailbox_of(database: Database, user_id: UUID) -> Mailbox:
    with database.read() as session:
        return session.get_one(Mailbox, user_id)


MakeMailer = Callable[..., Mailer]


@pytest.fixture
def mailer(database: Database) -> MakeMailer:
    """`mailer(port)` sends by day and by night."""

    def make(server: MailServer | int, **options: Any) -> Mailer:
        options = {"office_time": lambda _, instant: instant, **options}
        return Mailer(
            database,
            plain(server) if isinstance(server, int) else server,
            KINDS,
            "示范县效能办",
            "https://pingyi.example/",
            **options,
        )

    return make


def run(mailer: Mailer) -> int:
    return mailer.run(threading.Event())
