"""Files of a case from upload to deletion: who brings them, who may open them, what a unit gets."""

import json
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.complaints.attachments.models import AttachmentSource, CaseAttachment
from backend.complaints.bodies import IssueReplyBody
from backend.complaints.kinds import IdentityMode
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, RESULT, read
from tests.complaints.test_transfers import dispatched, seat
from tests.complaints.with_files import (
    at,
    files_of,
    in_hand,
    kept,
    name_of,
    release,
    send,
    sent,
    statuses,
    upload,
    uploaded,
    with_officer,
)
from tests.conftest import Login
from tests.files.samples import docx, jpg, mp4


def test_a_file_of_the_complainant_is_for_those_who_work_on_the_case(office: Office, login: Login) -> None:
    case_id, code = with_officer(office)
    (mine,) = sent(office, code, "窗口无人.jpg", jpg())
    assert {key: mine[key] for key in ("name", "kind", "state", "label", "has_copy")} == {
        "name": "窗口无人.jpg", "kind": "jpg", "state": "ready", "label": "已收到", "has_copy": True,
    }  # fmt: skip
    (file,) = files_of(office, case_id, "officer")
    assert (file["id"], file["title"], file["source"], file["brought_by"]) == (
        mine["id"], "附件1", "filing", "投诉人",
    )  # fmt: skip
    assert file["removable"] is False
    copy, original = at(case_id, file, "/copy"), at(case_id, file, "/original")
    listing = f"/complaints/{case_id}/attachments"
    others = {"officer2": 404, "supervisor": 403, "chief": 403, "auditor": 403, "liaison": 403, "head": 403}
    for method, path in (("GET", listing), ("GET", copy), ("POST", original)):
        assert statuses(office, method, path, *others) == others
        assert statuses(office, method, path, "officer", "lead") == {"officer": 200, "lead": 200}
        for role in ("leader", "office", "evaluator", "sysadmin"):
            assert office.client.request(method, f"/api/v1{path}", headers=login(role)).status_code == 403
        assert office.client.request(method, f"/api/v1{path}").status_code == 401


def test_an_answer_with_a_file_is_saved_and_never_shown(office: Office) -> None:
    case_id, code = with_officer(office)
    sent(office, code, "窗口无人.jpg", jpg())
    (file,) = files_of(office, case_id, "officer")
    answer = office.ask("officer", "GET", at(case_id, file, "/copy"))
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    assert name_of(answer.headers["content-disposition"]).endswith("-附件1.jpg")


def test_opening_an_original_is_an_event_and_a_copy_is_none(office: Office) -> None:
    case_id, code = with_officer(office)
    content = jpg()
    sent(office, code, "窗口无人.jpg", content)
    (file,) = files_of(office, case_id, "officer")
    assert office.ask("officer", "GET", at(case_id, file, "/copy")).status_code == 200
    answer = office.ask("officer", "POST", at(case_id, file, "/original"))
    assert (answer.content, name_of(answer.headers["content-disposition"])) == (content, "窗口无人.jpg")
    events = office.get("officer", f"/complaints/{case_id}")["events"]
    opened = [event for event in events if event["action"].endswith("_attachment")]
    assert [(event["action"], event["role"], event["data"]) for event in opened] == [
        ("open_attachment", "complaint_officer", {"attachment": file["id"]})
    ]


def test_a_name_that_could_tell_who_complains_stays_with_the_original(office: Office) -> None:
    for mode, shown in (
        (IdentityMode.CONFIDENTIAL, None),
        (IdentityMode.ANONYMOUS, None),
        (IdentityMode.OPEN, "王某.pdf"),
    ):
        case_id, code = with_officer(office, mode=mode)
        sent(office, code, "王某.pdf")
        uploaded(office, "officer", f"/complaints/{case_id}", "函.docx", docx())
        found = files_of(office, case_id, "officer")
        assert [file["name"] for file in found] == [shown, "函.docx"]
        assert [file["brought_by"] for file in found] == ["投诉人", "测试officer"]


