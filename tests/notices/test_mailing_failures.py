"""Mail that does not get through: tried again in time, given up in the end, and said; a sender that dies sends no mail twice on purpose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.core.db import Database
from backend.egress.mail import MailServer
from backend.notices import mailing
from backend.notices.mailing import BACKOFF, MAX_ATTEMPTS
from backend.notices.models import MailFailure
from tests.notices.conftest import (
    LI,
    WANG,
    MakeMailer,
    add_person,
    give,
    mailbox_of,
    notices_of,
    run,
    wait_over,
)
from tests.smtp import Post, free_port, listening


class Killed(BaseException):
    """The process dies here."""


def test_a_server_that_is_down_and_comes_back(database: Database, mailer: MakeMailer) -> None:
    wang, li = add_person(database, "wang.fang", WANG), add_person(database, "li.na", LI)
    give(database, wang, li)
    post = Post(port=free_port())
    for number in range(2):
        with capture_logs() as lines:
            assert run(mailer(post.port)) == 0
        assert [(line["event"], line["reason"]) for line in lines] == [("mail_failed", "unreachable")], (
            "one try a run: the next person would wait as long for nothing"
        )
        assert sum(notice.mail_attempts for person in (wang, li) for notice in notices_of(database, person)) == (
            number + 1
        )
    boxes = [mailbox_of(database, person) for person in (wang, li)]
    assert [box.failures for box in boxes] == [1, 1]
    assert all(BACKOFF[0] - timedelta(seconds=30) < box.next_at - datetime.now(UTC) <= BACKOFF[0] for box in boxes)
    with listening(post):
        assert run(mailer(post.port)) == 0, "the backoff is not over"
        wait_over(database)
        assert run(mailer(post.port)) == 2
    assert sorted(post.to()) == [LI, WANG]
    assert mailbox_of(database, wang).failures == 0


def test_a_mail_that_never_gets_through_is_said(database: Database, mailer: MakeMailer) -> None:
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    port = free_port()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert notices_of(database, wang)[0].mail_problem is None
        wait_over(database)
        run(mailer(port))
        assert notices_of(database, wang)[0].mail_attempts == attempt
    assert mailbox_of(database, wang).next_at > datetime.now(UTC) + BACKOFF[-1] - timedelta(minutes=1)
    wait_over(database)
    with listening(Post(port=port)) as post:
        assert run(mailer(port)) == 0
    (notice,) = notices_of(database, wang)
    assert (notice.mail_problem, notice.mailed_at, post.mails) == (MailFailure.UNDELIVERED, None, [])


def test_an_address_refused_for_good(database: Database, mailer: MakeMailer) -> None:
    """Others get theirs in the same run; a later notice is tried anew, for the address may be mended."""
    wang, li = add_person(database, "wang.fang", WANG), add_person(database, "li.na", LI)
    give(database, wang, li)
    with listening(Post(answers={WANG: "550 5.1.1 no such user"})) as post:
        assert run(mailer(post.port)) == 1
        assert notices_of(database, wang)[0].mail_problem is MailFailure.REFUSED
        wait_over(database)
        assert run(mailer(post.port)) == 0
        post.answers.clear()
        give(database, wang, key="case/2")
        assert run(mailer(post.port)) == 1
    assert post.to() == [LI, WANG]
    assert "您有 1 条新通知" in post.mails[-1]["Subject"]


def test_a_greylisted_address_waits_for_itself(database: Database, mailer: MakeMailer) -> None:
    wang, li = add_person(database, "wang.fang", WANG), add_person(database, "li.na", LI)
    give(database, wang, li)
    with listening(Post(answers={WANG: "450 4.2.0 later"})) as post:
        assert run(mailer(post.port)) == 1
        post.answers.clear()
        wait_over(database)
        assert run(mailer(post.port)) == 1
    assert post.to() == [LI, WANG]


def test_a_forged_address_reaches_nobody(database: Database, mailer: MakeMailer) -> None:
    """No route takes one; this is what happens if one is in the table nevertheless."""
    give(database, add_person(database, "forger", f"{WANG}\r\nBcc: {LI}"), add_person(database, "li.na", LI))
    with listening(Post()) as post:
        assert run(mailer(post.port)) == 1
    assert post.recipients == [[LI]]


def test_killed_between_sending_and_noting(
    database: Database, mailer: MakeMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once: nobody sends while the claim lasts, then the mail goes out again and can be recognised."""
    wang = add_person(database, "wang.fang", WANG)
    give(database, wang, key="case/1")
    give(database, wang, key="case/2")

    def die(*_: Any) -> None:
        raise Killed

    with listening(Post()) as post:
        with monkeypatch.context() as patch:
            patch.setattr(mailing, "_note_sent", die)
            with pytest.raises(Killed):
                run(mailer(post.port))
        assert run(mailer(post.port)) == 0
        wait_over(database)
        assert run(mailer(post.port)) == 1
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_a_mail_that_kills_its_senders_ends(
    database: Database, mailer: MakeMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise Killed

    wang = add_person(database, "wang.fang", WANG)
    give(database, wang)
    monkeypatch.setattr(MailServer, "send", die)
    for _ in range(MAX_ATTEMPTS):
        wait_over(database)
        with pytest.raises(Killed):
            run(mailer(1))
    wait_over(database)
    assert run(mailer(1)) == 0
    assert notices_of(database, wang)[0].mail_problem is MailFailure.UNDELIVERED
