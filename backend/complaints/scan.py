"""Finding the complainant in a text that leaves the centre (complaint design, cases 23 and 27)."""

import json
import re

from backend.complaints.desk import Desk
from backend.complaints.models import Case, CaseIdentity
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.text import Text

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_SHORTEST_NAME = 2


def refuse_identity(desk: Desk, case: Case, text: str, pointer: str, *, name_allowed: bool = False) -> None:
    """Raise InvalidInput when `text` names the complainant, or holds any mobile or identity-card number."""
    found = _found(desk, case, text, name_allowed=name_allowed)
    if found is not None:
        raise InvalidInput(errors=[FieldProblem(pointer, "identity_in_text", found)])


def _found(desk: Desk, case: Case, text: str, *, name_allowed: bool) -> Text | None:
    if _MOBILE.search(text) or _ID_NUMBER.search(text):
        return Text("文中有手机号码或身份证号码，请删去", "The text holds a telephone or identity number")
    identity = desk.session.get(CaseIdentity, case.id)
    if identity is None:
        return None
    known = json.loads(desk.open(identity.sealed, "complaint_identity", "sealed", case.id))
    squeezed = re.sub(r"\s", "", text)
    name = re.sub(r"\s", "", known.get("name") or "")
    if not name_allowed and len(name) >= _SHORTEST_NAME and name in squeezed:
        return Text("文中出现了投诉人姓名，请删去", "The text names the complainant")
    digits = re.sub(r"\D", "", text)
    for field in ("phone", "id_number"):
        value = re.sub(r"\D", "", known.get(field) or "")
        if len(value) >= 7 and value in digits:
            return Text("文中出现了投诉人的号码，请删去", "The text holds a number of the complainant")
    if (address := known.get("address")) and len(address) >= 6 and address in text:
        return Text("文中出现了投诉人住址，请删去", "The text holds the complainant's address")
    return None
