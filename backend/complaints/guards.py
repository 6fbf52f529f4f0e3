"""What must be true before a case goes on. A guard returns the reason against it, or None."""

from collections.abc import Callable

from sqlalchemy import select

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import CENTRE, Role
from backend.complaints.clocks import due_day
from backend.complaints.kinds import ClockKind, DissatisfactionCause, HandlingMode, IdentityMode, Rating
from backend.complaints.records import CallbackOutcome, CaseResult, Handler, TransferState
from backend.complaints.records_requests import Conflict
from backend.complaints.situation import Situation
from backend.core.principal import Principal
from backend.core.text import Text

Guard = Callable[[Situation], Text | None]


def not_asked_before(now: Situation) -> Text | None:
    """A supplement is asked for once, with everything at once (一次性告知)."""
    asked = any(event.action == "ask_supplement" for event in now.events)
    return Text("已经要求补正过一次，应当一次告知全部", "A supplement was asked for already") if asked else None


def not_the_registrar(now: Situation) -> Text | None:
    if now.case.registered_by is not None and now.case.registered_by == now.desk.user_id:
        return Text("登记人不能决定不予受理，请由另一位负责人办理", "Whoever registered a case cannot refuse it")
    return None


def not_accepted_by_silence(now: Situation) -> Text | None:
    """超时默认受理, where the policy has it: a complaint that was not decided on in time counts as accepted."""
    if now.did("accepted_by_silence"):
        return Text("逾期未作决定，按规定视为受理，不能再拒绝", "It was not decided on in time and counts as accepted")
    return None


def not_confirmed(now: Situation) -> Text | None:
    """The other organ confirms once that it has what was transferred (C2x)."""
    if now.clock(ClockKind.RECEIPT) is None:
        return Text("接收单位已经确认收到", "The receipt was confirmed already")
    return None


def goes_to_a_unit(now: Situation) -> Text | None:
    if now.case.handling is HandlingMode.SELF:
        return Text("本件为自办，请指定承办人员", "The centre handles this case itself")
    return None


def stays_here(now: Situation) -> Text | None:
    if now.case.handling is not HandlingMode.SELF:
        return Text("本件为交办或转办，请派单", "This case goes to a unit")
    return None


def with_a_unit(now: Situation) -> Text | None:
    """Only a unit that has a live order signs or answers."""
    return None if now.lead_order is not None else Text("没有在办的主办转办单", "No unit has an order in this case")


def returned(now: Situation) -> Text | None:
    """A case is dispatched anew when its order came back; without a granted return nothing moves it."""
    if now.lead_order is not None or not any(o.state is TransferState.RETURNED and o.lead for o in now.orders):
        return Text("主办单位没有退单，或退单未获同意", "No return of the lead unit has been granted")
    return None


def final_by_lead(now: Situation) -> Text | None:
    """After the last return that the policy allows, the lead assigns for good (指定管辖)."""
    if now.returns_granted < now.policy.max_returns or not isinstance(now.desk.who, Principal):
        return None
    if Role.COMPLAINT_LEAD in now.desk.who.roles:
        return None
    return Text("已多次退单，应由负责人指定承办单位", "Returned too often: the lead assigns it for good")


def result_complete(now: Situation) -> Text | None:
    """The centre's own result; the unit's is checked by its order."""
    if now.policy.two_handlers and len(now.handlers) < 2:
        return Text("调查应有两名以上承办人员", "Two officers must be on the record")
    return None


def parts_answered(now: Situation) -> Text | None:
    missing = [order for order in now.live_orders if not order.lead and order.state is not TransferState.ANSWERED]
    if missing:
        return Text(f"还有 {len(missing)} 个协办单位没有提交", f"{len(missing)} joint units have not answered yet")
    return None


def no_pending_extension(now: Situation) -> Text | None:
    if now.pending_extension is not None:
        return Text("延期申请还没有决定", "An extension is still to be decided")
    return None


