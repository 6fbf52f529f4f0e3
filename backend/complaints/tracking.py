"""The tracking code: what lets a complainant follow a case without an account (complaint design, 2.8).

16 characters of Crockford's base 32 with a check character, like a ballot code; shown once, stored as a keyed hash.
A code is derived from the key of the request that registered the case, so that a client whose answer got lost repeats
the request and gets the same code, though nobody stored it.
"""

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.ballots.codes import ALPHABET, LENGTH, check_character, normalise
from backend.complaints.models import Case
from backend.core.errors import NotFound
from backend.core.keys import Keys
from backend.core.text import Text

_BITS = 5  # of a character


class TrackingUnknown(NotFound):
    """One answer, in bytes, for a code that cannot be one, that nobody has, and for a wrong PIN."""

    code = "tracking_unknown"
    title = Text("查询码或密码不正确，请核对", "The tracking code or PIN is not right, please check it")


def derive_code(keys: Keys, request_key: str, attempt: int = 0) -> str:
    """The tracking code of a request. `request_key` must be unguessable: whoever knows it and the body has the code."""
    digest = _mac(keys, "new-code", f"{attempt}:{request_key}")
    number = int.from_bytes(digest, "big")
    payload = "".join(ALPHABET[number >> _BITS * place & 31] for place in range(LENGTH - 1))
    return payload + check_character(payload)


def code_hash(keys: Keys, code: str) -> bytes:
    """What the database knows of a code."""
    return _mac(keys, "code", code)


def pin_hash(keys: Keys, case_id: object, pin: str) -> bytes:
    """What the database knows of a PIN. Six digits are no secret by themselves: the key and the code guard them."""
    return _mac(keys, "pin", f"{case_id}:{pin}")


def request_hash(keys: Keys, request_key: str) -> bytes:
    """What recognises a repeated registration."""
    return _mac(keys, "request", request_key)


def find_by_code(session: Session, keys: Keys, typed: str, pin: str | None, *, lock: bool = False) -> Case:
    """The case of a code, with its PIN where it has one; with `lock`, locked together with the one that it was merged
    into. Raises TrackingUnknown.

    The same work is done whatever is wrong: one keyed hash of the code, one look-up, one hash of the PIN.
    """
    code = normalise(typed)
    digest = code_hash(keys, code or "")
    case = session.scalars(select(Case).where(Case.code_hash == digest)).one_or_none()
    shown = pin_hash(keys, case.id if case else "", pin or "")
    wanted = case.pin_hash if case is not None and case.pin_hash is not None else None
    right = wanted is None or hmac.compare_digest(shown, wanted)
    if code is None or case is None or not right:
        raise TrackingUnknown
    if lock:
        lock_course(session, case)
        if case.code_hash != digest or case.pin_hash not in (wanted, shown):  # exchanged, or set, in between
            raise TrackingUnknown
    return case


def lock_course(session: Session, case: Case) -> None:
    """Lock a case and its master in the order of their ids, like every action, so that none waits for the other."""
    while True:
        ids = {case.id, case.merged_into or case.id}
        attempt = session.begin_nested()
        wanted = select(Case).where(Case.id.in_(ids)).order_by(Case.id).with_for_update()
        session.scalars(wanted.execution_options(populate_existing=True)).all()
        if case.merged_into is None or case.merged_into in ids:
            attempt.commit()
            return
        attempt.rollback()  # merged in between: let go of it, and begin with its master


def _mac(keys: Keys, purpose: str, text: str) -> bytes:
    return hmac.digest(keys.pepper, f"tracking-{purpose}:{text}".encode(), hashlib.sha256)
