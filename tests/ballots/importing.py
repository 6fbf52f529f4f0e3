"""The office at its desk with a file of answers: two units, two strata, the scale 满意 基本满意 不满意 不了解."""

from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import Select, select

from backend.audit.models import AuditEvent
from backend.ballots.models import Batch, Intake, Sheet
from backend.core.db import Database
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.rounds.models import Round, RoundState, RoundStratum
from tests.conftest import Client, Login
from tests.factories import make_codes, make_round, make_units

Json = dict[str, Any]

LONG = """序号,层次,单位,选项
1,A,U01,满意
1,A,U02,基本满意
2,B,U02,
2,B,U01,不了解
3,A,测试单位01,不满意
"""


class Desk:
    """Speaks HTTP as the office; jobs run when `work` is called."""

    def __init__(self, app: FastAPI, client: Client, login: Login, *, units: int = 2, criteria: int = 1) -> None:
        self.app = app
        self.client = client
        self.database: Database = app.state.database
        self.files: FolderStore = app.state.files
        self.worker: Worker = app.state.worker
        self.headers = login("office")
        with self.database.write() as session:
            row = make_round(
                session,
                make_units(session, units),
                strata=(("A", Decimal(1)), ("B", Decimal(2))),
                criteria=criteria,
            )
            self.round_id = row.id
        with self.database.read() as session:
            strata = session.scalars(select(RoundStratum).where(RoundStratum.round_id == self.round_id))
            self.strata = {stratum.code: stratum.id for stratum in strata}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def upload(self, content: str | bytes, name: str = "测评表.csv", **fields: Any) -> httpx.Response:
        data = content.encode() if isinstance(content, str) else content
        form = {key: str(value) for key, value in fields.items()}
        return self.send("POST", f"/rounds/{self.round_id}/imports", files={"file": (name, data)}, data=form)

    def uploaded(self, content: str | bytes = LONG, name: str = "测评表.csv", **fields: Any) -> Json:
        return ok(self.upload(content, name, **fields), 201)

    def get(self, import_id: str) -> Json:
        return ok(self.send("GET", f"/imports/{import_id}"))

    def work(self) -> int:
        return self.worker.run_pending()

    def checked(self, content: str | bytes = LONG, name: str = "测评表.csv", **fields: Any) -> Json:
        """Upload, take the suggested mapping, check."""
        import_id = self.uploaded(content, name, **fields)["id"]
        ok(self.send("POST", f"/imports/{import_id}/check"), 202)
        self.work()
        return self.get(import_id)

    def loaded(self, content: str | bytes = LONG, name: str = "测评表.csv", **fields: Any) -> Json:
        import_id = self.checked(content, name, **fields)["id"]
        ok(self.send("POST", f"/imports/{import_id}/load"), 202)
        self.work()
        return self.get(import_id)

    def problems(self, content: str | bytes, name: str = "测评表.csv", **fields: Any) -> list[tuple[int, str, str]]:
        """Row, column and code of everything wrong with a file; it is rejected, and nothing has changed."""
        found = self.checked(content, name, **fields)
        assert found["state"] == "rejected"
        assert found["problem_count"] == len(found["problems"])
        refused = self.send("POST", f"/imports/{found['id']}/load")
        assert (refused.status_code, refused.json()["code"]) == (409, "import_state")
        assert self.work() == 0
        assert self.sheets() == Counter()
        assert self.batches() == []
        return [(problem["row"], problem["column"], problem["code"]) for problem in found["problems"]]

    def sheets(self) -> Counter[tuple[str, bytes]]:
        """Stratum and packed answers of all waiting sheets."""
        return self._count(select(Intake.stratum_id, Intake.payload).where(Intake.round_id == self.round_id))

    def packed(self) -> Counter[tuple[str, bytes]]:
        """The same of all sheets of the closed round."""
        return self._count(select(Sheet.stratum_id, Sheet.answers).where(Sheet.round_id == self.round_id))

    def _count(self, statement: Select[Any]) -> Counter[tuple[str, bytes]]:
        codes = {stratum_id: code for code, stratum_id in self.strata.items()}
        with self.database.read() as session:
            return Counter((codes[stratum_id], payload) for stratum_id, payload in session.execute(statement))

    def batches(self) -> list[Json]:
        items: list[Json] = ok(self.send("GET", f"/rounds/{self.round_id}/batches?sort=number"))["items"]
        return items

    def stored(self) -> int:
        """How many files lie in the store."""
        return len(list(self.files.kept()))

    def events(self, object_id: str) -> list[str]:
        """The actions recorded for an object, in order."""
        with self.database.read() as session:
            events = select(AuditEvent.action).where(AuditEvent.object_id == UUID(object_id)).order_by(AuditEvent.seq)
            return list(session.scalars(events))

    def codes(self, **counts: int) -> None:
        """`codes(A=50)`: issue as many codes to these strata."""
        with self.database.write() as session:
            round_ = session.get_one(Round, self.round_id)
            for code, count in counts.items():
                stratum = session.get_one(RoundStratum, self.strata[code])
                make_codes(session, round_, stratum, count, self.app.state.keys.pepper)

    def close(self) -> None:
        """End the round, without what follows."""
        with self.database.write() as session:
            round_ = session.get_one(Round, self.round_id)
            round_.closed_at = round_.opened_at
            round_.state = RoundState.CLOSED

    def batch_states(self) -> list[str]:
        with self.database.read() as session:
            return [str(state) for state in session.scalars(select(Batch.state).order_by(Batch.number))]


def ok(response: httpx.Response, status: int = 200) -> Json:
    assert response.status_code == status, response.text
    body: Json = response.json()
    return body
