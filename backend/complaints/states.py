"""The states of a case: one table of transitions (complaint design, 2.3).

The routes, the `actions` of a case and the documentation are made from it. What is not in it cannot happen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from backend.complaints import bodies, cycles, effects, guards
from backend.complaints.bodies import ActionBody
from backend.complaints.guards import Guard
from backend.complaints.kinds import CaseState, ClockKind
from backend.complaints.situation import Situation
from backend.core.text import Text

S, C = CaseState, ClockKind
Target = CaseState | Callable[[Situation, Any], CaseState]

HANDLE: Final = "complaint.handle"
DECIDE: Final = "complaint.decide"
REWORK: Final = "complaint.rework"
SECOND: Final = "complaint.second"
SUPERVISE: Final = "complaint.supervise"
ANSWER: Final = "transfer.answer"


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table.

    `permission` is what a person of the staff needs, None where it is no person's; `citizen` and `system` say that the
    complainant or a timer may do it too. `stops` and `starts` are clocks of the case; with `all_stop` everything that
    may not outlive the handling stops. Clocks start in the state reached, from now; `then` runs after that.
    `others` names further cases that are locked with it, all in the order of their ids.
    """

    action: str
    sources: tuple[CaseState, ...]
    target: Target
    label: Text
    body: type[ActionBody]
    effect: Callable[[Situation, Any], dict[str, Any]] = effects.nothing
    permission: str | None = None
    citizen: bool = False
    system: bool = False
    guards: tuple[Guard, ...] = ()
    stops: tuple[ClockKind, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    all_stop: bool = False
    then: Callable[[Situation], None] | None = None
    others: Callable[[Any], tuple[UUID, ...]] | None = None


def _same_if_ex_officio(now: Situation, body: Any) -> CaseState:
    return now.case.state if body.ex_officio else S.WITHDRAWN


def _where_it_came_from(now: Situation, body: Any) -> CaseState:
    assert now.case.reviewed_from is not None, "a review has an origin"
    return now.case.reviewed_from


def _handling_or_anew(now: Situation, body: Any) -> CaseState:
    """A case that was never accepted is decided on anew, one that nobody has in hand is handed out; any other goes back
    to those who handled it."""
    if now.case.accepted_at is None:
        return S.REGISTERED
    return S.HANDLING if cycles.handed_out(now) else S.ACCEPTED


def _unchanged(now: Situation, body: Any) -> CaseState:
    return now.case.state


OPEN: Final = (S.REGISTERED, S.SUPPLEMENTING, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.REPLY_REVIEW, S.REPLIED)

TABLE: Final = (
    Transition(
        "ask_supplement", (S.REGISTERED,), S.SUPPLEMENTING, Text("要求补正", "Ask for details"),
        bodies.AskSupplementBody, effects.ask_supplement, HANDLE,
        guards=(guards.not_asked_before, guards.messages_or_contact), stops=(C.ACCEPT,), starts=(C.SUPPLEMENT,),
    ),
    Transition(
        "supplement", (S.SUPPLEMENTING,), S.REGISTERED, Text("补充材料", "Add details"),
        bodies.SupplementBody, effects.supplement, HANDLE, citizen=True, stops=(C.SUPPLEMENT,), starts=(C.ACCEPT,),
    ),
    Transition(
        "lapse", (S.SUPPLEMENTING,), S.TERMINATED, Text("逾期未补正", "Lapse"),
        bodies.PlainBody, effects.lapse, system=True, stops=(C.SUPPLEMENT,), starts=(C.OBJECTION,),
    ),
    Transition(
        "lapse_to_decision", (S.SUPPLEMENTING,), S.REGISTERED, Text("逾期未补正，转审查", "Lapse, to be decided"),
        bodies.PlainBody, system=True, stops=(C.SUPPLEMENT,), starts=(C.ACCEPT,),
    ),
    Transition(
        "refuse", (S.REGISTERED,), S.NOT_ACCEPTED, Text("不予受理", "Refuse"),
        bodies.RefuseBody, effects.refuse, SECOND,
        guards=(guards.not_accepted_by_silence, guards.not_the_registrar, guards.not_conflicted),
        all_stop=True, starts=(C.OBJECTION,),
    ),
    Transition(
        "transfer_out", (S.REGISTERED,), S.TRANSFERRED_OUT, Text("移送其他渠道", "Transfer elsewhere"),
        bodies.TransferOutBody, effects.transfer_out, DECIDE, guards=(guards.not_conflicted,),
        all_stop=True, starts=(C.RECEIPT,),
    ),
    Transition(
        "confirm_receipt", (S.TRANSFERRED_OUT,), S.TRANSFERRED_OUT, Text("确认对方已收到", "Confirm the receipt"),
        bodies.NoteBody, permission=HANDLE, guards=(guards.not_confirmed,), stops=(C.RECEIPT,),
    ),
    Transition(
        "accept", (S.REGISTERED,), S.ACCEPTED, Text("受理", "Accept"),
        bodies.AcceptBody, effects.accept, DECIDE, guards=(guards.not_conflicted,),
        stops=(C.ACCEPT,), starts=(C.TOTAL, C.DISPATCH),
    ),
    Transition(
        "merge", (S.REGISTERED, S.ACCEPTED), S.MERGED, Text("并案", "Merge"),
        bodies.MergeBody, effects.merge, DECIDE, guards=(guards.not_conflicted, guards.never_answered), all_stop=True,
        others=lambda body: (body.master_id,),
    ),
    Transition(
        "dispatch", (S.ACCEPTED,), S.DISPATCHED, Text("派单", "Dispatch"),
        bodies.DispatchBody, effects.dispatch, HANDLE,
        guards=(guards.goes_to_a_unit, guards.not_conflicted), stops=(C.DISPATCH,),
    ),
    Transition(
        "self_handle", (S.ACCEPTED,), S.HANDLING, Text("自办", "Handle here"),
        bodies.SelfHandleBody, effects.self_handle, HANDLE,
        guards=(guards.stays_here, guards.not_conflicted), stops=(C.DISPATCH,),
    ),
    Transition(
        "sign", (S.DISPATCHED,), S.HANDLING, Text("签收", "Sign"),
        bodies.PlainBody, effects.sign, ANSWER, system=True, guards=(guards.with_a_unit,),
    ),
    Transition(
        "redispatch", (S.DISPATCHED, S.HANDLING), S.DISPATCHED, Text("重新派单", "Dispatch anew"),
        bodies.RedispatchBody, effects.redispatch, HANDLE,
        guards=(guards.returned, guards.final_by_lead, guards.not_conflicted),
    ),
    Transition(
        "submit_result", (S.HANDLING,), S.REPLY_REVIEW, Text("提交办理结果", "Submit the result"),
        bodies.ResultBody, effects.own_result, HANDLE,
        guards=(guards.stays_here, guards.result_complete, guards.no_pending_extension), starts=(C.CHECK,),
    ),
    Transition(
        "answer", (S.HANDLING,), S.REPLY_REVIEW, Text("单位提交办理结果", "The unit answers"),
        bodies.ResultBody, effects.unit_result, ANSWER,
        guards=(
            guards.with_a_unit, guards.parts_answered, guards.no_pending_extension, guards.no_pending_return,
        ),
        starts=(C.CHECK,),
    ),
    Transition(
        "send_back", (S.REPLY_REVIEW,), S.HANDLING, Text("退回重办", "Send back"),
        bodies.NoteBody, effects.send_back, DECIDE, stops=(C.CHECK,),
    ),
    Transition(
        "issue_reply", (S.REPLY_REVIEW,), S.REPLIED, Text("签发答复", "Issue the reply"),
        bodies.IssueReplyBody, effects.issue_reply, SECOND,
        guards=(guards.not_the_author, guards.not_conflicted), starts=(C.RATING, C.OBJECTION), then=effects.owe_callback,
    ),
    Transition(
        "rework", (S.REPLIED,), S.HANDLING, Text("二次办理", "Handle again"),
        bodies.ReworkBody, cycles.rework, REWORK,
        guards=(guards.dissatisfied, guards.cycles_left), all_stop=True, stops=(C.OBJECTION,), then=cycles.go_on,
    ),
    Transition(
        "close", (S.REPLIED,), S.CLOSED, Text("办结", "Close"),
        bodies.PlainBody, effects.close, HANDLE, system=True,
        guards=(guards.callback_done, guards.time_to_rate_over, guards.no_open_dissatisfaction, guards.no_rework_owed),
        all_stop=True,
    ),
    Transition(
        "withdraw", OPEN, _same_if_ex_officio, Text("撤诉", "Withdraw"),
        bodies.WithdrawBody, effects.withdraw, HANDLE, citizen=True, then=effects.drop_objection,
    ),
    Transition(
        "terminate", (S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.REPLY_REVIEW), S.TERMINATED,
        Text("终止办理", "End the case"), bodies.NoteBody, effects.terminate, SECOND,
        guards=(guards.termination_proposed,), all_stop=True, starts=(C.OBJECTION,),
    ),
    Transition(
        "ask_review", (S.NOT_ACCEPTED, S.CLOSED, S.TERMINATED), S.REVIEWING, Text("申请复查", "Ask for review"),
        bodies.NoteBody, effects.ask_review, HANDLE, citizen=True,
        guards=(guards.within_objection, guards.not_reviewed_before), stops=(C.OBJECTION,), starts=(C.REVIEW,),
    ),
    Transition(
        "uphold", (S.REVIEWING,), _where_it_came_from, Text("维持", "Uphold"),
        bodies.NoteBody, cycles.uphold, SECOND, guards=(guards.has_not_acted,), stops=(C.REVIEW,),
    ),
    Transition(
        "overturn", (S.REVIEWING,), _handling_or_anew, Text("撤销，重新办理", "Overturn"),
        bodies.NoteBody, cycles.overturn, SECOND, guards=(guards.has_not_acted,), all_stop=True, then=cycles.go_on,
    ),
    Transition(
        "take_over", OPEN, _unchanged, Text("提级办理", "Take over"),
        bodies.NoteBody, effects.take_over, SUPERVISE, guards=(guards.not_taken_over,),
    ),
)  # fmt: skip
STEPS: Final = {step.action: step for step in TABLE}
