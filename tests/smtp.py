"""A real mail server of this machine, for tests of mail."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from backend.egress.mail import MailServer

SENDER = Address("示范县效能办", addr_spec="pingyi@office.example")
USER, PASSWORD = "pingyi", "smtp-password-canary"


@dataclass
class Post:
    """What came in; what to answer to some recipients, and to contents; what happens when a mail is there."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    content_answer: str = "250 OK"
    on_mail: Callable[[], object] = lambda: None

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.content_answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients.append(envelope.rcpt_tos)
            self.on_mail()
        return self.content_answer

    def text(self, number: int = -1) -> str:
        return str(self.mails[number].get_content())

    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def certificate(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """What a server shows that calls itself `name`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """What a client believes that trusts this authority only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


def authority_file(authority: trustme.CA, folder: Path) -> Path:
    authority.cert_pem.write_to_path(folder / "authority.pem")
    return folder / "authority.pem"


def _check(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def listening(post: Post, *, security: str = "none", shown: ssl.SSLContext | None = None) -> Iterator[Post]:
    """The server, on the port of `post` or, at first, on a free one. After STARTTLS it wants a login."""
    post.port = post.port or free_port()
    options: dict[str, Any] = {}
    if security == "tls":
        options = {"ssl_context": shown}
    elif security == "starttls":
        options = {"tls_context": shown, "require_starttls": True, "auth_required": True, "authenticator": _check}
    controller = Controller(post, hostname="127.0.0.1", port=post.port, **options)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def plain(port: int) -> MailServer:
    """A server without encryption and login."""
    return MailServer("127.0.0.1", port, "none", SENDER)
