"""A case in which everything that can be sealed is sealed, with a word in each place that can be looked for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from backend.auth.clients.models import ApiClient
from backend.auth.models import UserAccount
from backend.auth.models_repeating import RepeatedRequest
from backend.calendar.engine import Unit as TimeUnit
from backend.complaints.attachments.keeping import complainant, keep
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, Rating, TerminationReason
from backend.complaints.models import Case
from backend.complaints.records import (
    Callback,
    CallbackOutcome,
    CaseEvent,
    CaseMessage,
    CaseResult,
    MessageSender,
    TransferOrder,
)
from backend.complaints.records_requests import (
    Conflict,
    Extension,
    IdentityAccess,
    OrderLevel,
    Pause,
    PauseReason,
    RequestState,
    RetaliationReport,
    ReturnRequest,
    SupervisionOrder,
    Termination,
)
from backend.complaints.schemas import ContactIn
from backend.core import clock
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.keys import Keys
from backend.core.sealing import Sealer
from backend.demo.pictures import empty_page
from backend.files.attachments import service as attachments
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.models import Attachment
from backend.files.sealed import open_sealed
from backend.files.storage import FileStore
from backend.integration.webhooks.models import Endpoint
from backend.oversight.kinds import BAD, RatingChannel, RatingState
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import ServiceRating
from backend.oversight.pushing import push
from backend.oversight.schemas_records import RecordIn
from backend.sealed import FILE_COLUMNS, sealed_columns, sealed_files
from backend.units.models import Unit
from tests.complaints.conftest import Centre

CANARY = "CANARY-卡纳里"
SECRETS = ("secret", "previous_secret")
PHONE = "13987650001"


def write_everything(centre: Centre, files: FileStore) -> UUID:
    """A replied case with a text in every sealed column and an attachment; returns its id."""
    case_id, _ = centre.register(
        text=f"{CANARY} 原文", subject=CANARY, wish=CANARY, contact=ContactIn(name="王测试", phone=PHONE)
    )
    centre.to_replied(case_id)
    received = attachments.receive(files, Sealer(centre.keys), Scanner(""), empty_page(), f"{CANARY}.png")
    with centre.desk(Actor.CITIZEN) as desk:
        keep(desk, complainant(desk.session.get_one(Case, case_id, with_for_update=True)), received)
    with centre.desk("lead") as desk:
        _write_records(centre, desk, case_id)
    return case_id


def write_rating(centre: Centre, *, level: int = 1, days_ago: int = 0) -> UUID:
    """A rating with a comment; returns its id. Of a matter and a record of its own."""
    rating_id = new_id()
    with centre.desk("lead") as desk:
        session, at = desk.session, clock.now(desk.session) - timedelta(days=days_ago)
        unit = session.scalars(select(Unit).order_by(Unit.code).limit(1)).one()
        matter = ServiceMatter(unit_id=unit.id, code=f"T-{rating_id.hex[:8]}".upper(), name="测试事项", fee=False)
        matter.legal_time_unit = matter.promised_time_unit = TimeUnit.WORKING_DAY
        matter.on_site = matter.in_centre = False
        session.add(matter)
        session.flush()
        body = RecordIn(external_id=rating_id.hex, unit_code=unit.code, matter_code=matter.code, received_at=at)
        record_id = push(session, "test", "test", body).record_id
        session.add(
            ServiceRating(
                id=rating_id,
                record_id=record_id,
                unit_id=unit.id,
                level=level,
                channel=RatingChannel.WEB,
                reasons=[],
                comment=desk.seal(CANARY, "service_rating", "comment", rating_id),
                rated_at=at,
                state=RatingState.OPEN if level <= BAD else RatingState.SETTLED,
            )
        )
    return rating_id


def _write_records(centre: Centre, desk: Desk, case_id: UUID) -> None:
    session, now = desk.session, clock.now(desk.session)
    asker, decider = (centre.people[name].user_id for name in ("officer", "lead"))
    order = session.scalars(select(TransferOrder).where(TransferOrder.case_id == case_id)).one()

    def sealed(table: str, column: str, id_: UUID) -> bytes:
        return desk.seal(f"{CANARY} {table}.{column}", table, column, id_)

    for kind, fields in (
        (Extension, {"cycle": 1, "amount": 2}),
        (Pause, {"cycle": 1, "cause": PauseReason.EXPERTS, "days": 3}),
        (ReturnRequest, {"transfer_id": order.id, "decide_by": now}),
        (Termination, {"cause": next(iter(TerminationReason))}),
        (IdentityAccess, {}),
    ):
        id_, table = new_id(), kind.__tablename__
        session.add(
            kind(
                id=id_,
                case_id=case_id,
                state=RequestState.DENIED,
                asked_by=asker,
                asked_at=now,
                decided_by=decider,
                decided_at=now,
                reason=sealed(table, "reason", id_),
                decision_note=sealed(table, "decision_note", id_),
                **fields,
            )
        )
    conflict, report, demand, callback, message, repeated = (new_id() for _ in range(6))
    session.add_all(
        [
            Conflict(
                id=conflict,
                case_id=case_id,
                user_id=centre.people["officer2"].user_id,
                reason=sealed("case_conflict", "reason", conflict),
                declared_by=decider,
                at=now,
            ),
            RetaliationReport(
                id=report,
                case_id=case_id,
                body=sealed("retaliation_report", "body", report),
                outcome=sealed("retaliation_report", "outcome", report),
                at=now,
            ),
            SupervisionOrder(
                id=demand,
                case_id=case_id,
                number="督〔2026〕99号",
                level=OrderLevel.SUPERVISE,
                demand=sealed("supervision_order", "demand", demand),
                report=sealed("supervision_order", "report", demand),
                issued_at=now,
                due=now + timedelta(days=1),
            ),
            Callback(
                id=callback,
                case_id=case_id,
                cycle=1,
                outcome=CallbackOutcome.REACHED,
                note=sealed("case_callback", "note", callback),
                made_by=asker,
                at=now,
            ),
            CaseMessage(
                id=message,
                case_id=case_id,
                sender=MessageSender.CITIZEN,
                at=now,
                body=sealed("case_message", "body", message),
            ),
            RepeatedRequest(
                id=repeated,
                key_hash=bytes(32),
                fingerprint=bytes(32),
                at=now,
                status=201,
                answer=sealed("repeated_request", "answer", repeated),
            ),
        ]
    )
    _write_endpoint(desk)
    result = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
    result.rating, result.rated_at = next(iter(Rating)), now
    result.rating_note = sealed("case_result", "rating_note", result.id)
    event = CaseEvent(
        id=new_id(),
        case_id=case_id,
        seq=999,
        at=now,
        actor="system",
        role="system",
        action="note",
        cycle=1,
        data={},
        clocks={},
    )
    event.note = sealed("case_event", "note", event.id)
    session.add(event)
    person = session.get_one(UserAccount, asker)
    person.totp_secret = sealed("user_account", "totp_secret", person.id)


def opened(database: Database, keys: Keys, files: FileStore) -> dict[str, bytes]:
    """Everything that is sealed, by place, in plain; raises SealBroken when something does not open."""
    sealer = Sealer(keys)
    found: dict[str, bytes] = {}
    with database.read() as session:
        for column in sealed_columns():
            rows = session.execute(select(column.key, column.column).where(column.column.is_not(None)))
            for row_id, sealed in rows:
                found[column.place(row_id)] = sealer.open(sealed, column.place(row_id))
        for row in sealed_files(session, None, 10_000):
            for name in FILE_COLUMNS:
                key = getattr(row, name)
                if key is not None:
                    place = f"{Attachment.__tablename__}.{name}:{row.id}"
                    found[place] = b"".join(open_sealed(files, sealer, key, place))
    return found


def _write_endpoint(desk: Desk) -> None:
    """A webhook whose secret is being replaced."""
    session, now, id_ = desk.session, clock.now(desk.session), new_id()
    client = ApiClient(name="对接系统", scopes=[], networks=[], per_minute=60, created_at=now)
    session.add(client)
    session.flush()
    secrets = {name: desk.seal(f"{CANARY} {name}", "webhook_endpoint", name, id_) for name in SECRETS}
    session.add(
        Endpoint(
            id=id_,
            client_id=client.id,
            url="https://hooks.office.example/",
            types=[],
            since_seq=0,
            previous_until=now + timedelta(days=1),
            created_at=now,
            **secrets,
        )
    )
