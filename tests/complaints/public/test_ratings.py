"""Case 69: praise in bulk from one address, or sooner than anybody reads, is marked for the centre. It still counts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.complaints.models import Case
from backend.complaints.public.acts import PRAISED, READING
from backend.complaints.records import CaseEvent, CaseResult
from tests.complaints.at_centre import Office
from tests.complaints.conftest import Centre, read
from tests.complaints.public.conftest import Citizen


def answered(citizen: Citizen, centre: Centre, ago: timedelta = 2 * READING) -> str:
    """The tracking code of a case whose answer went out that long ago."""
    made = citizen.file()
    case_id: UUID = read(
        centre.database, lambda s: s.scalars(select(Case.id).where(Case.number == made["number"])).one()
    )
    centre.to_replied(case_id)
    with centre.database.write() as session:
        issued = datetime.now(UTC) - ago
        session.execute(update(CaseResult).where(CaseResult.case_id == case_id).values(issued_at=issued))
    code: str = made["tracking_code"]
    return code


def flagged(centre: Centre) -> list[bool]:
    """Of all results, in the order in which they were rated."""
    return read(
        centre.database,
        lambda s: s.scalars(
            select(CaseResult.rating_flagged).where(CaseResult.rating.is_not(None)).order_by(CaseResult.rated_at)
        ).all(),
    )


def test_case_69_praise_in_bulk_from_one_address_is_marked(citizen: Citizen, centre: Centre) -> None:
    codes = [answered(citizen, centre) for _ in range(PRAISED.count + 3)]
    *bulk, elsewhere, unhappy = codes
    for code in bulk:
        citizen.see(code, "/rating", rating="satisfied")
    citizen.at("203.0.113.9").see(elsewhere, "/rating", rating="basically")
    citizen.see(unhappy, "/rating", rating="dissatisfied", note="还没办成")
    assert flagged(centre) == [False] * (PRAISED.count - 1) + [True, True, False, False]


@pytest.mark.parametrize(("rating", "marked"), [("satisfied", True), ("basically", True), ("dissatisfied", False)])
def test_case_69_praise_before_anybody_could_read_is_marked(
    rating: str, marked: bool, citizen: Citizen, centre: Centre
) -> None:
    code = answered(citizen, centre, timedelta(seconds=5))
    shown = citizen.see(code, "/rating", rating=rating)
    assert flagged(centre) == [marked]
    assert "flagged" not in str(shown), "whoever makes ratings up is not told what gives them away"
    event = read(centre.database, lambda s: s.scalars(select(CaseEvent).where(CaseEvent.action == "rate")).one())
    assert event.data == {"rating": rating} | ({"flagged": True} if marked else {})


def test_case_69_marked_ratings_count_and_are_counted(citizen: Citizen, centre: Centre, office: Office) -> None:
    citizen.see(answered(citizen, centre, timedelta(seconds=5)), "/rating", rating="satisfied")
    citizen.see(answered(citizen, centre), "/rating", rating="satisfied")
    year = datetime.now(UTC).year
    total = office.get("lead", f"/complaint-figures?period_from={year}-01-01&period_to={year + 1}-01-01")["total"]
    assert (total["satisfaction"]["numerator"], total["satisfaction"]["denominator"], total["flagged"]) == (2, 2, 1)