def test_the_complainant_sees_the_own_files_and_no_others(office: Office) -> None:
    case_id, code, order = in_hand(office)
    (mine,) = sent(office, code)
    uploaded(office, "lead", f"/complaints/{case_id}")
    uploaded(office, "liaison", f"/transfers/{order['id']}", content=docx(), name="说明.docx")
    theirs = [file for file in files_of(office, case_id) if file["id"] != mine["id"]]
    assert [file["source"] for file in theirs] == ["centre", "unit"]
    shown = office.client.post("/api/v1/tracking", json={"code": code}).json()
    assert [file["id"] for file in shown["attachments"]] == [mine["id"]]
    _, stranger = office.centre.register()
    assert office.client.post("/api/v1/tracking", json={"code": stranger}).json()["attachments"] == []
    for file, who, status in ((mine, code, 200), (theirs[0], code, 404), (theirs[1], code, 404), (mine, stranger, 404)):
        answer = office.client.post(f"/api/v1/tracking/attachments/{file['id']}/copy", json={"code": who})
        assert answer.status_code == status


def test_u09_a_unit_gets_what_was_released_under_a_neutral_name(office: Office) -> None:
    case_id, code, order = in_hand(office)
    sent(office, code, "我是王某.pdf")
    sent(office, code, "录像.mp4", mp4())
    secret, recording = files_of(office, case_id)
    assert order["attachments"] == []
    assert recording["has_copy"] is False
    listed = release(office, case_id, secret, order)
    assert [entry["transfer_number"] for entry in listed["items"][0]["releases"]] == [order["number"]]
    assert [target["number"] for target in listed["targets"]] == [order["number"]]
    (given,) = office.order()["attachments"]
    assert set(given) == {"id", "sender", "title", "kind", "size", "state", "on", "removable"}
    assert (given["sender"], given["title"], given["removable"], len(given["on"])) == ("officer", "附件1", False, 10)
    assert given["id"] != secret["id"], "two units must not find out that they got the same file"
    path = f"/transfers/{order['id']}/attachments/{given['id']}"
    answer = office.ask("liaison", "GET", path)
    assert name_of(answer.headers["content-disposition"]) == f"{order['number']}-附件1.pdf"
    assert answer.content == office.ask("lead", "GET", at(case_id, secret, "/copy")).content
    people = {"head": 200, "other_liaison": 404, "lead": 403, "supervisor": 403}
    assert statuses(office, "GET", path, *people) == people
    assert office.ask("liaison", "DELETE", path).status_code == 404, "what was handed on is not the unit's to erase"
    refused = office.refused("lead", at(case_id, recording, "/releases"), {"transfer_id": order["id"]}, 409)
    assert refused["code"] == "attachment_no_copy"


def test_a_release_is_in_the_timeline_and_in_the_record_without_a_name(office: Office) -> None:
    case_id, code, order = in_hand(office)
    sent(office, code, "我是王某.pdf")
    (file,) = files_of(office, case_id)
    release(office, case_id, file, order)
    release(office, case_id, file, order)
    assert office.ask("lead", "DELETE", at(case_id, file, f"/releases/{order['id']}")).status_code == 200
    office.refused("lead", at(case_id, file, f"/releases/{order['id']}"), None, 404, "DELETE")
    assert office.order()["attachments"] == []
    events = read(office.centre.database, lambda s: s.scalars(select(CaseEvent).order_by(CaseEvent.seq)).all())
    data = {"attachment": file["id"], "order": order["number"]}
    assert [(event.action, event.data) for event in events if "attach" in event.action] == [
        ("attach_complainant", {"attachment": file["id"]}),
        ("release_attachment", data),
        ("withdraw_attachment", data),
    ]
    assert {event.actor for event in events if event.action == "attach_complainant"} == {"citizen"}
    audit = read(office.centre.database, lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all())
    assert [row.action for row in audit if "attach" in row.action] == [
        "attachment.add",
        "complaint.attach_complainant",
        "complaint.release_attachment",
        "complaint.withdraw_attachment",
    ]
    assert "王某" not in json.dumps([row.data for row in audit], ensure_ascii=False)


