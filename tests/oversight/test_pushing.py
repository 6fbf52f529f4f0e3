"""Taking records in: once by natural key, whole batches, corrections with a reason."""

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.audit.models import AuditEvent
from backend.oversight.models_records import ServiceEvent, ServiceRecord
from backend.oversight.pushing import Pushed, push_many
from tests.oversight.conftest import Json, Oversight, codes_of

CAME = "2026-03-02T10:00:00+08:00"  # a Monday
SOURCE = "approvals"


def row(external_id: str = "N-1", **fields: Any) -> Json:
    return {"external_id": external_id, "unit_code": "U01", "matter_code": "A-1", "received_at": CAME, **fields}


def finished(external_id: str = "N-1", at: str = "2026-03-06T10:00:00+08:00", **fields: Any) -> Json:
    return row(external_id, finished_at=at, result="approved", **fields)


def pushed(desk: Oversight, *rows: Json, source: str = SOURCE) -> list[Pushed]:
    with desk.database.write() as session:
        return push_many(session, source, source, rows)


def outcomes(found: Sequence[Pushed]) -> list[str]:
    return [one.outcome.value for one in found]


def read(desk: Oversight, record_id: UUID | None) -> Json:
    return desk.get(f"/service-records/{record_id}")


def test_the_same_content_again_changes_nothing(desk: Oversight) -> None:
    desk.matter(legal_limit=20)
    first = pushed(desk, row())[0]
    again = pushed(desk, row(received_at="2026-03-02T02:00:00Z", unit_code=" u01 "))[0]
    assert outcomes([first, again]) == ["created", "unchanged"]
    assert first.record_id == again.record_id
    record = read(desk, first.record_id)
    assert (record["version"], record["state"], record["clock"]) == (1, "open", "beyond_law")
    assert (record["due"], record["legal_due"]) == ("2026-03-09T16:00:00Z", "2026-03-30T16:00:00Z")
    assert record["promised_days"] == 5
    assert [event["action"] for event in record["events"]] == ["create"]
    assert outcomes(pushed(desk, row(), source="other")) == ["created"], "another source has numbers of its own"


def test_changed_content_updates_with_an_event(desk: Oversight) -> None:
    desk.matter()
    record_id = pushed(desk, row())[0].record_id
    longer = row(
        extensions=[
            {
                "days": 3,
                "reason": "材料需补充核实",
                "approved_by": "分管副局长",
                "told_in_advance": True,
                "granted_at": "2026-03-06T09:00:00+08:00",
            }
        ]
    )
    assert outcomes(pushed(desk, longer)) == ["updated"]
    assert outcomes(pushed(desk, longer | finished(at="2026-03-12T10:00:00+08:00"))) == ["updated"]
    record = read(desk, record_id)
    assert (record["clock"], record["actual_days"], record["promised_days"]) == ("in_time", 8, 8)
    assert [event["action"] for event in record["events"]] == ["create", "update", "finished"]
    changes = record["events"][1]["data"]["changes"]
    assert changes["due"] == ["2026-03-09T16:00:00+00:00", "2026-03-12T16:00:00+00:00"]
    assert record["events"][0]["actor"] == SOURCE


