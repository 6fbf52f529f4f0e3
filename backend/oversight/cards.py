"""The life of a card: one table, and the one function that moves a card on by it (签收、说明、退回、销号).

A wrong card is withdrawn by correcting its record, never by hand: a card that somebody takes away without changing
what it is about would be raised again, and should be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth.policy import permissions_of
from backend.calendar.queries import load_calendar
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, Forbidden
from backend.core.etags import check_match
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Language, Text
from backend.notices.service import notify, withdraw
from backend.oversight.access import visible_cards
from backend.oversight.events import note
from backend.oversight.kinds import CARD_STATES, CardLevel, CardState, EventSubject, RecordState
from backend.oversight.models_records import Card
from backend.oversight.schemas_cards import (
    CardAcknowledgeIn,
    CardCloseIn,
    CardExplainIn,
    CardOut,
    CardQuery,
    CardReturnIn,
    OversightActionOut,
)
from backend.oversight.schemas_matters import Body
from backend.oversight.standing_cards import OPEN_CARDS
from backend.oversight.telling import Tellers, unacknowledged_key

S = CardState
ANSWER: Final = "card.answer"
DECIDE: Final = "card.decide"


class WrongCardState(Conflict):
    code = "card_state"
    title = Text("红黄牌当前的状态不允许这样做", "The state of the card does not allow this")


class CardNotReady(Conflict):
    code = "card_not_ready"
    title = Text("还不具备条件", "The conditions are not met yet")


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `tells`: who is told of it, and as what."""

    action: str
    source: CardState
    target: Callable[[Card], CardState] | CardState
    label: Text
    permission: str
    body: type[Body]
    effect: Callable[[Card, Any, datetime], None]
    guard: Callable[[Card], Text | None] = lambda _: None
    tells_office: str | None = None
    tells_unit: str | None = None


def _acknowledged(card: Card) -> CardState:
    """A prompt asks for nothing more."""
    return S.CLOSED if card.level is CardLevel.PROMPT else S.ACKNOWLEDGED


def _acknowledge(card: Card, _body: CardAcknowledgeIn, now: datetime) -> None:
    card.acknowledged_at = now
    if card.level is CardLevel.PROMPT:
        card.ended_at = now


def _explain(card: Card, body: CardExplainIn, now: datetime) -> None:
    card.explained_at, card.explanation = now, body.explanation


def _return(card: Card, body: CardReturnIn, _now: datetime) -> None:
    card.note = body.note


def _close(card: Card, body: CardCloseIn, now: datetime) -> None:
    card.ended_at, card.note = now, body.note


def _finished(card: Card) -> Text | None:
    if card.record.state is RecordState.OPEN:
        return Text("办件还没有办结，不能销号", "The record is not finished yet")
    return None


TABLE: Final = (
    Transition(
        "acknowledge", S.RAISED, _acknowledged, Text("签收", "Acknowledge"), ANSWER, CardAcknowledgeIn, _acknowledge
    ),
    Transition(
        "explain",
        S.ACKNOWLEDGED,
        S.EXPLAINED,
        Text("说明", "Explain"),
        ANSWER,
        CardExplainIn,
        _explain,
        tells_office="explained",
    ),
    Transition(
        "return",
        S.EXPLAINED,
        S.ACKNOWLEDGED,
        Text("退回", "Return"),
        DECIDE,
        CardReturnIn,
        _return,
        tells_unit="returned",
    ),
    Transition("close", S.EXPLAINED, S.CLOSED, Text("销号", "Close"), DECIDE, CardCloseIn, _close, guard=_finished),
)
STEPS: Final = {step.action: step for step in TABLE}

_SORTINGS = {"raised_at": Sorting(Card.raised_at, lambda card: card.raised_at)}


def transition(
    session: Session, principal: Principal, card: Card, action: str, body: Any, if_match: str | None
) -> None:
    """Perform `action` on a locked card. Raises Stale, WrongCardState, CardNotReady; then nothing has changed."""
    step = STEPS[action]
    check_match(if_match, card)
    if step.permission not in permissions_of(principal.roles):
        raise Forbidden
    if card.state is not step.source:
        state = CARD_STATES[card.state]
        raise WrongCardState(
            Text(f"{state.zh}，不能{step.label.zh}", f"The card is {state.en}: “{step.label.en}” is not possible")
        )
    against = step.guard(card)
    if against is not None:
        raise CardNotReady(against, errors=[FieldProblem("", "not_ready", against)])
    now = clock.now(session)
    target = step.target(card) if callable(step.target) else step.target
    step.effect(card, body, now)
    card.state = target
    card.version += 1
    session.flush()
    words = {name: value for name, value in body.model_dump().items() if value}
    note(session, principal, card.record_id, action, EventSubject.CARD, card.id, level=card.level.value, **words)
    record(session, principal, f"card.{action}", "card", card.id, state=target.value)
    if step.source is S.RAISED:
        withdraw(session, unacknowledged_key(card.id))
    tellers = Tellers(session, notify, load_calendar(session), now)
    for about, to_unit in ((step.tells_office, False), (step.tells_unit, True)):
        if about is not None:
            tellers.of_card(card, about, card.record.external_id, to_unit=to_unit)


def actions_of(principal: Principal, card: Card, language: Language) -> list[OversightActionOut]:
    """What a person could do next with a card."""
    held = permissions_of(principal.roles)
    found = []
    for step in TABLE:
        if step.source is card.state and step.permission in held:
            against = step.guard(card)
            found.append(OversightActionOut(action=step.action, against=against.of(language) if against else None))
    return found


def show(principal: Principal, card: Card, now: datetime, language: Language) -> CardOut:
    return CardOut.of(card, now, actions_of(principal, card, language))


def list_cards(session: Session, principal: Principal, query: CardQuery) -> tuple[Sequence[Card], dict[str, Any]]:
    """One page of cards."""
    statement = visible_cards(principal)
    for column, value in (
        (Card.unit_id, query.unit),
        (Card.record_id, query.record),
        (Card.level, query.level),
        (Card.state, query.state),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if query.open is not None:
        is_open = Card.state.in_(OPEN_CARDS)
        statement = statement.where(is_open if query.open else ~is_open)
    if query.overdue is not None:
        late = (
            (Card.state == S.RAISED) & (Card.level != CardLevel.PROMPT) & (Card.acknowledge_due <= clock.now(session))
        )
        statement = statement.where(late if query.overdue else ~late)
    if query.raised_from is not None:
        statement = statement.where(Card.raised_at >= _midnight(query.raised_from))
    if query.raised_to is not None:
        statement = statement.where(Card.raised_at < _midnight(query.raised_to + timedelta(days=1)))
    return paginate(session, statement, query, query.sort.value, _SORTINGS, Card.id)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL_ZONE)
