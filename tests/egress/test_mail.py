"""One mail to a real SMTP server."""

import json
import socket
import ssl
from email.headerregistry import Address
from pathlib import Path
from typing import Any, Literal

import pytest
import trustme

from backend.config import Settings
from backend.core.keys import KeyFileError, Keys, create_key_file, load_keys
from backend.egress import mail
from backend.egress.mail import (
    MailDeferred,
    MailProblem,
    MailRefused,
    MailServer,
    MailSettingsError,
    ServerTrouble,
    mail_server,
)
from tests.smtp import PASSWORD, SENDER, USER, Post, authority_file, certificate, free_port, listening, plain, trusting

TO = "wang.fang@office.example"
TEXT = "投诉件 2026-0012 已超过办理期限。\n.一行以点开头\n" + "长" * 2000 + "\n"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_of(
    port: int, security: Literal["starttls", "tls"], context: ssl.SSLContext, password: str = PASSWORD
) -> MailServer:
    user = USER if security == "starttls" else ""  # the test server knows logins after STARTTLS only
    return MailServer("127.0.0.1", port, security, SENDER, user, password, context)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_as_it_was_written(authority: trustme.CA, security: Literal["starttls", "tls"]) -> None:
    with listening(Post(), security=security, shown=certificate(authority)) as post:
        server_of(post.port, security, trusting(authority)).send(TO, "【评议】您有 1 条新通知", TEXT, "0123abcd")
    (message,) = post.mails
    assert post.recipients == [[TO]]
    assert message["Subject"] == "【评议】您有 1 条新通知"
    assert message["From"].addresses == (SENDER,)
    assert message["To"].addresses == (Address(addr_spec=TO),)
    assert message["Message-ID"] == "<0123abcd@office.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().replace("\r\n", "\n") == TEXT
    ours = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    content = {"Content-Type", "Content-Transfer-Encoding"}
    added = {"X-Peer", "X-MailFrom", "X-RcptTo"}
    assert set(message.keys()) - added == ours | content


def fails(server: MailServer) -> MailProblem:
    with pytest.raises(MailProblem) as caught:
        server.send(TO, "通知", TEXT, "0")
    assert PASSWORD not in repr(caught.value)
    assert TO not in repr(caught.value)
    assert caught.value.__suppress_context__
    return caught.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_wrong_certificate_is_refused(
    authority: trustme.CA, security: Literal["starttls", "tls"], wrong: str
) -> None:
    shown = certificate(trustme.CA()) if wrong == "authority" else certificate(authority, "mail.other.example")
    with listening(Post(), security=security, shown=shown) as post:
        problem = fails(server_of(post.port, security, trusting(authority)))
    assert (type(problem), problem.reason) == (ServerTrouble, "certificate")
    assert post.mails == []


def test_a_server_without_encryption_gets_no_password(authority: trustme.CA) -> None:
    with listening(Post()) as post:
        problem = fails(server_of(post.port, "starttls", trusting(authority)))
    assert (type(problem), post.mails) == (ServerTrouble, [])


def test_a_wrong_password(authority: trustme.CA) -> None:
    with listening(Post(), security="starttls", shown=certificate(authority)) as post:
        problem = fails(server_of(post.port, "starttls", trusting(authority), "another"))
    assert (type(problem), problem.reason, problem.status) == (ServerTrouble, "login", 535)


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 5.1.1 no such user", MailRefused), ("450 4.2.0 greylisted", MailDeferred)]
)
def test_an_address_that_is_not_taken(answer: str, kind: type[MailProblem]) -> None:
    with listening(Post(answers={TO: answer})) as post:
        problem = fails(plain(post.port))
    assert (type(problem), problem.reason, problem.status) == (kind, "recipient", int(answer[:3]))


@pytest.mark.parametrize(("answer", "kind"), [("554 spam", MailRefused), ("452 full", MailDeferred)])
def test_a_content_that_is_not_taken(answer: str, kind: type[MailProblem]) -> None:
    with listening(Post(content_answer=answer)) as post:
        problem = fails(plain(post.port))
    assert (type(problem), problem.reason) == (kind, "content")


def test_nobody_listens() -> None:
    problem = fails(plain(free_port()))
    assert (type(problem), problem.reason) == (ServerTrouble, "unreachable")


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        problem = fails(plain(silent.getsockname()[1]))
    assert (type(problem), problem.reason) == (ServerTrouble, "unreachable")


@pytest.mark.parametrize(
    "to",
    [
        "a@office.example\r\nBcc: b@office.example",
        "a@office.example\n",
        "a@office.example, b@office.example",
        "<a@office.example>",
        "a b@office.example",
        "王芳@office.example",
        "a@office.example\0",
        "",
    ],
)
def test_only_plain_addresses(to: str) -> None:
    with listening(Post()) as post:
        with pytest.raises(MailRefused):
            plain(post.port).send(to, "通知", TEXT, "0")
        with pytest.raises(ValueError, match="linefeed"):
            plain(post.port).send(TO, "通知\r\nBcc: b@office.example", TEXT, "0")
    assert post.recipients == []


def settings(**given: Any) -> Settings:
    return Settings.model_validate(
        {"env": "test", "smtp_host": "mail.office.example", "smtp_from": "a@office.example", **given}
    )


KEYS = Keys({}, "", b"", "", {}, "")


def test_no_host_no_mail() -> None:
    assert mail_server(Settings(env="test"), KEYS) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"smtp_from": ""}, "PINGYI_SMTP_FROM"),
        ({"smtp_from": "a@office.example\nBcc: b@c.example"}, "PINGYI_SMTP_FROM"),
        ({"smtp_security": "none"}, "on this machine only"),
        ({"smtp_user": "pingyi"}, "smtp_password"),
        ({"smtp_ca_file": "/no/such/file.pem"}, "PINGYI_SMTP_CA_FILE"),
    ],
)
def test_settings_that_cannot_work(given: dict[str, str], says: str) -> None:
    with pytest.raises(MailSettingsError, match=says):
        mail_server(settings(**given), KEYS)


def test_the_server_of_the_settings(authority: trustme.CA, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"smtp_password": PASSWORD}))
    keys = load_keys(path)
    ca_file = authority_file(authority, tmp_path)
    with listening(Post(), security="starttls", shown=certificate(authority)) as post:
        given = settings(
            smtp_host="127.0.0.1", smtp_port=post.port, smtp_user=USER, smtp_ca_file=ca_file, site_name="示范县\n效能办"
        )
        server = mail_server(given, keys)
        assert server is not None
        server.send(TO, "通知", TEXT, "0")
    assert str(post.mails[0]["From"]) == "示范县 效能办 <a@office.example>"
    assert PASSWORD not in repr(server)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"smtp_password": 5}))
    with pytest.raises(KeyFileError, match="smtp_password"):
        load_keys(path)