def test_a_finished_record_is_changed_with_a_reason_only(desk: Oversight) -> None:
    desk.matter()
    record_id = pushed(desk, finished(at="2026-03-11T10:00:00+08:00"))[0].record_id
    better = finished(at="2026-03-09T10:00:00+08:00")
    refused = pushed(desk, better, row())
    assert outcomes(refused) == ["rejected", "rejected"]
    assert [one.problem.code for one in refused if one.problem] == ["correction_needed"] * 2
    assert read(desk, record_id)["clock"] == "late"
    assert outcomes(pushed(desk, better | {"correction": "录入日期有误"})) == ["updated"]
    assert outcomes(pushed(desk, better)) == ["unchanged"], "the reason is no part of the content"
    assert outcomes(pushed(desk, row(correction="尚未办结"))) == ["updated"]
    record = read(desk, record_id)
    assert [event["action"] for event in record["events"]] == ["create", "correct", "correct"]
    assert (record["state"], record["events"][1]["data"]["reason"]) == ("open", "录入日期有误")
    with desk.database.read() as session:
        corrections = session.scalars(
            select(AuditEvent.data).where(AuditEvent.action == "service_record.correct").order_by(AuditEvent.seq)
        ).all()
    assert [data["state"] for data in corrections] == ["finished", "open"]
    assert "录入日期有误" not in str(corrections), "no free text in the sealed record"


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"matter_code": "A-9"}, "/matter_code", "matter_unknown"),
        ({"unit_code": "U02"}, "/matter_code", "matter_unknown"),
        ({"received_at": "2099-01-01T00:00:00+08:00"}, "/received_at", "in_future"),
        ({"received_at": "2026-03-02T10:00:00"}, "/received_at", "timezone_aware"),
        ({"external_id": ""}, "/external_id", "string_too_short"),
        ({"result": "approved"}, "", "value_error"),
        ({"promised_due": "2026-03-01T00:00:00+08:00"}, "", "value_error"),
        ({"applicant": "某人"}, "/applicant", "extra_forbidden"),
        ({"pauses": [{"kind": "holiday", "begin": CAME}]}, "/pauses/0/kind", "enum"),
        (
            {
                "extensions": [
                    {"days": 11, "reason": "x", "approved_by": "y", "told_in_advance": True, "granted_at": CAME}
                ]
            },
            "/extensions",
            "beyond_cap",
        ),
    ],
)
@pytest.mark.one_engine
def test_a_rejected_row_says_where_and_why_and_stops_no_other(
    desk: Oversight, fields: Json, pointer: str, code: str
) -> None:
    desk.matter()
    found = pushed(desk, row("N-1") | fields, row("N-2"))
    assert outcomes(found) == ["rejected", "created"]
    assert found[0].problem is not None
    assert (found[0].problem.pointer, found[0].problem.code) == (pointer, code)
    assert found[0].problem.message.zh


def test_rows_of_one_key_count_in_their_order(desk: Oversight) -> None:
    desk.matter()
    found = pushed(desk, row(), finished(), row(), finished(correction="x"))
    assert outcomes(found) == ["created", "updated", "rejected", "unchanged"]
    assert read(desk, found[0].record_id)["state"] == "finished"


def test_limits_are_those_of_the_day_that_a_record_came_in(desk: Oversight) -> None:
    matter = desk.matter(promised_limit=5)
    record_id = pushed(desk, row())[0].record_id
    tag = {"If-Match": '"1"'}
    desk.send("office", "PATCH", f"/service-matters/{matter['id']}", json={"promised_limit": 1}, headers=tag)
    assert outcomes(pushed(desk, row(on_site=True))) == ["updated"]
    assert read(desk, record_id)["due"] == "2026-03-09T16:00:00Z"
    assert read(desk, pushed(desk, row("N-2"))[0].record_id)["due"] == "2026-03-03T16:00:00Z"


def test_a_record_in_a_statutory_pause_stands_still(desk: Oversight) -> None:
    desk.matter()
    begun = {"kind": "inspection", "begin": "2026-03-04T09:00:00+08:00"}
    record_id = pushed(desk, row(pauses=[begun]))[0].record_id
    assert read(desk, record_id)["clock"] == "paused"
    ended = begun | {"end": "2026-03-06T09:00:00+08:00"}
    assert outcomes(pushed(desk, row(pauses=[ended]))) == ["updated"]
    assert read(desk, record_id)["due"] == "2026-03-11T16:00:00Z"


