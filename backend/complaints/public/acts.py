"""What a complainant does with the own case. The caller has opened it by its code and holds its row locked."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import throttle
from backend.auth.throttle import Limit
from backend.complaints import bodies, tracking
from backend.complaints.announcing import announce_report
from backend.complaints.attachments.keeping import brought_by, complainant
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.forgetting import forget_who, must_wait
from backend.complaints.guards import reasons
from backend.complaints.kinds import Actor, CaseState, Rating
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.moves import transition
from backend.complaints.public.schemas import CodeShown, Rated, TrackAct
from backend.complaints.records import CaseEvent, CaseMessage, CaseResult, MessageSender
from backend.complaints.records_requests import RetaliationReport
from backend.complaints.situation import situation_of
from backend.complaints.states import OPEN, STEPS
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem
from backend.core.ids import new_id
from backend.core.text import Text
from backend.files.attachments.kinds import MAX_FILES, MAX_TOTAL
from backend.files.attachments.models import AttachmentState

MOST_MESSAGES: Final = 10
"""Messages of a complainant that wait for the centre: more would bury the case."""

MOST_REPORTS: Final = 10

READING: Final = timedelta(minutes=1)
"""Nobody reads an answer and thinks about it in less."""

PRAISED: Final = Limit("praise", 5, timedelta(hours=1))
"""Good ratings from one address, of whatever cases, of which the last and all after it are marked."""

Against = list[Text]

_ENDED = Text("本件已经办结或终止", "The case has ended")
_WITHDRAWN = Text("您已经撤回投诉", "You have withdrawn your complaint")
_NOT_ANSWERED = Text("还没有作出答复", "There is no answer yet")
_RATED = Text("您已经评价过", "You have rated it already")
_RATING_OVER = Text("评价期已过", "The time to rate is over")
_NOT_ASKED = Text("现在没有要求您补充材料，可以用留言补充情况", "Nothing was asked for now; you can send a message")
_NOT_ENDED = Text("本件还没有办结", "The case has not ended yet")
_NO_REVIEW = Text("本件不能申请复查", "There is nothing to review")
_WAITING = Text("您的留言还没有答复，请稍候", "Your messages have not been answered yet, please wait")
_FULL = Text("您已经传满 5 个文件或 30 MB", "You have sent 5 files or 30 MB, which is all there is room for")
_FORGOTTEN = Text("已经删除", "It has been deleted")
_NOBODY_KNOWN = Text("没有保存您的姓名和联系方式", "Neither your name nor how to reach you is kept")
_STILL_NEEDED = Text("办结之前还要用来与您联系，办结后可以删除", "It is needed to reach you until the case has ended")
_MUST_BE_KEPT = Text(
    "本件还有未了的事项，或者依法须继续保存，暂不能删除",
    "Something of the case is still open or has to be kept; not now",
)
_REPORTED = Text("反映的次数已达上限，请等待处理", "Too many reports; please wait for an answer")


class NotNow(Conflict):
    """The complainant cannot do this now; `errors` says why."""

    code = "complaint_not_now"
    title = Text("现在不能这样做", "This is not possible now")


def followed(session: Session, case: Case) -> Case:
    """The case whose course this one takes: its master when it was merged, else itself. It is locked with the case."""
    while case.merged_into is not None:
        case = session.get_one(Case, case.merged_into)
    return case


def choices(desk: Desk, case: Case, master: Case) -> dict[TrackAct, Against]:
    """Everything a complainant may want to do, with what stands against it now."""
    if _withdrew_merged(desk, case):
        left: dict[TrackAct, Against] = {action: [_WITHDRAWN] for action in TrackAct}
        return left | {
            TrackAct.RETALIATION: _against_report(desk, case),
            TrackAct.CODE: [],
            TrackAct.PIN: [],
            TrackAct.ERASURE: _against_erasure(desk, case),
        }
    return {
        TrackAct.SUPPLEMENT: [] if case.state is CaseState.SUPPLEMENTING else [_NOT_ASKED],
        TrackAct.MESSAGE: _against_message(desk, case, master),
        TrackAct.RATING: _against_rating(desk, case, master),
        TrackAct.REVIEW: _against_review(desk, case, master),
        TrackAct.WITHDRAWAL: _against_withdrawal(desk, case),
        TrackAct.ATTACHMENT: against_attachment(desk, case, master),
        TrackAct.RETALIATION: _against_report(desk, case),
        TrackAct.CODE: [],
        TrackAct.PIN: [],
        TrackAct.ERASURE: _against_erasure(desk, case),
    }


def supplement(desk: Desk, case: Case, text: str) -> None:
    refuse_now([] if case.state is CaseState.SUPPLEMENTING else [_NOT_ASKED])
    transition(desk, case, "supplement", bodies.SupplementBody(text=text))


def send_message(desk: Desk, case: Case, text: str) -> None:
    """Write to the centre, as long as somebody works on the case."""
    refuse_now(_against_message(desk, case, followed(desk.session, case)))
    id_ = new_id()
    sealed = desk.seal(text, "case_message", "body", id_)
    desk.session.add(
        CaseMessage(id=id_, case_id=case.id, sender=MessageSender.CITIZEN, at=clock.now(desk.session), body=sealed)
    )
    write_event(desk, case, "message")


def rate(desk: Desk, case: Case, body: Rated, address: bytes | None = None) -> None:
    """Say how the answer was received, once and until the case is closed. `address` counts the praise of an address.

    The row that closing locks too was locked with the case, so a rating is either kept or refused, never lost (case 3). Somebody
    whose case was merged rates the master's answer in a result of the own case.
    """
    master = followed(desk.session, case)
    refuse_now(_against_rating(desk, case, master))
    result = _result(desk, case, master)
    result.rating, result.rated_at = body.rating, clock.now(desk.session)
    result.rating_note = desk.seal(body.note, "case_result", "rating_note", result.id) if body.note else None
    result.rating_flagged = _looks_made_up(desk, result, body.rating, address)
    case.version += 1
    flagged = {"flagged": True} if result.rating_flagged else {}
    write_event(desk, case, "rate", data={"rating": body.rating.value} | flagged)


def _looks_made_up(desk: Desk, result: CaseResult, rating: Rating, address: bytes | None) -> bool:
    """Praise sooner than anybody reads an answer, or much of it from one address (case 69): marked, never dropped."""
    if rating is Rating.DISSATISFIED:
        return False
    soon = result.issued_at is not None and clock.now(desk.session) - result.issued_at < READING
    if address is None:
        return soon
    throttle.count(desk.session, PRAISED, address)
    return soon or throttle.is_spent(desk.session, PRAISED, address)


def ask_review(desk: Desk, case: Case, reason: str) -> None:
    """Of a merged case the result is the master's, which is reviewed for all; the own case keeps that this one asked."""
    master = followed(desk.session, case)
    refuse_now(_against_review(desk, case, master))
    if master is case:
        transition(desk, case, "ask_review", bodies.NoteBody(note=reason))
        return
    transition(desk, master, "ask_review", bodies.ReviewBody(note=reason, asked_in=case.id))
    write_event(desk, case, "ask_review", note=reason)


