"""Releasing, covering, withholding: what is kept, what is refused, and that the record has no words."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backend.ballots.models import Comment
from backend.comments.models import CommentReview
from tests.comments.commented import CANARIES, FIRST, PHONE, RUDE, SECOND, Commented, Json

COVERED = PHONE.replace("13800001234", "138****")


def originals(commented: Commented) -> list[str]:
    with commented.database.read() as session:
        return sorted(session.scalars(select(Comment.text)))


def test_the_office_covers_more_and_the_original_stays(commented: Commented) -> None:
    text = COVERED.replace("王科长", "****")
    done = commented.decided(commented.one(PHONE), state="released", text=text)
    assert (done["text"], done["desk"]["state"], done["desk"]["version"]) == (text, "released", 2)
    assert done["desk"]["decided"]["decided_by"].startswith("测试office")
    assert originals(commented) == sorted((*FIRST, *SECOND))
    again = commented.decided(done, state="withheld", reason="personal_data", words="遮盖后仍能认出")
    assert again["desk"]["decided"]["reason"] == "personal_data"
    assert [(one["state"], one["text"]) for one in again["desk"]["earlier"]] == [("released", text)]
    back = commented.decided(again, state="released")
    assert [one["state"] for one in back["desk"]["earlier"]] == ["released", "withheld"]
    assert (back["text"], back["desk"]["decided"]["reason"]) == (text, None)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"state": "released", "text": "一直有人接，很满意"}, "/text", "not_covered"),
        ({"state": "released", "text": "****"}, "/text", "not_covered"),
        ({"state": "released", "text": "王科长说，一直没人接"}, "/text", "not_covered"),
        ({"state": "released", "reason": "abuse"}, "/reason", "reason_not_needed"),
        ({"state": "withheld"}, "/reason", "reason_needed"),
        ({"state": "withheld", "reason": "other"}, "/words", "words_needed"),
        ({"state": "withheld", "reason": "other", "words": "不好听"}, "/words", "words_needed"),
        ({"state": "withheld", "reason": "abuse", "text": COVERED}, "/text", "text_not_needed"),
        ({"state": "withheld", "reason": "critical"}, "/reason", "enum"),
        ({"state": "pending"}, "/state", "enum"),
        ({"state": "released", "topics": [str(uuid4())]}, "/topics/0", "unknown_topic"),
        ({"state": "released", "note": "x"}, "/note", "extra_forbidden"),
    ],
)
def test_what_is_refused_changes_nothing(commented: Commented, body: Json, pointer: str, code: str) -> None:
    before = commented.one(PHONE)
    answer = commented.decide(before, **body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
    assert not any(canary in answer.text for canary in CANARIES)
    assert commented.one(PHONE) == before


def test_versions(commented: Commented) -> None:
    comment = commented.one("停车")
    path = f"comments/{comment['id']}/decision"
    assert commented.post(path, commented.office, {"state": "released"}).status_code == 428
    commented.decided(comment, state="released")
    assert commented.decide(comment, state="withheld", reason="empty").status_code == 412
    assert commented.one("停车")["desk"]["state"] == "released"
    unknown = {**comment, "id": str(uuid4())}
    assert commented.decide(unknown, state="released").status_code == 404


def test_two_people_at_once(commented: Commented) -> None:
    comment = commented.one("停车")
    bodies: list[Json] = [{"state": "released"}, {"state": "withheld", "reason": "empty"}] * 3
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda body: commented.decide(comment, **body).status_code, bodies))
    assert sorted(found) == [200] + [412] * 5
    assert commented.one("停车")["desk"]["version"] == 2


def test_c08_several_alike_all_or_none(commented: Commented) -> None:
    def seen(comments: list[Json]) -> list[Json]:
        return [{"id": one["id"], "version": one["desk"]["version"]} for one in comments]

    def send(items: list[Json], **body: str) -> tuple[int, Json]:
        answer = commented.post("comments/decisions", commented.office, {"items": items, **body})
        return answer.status_code, answer.json()

    clear = commented.items(state="pending", found="false")
    assert len(clear) == 7
    items = seen(clear)
    stale = commented.one("停车")
    commented.decided(stale, state="withheld", reason="unrelated")
    status, problem = send(items, state="released")
    assert (status, problem["current"]) == (412, {"stale": [stale["id"]]})
    assert {one["desk"]["state"] for one in commented.items(unit_id=commented.units[0])} == {"pending"}
    items = [item for item in items if item["id"] != stale["id"]]
    assert send([*items, {"id": str(uuid4()), "version": 1}], state="released")[0] == 404
    assert send([*items, items[0]], state="released")[0] == 422
    assert send([], state="released")[0] == 422
    assert send(items, state="withheld")[0] == 422
    assert commented.summary()["progress"]["pending"] == 7
    assert send(items, state="released") == (200, {"decided": 6})
    assert send(items, state="released")[0] == 412
    progress = commented.summary()["progress"]
    assert progress == {
        "total": 8,
        "pending": 1,
        "released": 6,
        "withheld": 1,
        "unprepared": 0,
        "clear": 0,
        "reasons": [{"reason": "unrelated", "count": 1}],
    }


def test_what_a_unit_has_read_is_taken_back_for_protection_only(commented: Commented) -> None:
    commented.release_all()
    commented.publish()
    comment = commented.one("停车")
    answer = commented.decide(comment, state="withheld", reason="unrelated")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_handed_over")
    assert len(commented.items(commented.other_liaison)) == 2
    commented.decided(comment, state="withheld", reason="personal_data")
    assert len(commented.items(commented.other_liaison)) == 1


def test_decisions_do_not_hold_up_publication(commented: Commented) -> None:
    commented.publish()
    assert commented.items(commented.liaison) == []
    assert commented.summary()["progress"]["pending"] == 8


def test_the_record_has_no_words(commented: Commented) -> None:
    commented.decided(commented.one(PHONE), state="released", text=COVERED.replace("王科长", "****"))
    commented.decided(commented.one(RUDE), state="withheld", reason="other", words="整条都是辱骂的话")
    commented.items(q="一直没人接")
    commented.publish()
    assert commented.get("comments/export", commented.office).status_code == 200
    events = commented.record()
    assert [event.action for event in events if event.action != "comment.read"] == [
        "comment.prepare",
        "comment.decide",
        "comment.decide",
        "comment.export",
    ]
    said = str([event.data for event in events])
    for words in (*CANARIES, "一直没人接", "王科长", "废物", "辱骂", "138"):
        assert words not in said
    assert {UUID(one.data["round_id"]) for one in events if one.action == "comment.decide"} == {commented.round_id}


def test_preparing_again_and_for_rounds_counted_before(commented: Commented) -> None:
    """Comments without a review (a round counted by an earlier version) are prepared on demand, the others stay."""
    commented.decided(commented.one("停车"), state="released")
    assert commented.post("comments/preparation", commented.office).json()["code"] == "already_prepared"
    with commented.database.write() as session:
        for review in session.scalars(
            select(CommentReview)
            .where(CommentReview.unit_id == commented.units[0])
            .order_by(CommentReview.same_as.is_(None))
        ):
            session.delete(review)
            session.flush()
    assert commented.summary()["progress"]["unprepared"] == len(FIRST)
    for _ in range(2):
        assert commented.post("comments/preparation", commented.office).status_code == 202
    commented.app.state.worker.run_pending()
    progress = commented.summary()["progress"]
    assert (progress["unprepared"], progress["pending"], progress["released"]) == (0, 7, 1)


def test_topics(commented: Commented) -> None:
    headers = commented.office

    def topics() -> dict[str, Json]:
        items = commented.client.get("/api/v1/comment-topics", headers=headers).json()["items"]
        return {topic["name"]: topic for topic in items}

    def patch(topic: Json, version: int | None = None, **body: object) -> tuple[int, Json]:
        tag = {"If-Match": f'"{version or topic["version"]}"'}
        answer = commented.client.patch(f"/api/v1/comment-topics/{topic['id']}", headers=headers | tag, json=body)
        return answer.status_code, answer.json()

    def code(comment: Json, *ids: str) -> tuple[int, Json]:
        tag = {"If-Match": f'"{comment["desk"]["version"]}"'}
        url = f"/api/v1/rounds/{commented.round_id}/comments/{comment['id']}/topics"
        answer = commented.client.put(url, headers=headers | tag, json={"topics": ids})
        return answer.status_code, answer.json()

    assert list(topics()) == [
        "服务态度",
        "办事效率",
        "依法办事",
        "政务公开",
        "廉洁自律",
        "工作作风",
        "便民服务",
        "其他",
    ]
    added = commented.client.post(
        "/api/v1/comment-topics", headers=headers, json={"name": "停车", "keywords": ["停车", "停车"]}
    )
    assert (added.status_code, added.json()["keywords"]) == (201, ["停车"])
    assert commented.client.post("/api/v1/comment-topics", headers=headers, json={"name": "停车"}).status_code == 422
    parking, attitude = added.json(), topics()["服务态度"]
    comment = commented.one("停车")
    status, coded = code(comment, parking["id"], attitude["id"], parking["id"])
    assert status == 200
    assert [topic["name"] for topic in coded["topics"]] == ["服务态度", "停车"]
    assert code(comment, parking["id"])[0] == 412
    # A retired topic stays where it is and is given to no other comment.
    assert patch(parking, name="服务态度")[0] == 422
    assert patch(parking, name="停车难", active=False)[0] == 200
    assert patch(parking, active=True)[0] == 412
    assert code(coded, parking["id"])[0] == 200
    status, problem = code(commented.one(RUDE), parking["id"])
    assert (status, problem["errors"][0]["code"]) == (422, "unknown_topic")
    assert [topic["name"] for topic in commented.one("停车")["topics"]] == ["停车难"]
    done = commented.decided(commented.one("停车"), state="released", topics=[attitude["id"]])
    assert [topic["name"] for topic in done["topics"]] == ["服务态度"]
