"""Finding complainants in a text that leaves the centre (complaint design, cases 23 and 27).

Looked for are those of the case and of all cases merged into it, however they are spaced, punctuated or typed: texts
are compared without spaces and signs, full width as half width, capitals as small letters.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.complaints.desk import Desk
from backend.complaints.models import Case, CaseIdentity
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.text import Text

_BETWEEN_DIGITS: Final = re.compile(r"[\s\-\u2010-\u2015.·•()\u200b-\u200f\u2060\ufeff]")
_MOBILE: Final = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_ID_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dx](?!\d)")
_SIGNS: Final = re.compile(r"[\W_]")
_SHORTEST_NAME: Final = 2
_SHORTEST_NUMBER: Final = 7
_SHORTEST_ADDRESS: Final = 6
_NAME: Final = Text("文中出现了投诉人姓名，请删去", "The text names a complainant")
_NUMBER: Final = Text("文中出现了投诉人的号码，请删去", "The text holds a number of a complainant")
_EMAIL: Final = Text("文中出现了投诉人的邮箱，请删去", "The text holds a complainant's mail address")
_ADDRESS: Final = Text("文中出现了投诉人住址，请删去", "The text holds a complainant's address")
_ANY_NUMBER: Final = Text("文中有手机号码或身份证号码，请删去", "The text holds a telephone or identity number")


def refuse_identity(desk: Desk, case: Case, text: str, pointer: str, *, name_allowed: bool = False) -> None:
    """Raise InvalidInput when `text` tells who complains, or holds any mobile or identity-card number.

    `name_allowed`: the complainant of the case itself has agreed to be named, those of merged cases have not.
    """
    found = _any_number(text) or _complainant(desk, case, text, name_allowed=name_allowed)
    if found is not None:
        raise InvalidInput(errors=[FieldProblem(pointer, "identity_in_text", found)])


def names_complainant(desk: Desk, case: Case, text: str) -> bool:
    """Whether `text` tells who complains, or could."""
    return (_any_number(text) or _complainant(desk, case, text, name_allowed=False)) is not None


def refuse_numbers(text: str, pointer: str) -> None:
    """Raise InvalidInput when `text` holds any mobile or identity-card number.

    All that is said to people who must not learn from a refusal who complains.
    """
    found = _any_number(text)
    if found is not None:
        raise InvalidInput(errors=[FieldProblem(pointer, "identity_in_text", found)])


def _any_number(text: str) -> Text | None:
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _ANY_NUMBER if _MOBILE.search(digits) or _ID_NUMBER.search(digits) else None


def _complainant(desk: Desk, case: Case, text: str, *, name_allowed: bool) -> Text | None:
    plain = _plain(text)
    for case_id in _with_merged(desk, case):
        known = _known(desk, case_id)
        found = _found(plain, known, name_allowed=name_allowed and case_id == case.id) if known else None
        if found is not None:
            return found
    return None


def _plain(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _with_merged(desk: Desk, case: Case) -> Iterator[UUID]:
    """The case and those merged into it; none of these is a master itself."""
    yield case.id
    yield from desk.session.scalars(select(Case.id).where(Case.merged_into == case.id))


def _known(desk: Desk, case_id: UUID) -> dict[str, Any] | None:
    identity = desk.session.get(CaseIdentity, case_id)
    if identity is None:
        return None
    known: dict[str, Any] = json.loads(desk.open(identity.sealed, "complaint_identity", "sealed", case_id))
    return known


def _found(plain: str, known: dict[str, Any], *, name_allowed: bool) -> Text | None:
    def field(name: str) -> str:
        return _plain(known.get(name) or "")

    if not name_allowed and len(field("name")) >= _SHORTEST_NAME and field("name") in plain:
        return _NAME
    for number in (field("phone"), field("id_number")):
        if len(number) >= _SHORTEST_NUMBER and number in plain:
            return _NUMBER
    if field("email") and field("email") in plain:
        return _EMAIL
    return _ADDRESS if _most_of(field("address"), plain) else None


def _most_of(address: str, plain: str) -> bool:
    """Whether three fifths of an address stand in a text: few people write the county before the street."""
    length = max(_SHORTEST_ADDRESS, 3 * len(address) // 5)
    return any(address[start : start + length] in plain for start in range(len(address) - length + 1))
