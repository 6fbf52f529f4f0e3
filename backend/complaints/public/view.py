"""A case as its complainant sees it: labels, days and plain words; what was written only where it was written to them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from backend.complaints import clocks
from backend.complaints.desk import Desk
from backend.complaints.kinds import (
    PUBLIC_LABELS,
    RATING_NAMES,
    REFUSAL_NAMES,
    TERMINATION_NAMES,
    CaseState,
    ClockKind,
    RefusalReason,
    TerminationReason,
)
from backend.complaints.models import Case
from backend.complaints.public.acts import choices, followed
from backend.complaints.public.attachments import attachments_of
from backend.complaints.public.schemas import (
    CaseTrack,
    TrackAnswer,
    TrackChoice,
    TrackDeadline,
    TrackMessage,
    TrackStep,
)
from backend.complaints.records import CaseClock, CaseEvent, CaseMessage, CaseResult, MessageSender
from backend.core import clock
from backend.core.text import Text

STEPS: Final[dict[str, Text]] = {
    "register": Text("收到您的投诉", "Your complaint was received"),
    "ask_supplement": Text("请您补充材料，见下方留言", "You were asked for details, see the messages"),
    "supplement": Text("收到您补充的材料", "Your details were received"),
    "lapse": Text("未在期限内收到补充材料，终止办理", "The details did not come in time; the case has ended"),
    "lapse_to_decision": Text("未收到补充材料，按已有材料审查", "The details did not come; decided on what is there"),
    "refuse": Text("决定不予受理", "It was not accepted"),
    "transfer_out": Text("已移送有权处理的单位", "It was passed to the body in charge"),
    "confirm_receipt": Text("接收单位已确认收到", "The body in charge confirmed that it has it"),
    "accept": Text("决定受理", "It was accepted"),
    "merge": Text("与反映同一事项的投诉并案办理", "It is handled together with others about the same matter"),
    "dispatch": Text("已转有关单位办理", "It was handed to the unit in charge"),
    "redispatch": Text("已重新交有关单位办理", "It was handed out anew"),
    "self_handle": Text("由效能投诉中心直接办理", "The complaint centre handles it itself"),
    "extend": Text("情况复杂，经批准延长了办理期限", "It is complex: more time was approved"),
    "pause": Text("经批准暂停计算办理期限", "The time limit stands still, with approval"),
    "issue_reply": Text("已作出答复", "An answer was given"),
    "rework": Text("根据您的评价，再次办理", "It is handled again, after your rating"),
    "close": Text("已办结", "It was closed"),
    "terminate": Text("终止办理", "It was ended"),
    "ask_review": Text("收到您的复查申请", "Your request for review was received"),
    "uphold": Text("复查维持原结果", "The review upheld the result"),
    "overturn": Text("复查撤销原结果，重新办理", "The review set the result aside; it is handled anew"),
}
WITHDRAWN: Final = Text("您已撤回投诉", "You withdrew it")
EX_OFFICIO: Final = Text("投诉已撤回，中心依职权继续办理", "It was withdrawn; the centre goes on by itself")
REVIEW_OF_OTHERS: Final = Text(
    "收到同一事项其他投诉人的复查申请", "Another complainant of the matter asked for a review"
)
OF_OTHERS: Final = frozenset({"register", "ask_supplement", "supplement", "merge", "withdraw", "ask_review"})
"""What the complainant of a master case did, or was asked, is nothing to those whose cases were merged into it."""

TOLD: Final = frozenset({"refuse", "uphold", "extend"})
"""Actions whose note is written to the complainant, and not to those whose cases were merged into this one."""

DEADLINES: Final[dict[ClockKind, Text]] = {
    ClockKind.ACCEPT: Text("决定是否受理", "Decision whether it is accepted"),
    ClockKind.SUPPLEMENT: Text("请您补充材料", "Your details are due"),
    ClockKind.TOTAL: Text("答复", "Answer"),
    ClockKind.RATING: Text("您可以评价", "You can rate the answer"),
    ClockKind.OBJECTION: Text("您可以申请复查", "You can ask for a review"),
    ClockKind.REVIEW: Text("作出复查决定", "Decision on the review"),
}
OF_ALL: Final = frozenset({ClockKind.TOTAL, ClockKind.RATING, ClockKind.OBJECTION, ClockKind.REVIEW})
"""Deadlines of a master case that are those of all whose cases were merged into it."""

PROVISIONAL: Final = Text(
    "涉及尚未公布放假安排的年份，公布后可能顺延，不会提前。",
    "The holidays of that year are not published yet: the day may move later, never earlier.",
)
_MOMENT = timedelta(microseconds=1)


def track(desk: Desk, case: Case) -> CaseTrack:
    """What the complainant of a case gets to see of it."""
    master = followed(desk.session, case)
    state = CaseState(master.state)
    return CaseTrack(
        number=case.number,
        label=PUBLIC_LABELS[state].of(desk.language),
        open=not master.terminal,
        pin_set=case.pin_hash is not None,
        demo=case.demo,
        received_at=case.received_at,
        deadlines=_deadlines(desk, case, master),
        steps=_steps(desk, case, master),
        answers=_answers(desk, case, master),
        where_to_go=_where_to_go(_events(desk, case)),
        messages=_messages(desk, case),
        attachments=attachments_of(desk, case),
        choices=[
            TrackChoice(action=action, reasons=[reason.of(desk.language) for reason in against])
            for action, against in choices(desk, case, master).items()
        ],
    )


def _events(desk: Desk, case: Case) -> Sequence[CaseEvent]:
    return desk.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)).all()


def _steps(desk: Desk, case: Case, master: Case) -> list[TrackStep]:
    """The own steps, and after a merger those of the master, in the order in which they happened."""
    own = _events(desk, case)
    events = [event for event in own if event.action in STEPS or event.action == "withdraw"]
    if master is not case:
        since = next(event.at for event in reversed(own) if event.action == "merge")
        later = (event for event in _events(desk, master) if event.at >= since and event.action not in OF_OTHERS)
        events += [event for event in later if event.action in STEPS]
    return [_step(desk, event, of_master=event.case_id != case.id) for event in sorted(events, key=lambda e: e.at)]


def _step(desk: Desk, event: CaseEvent, *, of_master: bool = False) -> TrackStep:
    text = STEPS.get(event.action) or (EX_OFFICIO if event.data.get("ex_officio") else WITHDRAWN)
    text = REVIEW_OF_OTHERS if "asked_in" in event.data else text
    return TrackStep(
        day=clock.local_date(event.at), text=text.of(desk.language), note=_note(desk, event, of_master=of_master)
    )


def _note(desk: Desk, event: CaseEvent, *, of_master: bool) -> str | None:
    """The reason that goes with an action, in the words of the closed lists and of whoever decided."""
    parts = []
    reason = str(event.data.get("reason", ""))
    if event.action == "refuse":
        parts.append(REFUSAL_NAMES[RefusalReason(reason)].of(desk.language))
    if event.action == "terminate":
        parts.append(TERMINATION_NAMES[TerminationReason(reason)].of(desk.language))
    if event.action in TOLD and event.note is not None and not of_master:
        parts.append(desk.open(event.note, "case_event", "note", event.id))
    return "\n".join(parts) or None


def _where_to_go(events: Sequence[CaseEvent]) -> str | None:
    """Of the last refusal or transfer."""
    for event in reversed(events):
        if event.action == "refuse":
            return str(event.data["where_to_go"])
        if event.action == "transfer_out":
            return str(event.data["destination"])
    return None


def _deadlines(desk: Desk, case: Case, master: Case) -> list[TrackDeadline]:
    rows = clocks.running(desk.session, master, *DEADLINES)
    return [
        TrackDeadline(
            kind=row.kind,
            label=DEADLINES[row.kind].of(desk.language),
            day=_last_day(_promise(desk, case, master, row)),
            provisional=row.provisional,
            note=PROVISIONAL.of(desk.language) if row.provisional else None,
        )
        for row in rows
        if master is case or row.kind in OF_ALL
    ]


def _promise(desk: Desk, case: Case, master: Case, row: CaseClock) -> datetime:
    """When it is due. In a merged case an earlier date that was told before is kept."""
    if master is case or row.kind is not ClockKind.TOTAL:
        return row.due
    told = select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == ClockKind.TOTAL)
    return min([row.due] + [before.due for before in desk.session.scalars(told)])


def _last_day(due: datetime) -> date:
    """The last day on which it is in time; `due` is the first instant that is too late."""
    return clock.local_date(due - _MOMENT)


def _answers(desk: Desk, case: Case, master: Case) -> list[TrackAnswer]:
    """The answers of all cycles, in a merged case those of the master, with the own rating."""
    own = {row.cycle: row for row in _results(desk, case)}
    found = []
    for row in _results(desk, master):
        if row.issued_at is None:
            continue
        rated = own.get(row.cycle)
        rating = rated.rating if rated is not None else None
        found.append(
            TrackAnswer(
                day=clock.local_date(row.issued_at),
                text=desk.open(row.reply, "case_result", "reply", row.id),
                rating=rating,
                rating_label=RATING_NAMES[rating].of(desk.language) if rating else None,
            )
        )
    return found


def _results(desk: Desk, case: Case) -> Sequence[CaseResult]:
    return desk.session.scalars(
        select(CaseResult).where(CaseResult.case_id == case.id).order_by(CaseResult.cycle)
    ).all()


def _messages(desk: Desk, case: Case) -> list[TrackMessage]:
    """Between the complainant and the centre; those with a unit have an order and stay inside."""
    statement = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.transfer_id.is_(None))
    return [
        TrackMessage(
            mine=row.sender is MessageSender.CITIZEN,
            day=clock.local_date(row.at),
            text=desk.open(row.body, "case_message", "body", row.id),
        )
        for row in desk.session.scalars(statement.order_by(CaseMessage.at, CaseMessage.id))
    ]
