"""A case as its readers see it: the header and the dates for all of them, what was written for those who work on it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.auth.clients.models import ApiClient
from backend.auth.models import UserAccount
from backend.auth.policy import permissions_of
from backend.complaints.access import reads_content, visible_cases
from backend.complaints.clocks import stands_still
from backend.complaints.deciding import decidable
from backend.complaints.desk import Desk
from backend.complaints.guards import CALLBACK, reasons
from backend.complaints.intake import similar
from backend.complaints.kinds import Actor, CaseState
from backend.complaints.models import Case
from backend.complaints.moves import actions_of
from backend.complaints.queries import days_left, headers, level_of
from backend.complaints.records import (
    Callback,
    CaseClock,
    CaseEvent,
    CaseMessage,
    CaseResult,
    Handler,
    MessageSender,
    TransferOrder,
)
from backend.complaints.records_requests import (
    Extension,
    IdentityAccess,
    Pause,
    RequestState,
    ReturnRequest,
    Termination,
)
from backend.complaints.schemas import ClockLevel
from backend.complaints.schemas_case import (
    CallbackOut,
    CaseActionOut,
    CaseContent,
    CaseDetail,
    ClockOut,
    EventOut,
    MessageOut,
    OrderOut,
    RequestOut,
    ResultOut,
)
from backend.complaints.situation import situation_of
from backend.complaints.states import HANDLE, SECOND
from backend.core import clock
from backend.core.principal import CLIENT_ACTOR
from backend.units.models import Unit

_WORDS = {Actor.CITIZEN.value: "投诉人", Actor.SYSTEM.value: "系统"}
_DETAILS = ("cause", "days", "until", "amount", "transfer_id", "decide_by", "expires_at", "looks")
_REQUESTS: dict[str, Any] = {
    "extension": Extension,
    "pause": Pause,
    "return": ReturnRequest,
    "termination": Termination,
    "identity": IdentityAccess,
}


class View:
    """One case being shown. Names are looked up once."""

    def __init__(self, desk: Desk, case: Case) -> None:
        self.desk = desk
        self.case = case
        self.now = clock.now(desk.session)
        self.reads = reads_content(desk, case)
        self._names: dict[UUID, str] = {}

    def detail(self) -> CaseDetail:
        case = self.case
        fields: tuple[str, ...] = (
            "handling",
            "reason",
            "about_head",
            "ex_officio",
            "taken_over",
            "merged_into",
            "accepted_at",
        )
        fields += (
            "replied_at",
            "closed_at",
            "external_due",
            "held",
            "publishable",
            "identity_erased_at",
            "text_erased_at",
        )
        own = {name: getattr(case, name) for name in fields}
        return CaseDetail(
            **own,
            source=f"{case.source_system} {case.source_id}" if self.reads and case.source_id is not None else None,
            header=headers(self.desk, [case], self.now)[0],
            handlers=[self.name(row.user_id) for row in self.all(Handler, Handler.user_id) if row.cycle == case.cycle],
            clocks=[self.clock(row) for row in self.all(CaseClock, CaseClock.due)],
            events=[self.event(row) for row in self.all(CaseEvent, CaseEvent.seq)],
            requests=self.requests(),
            actions=[
                CaseActionOut(
                    action=step.action,
                    label=step.label.of(self.desk.language),
                    reasons=[r.of(self.desk.language) for r in why],
                )
                for step, why in actions_of(self.desk, case)
            ]
            if self.reads or not self.desk.principal.roles & {"complaint_officer", "complaint_lead"}
            else [],
            against_callback=self.against_callback(),
            content=self.content() if self.reads else None,
        )

    def against_callback(self) -> list[str]:
        """Only where it is time to call back: in other states that is no question."""
        if not self.reads or self.case.state is not CaseState.REPLIED:
            return []
        against = reasons(CALLBACK, situation_of(self.desk, self.case))
        return [reason.of(self.desk.language) for reason in against]

    def content(self) -> CaseContent:
        merged = select(Case).where(Case.merged_into == self.case.id).order_by(Case.number)
        session = self.desk.session
        alike = {case.id for case in similar(self.desk, self.case)}
        visible = session.scalars(visible_cases(self.desk.principal).where(Case.id.in_(alike))).all() if alike else []
        return CaseContent(
            orders=[self.order(row) for row in self.all(TransferOrder, TransferOrder.dispatched_at)],
            results=[self.result(row) for row in self.all(CaseResult, CaseResult.cycle)],
            callbacks=[self.callback(row) for row in self.all(Callback, Callback.at)],
            messages=[self.message(row) for row in self.all(CaseMessage, CaseMessage.at)],
            similar=headers(self.desk, visible, self.now),
            merged=headers(self.desk, session.scalars(merged).all(), self.now),
        )

    def clock(self, row: CaseClock) -> ClockOut:
        order = self.desk.session.get(TransferOrder, row.transfer_id) if row.transfer_id else None
        shown = ("id", "kind", "cycle", "due", "due_original", "provisional", "stopped_at", "breached_at")
        return ClockOut(
            **{name: getattr(row, name) for name in shown},
            unit_name=self.unit(order.unit_id) if order else None,
            paused=row.stopped_at is None and stands_still(row, self.now),
            days_left=days_left(self.desk, row.due, self.now) if row.stopped_at is None else None,
            level=level_of(row, self.now) if row.stopped_at is None else ClockLevel.NONE,
        )

    def event(self, row: CaseEvent) -> EventOut:
        shown = ("seq", "at", "role", "action", "source", "target", "cycle", "data")
        note = self.text(row.note, "case_event", "note", row.id) if self.reads else None
        actor = _WORDS.get(row.actor) or self.actor(row.actor)
        return EventOut(**{name: getattr(row, name) for name in shown}, actor=actor, note=note)

    def order(self, row: TransferOrder) -> OrderOut:
        plain = (
            "id",
            "number",
            "cycle",
            "unit_id",
            "lead",
            "final",
            "state",
            "dispatched_at",
            "signed_at",
            "answered_at",
        )
        texts = ("matter", "findings", "measures", "draft_reply")
        return OrderOut(
            **{name: getattr(row, name) for name in plain},
            **{name: self.text(getattr(row, name), "transfer_order", name, row.id) for name in texts},
            unit_name=self.unit(row.unit_id),
            conclusion=row.conclusion,
        )

    def result(self, row: CaseResult) -> ResultOut:
        plain = ("cycle", "conclusion", "sent_back", "issued_at", "on_time", "rating", "rated_at", "rating_flagged")
        texts = ("findings", "measures", "reply", "rating_note")
        return ResultOut(
            **{name: getattr(row, name) for name in plain},
            **{name: self.text(getattr(row, name), "case_result", name, row.id) for name in texts},
        )

    def callback(self, row: Callback) -> CallbackOut:
        note = self.text(row.note, "case_callback", "note", row.id) or ""
        plain = {name: getattr(row, name) for name in ("cycle", "outcome", "cause", "at")}
        return CallbackOut(**plain, note=note, made_by=self.name(row.made_by))

    def message(self, row: CaseMessage) -> MessageOut:
        order = self.desk.session.get(TransferOrder, row.transfer_id) if row.transfer_id else None
        author = "投诉人" if row.sender is MessageSender.CITIZEN or row.user_id is None else self.name(row.user_id)
        return MessageOut(
            id=row.id,
            transfer_number=order.number if order else None,
            sender=row.sender,
            author=author,
            at=row.at,
            body=self.text(row.body, "case_message", "body", row.id) or "",
            read=row.read_at is not None,
        )

    def requests(self) -> list[RequestOut]:
        found = [
            self.request(kind, row) for kind, table in _REQUESTS.items() for row in self.all(table, table.asked_at)
        ]
        return sorted(found, key=lambda request: request.asked_at)

    def request(self, kind: str, row: Any) -> RequestOut:
        """The reason is for those who read the content; a second person reads it as the basis of the decision."""
        detail = {name: getattr(row, name) for name in _DETAILS if getattr(row, name, None) is not None}
        texts = {
            name: self.text(getattr(row, name), row.__tablename__, name, row.id) if self.reads else None
            for name in ("reason", "decision_note")
        }
        return RequestOut(
            id=row.id,
            kind=kind,
            state=row.state,
            asked_by=self.name(row.asked_by),
            asked_at=row.asked_at,
            reason=texts["reason"] or "",
            decided_by=self.name(row.decided_by) if row.decided_by else None,
            decided_at=row.decided_at,
            decision_note=texts["decision_note"],
            own=row.asked_by == self.desk.principal.user_id,
            may_decide=row.state is RequestState.PENDING and self.may_decide(row),
            detail=detail,
        )

    def may_decide(self, row: Any) -> bool:
        """Returns are decided by who works on the case, all else by a second person; nobody decides an own request."""
        needed = HANDLE if isinstance(row, ReturnRequest) else SECOND
        if needed not in permissions_of(self.desk.principal.roles) or (needed == HANDLE and not self.reads):
            return False
        return decidable(self.desk, row)

    def all(self, table: Any, order: Any) -> list[Any]:
        statement = select(table).where(table.case_id == self.case.id).order_by(order)
        return list(self.desk.session.scalars(statement))

    def text(self, sealed: bytes | None, table: str, column: str, row: UUID) -> str | None:
        return self.desk.open(sealed, table, column, row) if sealed is not None else None

    def name(self, user_id: UUID) -> str:
        if user_id not in self._names:
            user = self.desk.session.get(UserAccount, user_id)
            self._names[user_id] = user.display_name if user else "—"
        return self._names[user_id]

    def actor(self, who: str) -> str:
        """A person, or a system that spoke for the complainant."""
        if not who.startswith(CLIENT_ACTOR):
            return self.name(UUID(who))
        client = self.desk.session.get(ApiClient, UUID(hex=who.removeprefix(CLIENT_ACTOR)))
        return client.name if client else "—"

    def unit(self, unit_id: UUID) -> str:
        return self.desk.session.get_one(Unit, unit_id).name
