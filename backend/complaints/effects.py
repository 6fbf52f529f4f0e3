"""What the actions change beside state and clocks. Each returns what the event keeps: ids, codes and counts."""

from typing import Any

from sqlalchemy import select

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.complaints import bodies, clocks
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case, Category
from backend.complaints.orders import (
    call_off,
    enter_answer,
    finish_orders,
    issue_order,
    refuse_returned,
    reopen_order,
    sign_order,
)
from backend.complaints.records import CaseMessage, CaseResult, Handler, MessageSender
from backend.complaints.records_requests import Extension, RequestState, ReturnRequest
from backend.complaints.rules.policy import current_version
from backend.complaints.scan import refuse_identity
from backend.complaints.searching import summarise
from backend.complaints.settling import end_pauses, lapse_requests, settle
from backend.complaints.situation import Situation
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.principal import Principal
from backend.core.text import Text
from backend.units.models import Unit

Data = dict[str, Any]


def nothing(now: Situation, body: Any) -> Data:
    return {}


def ask_supplement(now: Situation, body: bodies.AskSupplementBody) -> Data:
    """Everything that is missing, at once, as one message to the complainant."""
    _say(now, MessageSender.OFFICER, "\n".join(f"{n}. {item}" for n, item in enumerate(body.missing, start=1)))
    return {"missing": len(body.missing)}


def supplement(now: Situation, body: bodies.SupplementBody) -> Data:
    _say(now, MessageSender.CITIZEN, body.text)
    return {}


def _say(now: Situation, sender: MessageSender, text: str) -> None:
    """A message between the complainant and the centre."""
    desk, id_ = now.desk, new_id()
    sealed = desk.seal(text, "case_message", "body", id_)
    desk.session.add(
        CaseMessage(id=id_, case_id=now.case.id, sender=sender, user_id=desk.user_id, at=now.now, body=sealed)
    )


def refuse(now: Situation, body: bodies.RefuseBody) -> Data:
    now.case.reason = body.reason.value
    return {"reason": body.reason.value, "where_to_go": body.where_to_go}


def transfer_out(now: Situation, body: bodies.TransferOutBody) -> Data:
    return {"destination": body.destination}


def lapse(now: Situation, body: Any) -> Data:
    now.case.reason = "not_supplemented"
    return {"reason": "not_supplemented"}


def accept(now: Situation, body: bodies.AcceptBody) -> Data:
    """Freeze the policy, correct what the complainant could not know, and settle how the case is handled."""
    session, case = now.desk.session, now.case
    refuse_identity(now.desk, case, body.summary, "/summary")
    if body.category_id is not None:
        case.category_id = _known(now, Category, body.category_id, "/category_id", "没有这个类别")
    if body.unit_id is not None:
        case.unit_id = _known(now, Unit, body.unit_id, "/unit_id", "没有这个单位")
    version = current_version(session, session.get_one(Category, case.category_id))
    case.handling = body.handling
    summarise(session, case, body.summary)
    case.policy_id, case.accepted_at, case.first_cycle = version.id, now.now, case.cycle
    now.__dict__.pop("policy", None)
    return {"handling": body.handling.value, "policy": version.number, "scope": version.scope}


def merge(now: Situation, body: bodies.MergeBody) -> Data:
    """Into a master that is being handled; the earlier of the two dates that people were told is kept."""
    session, case = now.desk.session, now.case
    master = session.get(Case, body.master_id)
    if master is None or master.id == case.id:
        raise _refused("/master_id", "unknown", Text("没有这个主件", "There is no such case"))
    if master.terminal:
        raise _refused("/master_id", "ended", Text("主件已经办结或并入他件", "The master case has ended"))
    if session.scalars(select(Case.id).where(Case.merged_into == case.id).limit(1)).first() is not None:
        raise _refused(
            "/master_id", "is_master", Text("已有他件并入本件，本件不能再并入", "The case is a master itself")
        )
    now.with_state["merged_into"] = master.id
    total = now.clock(ClockKind.TOTAL)
    if total is not None:
        master.external_due = min(filter(None, (master.external_due, total.due)))
        master.next_due = clocks.earliest(session, master)
    master.persons += case.persons
    master.version += 1
    return {"master": str(master.id)} | settle(now)


