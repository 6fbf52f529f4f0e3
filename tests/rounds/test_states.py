"""The table of transitions: no state is skipped, none comes back, and what stands against a step is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.audit.record import SYSTEM
from backend.auth.policy import TABLE as RIGHTS
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import Stale
from backend.jobs.models import Job
from backend.rounds.facts import RoundFacts
from backend.rounds.method import digest
from backend.rounds.models import Collection, Round, RoundState, RoundStratum
from backend.rounds.states import STEPS, TABLE, NotReady, WrongState, transition
from backend.units.models import Unit
from tests.factories import agree_opening, make_round, make_units

ORDER = list(RoundState)


def facts(session_strata: Sequence[RoundStratum], codes: int = 20, sheets: int = 1) -> RoundFacts:
    return RoundFacts({stratum.id: codes for stratum in session_strata}, sheets, sheets)


def draft(database: Database, **options: object) -> tuple[UUID, RoundFacts]:
    """A complete draft, and facts that let it go all the way."""
    with database.write() as session:
        row = make_round(session, make_units(session, 2), state=RoundState.DRAFT, **options)
        strata = session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id)).all()
        return row.id, facts(strata)


def step(database: Database, round_id: UUID, action: str, known: RoundFacts | None = None) -> Round:
    """A step as the program does it; two people have agreed to the opening of a draft."""
    with database.write() as session:
        row = session.get_one(Round, round_id)
        if action == "open" and row.state is RoundState.DRAFT:
            agree_opening(session, row, known or RoundFacts())
        return transition(session, row, action, SYSTEM, known)


def test_i02_every_row_goes_one_state_forward() -> None:
    for row in TABLE:
        assert ORDER.index(row.target) == ORDER.index(row.source) + 1
    assert [row.source for row in TABLE] == ORDER[: len(TABLE)]
    assert len(STEPS) == len(TABLE)


def test_every_permission_is_in_the_table_of_rights() -> None:
    assert {row.permission for row in TABLE} - {None} <= RIGHTS.keys()
    assert [row.action for row in TABLE if row.permission is None] == ["tally"]


def test_method_and_publication_wait_for_a_second_person_the_closing_never() -> None:
    assert [row.action for row in TABLE if row.second_person] == ["open", "publish"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@example(actions=[row.action for row in TABLE], number=1)
@given(actions=st.lists(st.sampled_from(sorted(STEPS)), max_size=8), number=st.integers(1, 10**6))
def test_i02_any_sequence_of_actions_walks_the_line(database: Database, actions: list[str], number: int) -> None:
    with database.write() as session:
        for old in session.scalars(select(Round)):
            session.delete(old)
        session.flush()
        units = list(session.scalars(select(Unit))) or make_units(session, 2)
        row = make_round(session, units, state=RoundState.DRAFT, number=number)
        strata = session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id)).all()
        known = replace(facts(strata), screened=True)
    reached = RoundState.DRAFT
    for action in actions:
        fits = STEPS[action].source is reached
        if fits and action == "publish":
            with pytest.raises(NotReady):  # nobody has countersigned
                step(database, row.id, action, known)
        elif fits:
            assert step(database, row.id, action, known).state is STEPS[action].target
            reached = STEPS[action].target
        else:
            with pytest.raises(WrongState):
                step(database, row.id, action, known)
        with database.read() as session:
            assert session.get_one(Round, row.id).state is reached


def test_opening_fixes_the_method(database: Database) -> None:
    round_id, known = draft(database)
    row = step(database, round_id, "open", known)
    assert (row.state, row.version) == (RoundState.OPEN, 4)
    assert row.opened_at is not None
    assert row.method is not None
    assert row.method_digest == digest(row.method)
    assert row.method["strata"][0]["codes"] == 20
    with database.read() as session:
        assert digest(session.get_one(Round, round_id).method or {}) == row.method_digest
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event is not None
        assert (event.action, event.actor, event.object_id) == ("round.open", "system", round_id)
        assert event.data == {"method_digest": row.method_digest, "units": 2, "codes": 20}


def test_opening_takes_the_texts_that_the_register_has(database: Database) -> None:
    round_id, known = draft(database)
    with database.write() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "U01")).one()
        unit.name = "新名称"
    assert (step(database, round_id, "open", known).method or {})["roll"][0]["name"] == "新名称"


def test_closing_asks_for_the_count(database: Database) -> None:
    round_id, known = draft(database)
    step(database, round_id, "open", known)
    row = step(database, round_id, "close", known)
    with database.read() as session:
        job = session.get_one(Job, row.job_id)
        assert (job.kind, job.params) == ("tally", {"round_id": str(round_id)})
    assert row.closed_at is not None


def test_a_refused_step_changes_nothing(database: Database) -> None:
    round_id, known = draft(database)
    step(database, round_id, "open", known)
    with pytest.raises(NotReady) as refused:
        step(database, round_id, "close", RoundFacts(known.codes_by_stratum, 0, 0, loading=1))
    assert refused.value.detail is not None
    assert refused.value.detail.zh.startswith("有 1 个导入正在装入")
    with database.read() as session:
        row = session.get_one(Round, round_id)
        assert (row.state, row.version, row.job_id) == (RoundState.OPEN, 4, None)
        assert session.scalars(select(Job)).all() == []
        actions = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq))]
        assert actions == ["round.propose", "round.confirm", "round.open"]


def test_an_old_version_is_refused(database: Database) -> None:
    round_id, known = draft(database)
    with pytest.raises(Stale), database.write() as session:
        transition(session, session.get_one(Round, round_id), "open", SYSTEM, known, if_match='"7"')


def reasons_against(database: Database, round_id: UUID, known: RoundFacts) -> str:
    with pytest.raises(NotReady) as refused:
        step(database, round_id, "open", known)
    assert refused.value.detail is not None
    return refused.value.detail.zh


def test_an_empty_draft_says_everything_that_is_missing(database: Database) -> None:
    with database.write() as session:
        row = Round(year=2026, number=1, title="空")
        session.add(row)
    assert reasons_against(database, row.id, RoundFacts()) == (
        "还没有选择参评单位；还没有设置评议内容；还没有设置量表；还没有设置层次"
    )


def test_a_closed_unit_stands_against_opening(database: Database) -> None:
    round_id, known = draft(database)
    with database.write() as session:
        for unit in session.scalars(select(Unit).where(Unit.code == "U02")):
            unit.active_to = date(2021, 1, 1)
    assert reasons_against(database, round_id, known) == "名册中有 1 个单位已撤销或尚未成立：测试单位02"


def test_every_weighted_stratum_needs_codes(database: Database) -> None:
    round_id, _ = draft(database, strata=(("A", Decimal(1)), ("B", Decimal(1)), ("C", Decimal(0))))
    with database.read() as session:
        strata = {s.code: s.id for s in session.scalars(select(RoundStratum))}
    assert reasons_against(database, round_id, RoundFacts({strata["A"]: 20})) == "还有层次没有发放评议码：层次B"
    assert step(database, round_id, "open", RoundFacts({strata["A"]: 20, strata["B"]: 20})).method_digest


@pytest.mark.parametrize("allowed", [False, True])
def test_a_small_stratum_opens_only_when_meant(database: Database, *, allowed: bool) -> None:
    round_id, known = draft(database)
    small = RoundFacts(dict.fromkeys(known.codes_by_stratum, 19), 0, 0)
    with database.write() as session:
        session.get_one(Round, round_id).allow_small_strata = allowed
    if allowed:
        assert step(database, round_id, "open", small).state is RoundState.OPEN
    else:
        assert reasons_against(database, round_id, small) == "有层次少于 20 个评议码，容易被猜出是谁：层次A"


def test_a_paper_round_opens_without_codes(database: Database) -> None:
    round_id, _ = draft(database, collection=Collection.PAPER)
    assert "codes" not in (step(database, round_id, "open", RoundFacts()).method or {})["strata"][0]


def test_the_planned_closing_must_not_be_past(database: Database) -> None:
    round_id, known = draft(database)
    yesterday = clock.local_date(datetime.now(UTC)) - timedelta(days=2)
    with database.write() as session:
        session.get_one(Round, round_id).planned_close = yesterday
    assert reasons_against(database, round_id, known) == f"计划结束日期 {yesterday} 已经过去，请先修改"


def test_a_count_is_compared_with_the_latest_like_it(database: Database) -> None:
    round_id, known = draft(database, number=5)
    with database.write() as session:
        units = list(session.scalars(select(Unit)))
        earlier = [
            make_round(session, units, number=n, state=state)
            for n, state in (
                (1, RoundState.CLOSED),
                (2, RoundState.CLOSED),
                (3, RoundState.OPEN),
                (6, RoundState.CLOSED),
            )
        ]
        for row in (earlier[0], earlier[1], earlier[3]):
            row.state, row.tallied_at = RoundState.TALLIED, row.closed_at
    assert step(database, round_id, "open", known).compare_to == earlier[1].id
