"""What became of the complaints of the demonstration: courses of acts, each by somebody so many days after it came."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.auth.models import UserAccount
from backend.auth.service import acting_as
from backend.complaints import bodies, working
from backend.complaints.desk import Desk
from backend.complaints.kinds import (
    Conclusion,
    DissatisfactionCause,
    HandlingMode,
    IdentityMode,
    Rating,
    RefusalReason,
)
from backend.complaints.models import Case
from backend.complaints.moves import transition
from backend.complaints.public import acts as tracking_acts
from backend.complaints.public.schemas import RatingIn
from backend.complaints.records import CallbackOutcome, TransferOrder
from backend.complaints.records_requests import Extension
from backend.complaints.requests import extensions
from backend.complaints.requests.schemas import ExtensionIn, ReturnIn
from backend.complaints.schemas_case import CallbackIn
from backend.complaints.transfers import service as unit_side
from backend.complaints.transfers.schemas import DraftIn
from backend.core.keys import Keys
from backend.demo.stories import Story

OFFICER, SECOND, LEAD, LIAISON, HEAD, CITIZEN = (
    "demo-officer",
    "demo-officer2",
    "demo-lead",
    "demo-liaison",
    "demo-unit-head",
    "citizen",
)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to a case, `day` days after it came."""

    day: float
    who: str
    do: Callable[[Desk, Case, Story], Any]


def desk_of(session: Session, keys: Keys, username: str) -> Desk:
    found = select(UserAccount).where(UserAccount.username == username).options(selectinload(UserAccount.role_rows))
    user = session.scalars(found).one()
    return Desk(session, keys, acting_as(user))


def _step(day: float, who: str, action: str, body: Callable[[Story], bodies.ActionBody] | None = None) -> Act:
    """A row of the table of states."""
    return Act(day, who, lambda desk, case, story: transition(desk, case, action, body(story) if body else _PLAIN))


_PLAIN = bodies.PlainBody()
_CENTRE = (OFFICER, SECOND)


def _accepted(handling: HandlingMode) -> Act:
    return _step(0.9, LEAD, "accept", lambda story: bodies.AcceptBody(handling=handling, summary=story.summary))


def _dispatch(desk: Desk, case: Case, story: Story) -> None:
    assert case.unit_id is not None
    matter = f"{story.summary}。请调查核实，依规办理，并在期限内提交办理结果。"
    lead = bodies.OrderBody(unit_id=case.unit_id, matter=matter)
    transition(desk, case, "dispatch", bodies.DispatchBody(lead=lead))


def _self_handle(desk: Desk, case: Case, _story: Story) -> None:
    people = [desk_of(desk.session, desk.keys, name).principal.user_id for name in _CENTRE]
    transition(desk, case, "self_handle", bodies.SelfHandleBody(handler_ids=people, no_conflict=True))


def _order_of(desk: Desk, case: Case) -> TransferOrder:
    newest = TransferOrder.dispatched_at.desc()
    orders = select(TransferOrder).where(TransferOrder.case_id == case.id).order_by(newest).limit(1)
    return desk.session.scalars(orders).one()


def _draft(desk: Desk, case: Case, _story: Story) -> None:
    order = _order_of(desk, case)
    draft = DraftIn(conclusion=Conclusion.TRUE, findings=_FINDINGS, measures=_MEASURES, reply=_REPLY)
    unit_side.save_draft(desk, order.id, draft, f'"{order.version}"')


def _approve(desk: Desk, case: Case, _story: Story) -> None:
    order = _order_of(desk, case)
    unit_side.approve(desk, order.id, f'"{order.version}"')


def _ask_time(desk: Desk, case: Case, _story: Story) -> None:
    asked = ExtensionIn(amount=10, reason="涉及三个年度的账目，需要逐笔核对。")
    unit_side.ask_extension(desk, _order_of(desk, case).id, asked)


def _give_time(desk: Desk, case: Case, _story: Story) -> None:
    request = desk.session.scalars(select(Extension).where(Extension.case_id == case.id)).one()
    extensions.approve(desk, case.id, request.id, "情况属实，同意延期。")


def _ask_return(desk: Desk, case: Case, _story: Story) -> None:
    asked = ReturnIn(basis="机构职能规定第三条", reason="来访接待由驻局的服务中心负责。")
    unit_side.ask_return(desk, _order_of(desk, case).id, asked)


def _rated(day: float, rating: Rating, note: str = "") -> Act:
    return Act(
        day,
        CITIZEN,
        lambda desk, case, _: tracking_acts.rate(desk, case, RatingIn(code="-" * 16, rating=rating, note=note)),
    )


def _called(day: float, note: str, cause: DissatisfactionCause | None = None, who: str = OFFICER) -> Act:
    called = CallbackIn(outcome=CallbackOutcome.REACHED, cause=cause, note=note)

    def call(desk: Desk, case: Case, _story: Story) -> None:
        if case.mode is not IdentityMode.ANONYMOUS:
            working.call_back(desk, case.id, called)

    return Act(day, who, call)


_FINDINGS = "经查阅台账、询问经办人员，反映的情况属实：申请材料齐全，因经办人员交接不清，没有按期办理。"
_MEASURES = "已于当日补办；对经办人员批评教育；建立交接登记。"
_REPLY = "您反映的情况属实。有关事项已经办结，给您带来不便，我们表示歉意。"
_RESULT = bodies.ResultBody(conclusion=Conclusion.PARTLY, findings=_FINDINGS, measures=_MEASURES, reply=_REPLY)