def no_pending_return(now: Situation) -> Text | None:
    if any(row.decided_at is None for row in now.returns):
        return Text("退单申请还没有决定", "A return is still to be decided")
    return None


def not_the_author(now: Situation) -> Text | None:
    """The reply is issued by somebody else than its author, and never by the unit."""
    result = now.result
    if result is not None and result.drafted_by is not None and result.drafted_by == now.desk.user_id:
        return Text("答复由您起草，应由他人审核签发", "Whoever drafted the reply cannot issue it")
    if any(handler.user_id == now.desk.user_id for handler in now.handlers):
        return Text("您是承办人员，应由他人审核签发", "A handler of the case cannot issue its reply")
    return None


def cycles_left(now: Situation) -> Text | None:
    """Refusals that were set aside before the case was accepted are no handlings."""
    most = now.policy.max_cycles
    if now.case.cycle - now.case.first_cycle + 1 >= most:
        return Text(f"已办理 {most} 次，不能再次办理", f"The case was handled {most} times, which is the most")
    return None


def dissatisfied(now: Situation) -> Text | None:
    """二次办理 needs a dissatisfied complainant and a cause that lies with the unit, as the latest callback found it."""
    rated = Rating.DISSATISFIED in now.ratings
    found = _cause(now)
    if found is DissatisfactionCause.OBJECTIVE:
        return Text(
            "回访查明属于客观原因，应当解释说明后办结", "The callback found an objective cause: explain and close it"
        )
    if not rated and found is None:
        return Text("投诉人没有表示不满意", "The complainant has not said to be dissatisfied")
    return None


def _cause(now: Situation) -> DissatisfactionCause | None:
    """Of the dissatisfaction, as the latest callback of the cycle that asked for it found it."""
    return next((row.cause for row in reversed(now.callbacks) if row.cause is not None), None)


def no_rework_owed(now: Situation) -> Text | None:
    """A cause that lies with the unit leads to 二次办理 and not to the end, as long as the policy allows one more
    handling (complaint design, 0: 不满意属主观原因的，重新办理)."""
    if _cause(now) is not DissatisfactionCause.SUBJECTIVE or cycles_left(now) is not None:
        return None
    return Text("回访查明属于主观原因不满意，应当二次办理", "The callback found a cause with the unit: handle it again")


def not_of_the_unit(now: Situation) -> Text | None:
    """The unit that handled a case is not asked how well it did (complaint design, case 68)."""
    own = now.desk.session.get_one(UserAccount, now.desk.user_id).unit_id
    if own is not None and any(order.unit_id == own for order in now.orders):
        return Text("承办单位的人员不能回访", "Somebody of the handling unit cannot call back")
    return None


def not_own_work(now: Situation) -> Text | None:
    """Nor are those of the centre who handled it or drafted the reply, unless nobody else is there to ask."""
    session, case = now.desk.session, now.case
    handled = set(session.scalars(select(Handler.user_id).where(Handler.case_id == case.id)))
    drafted = select(CaseResult.drafted_by).where(CaseResult.case_id == case.id)
    handled.update(user_id for user_id in session.scalars(drafted) if user_id is not None)
    if now.desk.user_id not in handled:
        return None
    others = select(UserAccount.id).where(
        UserAccount.disabled_at.is_(None),
        UserAccount.activated_at.is_not(None),
        UserAccount.role_rows.any(UserRole.role.in_(CENTRE)),
        UserAccount.id.not_in(handled),
        UserAccount.id.not_in(select(Conflict.user_id).where(Conflict.case_id == case.id)),
    )
    if case.unit_id is not None:
        others = others.where(UserAccount.unit_id.is_distinct_from(case.unit_id))
    if session.scalars(others.limit(1)).first() is None:
        return None
    return Text("您承办了本件，应由他人回访", "You handled the case: somebody else calls back")


