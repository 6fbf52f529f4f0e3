"""Case 3 of the complaint design: the timer closes a case while its complainant says to be dissatisfied."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.complaints import bodies, intake
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, CaseState, HandlingMode, IdentityMode, Rating
from backend.complaints.models import Case
from backend.complaints.moves import transition
from backend.complaints.records import CaseEvent, CaseResult
from backend.complaints.schemas import ComplaintIn
from tests.complaints.conftest import RESULT, Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel
from tests.counts import CASE_RACES

__all__ = ["notices", "travel"]


def replied(centre: Centre, number: int) -> UUID:
    """An anonymous case that has its answer, made in one transaction."""
    body = ComplaintIn(mode=IdentityMode.ANONYMOUS, category="slow", unit_id=centre.units["A"], text="超期未办结。")
    order = bodies.OrderBody(unit_id=centre.units["A"], matter="请调查。")
    with centre.database.write() as session:
        case = intake.register(Desk(session, centre.keys, Actor.CITIZEN), body, f"race-{number:040}").case
        for who, action, given in (
            ("lead", "accept", bodies.AcceptBody(handling=HandlingMode.PASSED, summary="审批超期")),
            ("lead", "dispatch", bodies.DispatchBody(lead=order)),
            ("liaison", "sign", bodies.PlainBody()),
            ("head", "answer", RESULT),
            ("lead", "issue_reply", bodies.IssueReplyBody(reply="已办结。")),
        ):
            transition(Desk(session, centre.keys, centre.people[who]), case, action, given)
        return case.id


def say_dissatisfied(centre: Centre, case_id: UUID) -> bool:
    """As the complainant's page does: under the lock of the case, and only while it is replied."""
    with centre.desk(Actor.CITIZEN) as desk:
        case = desk.session.get_one(Case, case_id, with_for_update=True)
        if case.state is not CaseState.REPLIED:
            return False
        result = desk.session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
        result.rating, result.rated_at = Rating.DISSATISFIED, result.issued_at
        return True


@pytest.mark.slow
def test_case_3_a_case_is_never_closed_with_its_rating_lost(centre: Centre, travel: Travel, notices: Notices) -> None:
    for number in range(CASE_RACES):
        travel("2026-03-02 10:00")
        case_id = replied(centre, number)
        travel("2026-03-17 09:30")
        together = threading.Barrier(2)
        said: list[bool] = []

        def rate(case_id: UUID = case_id, together: threading.Barrier = together, said: list[bool] = said) -> None:
            together.wait()
            said.append(say_dissatisfied(centre, case_id))

        def close(together: threading.Barrier = together) -> None:
            together.wait()
            sweep(centre.database, centre.keys, notices.notify)

        threads = [threading.Thread(target=target) for target in (rate, close)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sweep(centre.database, centre.keys, notices.notify)  # where the case was held, the timer comes again
        state, rating = read(
            centre.database,
            lambda s, id_=case_id: s.execute(
                select(Case.state, CaseResult.rating)
                .join(CaseResult, CaseResult.case_id == Case.id)
                .where(Case.id == id_)
            ).one(),
        )
        wanted = (CaseState.REPLIED, Rating.DISSATISFIED) if said == [True] else (CaseState.CLOSED, None)
        assert (state, rating) == wanted
        closings = select(CaseEvent.id).where(CaseEvent.case_id == case_id, CaseEvent.action == "close")
        found = read(centre.database, lambda s, q=closings: len(s.scalars(q).all()))
        assert found == (0 if said == [True] else 1)
