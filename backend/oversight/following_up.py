"""Following a bad rating up: one table, and the one function that moves it on (核实、复核、回访、整改、再评).

国办发〔2019〕51号: every bad rating is put right, mistaken and malicious ones are taken out of the figures. That is for
two people to say, and how many were taken out is always shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth.policy import permissions_of
from backend.calendar.queries import load_calendar
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, Forbidden
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Language, Text
from backend.notices.service import notify
from backend.oversight.events import note
from backend.oversight.kinds import RATING_STATES, EventSubject, RatingState, Verdict
from backend.oversight.models_records import ServiceRating
from backend.oversight.schemas_cards import OversightActionOut
from backend.oversight.schemas_matters import Body
from backend.oversight.schemas_ratings import (
    RatingAgainIn,
    RatingAssessIn,
    RatingCallBackIn,
    RatingNoteIn,
    RatingRectifyIn,
    RatingVerifyIn,
)
from backend.oversight.telling import Tellers

S = RatingState
ANSWER: Final = "rating.answer"
DECIDE: Final = "rating.decide"

Guard = Callable[[Principal, ServiceRating], Text | None]


class WrongRatingState(Conflict):
    code = "rating_state"
    title = Text("评价当前的状态不允许这样做", "The state of the rating does not allow this")


class RatingNotReady(Conflict):
    code = "rating_not_ready"
    title = Text("还不具备条件", "The conditions are not met yet")


def _free(_who: Principal, _rating: ServiceRating) -> Text | None:
    return None


def _other_person(who: Principal, rating: ServiceRating) -> Text | None:
    if rating.assessed_by == who.user_id:
        return Text("核实和复核不能是同一人", "Who checked a rating does not verify it")
    return None


def _called_back(_who: Principal, rating: ServiceRating) -> Text | None:
    if rating.called_back_at is None:
        return Text("还没有回访", "Nobody has called back yet")
    return None


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `tells`: as what the unit and the office are told of it."""

    action: str
    sources: tuple[RatingState, ...]
    target: Callable[[ServiceRating, Any], RatingState]
    label: Text
    permission: str
    body: type[Body]
    effect: Callable[[Principal, ServiceRating, Any, datetime], None]
    guard: Guard = _free
    tells: str | None = None


def _assess(who: Principal, rating: ServiceRating, body: RatingAssessIn, now: datetime) -> None:
    rating.proposed, rating.finding = body.verdict, body.finding
    rating.assessed_by, rating.assessed_at = who.user_id, now


def _verify(who: Principal, rating: ServiceRating, body: RatingVerifyIn, now: datetime) -> None:
    rating.verdict, rating.note = body.verdict, body.note
    rating.verified_by, rating.verified_at = who.user_id, now
    if body.verdict is not Verdict.VALID:
        rating.ended_at = now


def _call_back(_who: Principal, rating: ServiceRating, body: RatingCallBackIn, now: datetime) -> None:
    rating.called_back_at, rating.callback = rating.called_back_at or now, body.callback


def _rectify(_who: Principal, rating: ServiceRating, body: RatingRectifyIn, now: datetime) -> None:
    rating.rectified_at, rating.rectification = now, body.rectification


def _rate_again(_who: Principal, rating: ServiceRating, body: RatingAgainIn, now: datetime) -> None:
    rating.second_level, rating.ended_at = body.level, now


def _return(_who: Principal, rating: ServiceRating, body: RatingNoteIn, _now: datetime) -> None:
    rating.note = body.note


def _end(_who: Principal, rating: ServiceRating, body: RatingNoteIn, now: datetime) -> None:
    rating.note, rating.ended_at = body.note, now


def _to(state: RatingState) -> Callable[[ServiceRating, Any], RatingState]:
    return lambda _rating, _body: state


def _by_verdict(_rating: ServiceRating, body: RatingVerifyIn) -> RatingState:
    return S.VALID if body.verdict is Verdict.VALID else S.EXCLUDED


def _unchanged(rating: ServiceRating, _body: Any) -> RatingState:
    return rating.state


TABLE: Final = (
    Transition(
        "assess", (S.OPEN,), _to(S.ASSESSED), Text("核实", "Check"), ANSWER, RatingAssessIn, _assess, tells="assessed"
    ),
    Transition(
        "verify",
        (S.ASSESSED,),
        _by_verdict,
        Text("复核", "Verify"),
        DECIDE,
        RatingVerifyIn,
        _verify,
        _other_person,
        tells="verified",
    ),
    Transition(
        "call_back",
        (S.OPEN, S.ASSESSED, S.VALID, S.RECTIFIED),
        _unchanged,
        Text("回访", "Call back"),
        ANSWER,
        RatingCallBackIn,
        _call_back,
    ),
    Transition(
        "rectify",
        (S.VALID,),
        _to(S.RECTIFIED),
        Text("整改", "Put right"),
        ANSWER,
        RatingRectifyIn,
        _rectify,
        _called_back,
    ),
    Transition(
        "return",
        (S.RECTIFIED,),
        _to(S.VALID),
        Text("退回整改", "Return"),
        DECIDE,
        RatingNoteIn,
        _return,
        tells="verified",
    ),
    Transition(
        "rate_again", (S.RECTIFIED,), _to(S.DONE), Text("登记再评", "Rate again"), DECIDE, RatingAgainIn, _rate_again
    ),
    Transition(
        "end",
        (S.RECTIFIED,),
        _to(S.DONE),
        Text("无法再评，办结", "End without a second rating"),
        DECIDE,
        RatingNoteIn,
        _end,
    ),
)
STEPS: Final = {step.action: step for step in TABLE}


def transition(
    session: Session, principal: Principal, rating: ServiceRating, action: str, body: Any, if_match: str | None
) -> None:
    """Perform `action` on a locked rating. Raises Stale, WrongRatingState, RatingNotReady; nothing has changed then."""
    step = STEPS[action]
    check_match(if_match, rating)
    if step.permission not in permissions_of(principal.roles):
        raise Forbidden
    if rating.state not in step.sources:
        state = RATING_STATES[rating.state]
        raise WrongRatingState(
            Text(f"{state.zh}，不能{step.label.zh}", f"The rating is {state.en}: “{step.label.en}” is not possible")
        )
    against = step.guard(principal, rating)
    if against is not None:
        raise RatingNotReady(against, errors=[FieldProblem("", "not_ready", against)])
    now = clock.now(session)
    target = step.target(rating, body)
    step.effect(principal, rating, body, now)
    rating.state = target
    rating.version += 1
    session.flush()
    words = body.model_dump(mode="json", exclude_defaults=True)
    note(session, principal, rating.record_id, action, EventSubject.RATING, rating.id, **words)
    verdict = rating.verdict.value if rating.verdict else None
    record(session, principal, f"service_rating.{action}", "service_rating", rating.id, state=target, verdict=verdict)
    if step.tells is not None:
        to_unit = step.permission == DECIDE
        tellers = Tellers(session, notify, load_calendar(session), now)
        tellers.of_rating(rating, step.tells, rating.record.external_id, to_unit=to_unit, to_office=not to_unit)


def actions_of(principal: Principal, rating: ServiceRating, language: Language) -> list[OversightActionOut]:
    """What a person could do next with a rating."""
    held = permissions_of(principal.roles)
    found = []
    for step in TABLE:
        if rating.state in step.sources and step.permission in held:
            against = step.guard(principal, rating)
            found.append(OversightActionOut(action=step.action, against=against.of(language) if against else None))
    return found
