"""Every notice is mailed, once, in few mails, at a decent time; what cannot be mailed is said."""

import json
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from sqlalchemy import update
from structlog.testing import capture_logs

from backend import background, main
from backend.config import Settings
from backend.core.clock import LOCAL_ZONE, local_date
from backend.core.db import Database
from backend.egress.mail import MailServer
from backend.notices import mailing
from backend.notices.mailing import PAUSE, WINDOW, waking_hours
from backend.notices.models import Mailbox, Notice
from backend.notices.service import mark_all_read, notify, withdraw
from tests.notices.conftest import (
    CASE,
    KINDS,
    WANG,
    MakeMailer,
    add_person,
    give,
    mailbox_of,
    notices_of,
    run,
    wait_over,
)
from tests.smtp import PASSWORD, SENDER, USER, Post, authority_file, certificate, listening, trusting


def test_a_mail_says_what_happened_to_which_number_and_no_more(database: Database, mailer: MakeMailer) -> None:
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    with listening(Post()) as post:
        assert run(mailer(post.port)) == 1
        assert run(mailer(post.port)) == 0
    assert post.to() == [WANG]
    assert post.mails[0]["Subject"] == "【评议】您有 1 条新通知"
    at = notices_of(database, wang)[0].not_before.astimezone(LOCAL_ZONE)
    assert post.text().splitlines() == [
        "您在示范县效能办评议系统有 1 条新通知：",
        "",
        f"1. {at.month}月{at.day}日 {at:%H:%M}  投诉件 2026-0012 已超过办理期限",
        "   https://pingyi.example/complaints/00000000-0000-4000-8000-000000000001",
        "",
        "全部通知：https://pingyi.example/notices",
        "",
        "本邮件由系统自动发送，请勿回复。收信地址可在“我的账号”中更改。",
    ]
    (notice,) = notices_of(database, wang)
    assert notice.mailed_at is not None
    assert (notice.mail_attempts, notice.mail_problem, notice.read_at) == (1, None, None)


def test_seven_hundred_notices_are_one_mail(database: Database, mailer: MakeMailer) -> None:
    wang = add_person(database, "wang.fang", WANG)
    with database.write() as session:
        for number in range(700):
            notify(session, [wang], "case.yellow", {**CASE, "days": 3}, key=f"case/{number}/C3/yellow")
    with listening(Post()) as post:
        assert run(mailer(post.port)) == 1
        assert post.text().count("投诉件 2026-0012 的办理期限还剩 3 个工作日") == 20
        assert "另有 680 条，请登录后查看。" in post.text()
        assert "您有 700 条新通知" in post.mails[0]["Subject"]
        give(database, wang, key="case/701/C3/red")
        assert run(mailer(post.port)) == 0, "the pause is not over"
        assert mailbox_of(database, wang).next_at > datetime.now(UTC) + PAUSE - timedelta(minutes=1)
        wait_over(database)
        assert run(mailer(post.port)) == 1
    assert "您有 1 条新通知" in post.mails[1]["Subject"]
    assert all(notice.mailed_at is not None for notice in notices_of(database, wang))


def test_a_day_has_an_end(database: Database, mailer: MakeMailer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "A_DAY", 3)
    wang = add_person(database, "wang.fang", WANG)
    with listening(Post()) as post:
        for number in range(3):
            wait_over(database)
            give(database, wang, key=f"case/{number}")
            assert run(mailer(post.port)) == 1
        box = mailbox_of(database, wang)
        midnight = box.next_at.astimezone(LOCAL_ZONE)
        assert (midnight.hour, midnight.minute, box.sent) == (0, 0, 3)
        assert box.sent_on == midnight.date() - timedelta(days=1)
        with database.write() as session:  # the next day
            yesterday = local_date(datetime.now(UTC)) - timedelta(days=1)
            session.execute(update(Mailbox).values(next_at=datetime.now(UTC), sent_on=yesterday))
        give(database, wang, key="case/next-day")
        assert run(mailer(post.port)) == 1
    assert mailbox_of(database, wang).sent == 1


def test_who_gets_no_mail(database: Database, mailer: MakeMailer) -> None:
    now = datetime.now(UTC)
    give(database, add_person(database, "no.address"))
    give(database, add_person(database, "disabled", WANG, disabled_at=now))
    give(database, add_person(database, "later", WANG), not_before=now + timedelta(hours=1))
    give(database, add_person(database, "long.ago", WANG), not_before=now - WINDOW)
    reader = add_person(database, "reader", WANG)
    give(database, reader)
    with database.write() as session:
        session.execute(update(Notice).where(Notice.user_id == reader).values(read_at=now))
    with listening(Post()) as post:
        assert run(mailer(post.port)) == 0


