"""A route that could not commit must not say that it did."""

from datetime import date
from typing import Annotated
from uuid import uuid4

import pytest
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.audit.record import record
from backend.core.db import Database, SessionDep, after_commit, get_session
from backend.core.principal import permission
from backend.units.models import Unit, UnitSequence
from tests.conftest import Client

DefaultScope = Annotated[Session, Depends(get_session)]  # what SessionDep is not


def add_unit_without_its_parent(session: Session) -> None:
    """Every statement succeeds; the missing parent is noticed by the commit."""
    sequence = UnitSequence(name="行政", position=1)
    session.add(sequence)
    session.flush()
    session.add(Unit(code="U01", name="某科", sequence_id=sequence.id, parent_id=uuid4(), active_from=date(2020, 1, 1)))
    record(session, "system", "unit.create", "unit", None)
    session.flush()


def saved(database: Database) -> int:
    with database.read() as session:
        return len([*session.execute(select(UnitSequence)), *session.execute(select(AuditEvent))])


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    router = APIRouter()
    own_app.state.done = []

    @router.post("/probe/function-scope", status_code=201)
    @permission("system.info")
    def with_session_dep(session: SessionDep) -> str:
        after_commit(session, lambda: own_app.state.done.append("after"))
        add_unit_without_its_parent(session)
        return "saved"

    @router.post("/probe/default-scope", status_code=201)
    @permission("system.info")
    def with_default_scope(session: DefaultScope) -> str:
        add_unit_without_its_parent(session)
        return "saved"

    @router.post("/probe/good", status_code=201)
    @permission("system.info")
    def good(session: SessionDep) -> str:
        after_commit(session, lambda: own_app.state.done.append("after"))
        session.add(UnitSequence(name="党群", position=2))
        return "saved"

    @router.post("/probe/savepoint", status_code=201)
    @permission("system.info")
    def savepoint(session: SessionDep, fail: bool = False) -> list[object]:
        after_commit(session, lambda: own_app.state.done.append("after"))
        record(session, "system", "unit.create", "unit", None)
        with session.begin_nested():
            session.add(UnitSequence(name="党群", position=2))
        seen = [*own_app.state.done, *session.scalars(select(AuditEvent.seq))]
        if fail:
            raise RuntimeError("after the savepoint")
        return seen

    @router.post("/probe/refused", status_code=201)
    @permission("system.info")
    def refused(session: SessionDep) -> str:
        session.add(UnitSequence(name="党群", position=2))
        session.flush()
        raise RuntimeError("after the flush")

    @router.get("/probe/reading")
    @permission("system.info")
    def reading(session: SessionDep) -> str:
        session.add(UnitSequence(name="党群", position=2))
        session.flush()
        return "written in a GET"

    own_app.include_router(router)
    return own_app


def test_a_failed_commit_is_an_error(client: Client, app: FastAPI) -> None:
    answer = client.post("/probe/function-scope")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert saved(app.state.database) == 0
    assert app.state.done == [], "what waits for the commit does not run"


def test_with_the_default_scope_it_would_be_called_a_success(client: Client, app: FastAPI) -> None:
    """Why SessionDep has scope="function": here the commit comes after the answer."""
    answer = client.post("/probe/default-scope")
    assert (answer.status_code, answer.json()) == (201, "saved")
    assert saved(app.state.database) == 0


def test_a_success_is_saved_before_it_is_answered(client: Client, app: FastAPI) -> None:
    assert client.post("/probe/good").status_code == 201
    assert saved(app.state.database) == 1
    assert app.state.done == ["after"]


def test_a_crash_saves_nothing_and_the_next_one_may_write(client: Client, app: FastAPI) -> None:
    assert client.post("/probe/refused").status_code == 500
    assert saved(app.state.database) == 0
    assert client.post("/probe/good").status_code == 201


def test_the_release_of_a_savepoint_is_no_commit(client: Client, app: FastAPI) -> None:
    assert client.post("/probe/savepoint?fail=true").status_code == 500
    assert (saved(app.state.database), app.state.done) == (0, [])
    answer = client.post("/probe/savepoint")
    assert (answer.status_code, answer.json()) == (201, []), "neither the record nor what waits for the commit"
    assert (saved(app.state.database), app.state.done) == (2, ["after"])


def test_a_get_cannot_write(client: Client, app: FastAPI) -> None:
    assert client.get("/probe/reading").status_code in (500, 503)
    assert saved(app.state.database) == 0