def withdraw(desk: Desk, case: Case, note: str) -> None:
    """A matter goes on as long as others complain of it: those who were merged into this case, or its master's."""
    if case.merged_into is not None:
        refuse_now(_against_withdrawal(desk, case))
        write_event(desk, case, "withdraw", note=note)
        return
    others = desk.session.scalars(select(Case.id).where(Case.merged_into == case.id).limit(1)).first()
    transition(desk, case, "withdraw", bodies.WithdrawBody(note=note, ex_officio=others is not None))


def report_retaliation(desk: Desk, case: Case, text: str) -> None:
    """打击报复: for supervisors and auditors alone. It is in the record, but no event of the case, which officers read."""
    refuse_now(_against_report(desk, case))
    row = RetaliationReport(id=new_id(), case_id=case.id, at=clock.now(desk.session))
    row.body = desk.seal(text, "retaliation_report", "body", row.id)
    desk.session.add(row)
    announce_report(desk, case, row)
    record(desk.session, Actor.CITIZEN.value, "complaint.retaliation", "retaliation_report", row.id)


def erase_identity(desk: Desk, case: Case) -> None:
    """Forget who complained before its time, once nothing needs it any more. What was written stays until its own time."""
    refuse_now(_against_erasure(desk, case))
    forget_who(desk.session, case)
    write_event(desk, case, "erase_identity")


def set_pin(desk: Desk, case: Case, pin: str) -> None:
    case.pin_hash = tracking.pin_hash(desk.keys, case.id, pin)
    case.version += 1
    write_event(desk, case, "set_pin")


def renew_code(desk: Desk, shown: CodeShown, request_key: str) -> tuple[str, bool]:
    """Exchange the code; the old one is dead at once. Returns the new one, and whether the same request came before.

    The new code is derived from the request's key, which only the complainant has, so that a lost answer locks nobody
    out: the repeated request finds the case by the code that it was given. Raises TrackingUnknown.
    """
    fresh = tracking.derive_code(desk.keys, f"renew:{request_key}")
    try:
        case = tracking.find_by_code(desk.session, desk.keys, shown.code, shown.pin, lock=True)
    except tracking.TrackingUnknown:
        tracking.find_by_code(desk.session, desk.keys, fresh, shown.pin)
        return fresh, True
    case.code_hash, case.code_temporary = tracking.code_hash(desk.keys, fresh), False
    case.version += 1
    write_event(desk, case, "renew_code")
    return fresh, False


