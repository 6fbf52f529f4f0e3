"""Who reads which comments, and when (security design, section 2 and A16)."""

import csv
import io
from itertools import pairwise
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import select

from backend.auth.policy import Role
from backend.ballots.models import Comment
from backend.comments.models import CommentReview
from tests.comments.commented import CANARIES, FIRST, NEARLY, PHONE, QUEUE, RUDE, SECOND, Commented, Json
from tests.conftest import Client, Login

READS = ("comments", "comments/summary", "comments/counts")
OUTSIDE = ("supervisor", "lead_supervisor", "leader", "liaison")
NEVER = ("sysadmin", "evaluator", "complaint_officer", "complaint_lead")


def statuses(commented: Commented, headers: dict[str, str]) -> set[int]:
    return {commented.get(path, headers).status_code for path in READS}


def test_nobody_reads_before_the_round_is_counted(waiting: Commented, login: Login) -> None:
    people = [login(role, unit_id=waiting.units[0] if role is Role.LIAISON else None) for role in Role]
    for headers in people:
        assert statuses(waiting, headers) <= {403, 404}
    assert waiting.post("close", waiting.office).status_code == 200
    for headers in people:
        assert statuses(waiting, headers) <= {403, 404}
    assert waiting.get("comments/export", waiting.office).status_code == 404


def test_the_four_refusals(commented: Commented, login: Login) -> None:
    """Without login, a role that never reads, a round that is not there, and one that is not published yet."""
    assert statuses(commented, {}) == {401}
    for role in NEVER:
        assert statuses(commented, login(role)) == {403}
    missing = [f"/api/v1/rounds/{uuid4()}/{path}" for path in READS]
    assert {commented.client.get(path, headers=commented.office).status_code for path in missing} == {404}
    for role in OUTSIDE:
        headers = login(role, unit_id=commented.units[0] if role == "liaison" else None)
        assert statuses(commented, headers) == {404}


def test_only_the_office_decides(commented: Commented, login: Login) -> None:
    comment = commented.one("停车")
    writes: list[tuple[str, str, Json]] = [
        ("POST", f"comments/{comment['id']}/decision", {"state": "released"}),
        ("PUT", f"comments/{comment['id']}/topics", {"topics": []}),
        ("POST", "comments/decisions", {"state": "released", "items": [{"id": comment["id"], "version": 1}]}),
        ("POST", "comments/preparation", {}),
    ]
    for role in set(Role) - {Role.OFFICE}:
        headers = login(role, unit_id=commented.units[1] if role is Role.LIAISON else None) | {"If-Match": '"1"'}
        for method, path, body in writes:
            url = f"/api/v1/rounds/{commented.round_id}/{path}"
            assert commented.client.request(method, url, headers=headers, json=body).status_code == 403, (role, path)
        assert commented.client.post("/api/v1/comment-topics", headers=headers, json={"name": "新"}).status_code == 403
    assert commented.one("停车") == comment


def test_the_office_reads_all_and_the_auditor_no_originals(commented: Commented) -> None:
    office, auditor = commented.items(), commented.read(commented.auditor)
    assert sorted(one["text"] for one in office) == sorted(
        text.replace("13800001234", "138****") for text in (*FIRST, *SECOND)
    )
    found = commented.one(PHONE)
    assert found["desk"]["findings"] == 2
    assert [(piece["text"], piece["kind"]) for piece in found["desk"]["original"]] == [
        ("王科长", "name"),
        ("说再打", None),
        ("13800001234", "phone"),
        ("，一直没人接", None),
    ]
    assert not any(canary in auditor.text for canary in CANARIES)
    assert {one["desk"]["original"] for one in auditor.json()["items"]} == {None}
    assert commented.read(commented.auditor, q="13800001234").json()["items"] == []
    assert [event.actor for event in commented.record("comment.read")] != []
    reads = len(commented.record("comment.read"))
    commented.items()
    commented.items(commented.auditor)
    assert len(commented.record("comment.read")) == reads  # once a day for each person


