"""A counted round with comments on its first units, and the people who read them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import insert, select

from backend.audit.models import AuditEvent
from backend.ballots.models import Intake, Origin
from backend.ballots.packing import pack
from backend.comments.topics import seed_topics
from backend.rounds.models import RoundState, RoundStratum, RoundUnit
from tests.conftest import Client, Login
from tests.results.publishing.counted import Counted, fill, open_round, spend

Json = dict[str, Any]

QUEUE = "窗口排队时间太长了，建议多开一个窗口，方便群众办事"
NEARLY = "窗口排队时间太长，建议多开一个窗口，方便群众办事"
PHONE = "王科长说再打13800001234，一直没人接"
RUDE = "都是一群废物"
FIRST = (QUEUE, "窗口排队时间太长了!建议多开一个窗口 方便群众办事。", NEARLY, PHONE, RUDE, "态度很好")
SECOND = ("停车不方便", "态度很好")
CANARIES = ("13800001234", "001234")


class Commented(Counted):
    """Units 1 and 2 of three have comments; unit 3 has none."""

    def __init__(
        self, app: FastAPI, client: Client, login: Login, comments: Sequence[Sequence[str]] = (FIRST, SECOND)
    ) -> None:
        self.app, self.client, self.login, self.database, self.criteria = app, client, login, app.state.database, 1
        self.office, self.lead, self.auditor = login("office"), login("lead_supervisor"), login("auditor")
        with self.database.write() as session:
            seed_topics(session)
        self.round_id, _ = open_round(self.database, app.state.keys.pepper, 3, 1)
        fill(self.database, self.round_id, 3, 1, 7)
        self.say(comments)
        with self.database.read() as session:
            roll = select(RoundUnit.unit_id).where(RoundUnit.round_id == self.round_id).order_by(RoundUnit.position)
            self.units: list[UUID] = list(session.scalars(roll))
        self.liaison, self.other_liaison = (login("liaison", unit_id=unit) for unit in self.units[:2])

    def say(self, comments: Sequence[Sequence[str]]) -> None:
        """Hand in sheets of the last stratum, which has codes left, each with one comment, in this order."""
        with self.database.write() as session:
            stratum = session.scalars(
                select(RoundStratum.id)
                .where(RoundStratum.round_id == self.round_id)
                .order_by(RoundStratum.position.desc())
            ).first()
            assert stratum is not None
            spend(session, stratum, sum(map(len, comments)))
            session.execute(
                insert(Intake),
                [
                    {
                        "id": uuid4(),
                        "round_id": self.round_id,
                        "stratum_id": stratum,
                        "origin": Origin.WEB,
                        "payload": pack((1, 1, 1), [(unit, text)]),
                    }
                    for unit, texts in enumerate(comments)
                    for text in texts
                ],
            )

    def close(self) -> None:
        assert self.post("close", self.office).status_code == 200
        self.app.state.worker.run_pending()
        assert self.state() is RoundState.TALLIED
        self.keep_all()

    def read(self, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        return self.client.get(f"/api/v1/rounds/{self.round_id}/comments", headers=headers or self.office, params=query)

    def items(self, headers: dict[str, str] | None = None, **query: Any) -> list[Json]:
        answer = self.read(headers, **query)
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def one(self, words: str) -> Json:
        """The office's view of the one comment with these words."""
        [found] = self.items(q=words)
        return found

    def decide(self, comment: Json, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        version = {"If-Match": f'"{comment["desk"]["version"]}"'}
        return self.post(f"comments/{comment['id']}/decision", (headers or self.office) | version, body)

    def decided(self, comment: Json, **body: Any) -> Json:
        answer = self.decide(comment, **body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["ETag"] == f'"{answer.json()["desk"]["version"]}"'
        found: Json = answer.json()
        return found

    def release_all(self) -> None:
        items = [{"id": one["id"], "version": one["desk"]["version"]} for one in self.items(state="pending")]
        answer = self.post("comments/decisions", self.office, {"state": "released", "items": items})
        assert answer.json() == {"decided": len(items)}

    def summary(self, headers: dict[str, str] | None = None) -> Json:
        answer = self.get("comments/summary", headers or self.office)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def record(self, prefix: str = "comment") -> list[AuditEvent]:
        with self.database.read() as session:
            events = select(AuditEvent).where(AuditEvent.action.startswith(prefix)).order_by(AuditEvent.seq)
            return list(session.scalars(events))