_TO_UNIT = (_accepted(HandlingMode.PASSED), Act(1.2, OFFICER, _dispatch))
_SIGNED = (*_TO_UNIT, _step(2, LIAISON, "sign"))


def _answered(after: float) -> tuple[Act, ...]:
    """The unit's answer, and the reply that goes out."""
    return (
        Act(after, LIAISON, _draft),
        Act(after + 1, HEAD, _approve),
        _step(after + 2.5, LEAD, "issue_reply", lambda _: bodies.IssueReplyBody(reply=_REPLY)),
    )


def _rated_as_it_comes(desk: Desk, case: Case, _story: Story) -> None:
    """Half of them satisfied, some less, one in ten not at all, one in ten without a word."""
    rating = _RATINGS[int(case.number[-1])]
    if rating is not None:
        tracking_acts.rate(desk, case, RatingIn(code="-" * 16, rating=rating))


_RATINGS = (*[Rating.SATISFIED] * 5, *[Rating.BASICALLY] * 3, Rating.DISSATISFIED, None)


def _close(desk: Desk, case: Case, _story: Story) -> None:
    """Who can neither be called back nor has rated keeps the time to rate; then the sweep closes the case."""
    if case.mode is not IdentityMode.ANONYMOUS or _RATINGS[int(case.number[-1])] is not None:
        transition(desk, case, "close", _PLAIN)


def _ended(caller: str) -> tuple[Act, ...]:
    """The rating, the callback by somebody who did not handle the case, and the end."""
    return (
        Act(12, CITIZEN, _rated_as_it_comes),
        _called(13, "已电话回访，听取了投诉人的意见。", who=caller),
        Act(14, OFFICER, _close),
    )


_ENDED = _ended(OFFICER)
_AT_CENTRE = (_accepted(HandlingMode.SELF), Act(1.3, OFFICER, _self_handle))

COURSES: dict[str, tuple[Act, ...]] = {
    "registered": (),
    "accepted": (_accepted(HandlingMode.PASSED),),
    "supplementing": (
        _step(0.5, OFFICER, "ask_supplement", lambda _: bodies.AskSupplementBody(missing=["办理窗口和大致日期"])),
    ),
    "supplementing_long": (
        _step(0.5, OFFICER, "ask_supplement", lambda _: bodies.AskSupplementBody(missing=["费用名称和收费时间"])),
        _step(2, CITIZEN, "supplement", lambda _: bodies.SupplementBody(text="是上月十五日交的资料费，没有给票据。")),
        *(replace(act, day=act.day + 2) for act in (*_SIGNED, *_answered(6), *_ENDED)),
    ),
    "refused": (
        _step(
            1,
            LEAD,
            "refuse",
            lambda _: bodies.RefuseBody(
                reason=RefusalReason.IN_COURT,
                note="纠纷已由法院受理，请通过诉讼程序解决。",
                where_to_go="受理案件的人民法院",
            ),
        ),
    ),
    "moved_out": (
        _step(
            1,
            LEAD,
            "transfer_out",
            lambda _: bodies.TransferOutBody(destination="纪检监察机关", note="反映的问题属于纪检监察机关受理范围。"),
        ),
    ),
    "withdrawn": (
        *_SIGNED,
        _step(5, CITIZEN, "withdraw", lambda _: bodies.WithdrawBody(note="单位已经来电道歉并办好了。")),
    ),
    "by_unit": (*_SIGNED, *_answered(7), *_ENDED),
    "by_unit_late": (*_SIGNED, *_answered(34), *(replace(act, day=act.day + 28) for act in _ENDED)),
    "by_unit_extended": (*_SIGNED, Act(9, LIAISON, _ask_time), Act(10, LEAD, _give_time), *_answered(26)),
    "by_unit_again": (
        *_SIGNED,
        *_answered(7),
        _rated(12, Rating.DISSATISFIED, "标准还是没有贴出来。"),
        _called(13, "投诉人不满意：只答复，没有公开。", DissatisfactionCause.SUBJECTIVE),
        _step(
            14,
            OFFICER,
            "rework",
            lambda _: bodies.ReworkBody(cause=DissatisfactionCause.SUBJECTIVE, note="应当公开补贴标准后再答复。"),
        ),
        *_answered(18),
        _rated(24, Rating.BASICALLY),
        _called(25, "已电话回访，标准已经公开，投诉人基本满意。"),
        _step(26, OFFICER, "close"),
    ),
    "by_centre": (
        *_AT_CENTRE,
        _step(8, OFFICER, "submit_result", lambda _: _RESULT),
        _step(9.5, LEAD, "issue_reply", lambda _: bodies.IssueReplyBody(reply=_REPLY)),
        *_ended(LEAD),
    ),
    "centre_handling": _AT_CENTRE,
    "just_sent": _TO_UNIT,
    "unit_handling": _SIGNED,
    "unit_overdue": _SIGNED,
    "unit_asks_time": (*_SIGNED, Act(8, LIAISON, _ask_time)),
    "unit_returns": (*_TO_UNIT, Act(2, LIAISON, _ask_return)),
    "in_check": (*_SIGNED, Act(8, LIAISON, _draft), Act(9, HEAD, _approve)),
    "answered": (*_SIGNED, *_answered(9)),
}
