"""A round from a folder changes the register by the register's rules."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.auth.service import acting_as, find_user
from backend.ballots.imports.folder import FolderError, FolderRound, import_round
from backend.config import Settings
from backend.core.principal import Principal
from backend.rounds.models import Round, RoundState
from backend.units.models import Unit, UnitSequence
from tests.conftest import Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def wanted(tmp_path: Path) -> FolderRound:
    files = {
        "units.csv": "unit_code,unit_name\nq1,公园\nQ2,图书馆\n",
        "options.csv": "code,label,score,counts_as_valid\na,满意,100,1\nb,不满意,0,1\nc,不了解,,0\n",
        "ratings.csv": "respondent_id,stratum,unit_code,option\n1,A,q1,a\n1,A,Q2,b\n2,A,q1,c\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return FolderRound(tmp_path, 2015, 1, "一次调查", "别处")


@pytest.fixture
def office(app: FastAPI, login: Login) -> Principal:
    login("office", username="bangong")
    with app.state.database.read() as session:
        user = find_user(session, "bangong")
        assert user is not None
        return acting_as(user)


def test_units_enter_the_register_with_a_record(app: FastAPI, office: Principal, wanted: FolderRound) -> None:
    round_id = import_round(app.state.worker, office, wanted)
    with app.state.database.read() as session:
        assert session.get_one(Round, round_id).state is RoundState.TALLIED
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
        assert units.keys() == {"Q1", "Q2"}
        [sequence] = session.scalars(select(UnitSequence).where(UnitSequence.name == "别处"))
        assert {unit.sequence_id for unit in units.values()} == {sequence.id}
        events = session.execute(select(AuditEvent.action, AuditEvent.actor, AuditEvent.object_id)).all()
    made = {(actor, object_id) for action, actor, object_id in events if action == "unit.create"}
    assert made == {(str(office.user_id), unit.id) for unit in units.values()}
    assert [action for action, _, _ in events].count("sequence.create") == 1


def test_a_unit_that_breaks_a_rule_is_named(app: FastAPI, office: Principal, wanted: FolderRound) -> None:
    (wanted.folder / "units.csv").write_text("unit_code,unit_name\n公园,公园\n")
    with pytest.raises(FolderError, match="公园: code"):
        import_round(app.state.worker, office, wanted)
    with app.state.database.read() as session:
        assert session.scalars(select(Unit)).all() == []