def _against_message(desk: Desk, case: Case, master: Case) -> Against:
    if master.terminal:
        return [_ENDED]
    if _withdrew_merged(desk, case):
        return [_WITHDRAWN]
    between = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.transfer_id.is_(None))
    last = between.order_by(CaseMessage.at.desc(), CaseMessage.id.desc()).limit(MOST_MESSAGES)
    senders = [row.sender for row in desk.session.scalars(last)]
    return [_WAITING] if senders.count(MessageSender.CITIZEN) == MOST_MESSAGES else []


def against_attachment(desk: Desk, case: Case, master: Case) -> Against:
    """Files are taken as long as somebody works on the case."""
    if master.terminal:
        return [_ENDED]
    if _withdrew_merged(desk, case):
        return [_WITHDRAWN]
    kept = [file for _, file in brought_by(desk, complainant(case)) if file.state is not AttachmentState.DELETED]
    return [_FULL] if len(kept) >= MAX_FILES or sum(file.size for file in kept) >= MAX_TOTAL else []


def _against_rating(desk: Desk, case: Case, master: Case) -> Against:
    result = _result_of(desk, case, case.cycle if master is case else master.cycle)
    if result is not None and result.rating is not None:
        return [_RATED]
    if _withdrew_merged(desk, case):
        return [_WITHDRAWN]
    if master.state is CaseState.REPLIED:
        return []
    answered = _result_of(desk, master, master.cycle)
    if answered is not None and answered.issued_at is not None:
        return [_RATING_OVER]
    return [_ENDED if master.terminal else _NOT_ANSWERED]


def _against_review(desk: Desk, case: Case, master: Case) -> Against:
    step = STEPS["ask_review"]
    if _withdrew_merged(desk, case):
        return [_WITHDRAWN]
    if master.state in step.sources:
        return reasons(step.guards, situation_of(desk, master))
    return [_NO_REVIEW if master.terminal else _NOT_ENDED]


def _against_withdrawal(desk: Desk, case: Case) -> Against:
    if _withdrew_merged(desk, case):
        return [_WITHDRAWN]
    return [] if followed(desk.session, case).state in OPEN else [_ENDED]


def _withdrew_merged(desk: Desk, case: Case) -> bool:
    """Whether the complainant of a merged case has left the others, which no state tells."""
    if case.merged_into is None:
        return False
    left = select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.action == "withdraw")
    return desk.session.scalars(left.limit(1)).first() is not None


def _against_erasure(desk: Desk, case: Case) -> Against:
    if case.identity_erased_at is not None:
        return [_FORGOTTEN]
    if desk.session.get(CaseIdentity, case.id) is None:
        return [_NOBODY_KNOWN]
    if not followed(desk.session, case).terminal:
        return [_STILL_NEEDED]
    waits = desk.session.scalars(select(Case.id).where(Case.id == case.id, must_wait())).first() is not None
    return [_MUST_BE_KEPT] if waits else []


def _against_report(desk: Desk, case: Case) -> Against:
    statement = select(func.count()).where(RetaliationReport.case_id == case.id)
    return [_REPORTED] if desk.session.execute(statement).scalar_one() >= MOST_REPORTS else []


def _result(desk: Desk, case: Case, master: Case) -> CaseResult:
    """The row that keeps the rating: of the case itself, or for a merged one a copy of what its master came to."""
    answered = _result_of(desk, master, master.cycle)
    assert answered is not None, "an answered case has a result"
    if master is case:
        return answered
    copy = CaseResult(
        id=new_id(),
        case_id=case.id,
        cycle=master.cycle,
        conclusion=answered.conclusion,
        issued_by=answered.issued_by,
        issued_at=answered.issued_at,
        on_time=answered.on_time,
    )
    for name in ("findings", "reply"):
        text = desk.open(getattr(answered, name), "case_result", name, answered.id)
        setattr(copy, name, desk.seal(text, "case_result", name, copy.id))
    desk.session.add(copy)
    return copy


def _result_of(desk: Desk, case: Case, cycle: int) -> CaseResult | None:
    statement = select(CaseResult).where(CaseResult.case_id == case.id, CaseResult.cycle == cycle)
    return desk.session.scalars(statement).one_or_none()


def refuse_now(against: Against) -> None:
    if against:
        detail = Text("；".join(text.zh for text in against), "; ".join(text.en for text in against))
        raise NotNow(detail, errors=[FieldProblem("", "not_now", text) for text in against])
