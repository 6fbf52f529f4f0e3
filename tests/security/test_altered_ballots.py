"""Sheets, codes and counts that were changed in the database are found, and nothing is published of them (A06)."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from backend import cli
from backend.audit.record import SYSTEM
from backend.ballots.issue import make_for, store_codes
from backend.ballots.models import BallotCode, BallotWindow, Batch, BatchState, BatchStratum, CodeState, Origin, Sheet
from backend.ballots.service import facts
from backend.core.db import Database
from backend.core.principal import Principal
from backend.results.checking import altered
from backend.results.models import Tally, TallyKind, TallyProducts
from backend.rounds.models import Round, RoundState, RoundStratum
from backend.rounds.states import transition
from tests.conftest import Client, Login
from tests.factories import agree_opening, make_round, make_units
from tests.results.publishing.counted import Counted

Change = Callable[[Session], object]


@pytest.fixture
def settings(settings: Any) -> Any:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def counted(client: Client, login: Login) -> Counted:
    return Counted(client.app, client, login)


def a_sheet(session: Session) -> Sheet:
    return session.scalars(select(Sheet).order_by(Sheet.id)).first() or pytest.fail("no sheet")


def add_a_sheet(session: Session) -> None:
    same = {name: getattr(a_sheet(session), name) for name in ("round_id", "stratum_id", "origin", "answers")}
    session.execute(insert(Sheet).values(id=uuid4(), **same))


def drop_a_sheet(session: Session) -> None:
    session.execute(delete(Sheet).where(Sheet.id == a_sheet(session).id))


def alter_a_sheet(session: Session) -> None:
    sheet = a_sheet(session)
    other = bytes([sheet.answers[0] % 4 + 1]) + sheet.answers[1:]
    session.execute(update(Sheet).where(Sheet.id == sheet.id).values(answers=other))


def spend_a_code(session: Session) -> None:
    unused = select(BallotCode.code_hash).where(BallotCode.state == CodeState.VOID).limit(1)
    session.execute(
        update(BallotCode).where(BallotCode.code_hash == unused.scalar_subquery()).values(state=CodeState.USED)
    )


def add_a_code(session: Session) -> None:
    sheet = a_sheet(session)
    ballot = {"round_id": sheet.round_id, "stratum_id": sheet.stratum_id, "state": CodeState.VOID}
    session.execute(insert(BallotCode).values(code_hash=b"?" * 32, **ballot))


def add_a_code_and_its_sheet(session: Session) -> None:
    add_a_code(session)
    session.execute(update(BallotCode).where(BallotCode.code_hash == b"?" * 32).values(state=CodeState.USED))
    sheet = a_sheet(session)
    session.execute(
        insert(Sheet).values(
            id=uuid4(),
            round_id=sheet.round_id,
            stratum_id=sheet.stratum_id,
            origin=sheet.origin,
            answers=sheet.answers,
        )
    )


def raise_a_count(session: Session) -> None:
    sheet = a_sheet(session)
    batch = Batch(
        round_id=sheet.round_id,
        number=1,
        origin=Origin.PAPER_KEYED,
        state=BatchState.LOADED,
        returned=1,
        valid=1,
        created_at=datetime.now(UTC),
    )
    session.add(batch)
    session.flush()
    session.add(BatchStratum(batch_id=batch.id, stratum_id=sheet.stratum_id, sheets=1))


def exchange_two_units(session: Session) -> None:
    """Of all that is stored of the count, so that nothing contradicts anything else."""
    tally = session.scalars(select(Tally)).one()
    strata, units = len(tally.turnout) - 1, 4
    order = [1, 0, *range(2, units)]
    counts = np.frombuffer(tally.counts, "<i8").reshape(strata, units, -1)
    tally.counts = counts[:, order].tobytes()


def raise_the_sheets(session: Session) -> None:
    session.execute(update(Tally).values(sheets=Tally.sheets + 1))


def alter_the_products(session: Session) -> None:
    row = session.scalars(select(TallyProducts)).first() or pytest.fail("no products")
    row.sums = bytes(len(row.sums))


def add_another_tally(session: Session) -> None:
    """As if sheets had been excluded, which figures would follow."""
    tally = session.scalars(select(Tally)).one()
    same = {name: getattr(tally, name) for name in ("round_id", "sheets", "counts", "rate", "score", "turnout")}
    session.add(Tally(kind=TallyKind.FINAL, created_at=tally.created_at, **same))


CHANGES: dict[str, tuple[Change, str]] = {
    "a sheet more": (add_a_sheet, "答题页的测评表"),
    "a sheet less": (drop_a_sheet, "答题页的测评表"),
    "other answers": (alter_a_sheet, "与计票时记录的校验值不一致"),
    "a code spent": (spend_a_code, "用过的评议码"),
    "a code more": (add_a_code, "开始评议时固定的"),
    "a code with its sheet": (add_a_code_and_its_sheet, "与计票时记录的校验值不一致"),
    "a count raised": (raise_a_count, "第 1 批"),
    "two units exchanged": (exchange_two_units, "保存的汇总数"),
    "another number of sheets": (raise_the_sheets, "保存的汇总数"),
    "other products": (alter_the_products, "保存的汇总数"),
    "a tally more": (add_another_tally, "保存的汇总数"),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("step", ["freeze", "publish"])
def test_a06_i08_what_was_changed_by_sql_is_found_and_not_published(counted: Counted, what: str, step: str) -> None:
    if step == "publish":
        counted.post("freeze", counted.office)
        counted.countersign()
    before = counted.state()
    change, told = CHANGES[what]
    assert problems(counted) == []
    with counted.database.write() as session:
        change(session)
    assert any(told in text for text in problems(counted))
    answer = counted.post(step, counted.office)
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_ready")
    assert told in answer.json()["detail"]
    assert counted.state() is before
    assert counted.events()[-1] == "round.ballots_altered"


def problems(counted: Counted) -> list[str]:
    with counted.database.read() as session:
        return [text.zh for text in altered(session, session.get_one(Round, counted.round_id))]


def test_a06_unaltered_ballots_are_published(counted: Counted) -> None:
    assert problems(counted) == []
    counted.publish()
    assert counted.state() is RoundState.PUBLISHED


def test_a06_i09_codes_that_were_exchanged_are_found(database: Database) -> None:
    """As many as before, but not those that were issued; and the command says so."""
    with database.write() as session:
        row = make_round(session, make_units(session, 2), strata=(("A", Decimal(1)),), state=RoundState.DRAFT)
        stratum = session.scalars(select(RoundStratum)).one()
        row.allow_small_strata, round_id = True, row.id
        store_codes(
            session,
            Principal(uuid4(), uuid4(), "wang.fang", "王芳", frozenset({"office"})),
            row,
            make_for({stratum.id: 8}, b"p" * 32),
        )
        session.flush()
        agree_opening(session, row, facts(session, row.id))
        transition(session, row, "open", SYSTEM, facts(session, row.id))

    def found() -> list[str]:
        with database.read() as session:
            return [text.zh for text in altered(session, session.get_one(Round, round_id))]

    assert found() == []
    with database.write() as session:
        one = select(BallotCode.code_hash).limit(1)
        session.execute(
            update(BallotCode).where(BallotCode.code_hash == one.scalar_subquery()).values(code_hash=b"?" * 32)
        )
    assert found() == ["“层次A”的评议码与发放时记录的校验值不一致"]


@pytest.mark.parametrize("sound", [True, False])
def test_a06_the_command_tells(counted: Counted, monkeypatch: pytest.MonkeyPatch, sound: bool) -> None:
    if not sound:
        with counted.database.write() as session:
            add_a_sheet(session)
    monkeypatch.setenv("PINGYI_DATABASE_URL", counted.database.url.render_as_string(hide_password=False))
    told = CliRunner().invoke(cli.app, ["verify", "ballots"])
    assert told.exit_code == (0 if sound else 1)
    assert ("一致 / sound" in told.stdout, "不一致 / altered" in told.stdout) == (sound, not sound)


def test_a08_the_windows_go_when_the_round_is_frozen(counted: Counted) -> None:
    with counted.database.write() as session:
        mine = a_sheet(session)
        session.add(BallotWindow(round_id=mine.round_id, stratum_id=mine.stratum_id, slot=5_940_000, ballots=3))
    with counted.database.read() as session:
        assert len(session.scalars(select(BallotWindow)).all()) == 1
    assert counted.post("freeze", counted.office).status_code == 200
    with counted.database.read() as session:
        assert session.scalars(select(BallotWindow)).all() == []
