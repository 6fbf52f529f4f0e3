"""Mail through the office's SMTP server.

The one door for mail: addresses and headers are checked here, so that no caller can add a header or a recipient.
Nothing of a mail, and nothing of what the server answers, goes into an exception's text or a log: both may hold
addresses.
"""

import re
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from typing import Final, Literal

from backend.config import Settings, SettingsError
from backend.core.fields import EMAIL_PATTERN
from backend.core.hosts import is_loopback
from backend.core.keys import Keys

TIMEOUT: Final = 15.0
"""Seconds that the server may take for one answer."""
_PERMANENT: Final = 500


class MailSettingsError(SettingsError):
    """The settings of mail cannot work; the text says why."""


class MailProblem(Exception):
    """A mail was not taken. `reason` is a word for the log, `status` the server's SMTP status if it gave one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class MailRefused(MailProblem):
    """This address or this mail is refused for good."""


class MailDeferred(MailProblem):
    """This mail is not taken now; another may be."""


class ServerTrouble(MailProblem):
    """The server takes no mail at all: it cannot be reached, its certificate is wrong, it does not know us."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom mail is sent."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, to: str, subject: str, text: str, key: str) -> None:
        """Hand over one mail of plain text. Raises MailRefused, MailDeferred, ServerTrouble.

        `key` (letters and digits) makes the Message-ID: two mails with one key are one for whoever compares them.
        """
        message = self._compose(to, subject, text, key)
        try:
            with closing(self._connect()) as smtp:
                smtp.send_message(message)
                with suppress(smtplib.SMTPException, OSError):  # the mail has been taken
                    smtp.quit()
        except smtplib.SMTPRecipientsRefused as problem:
            status: int = next(iter(problem.recipients.values()))[0]
            raise _not_taken("recipient", status) from None
        except smtplib.SMTPDataError as problem:
            raise _not_taken("content", problem.smtp_code) from None
        except smtplib.SMTPAuthenticationError as problem:
            raise ServerTrouble("login", problem.smtp_code) from None
        except smtplib.SMTPResponseException as problem:
            raise ServerTrouble("answer", problem.smtp_code) from None
        except ssl.SSLError:
            raise ServerTrouble("certificate") from None
        except (smtplib.SMTPException, OSError):
            raise ServerTrouble("unreachable") from None

    def _connect(self) -> smtplib.SMTP:
        # The name given in EHLO is the sender's domain: the real one is nobody's business, and asking DNS may hang.
        name = self.sender.domain
        smtp = (
            smtplib.SMTP_SSL(self.host, self.port, name, timeout=TIMEOUT, context=self.context)
            if self.security == "tls"
            else smtplib.SMTP(self.host, self.port, name, timeout=TIMEOUT)
        )
        try:
            if self.security == "starttls":
                smtp.starttls(context=self.context)
            if self.user:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _compose(self, to: str, subject: str, text: str, key: str) -> EmailMessage:
        if not re.fullmatch(EMAIL_PATTERN, to):
            raise MailRefused("address")
        message = EmailMessage(policy=SMTP)  # refuses line breaks in headers
        message["From"] = self.sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
        message["Date"] = localtime()
        message["Message-ID"] = f"<{key}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        message.set_content(text, cte="base64")  # passes through servers that know 7 bits only
        return message


def mail_server(settings: Settings, keys: Keys) -> MailServer | None:
    """The server of the settings; None when there is none and no mail is sent. Raises MailSettingsError."""
    if not settings.smtp_host:
        return None
    if not re.fullmatch(EMAIL_PATTERN, settings.smtp_from):
        raise MailSettingsError("PINGYI_SMTP_FROM must be the address that mail comes from")
    if settings.smtp_security == "none" and not is_loopback(settings.smtp_host):
        raise MailSettingsError("PINGYI_SMTP_SECURITY=none is for a mail server on this machine only")
    if settings.smtp_user and not keys.smtp_password:
        raise MailSettingsError("PINGYI_SMTP_USER is set, but the key file has no smtp_password")
    try:
        context = ssl.create_default_context(cafile=settings.smtp_ca_file)
    except OSError as problem:
        raise MailSettingsError(f"PINGYI_SMTP_CA_FILE cannot be read: {settings.smtp_ca_file}") from problem
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=Address(" ".join(settings.site_name.split()) or "评议", addr_spec=settings.smtp_from),
        user=settings.smtp_user,
        password=keys.smtp_password,
        context=context,
    )


def _not_taken(reason: str, status: int) -> MailProblem:
    return MailRefused(reason, status) if status >= _PERMANENT else MailDeferred(reason, status)
