"""The second factor: time-based codes (RFC 6238) of a secret that only the person's own device has, and recovery codes.

A code counts once: the step of the last accepted one is kept, and none of that step or an earlier one is taken again.
Numbers: security design, sections 8.3 and S04.
"""

import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pyotp
import segno
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import sessions
from backend.auth.models import RecoveryCode, UserAccount
from backend.core import clock
from backend.core.errors import Conflict
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.sealing import Sealer, place_of
from backend.core.text import Text

STEP: Final = 30
"""Seconds that a code stands on the device."""
WINDOW: Final = 1
"""Steps before and after the present one whose codes are accepted: clocks differ."""
RECOVERY_CODES: Final = 10
_DIGITS: Final = 6
_RECOVERY_LENGTH: Final = 10  # of 32 letters: 50 bits
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = str.maketrans("OIL", "011")
_BETWEEN: Final = re.compile(r"[\s\u2010-\u2015\u2212-]")  # spaces, hyphens and what word processors make of them


class SecondFactorExists(Conflict):
    code = "second_factor_exists"
    title = Text("已启用动态码，请先停用原来的", "There is a second factor already; remove it first")


class NoSecondFactor(Conflict):
    code = "no_second_factor"
    title = Text("尚未启用动态码", "There is no second factor")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a person needs once to set up a device: the secret to type, the same as `otpauth:` address and picture."""

    secret: str
    uri: str
    picture: str  # an SVG as a data: address


def plain_code(typed: object) -> object:
    """A code as it counts, from what was typed: full-width characters are narrow ones, what stands between them goes."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)) if isinstance(typed, str) else typed


def begin(session: Session, sealer: Sealer, user: UserAccount, issuer: str) -> Setup:
    """A new secret for a person whose row is locked; it counts once `confirm` has seen a code of it.

    Raises SecondFactorExists.
    """
    if user.totp_since is not None:
        raise SecondFactorExists
    secret = pyotp.random_base32()
    user.totp_secret = sealer.seal(secret, _place(user.id))
    user.totp_last_step = None
    session.flush()
    uri = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user.username, issuer_name=issuer)
    return Setup(secret, uri, segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, border=4))


def confirm(session: Session, sealer: Sealer, principal: Principal, user: UserAccount, code: str) -> bool:
    """Put the secret in force if `code` is of it; then the person's other sessions end, which knew the password only.

    Raises SecondFactorExists, NoSecondFactor.
    """
    if user.totp_since is not None:
        raise SecondFactorExists
    if user.totp_secret is None:
        raise NoSecondFactor
    if not _accept_totp(session, sealer, user, code):
        return False
    user.totp_since = clock.now(session)
    user.version += 1
    ended = sessions.end_all(session, user.id, but=principal.session_id)
    record(session, principal, "auth.factor_set", "user", user.id, sessions_ended=ended)
    return True


def accept(session: Session, keys: Keys, sealer: Sealer, user: UserAccount, code: str) -> str | None:
    """Use up a code (see `plain_code`) of a person whose row is locked: of which kind it was (`totp`, `recovery`), or None.

    Six digits are the device's; a recovery code has ten characters, which may all be digits.
    """
    if user.totp_since is None:
        return None
    if len(code) == _DIGITS and code.isascii() and code.isdigit():
        return "totp" if _accept_totp(session, sealer, user, code) else None
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(keys, user.id, code)
    )
    found = session.execute(used.returning(RecoveryCode.user_id)).first() is not None
    return "recovery" if found else None


def remove(session: Session, actor: Principal | str, user: UserAccount, action: str = "auth.factor_remove") -> None:
    """Take the second factor of a person, whose row is locked, away; does nothing where there is none."""
    if user.totp_secret is None:
        return
    was_set = user.totp_since is not None
    user.totp_secret = user.totp_since = user.totp_last_step = None
    user.version += 1
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if was_set:
        record(session, actor, action, "user", user.id)


def new_recovery_codes(session: Session, keys: Keys, actor: Principal, user: UserAccount) -> list[str]:
    """Ten codes, shown this once; those of before do not count any more. Raises NoSecondFactor."""
    if user.totp_since is None:
        raise NoSecondFactor
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(keys, user.id, code)) for code in codes)
    record(session, actor, "auth.recovery_codes", "user", user.id, count=len(codes))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(session: Session, user_id: UUID) -> int:
    """How many recovery codes a person has not used."""
    statement = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return session.execute(statement).scalar_one()


def _accept_totp(session: Session, sealer: Sealer, user: UserAccount, code: str) -> bool:
    if user.totp_secret is None or not code.isascii():
        return False
    totp = pyotp.TOTP(sealer.open_text(user.totp_secret, _place(user.id)), interval=STEP)
    now = int(clock.now(session).timestamp()) // STEP
    last = user.totp_last_step
    if (
        last is None or last > now + WINDOW
    ):  # the clock ran ahead then: that must not lock people out until its time comes
        last = -1
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(totp.at(step * STEP), code) and step > last:
            user.totp_last_step = step
            return True
    return False


def _place(user_id: UUID) -> str:
    return place_of("user_account", "totp_secret", user_id)


def _hash(keys: Keys, user_id: UUID, code: str) -> bytes:
    plain = code.upper().translate(_ALIKE)
    return hmac.digest(keys.pepper, b"recovery\0" + user_id.bytes + plain.encode("utf-8", "surrogatepass"), "sha256")
