"""Case 62: no room left for the database or for files. A complaint is taken in, or refused before a code is shown."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event, text

from tests.complaints.conftest import Centre
from tests.complaints.public.conftest import Citizen
from tests.complaints.public.test_filing import cases
from tests.complaints.with_files import PDF

_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""


@contextmanager
def connections_with(engine: Engine, setting: str) -> Iterator[None]:
    """Every connection of the engine has this setting."""

    def give(connection: Any, _record: object) -> None:
        connection.execute(setting)
        connection.commit()

    event.listen(engine, "connect", give)
    engine.dispose()
    yield
    event.remove(engine, "connect", give)
    engine.dispose()


@contextmanager
def no_room(engine: Engine) -> Iterator[None]:
    """A database that cannot grow: SQLite refuses by itself, PostgreSQL is made to say what it says then."""
    if engine.dialect.name == "sqlite":
        with connections_with(engine, "PRAGMA max_page_count = 1"):  # as many as there are already
            yield
        return
    with engine.begin() as connection:
        connection.execute(text(_FULL))
        connection.execute(text("CREATE TRIGGER no_room BEFORE INSERT ON complaint_case EXECUTE FUNCTION no_room()"))
    yield
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION no_room CASCADE"))


def test_case_62_a_full_database_refuses_before_it_shows_a_code(citizen: Citizen, centre: Centre, app: FastAPI) -> None:
    key = {"Idempotency-Key": secrets.token_hex(16)}
    long = citizen.body(text="材料不全。" * 1_000)
    with no_room(app.state.database.write_engine):
        answers = [citizen.send("/filing", long, **key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [507, 507]
        assert answers[0].json()["title"] == "服务器存储空间不足，没有保存"
        assert not any("tracking_code" in answer.text for answer in answers)
    assert cases(centre) == 0
    assert citizen.send("/filing", long, **key).status_code == 201
    assert cases(centre) == 1


def test_case_62_a_database_that_can_only_be_read_says_so(citizen: Citizen, centre: Centre, app: FastAPI) -> None:
    engine = app.state.database.write_engine
    sqlite = engine.dialect.name == "sqlite"
    with connections_with(engine, "PRAGMA query_only = 1" if sqlite else "SET default_transaction_read_only = on"):
        answer = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": secrets.token_hex(16)})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert answer.json()["detail"] == "数据库目前只能读取，没有保存"
        assert citizen.client.get("/api/v1/filing").status_code == 200
    assert cases(centre) == 0
    citizen.file()


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_case_62_a_full_folder_refuses_files_and_no_complaint(
    reason: int, citizen: Citizen, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder: Path = app.state.files.folder
    send = {"file": ("证据.pdf", PDF)}

    def fail(_descriptor: int) -> None:
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as broken:
        broken.setattr("backend.files.storage.os.fsync", fail)
        code = citizen.file()["tracking_code"]
        headers = {"Tracking-Code": code}
        refused = citizen.client.post("/api/v1/tracking/attachments", files=send, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
        assert citizen.see(code)["attachments"] == []
        assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert citizen.client.post("/api/v1/tracking/attachments", files=send, headers=headers).status_code == 201