def callback_done(now: Situation) -> Text | None:
    """Reached, or tried often enough; nobody can be called back who left no way to be reached."""
    if not now.reachable or any(callback.outcome is CallbackOutcome.REACHED for callback in now.callbacks):
        return None
    tries = now.policy.callback_tries
    if len(now.callbacks) >= tries:
        return None
    return Text(
        f"还没有回访到投诉人（已尝试 {len(now.callbacks)} 次，至少 {tries} 次）",
        f"The complainant has not been reached ({len(now.callbacks)} of {tries} tries)",
    )


def time_to_rate_over(now: Situation) -> Text | None:
    """Who left no way to be reached can answer on the tracking page alone, so no person closes before they have rated
    or may no longer; the program closes at that very time."""
    if (
        now.reachable
        or not isinstance(now.desk.who, Principal)
        or (now.result is not None and now.result.rating is not None)
    ):
        return None
    clock = now.clock(ClockKind.RATING)
    if clock is None or now.now >= clock.due:
        return None
    last = due_day(clock.due)
    return Text(
        f"投诉人没有留下联系方式，可以在查询页评价到{last.year}年{last.month}月{last.day}日",
        f"The complainant cannot be called back and may rate on the tracking page until {last}",
    )


def no_open_dissatisfaction(now: Situation) -> Text | None:
    """A dissatisfied complainant has been asked why before the case is closed."""
    if now.result is None or now.result.rating is not Rating.DISSATISFIED or not now.reachable:
        return None
    if any(callback.outcome is CallbackOutcome.REACHED for callback in now.callbacks):
        return None
    return callback_done(now)


def termination_proposed(now: Situation) -> Text | None:
    proposal = now.pending_termination
    if proposal is None:
        return Text("还没有人提出终止办理", "Nobody has proposed to end the case")
    if proposal.asked_by == now.desk.user_id:
        return Text("终止办理由您提出，应由他人批准", "Whoever proposed it cannot approve it")
    return None


def within_objection(now: Situation) -> Text | None:
    clock = now.clock(ClockKind.OBJECTION)
    if clock is None or now.now >= clock.due:
        return Text("申请复查的期限已过", "The time to ask for a review is over")
    return None


def never_answered(now: Situation) -> Text | None:
    """What a merged case came to is its master's result; one of its own would be taken for it."""
    answered = select(CaseResult.id).where(CaseResult.case_id == now.case.id).limit(1)
    if now.desk.session.scalars(answered).first() is not None:
        return Text("本件已有办理结果，不能再并入他件", "The case has a result of its own and cannot be merged")
    return None


def not_reviewed_before(now: Situation) -> Text | None:
    return Text("本轮办理已经申请过复查", "A review was asked for already") if now.did("ask_review") else None


def has_not_acted(now: Situation) -> Text | None:
    """A review is decided by somebody who had nothing to do with the case."""
    if now.acted() or now.case.officer_id == now.desk.user_id:
        return Text("您办理过本件，复查应由他人决定", "A review is decided by somebody who has not acted in the case")
    return None


def not_taken_over(now: Situation) -> Text | None:
    return Text("本件已经提级办理", "The case was taken over already") if now.case.taken_over else None


def not_conflicted(now: Situation) -> Text | None:
    if now.conflicted:
        return Text("被投诉单位是您所在单位，应当回避", "Your own unit is complained of")
    return None


def messages_or_contact(now: Situation) -> Text | None:
    """Everybody can be asked through the tracking page, but a temporary code was read to somebody on the telephone
    who may never open it: such an anonymous caller cannot be asked."""
    if now.case.mode is IdentityMode.ANONYMOUS and now.case.code_temporary:
        return Text("匿名来电没有联系方式，无法要求补正", "An anonymous caller cannot be asked")
    return None


CALLBACK: tuple[Guard, ...] = (not_of_the_unit, not_own_work)
"""What stands against a person's calling back. It is no step of the table: the state stays."""


def reasons(guards: tuple[Guard, ...], now: Situation) -> list[Text]:
    """What stands against it, in the order of the guards."""
    return [reason for guard in guards if (reason := guard(now)) is not None]