def test_after_publication_readers_get_what_was_released(commented: Commented, login: Login) -> None:
    rude = commented.one(RUDE)
    commented.decided(rude, state="withheld", reason="abuse")
    waits = commented.one("停车")
    items = [
        {"id": one["id"], "version": one["desk"]["version"]}
        for one in commented.items(state="pending")
        if one["id"] != waits["id"]
    ]
    assert (
        commented.post("comments/decisions", commented.office, {"state": "released", "items": items}).status_code == 200
    )
    for headers in (commented.liaison, commented.lead, login("leader")):
        assert commented.read(headers).status_code == 404
        answer = commented.client.get(f"/api/v1/units/{commented.units[0]}/comments", headers=headers)
        assert answer.json() == {"items": []}
    commented.publish()
    own = sorted(text.replace("13800001234", "138****") for text in FIRST if text != RUDE)
    assert sorted(one["text"] for one in commented.items(commented.liaison)) == own
    assert [one["text"] for one in commented.items(commented.other_liaison)] == ["态度很好"]
    for role in ("supervisor", "lead_supervisor", "leader"):
        answer = commented.read(login(role))
        assert sorted(one["text"] for one in answer.json()["items"]) == sorted([*own, "态度很好"])
        assert {one["desk"] for one in answer.json()["items"]} == {None}
        assert not any(canary in answer.text for canary in CANARIES)
    assert len(commented.items(commented.auditor)) == len(FIRST) + len(SECOND)
    assert commented.read(login("liaison")).json()["items"] == []  # of no unit
    # Filters open nothing.
    for query in (
        {"unit_id": commented.units[1]},
        {"state": "withheld"},
        {"state": "pending"},
        {"q": RUDE},
        {"q": CANARIES[0]},
        {"same_as": rude["id"]},
    ):
        assert commented.items(commented.liaison, **query) == []

    # What is released later is added.
    def of_unit(headers: dict[str, str], unit: int) -> list[int]:
        answer = commented.client.get(f"/api/v1/units/{commented.units[unit]}/comments", headers=headers)
        return [one["released"] for one in answer.json()["items"]]

    assert (of_unit(commented.liaison, 0), of_unit(commented.liaison, 1)) == ([5], [])
    assert [of_unit(login("leader"), unit) for unit in range(3)] == [[5], [1], []]
    commented.decided(waits, state="released")
    assert len(commented.items(commented.other_liaison)) == 2
    assert commented.summary(commented.liaison)["progress"] is None
    assert [unit["id"] for unit in commented.summary(commented.liaison)["units"]] == [str(commented.units[0])]