def test_withdrawn_notices_are_not_mailed(database: Database, mailer: MakeMailer) -> None:
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang, key="case/1/C3/red")
    give(database, wang, key="case/10/C3/red")
    with database.write() as session:
        assert withdraw(session, "case/1/") == 1
    with listening(Post()) as post:
        assert run(mailer(post.port)) == 1
    assert "您有 1 条新通知" in post.mails[0]["Subject"]
    assert [notice.dedupe_key for notice in notices_of(database, wang)] == ["case/10/C3/red"]


def test_no_mail_out_of_office_time(database: Database, mailer: MakeMailer) -> None:
    """Neither for a new notice nor for one whose mail failed by day."""
    give(database, add_person(database, "wang.fang", WANG))
    with listening(Post()) as post:
        assert run(mailer(post.port, office_time=lambda _, instant: instant + timedelta(hours=9))) == 0
        assert run(mailer(post.port)) == 1


@pytest.mark.parametrize(
    ("asked", "next_time"),
    [("07:59", "27 08:00"), ("08:00", "27 08:00"), ("19:59", "27 19:59"), ("20:00", "28 08:00"), ("23:59", "28 08:00")],
)
def test_waking_hours(database: Database, asked: str, next_time: str) -> None:
    instant = datetime.fromisoformat(f"2026-11-27T{asked}:00+08:00").astimezone(UTC)
    with database.read() as session:
        assert f"{waking_hours(session, instant).astimezone(LOCAL_ZONE):%d %H:%M}" == next_time


def test_many_senders_send_each_mail_once(database: Database, mailer: MakeMailer) -> None:
    addresses = [f"person{number}@office.example" for number in range(16)]
    give(database, *(add_person(database, f"person{number}", address) for number, address in enumerate(addresses)))
    counts: list[int] = []
    with listening(Post()) as post:
        senders = [threading.Thread(target=lambda: counts.append(run(mailer(post.port)))) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        run(mailer(post.port))  # what one had to leave to another that was at it
    assert Counter(post.to()) == Counter(addresses)


def test_reading_while_a_mail_is_on_its_way(database: Database, mailer: MakeMailer) -> None:
    """The sender marks what it sent, and leaves what was read meanwhile as read."""
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    principal: Any = type("Reader", (), {"user_id": wang})

    def read() -> None:
        with database.write() as session:
            mark_all_read(session, principal, datetime.now(UTC))

    with listening(Post(on_mail=read)) as post:
        assert run(mailer(post.port)) == 1
    (notice,) = notices_of(database, wang)
    assert notice.read_at is not None
    assert notice.mailed_at is not None


def test_stopping_ends_a_run_after_the_mail_in_hand(database: Database, mailer: MakeMailer) -> None:
    give(database, *(add_person(database, f"person{number}", WANG) for number in range(3)))
    stopping = threading.Event()
    with listening(Post(on_mail=stopping.set)) as post:
        assert mailer(post.port).run(stopping) == 1
        assert run(mailer(post.port)) == 2


def test_no_secret_and_no_address_in_the_logs(database: Database, mailer: MakeMailer) -> None:
    authority = trustme.CA()
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    with capture_logs() as lines, listening(Post(), security="starttls", shown=certificate(authority)) as post:

        def server(password: str) -> MailServer:
            return MailServer("127.0.0.1", post.port, "starttls", SENDER, USER, password, trusting(authority))

        assert run(mailer(server(PASSWORD + "-wrong"))) == 0
        wait_over(database)
        post.answers[WANG] = f"450 <{WANG}> try later"
        assert run(mailer(server(PASSWORD))) == 0
        wait_over(database)
        post.answers.clear()
        assert run(mailer(server(PASSWORD))) == 1
    assert [(line["event"], line.get("reason")) for line in lines] == [
        ("mail_failed", "login"),
        ("mail_failed", "recipient"),
        ("mails_sent", None),
    ]
    assert PASSWORD not in str(lines)
    assert WANG not in str(lines)


def test_the_application_sends_by_itself(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From settings and key file to the mail server, through the worker."""
    authority = trustme.CA()
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    arrived = threading.Event()
    keys = json.loads(settings.keys_path.read_text()) | {"smtp_password": PASSWORD}
    settings.keys_path.write_text(json.dumps(keys))
    monkeypatch.setattr(background, "NOTICE_KINDS", KINDS)
    monkeypatch.setattr(background, "_office_time", lambda _, instant: instant)
    with listening(Post(on_mail=arrived.set), security="starttls", shown=certificate(authority)) as post:
        given = {
            "smtp_host": "127.0.0.1",
            "smtp_port": post.port,
            "smtp_user": USER,
            "smtp_from": SENDER.addr_spec,
            "smtp_ca_file": authority_file(authority, tmp_path),
            "base_url": "https://pingyi.example",
        }
        app = main.create_app(settings.model_copy(update=given))
        app.state.worker.start()
        try:
            assert arrived.wait(20)
        finally:
            app.state.worker.stop()
            app.state.database.close()
    assert "https://pingyi.example/complaints/" in post.text()
    assert notices_of(database, wang)[0].mailed_at is not None