def test_only_a_live_order_of_the_case_gets_a_copy(office: Office) -> None:
    seat(office, "other_liaison", "B")
    case_id, code, order = in_hand(office)
    sent(office, code)
    (file,) = files_of(office, case_id)
    _, _, foreign = in_hand(office)
    for wrong in (foreign["id"], str(uuid4())):
        problem = office.refused("lead", at(case_id, file, "/releases"), {"transfer_id": wrong}, 422)
        assert problem["errors"][0]["pointer"] == "/transfer_id"
    release(office, case_id, file, order)
    asked = {"basis": "三定规定第五条", "reason": "不属我单位职责"}
    office.do("liaison", f"/transfers/{order['id']}/returns", asked)
    requests = office.get("lead", f"/complaints/{case_id}/returns")["items"]
    office.do("lead", f"/complaints/{case_id}/returns/{requests[0]['id']}/grant", {"note": "同意"})
    gone = office.get("liaison", f"/transfers/{order['id']}")
    assert (gone["state"], gone["attachments"]) == ("returned", [])
    office.refused("lead", at(case_id, file, "/releases"), {"transfer_id": order["id"]}, 422)


def test_two_units_of_one_case_get_each_its_own(office: Office) -> None:
    seat(office, "other_liaison", "B")
    case_id = dispatched(office, joint="B")
    for order, who in ((office.order(), "liaison"), (office.order("other_liaison"), "other_liaison")):
        office.do(who, f"/transfers/{order['id']}/sign")
    uploaded(office, "lead", f"/complaints/{case_id}", "一.pdf")
    uploaded(office, "lead", f"/complaints/{case_id}", "二.docx", docx())
    first, second = files_of(office, case_id)
    release(office, case_id, second, office.order())
    release(office, case_id, first, office.order("other_liaison"))
    release(office, case_id, second, office.order("other_liaison"))
    assert [file["kind"] for file in office.order()["attachments"]] == ["docx"]
    assert [file["title"] for file in office.order("other_liaison")["attachments"]] == ["附件1", "附件2"]
    uploaded(office, "other_liaison", f"/transfers/{office.order('other_liaison')['id']}", "说明.pdf")
    assert len(office.order()["attachments"]) == 1
    assert [file["brought_by"] for file in files_of(office, case_id)] == ["测试lead", "测试lead", "测试单位B"]


def test_a_unit_attaches_to_its_result_and_the_head_reads_it_first(office: Office) -> None:
    case_id, _ = office.centre.register()
    office.centre.accept(case_id)
    office.centre.dispatch(case_id)
    order = office.order()
    early = upload(office, "liaison", f"/transfers/{order['id']}")
    assert (early.status_code, early.json()["code"]) == (409, "complaint_state")
    order = office.do("liaison", f"/transfers/{order['id']}/sign")
    content = docx()
    shown = uploaded(office, "liaison", f"/transfers/{order['id']}", "整改说明.docx", content)
    (own,) = shown["attachments"]
    assert (own["sender"], own["title"], own["removable"]) == ("unit", "整改说明.docx", True)
    path = f"/transfers/{order['id']}/attachments/{own['id']}"
    assert office.ask("head", "GET", path).content == content
    assert office.ask("other_liaison", "GET", path).status_code == 404
    (file,) = files_of(office, case_id)
    assert (file["name"], file["brought_by"], file["source"]) == ("整改说明.docx", "测试单位A", "unit")
    order = office.draft("liaison", office.get("liaison", f"/transfers/{order['id']}"))
    assert office.approve("head", order).status_code == 200
    assert office.order()["attachments"][0]["removable"] is False
    assert office.ask("liaison", "DELETE", path).status_code == 409
    office.centre.move("lead", case_id, "send_back", NOTE)
    refused = office.ask("liaison", "DELETE", path)
    assert (refused.status_code, refused.json()["code"]) == (409, "attachment_submitted")