def test_a16_the_order_tells_nothing(app: FastAPI, client: Client, login: Login) -> None:
    """120 comments that came one after the other are listed in another order: by keys drawn at the shuffle."""
    texts = [f"第{number:03}条意见" for number in range(120)]
    commented = Commented(app, client, login, [texts])
    commented.close()
    listed: list[str] = []
    cursor: str | None = None
    while True:
        page = commented.read(limit=50, **({"cursor": cursor} if cursor else {})).json()
        assert page["total"] == 120
        listed += [one["text"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(listed) == texts
    ranks = {text: place for place, text in enumerate(texts)}
    rising = sum(ranks[one] < ranks[other] for one, other in pairwise(listed))
    assert 35 < rising < 85  # 59.5 on average with a standard deviation of 3.2
    with commented.database.read() as session:
        keys = dict(
            session.execute(select(CommentReview.id, Comment.text).join(Comment, Comment.id == CommentReview.id)).all()
        )
    assert listed == [keys[key] for key in sorted(keys)]
    assert commented.read(cursor="AAAA").status_code == 422


def test_filters_of_the_desk(commented: Commented) -> None:
    def texts(**query: Any) -> list[str]:
        return sorted(one["text"] for one in commented.items(**query))

    assert texts(unit_id=commented.units[1]) == sorted(SECOND)
    assert texts(q="停车") == ["停车不方便"]
    assert texts(q="%") == []
    assert texts(found="true") == [PHONE.replace("13800001234", "138****")]
    assert len(texts(found="false")) == 7
    topics = {
        topic["name"]: topic["id"]
        for topic in commented.client.get("/api/v1/comment-topics", headers=commented.office).json()["items"]
    }
    assert texts(topic=topics["服务态度"]) == ["态度很好", "态度很好"]
    assert RUDE in texts(topic="none")
    head = next(one for one in commented.items(q="窗口") if one["desk"]["same_as"] is None)
    assert head["desk"]["alike"] == 2
    assert len(texts(same_as=head["id"])) == 3
    kinds = {one["desk"]["likeness"] for one in commented.items(same_as=head["id"])}
    assert kinds >= {None, "near"}
    assert {QUEUE, NEARLY} < set(texts(same_as=head["id"]))
    for wrong in ({"topic": "nothing"}, {"state": "gone"}, {"unit_id": "1"}, {"order": "time"}, {"q": "x" * 61}):
        assert commented.read(**wrong).status_code == 422, wrong


def test_export(commented: Commented, login: Login) -> None:
    commented.decided(commented.one("停车"), state="released")
    commented.decided(commented.one(PHONE), state="released")
    path = "comments/export?format=csv"
    assert commented.get(path, commented.liaison).status_code == 404
    commented.publish()
    content = commented.get(path, commented.office).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["单位编码", "单位", "意见", "主题"]
    assert [row[2] for row in rows[1:]] == [PHONE.replace("13800001234", "138****"), "停车不方便"]
    own = list(csv.reader(io.StringIO(commented.get(path, commented.other_liaison).content.decode("utf-8-sig"))))
    assert [row[2] for row in own[1:]] == ["停车不方便"]
    assert commented.get("comments/export", commented.office).content[:2] == b"PK"
    for role in ("leader", "supervisor", "auditor"):
        assert commented.get(path, login(role)).status_code == 403
    assert [event.data["comments"] for event in commented.record("comment.export")] == [2, 1, 2]


def test_counts(app: FastAPI, client: Client, login: Login) -> None:
    """Outside the office counts below k are hidden, and the totals that would tell them."""
    commented = Commented(app, client, login, [["态度很好"] * 6 + ["停车不方便"], ["停车不方便"] * 5, ["嗯嗯"] * 5])
    commented.close()

    def table(headers: dict[str, str]) -> tuple[Json, dict[str, Json]]:
        found = commented.get("comments/counts", headers).json()
        names = {topic["id"]: topic["name"] for topic in found["topics"]}
        rows = {
            row["unit"]["short_name"]: {names[cell["topic_id"]]: cell["count"] for cell in row["cells"]}
            | {"total": row["total"], "untitled": row["untitled"]}
            for row in found["units"]
        }
        return {names[cell["topic_id"]]: cell["count"] for cell in found["totals"]}, rows

    exact = (
        {"服务态度": 6, "便民服务": 6},
        {
            "单位01": {"服务态度": 6, "便民服务": 1, "total": 7, "untitled": 0},
            "单位02": {"服务态度": 0, "便民服务": 5, "total": 5, "untitled": 0},
            "单位03": {"服务态度": 0, "便民服务": 0, "total": 5, "untitled": 5},
        },
    )
    assert table(commented.office) == exact
    commented.release_all()
    assert table(commented.auditor) == exact
    commented.publish()
    hidden = (
        {"服务态度": 6, "便民服务": None},
        {**exact[1], "单位01": {"服务态度": 6, "便民服务": None, "total": None, "untitled": 0}},
    )
    assert table(login("leader")) == hidden
    assert table(commented.liaison)[1] == {"单位01": hidden[1]["单位01"]}