def dispatch(now: Situation, body: bodies.DispatchBody) -> Data:
    """One unit leads, others help. A unit has one order at a time: that of a joint unit which leads from now on ends."""
    units = [body.lead.unit_id, *(order.unit_id for order in body.joint)]
    if len(set(units)) != len(units):
        raise _refused("/joint", "twice", Text("同一单位不能既主办又协办", "A unit stands twice"))
    held = {order.unit_id: order for order in now.live_orders}
    for n, order in enumerate(body.joint):
        if order.unit_id in held:
            text = Text("该单位已有在办的协办转办单", "The unit has a joint order already")
            raise _refused(f"/joint/{n}/unit_id", "held", text)
    final = now.returns_granted >= now.policy.max_returns > 0
    if (before := held.get(body.lead.unit_id)) is not None:
        call_off(now, before)
        lapse_requests(now, (ReturnRequest, Extension), of=before)
    orders = [issue_order(now, body.lead, "/lead", lead=True, final=final)]
    orders += [issue_order(now, order, f"/joint/{n}", lead=False) for n, order in enumerate(body.joint)]
    return {"orders": [order.number for order in orders], "final": final}


def redispatch(now: Situation, body: bodies.RedispatchBody) -> Data:
    """As `dispatch`, to others than those whose return was granted."""
    refuse_returned(now, body)
    return dispatch(now, body)


def sign(now: Situation, body: Any) -> Data:
    """The lead unit has the order; who stays silent is taken to have it."""
    order = now.lead_order
    assert order is not None, "a dispatched case has a live order"
    sign_order(now, order)
    return {"order": order.number}


def self_handle(now: Situation, body: bodies.SelfHandleBody) -> Data:
    """Officers who declared no conflict; the policy says how many."""
    session, case = now.desk.session, now.case
    if not body.no_conflict:
        raise _refused("/no_conflict", "undeclared", Text("承办人员应先声明没有利害关系", "Declare it first"))
    chosen = set(body.handler_ids)
    if now.policy.two_handlers and len(chosen) < 2:
        raise _refused("/handler_ids", "too_few", Text("应指定两名以上承办人员", "Name two officers or more"))
    for user_id in sorted(chosen):
        user = session.get(UserAccount, user_id)
        if user is None or user.disabled_at is not None or not _is_officer(now, user_id):
            raise _refused("/handler_ids", "unknown", Text("不是投诉中心的人员", "Not an officer of the centre"))
        if case.unit_id is not None and user.unit_id == case.unit_id:
            raise _refused("/handler_ids", "conflict", Text("承办人员属于被投诉单位，应当回避", "Of the unit itself"))
        session.add(Handler(case_id=case.id, user_id=user_id, cycle=case.cycle))
    session.flush()
    return {"handlers": sorted(str(user_id) for user_id in chosen)}


def own_result(now: Situation, body: bodies.ResultBody) -> Data:
    """The result of a case that the centre handled itself."""
    write_result(now, body, drafted=True)
    return {"conclusion": body.conclusion.value}


def write_result(now: Situation, body: bodies.ResultBody, *, drafted: bool) -> CaseResult:
    """Enter the result of the cycle, or change it after it was sent back. `drafted`: by the person at the desk."""
    desk, case, result = now.desk, now.case, now.result
    if result is None:
        result = CaseResult(id=new_id(), case_id=case.id, cycle=case.cycle)
        desk.session.add(result)
        now.__dict__["result"] = result
    result.conclusion = body.conclusion
    result.findings = desk.seal(body.findings, "case_result", "findings", result.id)
    result.measures = desk.seal(body.measures, "case_result", "measures", result.id) if body.measures else None
    result.reply = desk.seal(body.reply, "case_result", "reply", result.id)
    result.drafted_by = desk.user_id if drafted else None
    desk.session.flush()
    return result


def unit_result(now: Situation, body: bodies.ResultBody) -> Data:
    """The result of the lead unit, signed by its head, becomes the draft that the centre checks."""
    order = now.lead_order
    assert order is not None, "a unit answers its own live order"
    write_result(now, body, drafted=False)
    enter_answer(now, order, body)
    return {"order": order.number, "conclusion": body.conclusion.value}


