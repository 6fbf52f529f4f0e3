"""What a unit may do with its order, and what stands against it: one list for the page and for the checks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import due
from backend.complaints import guards
from backend.complaints.kinds import STATE_NAMES
from backend.complaints.moves import NotReady, WrongState
from backend.complaints.records import TransferState
from backend.complaints.requests import extensions
from backend.complaints.states import STEPS
from backend.complaints.transfers.access import Part
from backend.core.errors import FieldProblem
from backend.core.text import Text

S = TransferState
Guard = Callable[[Part], Text | None]

ORDER_STATE_NAMES: Final[dict[TransferState, Text]] = {
    S.SENT: Text("待签收", "to be signed"),
    S.SIGNED: Text("办理中", "in hand"),
    S.ANSWERED: Text("已提交", "answered"),
    S.RETURNED: Text("已退回", "returned"),
    S.FINISHED: Text("已办结", "finished"),
    S.CANCELLED: Text("已撤销", "called off"),
}


def by_the_head(part: Part) -> Text | None:
    return None if part.by_head else Text("应由单位负责人账号审定", "The unit's head approves it")


def draft_complete(part: Part) -> Text | None:
    order = part.order
    if order.conclusion is None or order.findings is None or order.draft_reply is None:
        return Text("请先写明结论、调查情况和答复意见", "Conclusion, findings and reply are to be written first")
    if order.answered_at is not None:
        return Text("退回后还没有修改", "Nothing was changed since it was sent back")
    return None


def no_own_return(part: Part) -> Text | None:
    pending = any(row.decided_at is None and row.transfer_id == part.order.id for row in part.now.returns)
    return Text("退单申请还没有决定", "A return is still to be decided") if pending else None


def not_final(part: Part) -> Text | None:
    """After the last return that is allowed the order stands for good (指定管辖; complaint design, case 66)."""
    if part.order.final or part.now.returns_granted >= part.now.policy.max_returns:
        return Text("本单为指定办理，不能再退", "The order is assigned for good and cannot be returned")
    return None


def within_return_time(part: Part) -> Text | None:
    days = part.now.policy.return_within
    last = due(part.desk.calendar, TimeUnit.WORKING_DAY, days, part.order.dispatched_at)
    if part.now.now < last.at:
        return None
    return Text(f"退单应在派单后 {days} 个工作日内提出", f"An order is returned within {days} working days")


def nothing_asked(part: Part) -> Text | None:
    """One return of a case is decided at a time. The unit is not told of another unit's."""
    if any(row.decided_at is None for row in part.now.returns):
        return no_own_return(part) or Text("暂时不能退单，请稍后再试", "Not possible just now, try later")
    return None


def by_lead_unit(part: Part) -> Text | None:
    if part.order.lead:
        return None
    return Text("延期由主办单位申请，请向投诉中心说明", "The lead unit asks for more time; write to the centre")


def time_to_extend(part: Part) -> Text | None:
    return extensions.against(part.now, part.clock)


@dataclass(frozen=True, slots=True)
class UnitAction:
    """Something that a unit does in some states of its order; `guards` only matter there."""

    name: str
    label: Text
    states: tuple[TransferState, ...]
    guards: tuple[Guard, ...] = ()


ACTIONS: Final = (
    UnitAction("sign", Text("签收", "Sign"), (S.SENT,)),
    UnitAction("draft", Text("填写办理结果", "Write the result"), (S.SIGNED,)),
    UnitAction("attach", Text("上传附件", "Attach files"), (S.SIGNED,)),
    UnitAction(
        "approve", Text("审定并提交", "Approve and submit"), (S.SIGNED,), (by_the_head, draft_complete, no_own_return)
    ),
    UnitAction("extend", Text("申请延期", "Ask for more time"), (S.SENT, S.SIGNED), (by_lead_unit, time_to_extend)),
    UnitAction("return", Text("退单", "Return"), (S.SENT, S.SIGNED), (not_final, within_return_time, nothing_asked)),
    UnitAction("message", Text("联系投诉中心", "Write to the centre"), (S.SENT, S.SIGNED, S.ANSWERED)),
)
_BY_NAME: Final = {action.name: action for action in ACTIONS}


def actions_of(part: Part) -> list[tuple[UnitAction, list[Text]]]:
    """What can be done in the order's state, each with the reasons against it; empty means allowed."""
    return [(action, _reasons(part, action)) for action in ACTIONS if part.order.state in action.states]


def require(part: Part, name: str) -> None:
    """Refuse what the list does not allow. Raises WrongState, NotReady."""
    action = _BY_NAME[name]
    if part.order.state not in action.states:
        state = ORDER_STATE_NAMES[part.order.state]
        raise WrongState(
            Text(
                f"本单{state.zh}，不能{action.label.zh}",
                f"The order is {state.en}: “{action.label.en}” is not possible",
            )
        )
    against = _reasons(part, action)
    if against:
        detail = Text("；".join(text.zh for text in against), "; ".join(text.en for text in against))
        raise NotReady(detail, errors=[FieldProblem("", "not_ready", text) for text in against])


def _reasons(part: Part, action: UnitAction) -> list[Text]:
    against = [reason for guard in action.guards if (reason := guard(part)) is not None]
    if action.name == "approve" and part.order.lead:
        against += [reason for reason in _against_answer(part) if reason not in against]
    return against


def _against_answer(part: Part) -> list[Text]:
    """The lead unit's answer is a step of the case itself, whose conditions apply as well."""
    step, now = STEPS["answer"], part.now
    if now.case.state not in step.sources:
        state = STATE_NAMES[now.case.state]
        return [Text(f"本件{state.zh}", f"The case is {state.en}")]
    return guards.reasons(step.guards, now)
