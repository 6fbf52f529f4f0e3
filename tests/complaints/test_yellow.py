"""When clocks turn yellow (complaint design, 2.5)."""

from uuid import UUID

import pytest

from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case
from backend.complaints.requests import extensions
from backend.complaints.requests.schemas import ExtensionIn
from backend.complaints.situation import situation_of
from tests.complaints.conftest import Centre
from tests.complaints.test_standing_still import clock_of, local
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def extend(centre: Centre, case_id: UUID) -> None:
    """Thirty more days, asked for by the lead."""
    with centre.desk("lead") as desk:
        now = situation_of(desk, desk.session.get_one(Case, case_id))
        request = extensions.ask(now, ExtensionIn(amount=30, reason="复杂"), None, "complaint.handle").id
    with centre.desk("chief") as desk:
        extensions.approve(desk, case_id, request, "情况复杂")


@pytest.mark.parametrize(
    ("within", "yellow"),
    [(1, "2026-03-03"), (3, "2026-03-03"), (6, "2026-03-06"), (20, "2026-03-25")],
)
def test_an_own_limit_turns_yellow_by_its_own_length(centre: Centre, travel: Travel, within: int, yellow: str) -> None:
    """At three working days left, or a fifth of the limit: of the unit's own, not of the policy's thirty days."""
    travel("2026-03-02 10:00")
    clock = clock_of(centre, centre.in_hand(within=within), ClockKind.UNIT)
    assert clock.warn_at == local(f"{yellow} 00:00")


def test_more_time_moves_the_yellow_mark_by_its_share(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    before = clock_of(centre, case_id, ClockKind.TOTAL)
    assert before.warn_at == local("2026-04-04 00:00")  # six of thirty days are left
    extend(centre, case_id)
    clock = clock_of(centre, case_id, ClockKind.TOTAL)
    assert (clock.amount, clock.due) == (60, local("2026-05-29 00:00"))
    assert clock.warn_at == local("2026-05-13 00:00")  # twelve of sixty


@pytest.mark.parametrize("asked", ["2026-04-03 10:00", "2026-04-07 10:00"])
def test_of_each_due_date_is_warned_once(centre: Centre, travel: Travel, notices: Notices, asked: str) -> None:
    """Whether the clocks of case and unit had turned yellow before there was more time, or not."""
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()

    def swept(moment: str) -> int:
        travel(moment)
        before = len(notices.told)
        for _ in range(2):
            sweep(centre.database, centre.keys, notices.notify)
        return len(notices.told) - before

    yellow = swept(asked)
    assert yellow == (2 if asked > "2026-04-04" else 0)
    extend(centre, case_id)
    assert swept("2026-05-12 10:00") == 0
    assert swept("2026-05-13 10:00") == 2
    assert swept("2026-05-28 10:00") == 0
    assert len({told.key for told in notices.told}) == len(notices.told), "the second one is given, too"
