"""Registering what a client system sends, and handing on what the complainant says later."""

from backend.ballots.codes import printed
from backend.complaints import intake
from backend.complaints.desk import Desk
from backend.complaints.kinds import PUBLIC_LABELS
from backend.complaints.public.filing import decide_by
from backend.integration.adapters.words import Words
from backend.integration.intake.schemas import IntakeIn, IntakeRegistered


def register(desk: Desk, body: IntakeIn) -> IntakeRegistered:
    """Register a complaint of a client system. Raises InvalidInput, SourceTaken."""
    made = intake.register_for_client(desk, body)
    case = made.case
    return IntakeRegistered(
        id=case.id,
        number=case.number,
        state=case.state,
        label=PUBLIC_LABELS[case.state].of(desk.language),
        source_state=Words(desk.session).of(case.source_system, case.state),
        received_at=case.received_at,
        decide_by=decide_by(desk.session, case),
        tracking_code=printed(made.code) if body.give_code else None,
    )