def test_many_rows_are_one_event_of_the_sealed_record_and_few_statements(desk: Oversight) -> None:
    desk.matter()
    rows = [row(f"N-{number}") for number in range(1_000)]
    statements = []
    from sqlalchemy import event

    engine = desk.database.write_engine
    listener = lambda *_: statements.append(1)  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    assert set(outcomes(pushed(desk, *rows))) == {"created"}
    event.remove(engine, "before_cursor_execute", listener)
    assert len(statements) < 60
    assert set(outcomes(pushed(desk, *rows))) == {"unchanged"}
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ServiceRecord)) == 1_000
        assert session.scalar(select(func.count()).select_from(ServiceEvent)) == 1_000
        told = session.scalars(select(AuditEvent.data).where(AuditEvent.action == "service_record.push")).all()
    assert [(data["created"], data["source"]) for data in told] == [(1_000, SOURCE)]


def test_pushes_at_once_make_one_record(desk: Oversight) -> None:
    desk.matter()
    found: list[str] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        found.extend(outcomes(pushed(desk, row())))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["created", "unchanged", "unchanged", "unchanged"]


def test_the_office_writes_by_hand_and_corrects_with_the_version_it_read(desk: Oversight) -> None:
    desk.matter()
    made = desk.post("/service-records", row())
    assert (made["source"], made["events"][0]["actor"][:2]) == ("manual", "测试")
    assert desk.post("/service-records", row())["version"] == 1, "a double click"
    path = f"/service-records/{made['id']}"
    assert desk.send("office", "PUT", path, json=finished()).status_code == 428
    done = desk.send("office", "PUT", path, json=finished(), headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["state"], done.headers["etag"]) == (200, "finished", '"2"')
    assert desk.send("office", "PUT", path, json=row(), headers={"If-Match": '"1"'}).status_code == 412
    undone = desk.send("office", "PUT", path, json=row(), headers={"If-Match": '"2"'})
    assert codes_of(undone) == [("/correction", "correction_needed")]
    other = desk.send("office", "PUT", path, json=finished("N-9"), headers={"If-Match": '"2"'})
    assert codes_of(other) == [("/external_id", "key_fixed")]
    bad = desk.send("office", "POST", "/service-records", json=row("N-2", matter_code="A-9"))
    assert (bad.status_code, codes_of(bad)) == (422, [("/matter_code", "matter_unknown")])


def test_the_list_is_narrowed_to_the_own_unit_and_by_the_filters(desk: Oversight) -> None:
    desk.matter()
    desk.matter("B-1", unit=1)
    pushed(
        desk,
        row("N-1"),
        finished("N-2"),
        finished("N-3", at="2026-03-20T10:00:00+08:00", received_at="2026-03-03T10:00:00+08:00"),
        row("M-1", unit_code="U02", matter_code="B-1", received_at="2026-04-01T00:00:00+08:00"),
    )

    def numbers(who: str = "office", **query: Any) -> list[str]:
        return [one["external_id"] for one in desk.get("/service-records", who, sort="received_at", **query)["items"]]

    assert sorted(numbers()[:2]) == ["N-1", "N-2"]
    assert numbers()[2:] == ["N-3", "M-1"]
    assert sorted(numbers("liaison")) == ["N-1", "N-2", "N-3"]
    assert numbers("other") == ["M-1"]
    assert numbers(state="finished", late=True) == ["N-3"]
    assert numbers(late=False) == ["N-2"]
    assert numbers(q="M-", source=SOURCE) == ["M-1"]
    assert numbers(received_from="2026-03-03", received_to="2026-03-31") == ["N-3"]
    assert desk.get("/service-records/sources") == {"items": [SOURCE]}
    assert numbers(q="m-") == numbers(q="M-") == ["M-1"], "as in other lists, small letters find capital ones"
    record = desk.get("/service-records", q="M-")["items"][0]
    assert desk.send("liaison", "GET", f"/service-records/{record['id']}").status_code == 404
    assert desk.send("liaison", "POST", "/service-records", json=row()).status_code == 403
    assert desk.client.get("/api/v1/service-records").status_code == 401
