"""A posted service request becomes a complaint of the client whose key it shows."""

import secrets
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select

from backend.auth import throttle
from backend.ballots.codes import printed
from backend.complaints import intake
from backend.complaints.desk import Desk
from backend.complaints.intake import Registered
from backend.complaints.kinds import Channel, IdentityMode
from backend.complaints.models import Category
from backend.complaints.public.door import FILED
from backend.complaints.public.filing import decide_by
from backend.complaints.schemas import RegisterIn
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.principal import Client
from backend.core.text import Text
from backend.core.validation_texts import message_for
from backend.integration.open311.refusing import UnknownService
from backend.integration.open311.schemas import NewRequest, Posted
from backend.units.models import Unit

_NAMES: Final = {
    "unit_id": "attribute[unit]",
    "mode": "attribute[mode]",
    "subject": "attribute[subject]",
    "wish": "attribute[wish]",
    "text": "description",
    "contact": "phone",
    "name": "first_name",
}
"""What the members of a complaint are called in the form."""
_RECEIVED: Final = Text("已登记，{day}前决定是否受理。", "Registered; whether it is accepted is decided by {day}. ")
_CODE: Final = Text(
    "查询码：{code}，投诉人首次使用时须更换。", "Tracking code: {code}, to be exchanged at the first own use. "
)
_FILES: Final = Text("有附件没有收下：{reasons}", "Files were not taken: {reasons}")


def file(desk: Desk, client: Client, form: Posted, key: str | None) -> Registered:
    """Register a posted request; with `key` the same one again is no second complaint.

    Raises UnknownService, InvalidInput, RequestReused, TooManyRequests.
    """
    session = desk.session
    known = select(Category.id).where(Category.code == form.service_code, Category.active)
    if session.scalars(known).one_or_none() is None:
        raise UnknownService
    body = _complaint(desk, form)
    named = f"open311:{client.client_id}:{key or secrets.token_hex(32)}"
    try:
        made = intake.register(desk, body, named)
    except InvalidInput as wrong:
        raise InvalidInput(errors=[_named(one) for one in wrong.errors]) from None
    if not made.repeated:
        throttle.take(session, FILED, throttle.key_of(desk.keys, FILED, "open311", str(client.client_id)))
    return made


def told(desk: Desk, made: Registered, form: Posted, refused: list[Text]) -> NewRequest:
    """What is answered to it."""
    day = clock.local_date(decide_by(desk.session, made.case)).isoformat()
    parts = [_RECEIVED.format(day=day)]
    if form.give_code == "yes":
        parts.append(_CODE.format(code=printed(made.code)))
    if refused:
        zh, en = "；".join(text.zh for text in refused), "; ".join(text.en for text in refused)
        parts.append(Text(_FILES.zh.format(reasons=zh), _FILES.en.format(reasons=en)))
    notice = "".join(part.of(desk.language) for part in parts)
    return NewRequest(service_request_id=made.case.number, service_notice=notice, account_id="")


def _complaint(desk: Desk, form: Posted) -> RegisterIn:
    """A named complaint is hidden from the unit unless the form says something else; without a name it is anonymous."""
    contact = {
        "name": f"{form.last_name}{form.first_name}"
        if _chinese(form)
        else f"{form.first_name} {form.last_name}".strip(),
        "phone": form.phone,
        "email": form.email,
    }
    given = any(contact.values())
    mode = form.mode or (IdentityMode.CONFIDENTIAL if given else IdentityMode.ANONYMOUS)
    fields: dict[str, Any] = {
        "mode": mode,
        "category": form.service_code,
        "subject": form.subject,
        "text": _text(form),
        "wish": form.wish,
        "channel": Channel.API,
        "contact": contact if mode is not IdentityMode.ANONYMOUS else None,
        "unit_id": _unit(desk, form.unit) if form.unit else None,
    }
    try:
        return RegisterIn.model_validate(fields)
    except ValidationError as wrong:
        found = [
            FieldProblem(f"/{e['loc'][-1]}" if e["loc"] else "", e["type"], message_for(dict(e)))
            for e in wrong.errors()
        ]
        raise InvalidInput(errors=[_named(one) for one in found]) from None


def _chinese(form: Posted) -> bool:
    """The family name comes first then."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in form.first_name + form.last_name)


def _text(form: Posted) -> str:
    """The description, and where it was, which the centre has no fields for."""
    place = [form.address_string, form.address_id, f"{form.lat}, {form.long}" if form.lat is not None else ""]
    lines = [form.description]
    if any(place):
        lines.append("地点：" + "；".join(part for part in place if part))
    if form.media_url:
        lines.append("材料地址：" + form.media_url)
    return "\n".join(line for line in lines if line)


def _unit(desk: Desk, code: str) -> Any:
    found = desk.session.scalars(select(Unit.id).where(Unit.code == code)).one_or_none()
    if found is None:
        unknown = Text("没有这个单位", "There is no such unit")
        raise InvalidInput(errors=[FieldProblem("/attribute[unit]", "unknown", unknown)])
    return found


def _named(wrong: FieldProblem) -> FieldProblem:
    """The same with the name that the form has for it."""
    member = wrong.pointer.rpartition("/")[2]
    return FieldProblem(f"/{_NAMES.get(member, member)}", wrong.code, wrong.message)