def test_what_was_uploaded_by_mistake_is_erased(office: Office) -> None:
    case_id, code, order = in_hand(office)
    before = kept(office)
    uploaded(office, "lead", f"/complaints/{case_id}")
    shown = uploaded(office, "liaison", f"/transfers/{order['id']}")
    sent(office, code)
    theirs, unit, mine = files_of(office, case_id)
    assert kept(office) == before + 6
    release(office, case_id, theirs, order)
    assert office.refused("lead", at(case_id, theirs), None, 409, "DELETE")["code"] == "attachment_handed_on"
    given = next(file for file in office.order()["attachments"] if file["sender"] == "officer")
    assert office.ask("lead", "DELETE", at(case_id, theirs, f"/releases/{order['id']}")).status_code == 200
    assert office.ask("lead", "DELETE", at(case_id, theirs)).status_code == 200
    own = shown["attachments"][0]
    assert office.ask("liaison", "DELETE", f"/transfers/{order['id']}/attachments/{own['id']}").status_code == 200
    for foreign in (unit, mine):
        assert office.refused("lead", at(case_id, foreign), None, 409, "DELETE")["code"] == "attachment_not_own"
    assert kept(office) == before + 2, "erased files are gone from the disk"
    erased = files_of(office, case_id)[0]
    assert (erased["state"], erased["name"], erased["has_copy"]) == ("deleted", None, False)
    for who, method, path in (
        ("lead", "GET", at(case_id, theirs, "/copy")),
        ("lead", "POST", at(case_id, theirs, "/original")),
        ("liaison", "GET", f"/transfers/{order['id']}/attachments/{given['id']}"),
        ("liaison", "GET", f"/transfers/{order['id']}/attachments/{own['id']}"),
    ):
        office.refused(who, path, None, 404, method)
    assert office.order()["attachments"] == []


def test_each_side_has_an_allowance_of_its_own(office: Office) -> None:
    case_id, code, order = in_hand(office)
    for number in range(5):
        sent(office, code, f"{number}.jpg", jpg(40 + number))
    full = send(office, code, "6.jpg", jpg(99))
    assert (full.status_code, full.json()["code"]) == (422, "attachments_too_many")
    again = send(office, code, "4.jpg", jpg(44))
    assert again.status_code == 200, "it is there already"
    choice = {c["action"]: c["reasons"] for c in again.json()["choices"]}
    assert "5 个文件" in choice["attachment"][0]
    uploaded(office, "lead", f"/complaints/{case_id}")
    uploaded(office, "liaison", f"/transfers/{order['id']}")
    assert len(files_of(office, case_id)) == 7


def test_files_come_as_long_as_somebody_works_on_the_case(office: Office) -> None:
    case_id, code, _ = in_hand(office)
    office.centre.move("head", case_id, "answer", RESULT)
    office.centre.move("lead", case_id, "issue_reply", IssueReplyBody(reply="已办结。"))
    sent(office, code)
    office.client.post("/api/v1/tracking/withdrawal", json={"code": code})
    late = send(office, code, "再来.pdf", docx())
    assert (late.status_code, late.json()["code"]) == (409, "complaint_not_now")


def test_files_that_come_later_are_told_apart_from_those_of_the_filing(office: Office) -> None:
    case_id, code = office.centre.register()
    sent(office, code)
    with office.centre.database.write() as session:
        session.get_one(Case, case_id).registered_at -= timedelta(hours=2)
    sent(office, code, "后来.docx", docx())
    found = read(office.centre.database, lambda s: s.scalars(select(CaseAttachment).order_by(CaseAttachment.at)).all())
    assert [row.source for row in found] == [AttachmentSource.FILING, AttachmentSource.COMPLAINANT]
    assert {row.user_id for row in found} == {None}