def send_back(now: Situation, body: bodies.NoteBody) -> Data:
    """The unit reads why, so the note must not name the complainant."""
    result = now.result
    assert result is not None, "a case under review has a result"
    result.sent_back += 1
    if now.lead_order is not None:
        refuse_identity(now.desk, now.case, body.note, "/note", name_allowed=now.lead_order.name_released)
        reopen_order(now, now.lead_order)
    return {"times": result.sent_back}


def issue_reply(now: Situation, body: bodies.IssueReplyBody) -> Data:
    """The answer as the complainant gets it, at this very time."""
    result, total = now.result, now.clock(ClockKind.TOTAL)
    assert result is not None, "a case under review has a result"
    refuse_identity(now.desk, now.case, body.reply, "/reply")
    end_pauses(now)
    result.reply = now.desk.seal(body.reply, "case_result", "reply", result.id)
    result.issued_by, result.issued_at = now.desk.user_id, now.now
    result.on_time = total is None or now.now < total.due
    now.case.replied_at = now.now
    clocks.stop(now.desk.session, now.case, now.now, (ClockKind.TOTAL, ClockKind.CHECK, ClockKind.UNIT))
    finish_orders(now)
    lapse_requests(now)
    return {"on_time": result.on_time, "conclusion": result.conclusion.value}


def owe_callback(now: Situation) -> None:
    """The centre asks how the answer was received. Nobody can ask who left no way to be reached."""
    if now.reachable:
        desk = now.desk
        clocks.start(desk.session, desk.calendar, now.policy, now.case, ClockKind.CALLBACK, now.now)


def close(now: Situation, body: Any) -> Data:
    now.with_state["closed_at"] = now.now
    now.with_state["first_closed_at"] = now.case.first_closed_at or now.now
    return {"rated": now.result is not None and now.result.rating is not None} | settle(now)


def withdraw(now: Situation, body: bodies.WithdrawBody) -> Data:
    if isinstance(now.desk.who, Principal) and not body.note:
        text = Text("请写明投诉人撤回的时间、方式和记录", "Please say when and how the complainant withdrew")
        raise _refused("/note", "required", text)
    others = select(Case.id).where(Case.merged_into == now.case.id).limit(1)
    if not body.ex_officio and now.desk.session.scalars(others).first() is not None:
        text = Text("还有他人的投诉并入本件，应当继续办理", "Others complain of it, too: the centre goes on with it")
        raise _refused("/ex_officio", "others", text)
    if body.ex_officio:
        now.case.ex_officio = True
        return {"ex_officio": True}
    return {"ex_officio": False} | settle(now)


def drop_objection(now: Situation) -> None:
    """Who withdrew has nothing left to object to."""
    if now.case.terminal:
        clocks.stop(now.desk.session, now.case, now.now, (ClockKind.OBJECTION,))


def terminate(now: Situation, body: bodies.NoteBody) -> Data:
    proposal = now.pending_termination
    assert proposal is not None, "guarded"
    proposal.state, proposal.decided_at = RequestState.APPROVED, now.now
    proposal.decided_by = now.desk.user_id
    now.case.reason = proposal.cause.value
    return {"reason": proposal.cause.value, "proposed_by": str(proposal.asked_by)} | settle(now)


def ask_review(now: Situation, body: Any) -> Data:
    """Of the result; somebody whose case was merged into this one asks in the own case."""
    now.case.reviewed_from = now.case.state
    asked_in = {"asked_in": str(body.asked_in)} if isinstance(body, bodies.ReviewBody) else {}
    return {"from": now.case.state.value} | asked_in


def take_over(now: Situation, body: Any) -> Data:
    now.case.taken_over = True
    return {}


def _is_officer(now: Situation, user_id: Any) -> bool:
    roles = now.desk.session.scalars(select(UserRole.role).where(UserRole.user_id == user_id)).all()
    return bool({Role.COMPLAINT_OFFICER, Role.COMPLAINT_LEAD} & set(roles))


def _known(now: Situation, table: Any, row_id: Any, pointer: str, zh: str) -> Any:
    if now.desk.session.get(table, row_id) is None:
        raise _refused(pointer, "unknown", Text(zh, "Unknown"))
    return row_id


def _refused(pointer: str, code: str, text: Text) -> InvalidInput:
    return InvalidInput(errors=[FieldProblem(pointer, code, text)])
