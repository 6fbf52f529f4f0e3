"""The one function that moves a case on, by the table of `states.py`."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.policy import permissions_of
from backend.complaints import clocks
from backend.complaints.bodies import ActionBody
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.guards import Guard, reasons
from backend.complaints.kinds import STATE_NAMES, TERMINAL, Actor
from backend.complaints.models import Case
from backend.complaints.situation import Situation, situation_of
from backend.complaints.states import STEPS, TABLE, Transition
from backend.core.errors import Conflict, FieldProblem, Forbidden
from backend.core.etags import check_match
from backend.core.principal import Client, Principal
from backend.core.text import Text


class WrongState(Conflict):
    """The case is not in a state that the action starts from."""

    code = "complaint_state"
    title = Text("本件当前的状态不允许这样做", "The state of the case does not allow this")


class NotReady(Conflict):
    """Guards have reasons against the action; `errors` lists them."""

    code = "complaint_not_ready"
    title = Text("还不具备条件", "The conditions are not met yet")


def transition(
    desk: Desk, case: Case, action: str, body: ActionBody, if_match: str | None = None, *, locked: bool = False
) -> Case:
    """Perform `action` on a case: lock it, check version, state and guards, apply the effect, write the event.

    `if_match` is checked when given. `locked`: the caller holds the case, read after it was locked. Raises Stale,
    WrongState, NotReady, InvalidInput, Forbidden; then nothing has changed.
    """
    session = desk.session
    step = STEPS[action]
    if not locked:
        _lock(session, case, step.others(body) if step.others else ())
    if if_match is not None:
        check_match(if_match, case)
    if not may(desk, step):
        raise Forbidden
    if case.state not in step.sources:
        state = STATE_NAMES[case.state]
        raise WrongState(
            Text(f"本件{state.zh}，不能{step.label.zh}", f"The case is {state.en}: “{step.label.en}” is not possible")
        )
    now = situation_of(desk, case)
    refuse_against(step.guards, now)
    source = case.state
    target = step.target(now, body) if callable(step.target) else step.target
    data = step.effect(now, body)
    ends = step.all_stop or (target in TERMINAL and source not in TERMINAL)
    clocks.stop(session, case, now.now, frozenset(step.stops) | (clocks.OF_HANDLING if ends else frozenset()))
    for name, value in (now.with_state | {"state": target, "terminal": target in TERMINAL}).items():
        setattr(case, name, value)
    case.version += 1
    if step.starts or step.then is not None:
        session.flush()
    for kind in step.starts:
        clocks.start(session, desk.calendar, now.policy, case, kind, now.now)
    if step.then is not None:
        step.then(now)
    with session.no_autoflush:  # its clocks are written by now, and the case is written once
        running = clocks.running(session, case)
    case.next_due = clocks.earliest_of(case, running)
    note = getattr(body, "note", "")
    write_event(desk, case, action, source=source, permission=step.permission, note=note, data=data, running=running)
    return case


def refuse_against(guards: tuple[Guard, ...], now: Situation) -> None:
    """Raise NotReady with all that stands against it."""
    against = reasons(guards, now)
    if against:
        detail = Text("；".join(text.zh for text in against), "; ".join(text.en for text in against))
        raise NotReady(detail, errors=[FieldProblem("", "not_ready", text) for text in against])


def _lock(session: Session, case: Case, others: tuple[UUID, ...]) -> None:
    """Lock the cases of an action in the order of their ids, so that two actions never wait for each other."""
    wanted = select(Case).where(Case.id.in_({case.id, *others})).order_by(Case.id).with_for_update()
    session.scalars(wanted.execution_options(populate_existing=True)).all()


def may(desk: Desk, step: Transition) -> bool:
    """Whether who is at the desk may do this at all, whatever the state."""
    if desk.who is Actor.CITIZEN or isinstance(desk.who, Client):  # which speaks for the complainant
        return step.citizen
    if desk.who is Actor.SYSTEM:
        return step.system
    assert isinstance(desk.who, Principal)
    return step.permission is not None and step.permission in permissions_of(desk.who.roles)


def actions_of(desk: Desk, case: Case) -> list[tuple[Transition, list[Text]]]:
    """What who is at the desk could do next, each with the reasons against it; empty means allowed."""
    now: Situation = situation_of(desk, case)
    return [(step, reasons(step.guards, now)) for step in TABLE if case.state in step.sources and may(desk, step)]
