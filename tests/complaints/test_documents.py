"""The notices as Word files and as pages: what they say, whom they never name, and that what is written in them stays text."""

import base64
import hashlib
import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from docx.shared import Mm
from sqlalchemy import select

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import IdentityMode
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent, TransferOrder
from backend.complaints.records_requests import OrderLevel
from backend.complaints.requests import supervision
from backend.complaints.requests.schemas import SupervisionIn
from backend.complaints.schemas import ContactIn
from tests.complaints.conftest import Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel
from tests.conftest import Client, Login

__all__ = ["notices", "travel"]

NAME, PHONE = "司马投诉", "13811112222"
SCRIPT = "<script>alert(1)</script> 忽略以上指示 =cmd|'/c calc'!A1 {{7*7}} &lt;b&gt;"


@pytest.fixture
def centre(centre: Centre, client: Client) -> Centre:
    """The centre with the keys of the application."""
    return replace(centre, keys=client.app.state.keys)


@pytest.fixture
def lead(client: Client, login: Login) -> dict[str, str]:
    return login("complaint_lead")


def registered(centre: Centre, **fields: Any) -> UUID:
    case_id, _ = centre.register(contact=ContactIn(name=NAME, phone=PHONE), **fields)
    return case_id


def paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


class _Page(HTMLParser):
    """The texts of a page's headings and paragraphs, and the names of all its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if tag in ("h1", "p"):
            self.lines.append("")
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open in ("h1", "p"):
            self.lines[-1] += data


def printed(client: Client, lead: dict[str, str], case_id: UUID, kind: str, **body: str) -> list[str]:
    """The lines of the page for printing, which loads nothing and runs nothing."""
    url = f"/api/v1/complaints/{case_id}/documents/{kind}"
    response = client.post(url, json={"format": "html", **body}, headers=lead)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert NAME not in response.text
    assert PHONE not in response.text
    page = _Page()
    page.feed(response.text)
    assert page.elements == {"html", "head", "meta", "title", "style", "body", "main", "h1", "p", "div"}
    style = response.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert f"'sha256-{digest}'" in response.text  # a saved copy keeps the policy
    assert "url(" not in style
    assert "@import" not in style
    return page.lines


def fetch(client: Client, lead: dict[str, str], case_id: UUID, kind: str, **body: str) -> list[str]:
    """The lines of the Word file; the page says the same."""
    response = client.post(f"/api/v1/complaints/{case_id}/documents/{kind}", json=body, headers=lead)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"].startswith("attachment; filename=notice.docx")
    everything = b"".join(_parts(response.content)).decode()
    assert NAME not in everything
    assert PHONE not in everything
    lines = paragraphs(response.content)
    assert printed(client, lead, case_id, kind, **body) == [line for line in lines if line]
    return lines


def _parts(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]


def number_of(centre: Centre, case_id: UUID) -> str:
    return read(centre.database, lambda s: s.get_one(Case, case_id).number)


def test_acceptance(centre: Centre, travel: Travel, client: Client, lead: dict[str, str]) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    centre.accept(case_id)
    found = fetch(client, lead, case_id, "acceptance")
    assert found[0] == "效能投诉受理告知书"
    assert found[1] == f"投诉件编号 {number_of(centre, case_id)}"
    assert "决定自2026年3月2日起予以受理，办理方式为转办" in found[5]
    assert "2026年4月14日" in found[6]
    assert found[-1] == "2026年3月2日"
    events = select(CaseEvent).where(CaseEvent.action == "document")
    written = read(centre.database, lambda s: s.scalars(events.order_by(CaseEvent.seq)).all())
    assert [event.data["format"] for event in written] == ["docx", "html"]
    assert {(event.data["kind"], event.role) for event in written} == {("acceptance", "complaint_lead")}


def test_refusal_says_why_where_to_go_and_until_when_to_object(
    centre: Centre, travel: Travel, client: Client, lead: dict[str, str]
) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    refusal = bodies.RefuseBody(reason="out_of_scope", note=SCRIPT, where_to_go="市信访局")
    centre.move("lead", case_id, "refuse", refusal)
    found = fetch(client, lead, case_id, "refusal")
    assert "不属于效能投诉范围，决定不予受理" in found[4]
    assert found[5] == SCRIPT
    assert "市信访局" in found[6]
    assert "2026年4月1日以前申请复查" in found[7]


@pytest.mark.parametrize("mode", list(IdentityMode))
def test_no_form_of_a_letter_tells_who_complained(
    centre: Centre, travel: Travel, client: Client, lead: dict[str, str], mode: IdentityMode
) -> None:
    """`fetch` looks for name and telephone in both forms; an anonymous letter is addressed like any other."""
    travel("2026-03-02 10:00")
    contact = None if mode is IdentityMode.ANONYMOUS else ContactIn(name=NAME, phone=PHONE)
    case_id, _ = centre.register(mode=mode, contact=contact)
    centre.accept(case_id)
    order = bodies.OrderBody(unit_id=centre.units["A"], matter="有群众反映窗口办件超期")
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=order))
    assert fetch(client, lead, case_id, "acceptance")[3] == "投诉人："
    assert number_of(centre, case_id) not in "".join(fetch(client, lead, case_id, "transfer"))


def test_supplement_lists_everything_at_once(
    centre: Centre, travel: Travel, client: Client, lead: dict[str, str]
) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    asked = bodies.AskSupplementBody(missing=["办理的时间", "窗口号"])
    centre.move("officer", case_id, "ask_supplement", asked)
    found = fetch(client, lead, case_id, "supplement")
    assert found[5:7] == ["1. 办理的时间", "2. 窗口号"]
    assert "2026年3月9日以前" in found[7]


def test_case_74_a_transfer_shows_scripts_as_text_and_nothing_of_the_case(
    centre: Centre, travel: Travel, client: Client, lead: dict[str, str]
) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    centre.accept(case_id)
    order = bodies.OrderBody(unit_id=centre.units["A"], matter=SCRIPT)
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=order))
    found = fetch(client, lead, case_id, "transfer")
    number = read(centre.database, lambda s: s.scalars(select(TransferOrder.number)).one())
    assert found[:2] == ["效能投诉转办函（主办）", number]
    assert found[3] == "测试单位A："
    assert SCRIPT in found
    assert number_of(centre, case_id) not in "".join(found)
    assert fetch(client, lead, case_id, "transfer", number=number) == found
    other = client.post(
        f"/api/v1/complaints/{case_id}/documents/transfer", json={"number": "转2026-99999"}, headers=lead
    )
    assert other.status_code == 409


def test_supervision_by_the_ladder(
    centre: Centre, travel: Travel, notices: Notices, client: Client, lead: dict[str, str]
) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    centre.accept(case_id)
    centre.dispatch(case_id)
    travel("2026-04-22 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    found = fetch(client, lead, case_id, "supervision")
    assert found[0] == "效能投诉督办单"
    assert "办理期限已于2026年4月14日届满" in "".join(found)
    assert number_of(centre, case_id) not in "".join(found)


def test_reminders_and_supervision_orders_carry_their_own_names(
    centre: Centre, travel: Travel, client: Client, lead: dict[str, str]
) -> None:
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    centre.accept(case_id)
    centre.dispatch(case_id)
    names = {OrderLevel.REMIND: "催办单", OrderLevel.SUPERVISE: "督办单", OrderLevel.PUBLIC: "挂牌督办单"}
    for level, name in names.items():
        with centre.desk("supervisor") as desk:
            demand = SupervisionIn(level=level, demand="请加快办理。", within=3)
            number = supervision.issue(desk, case_id, demand).number
        assert printed(client, lead, case_id, "supervision", number=number)[0] == f"效能投诉{name}"
    events = select(CaseEvent.data).where(CaseEvent.action == "document").order_by(CaseEvent.seq)
    written = read(centre.database, lambda s: s.scalars(events).all())
    assert [data["level"] for data in written] == list(names), "so that the history names what was written"


@pytest.mark.parametrize("kind", ["acceptance", "refusal", "supplement", "extension", "transfer", "supervision"])
def test_there_is_no_letter_about_what_did_not_happen(
    centre: Centre, client: Client, lead: dict[str, str], kind: str
) -> None:
    case_id = registered(centre)
    for body in ({}, {"format": "html"}):
        response = client.post(f"/api/v1/complaints/{case_id}/documents/{kind}", json=body, headers=lead)
        assert response.status_code == 409
        assert response.json()["code"] == "document_not_ready"
    events = select(CaseEvent.action).where(CaseEvent.case_id == case_id)
    assert read(centre.database, lambda s: s.scalars(events).all()) == ["register"]


def test_only_who_reads_a_case_writes_about_it(centre: Centre, client: Client, login: Login) -> None:
    case_id = registered(centre)
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        case.officer_id = centre.people["officer"].user_id
    url = f"/api/v1/complaints/{case_id}/documents/acceptance"
    page = {"format": "html"}
    assert client.post(url, json={}).status_code == 401
    assert client.post(url, json=page).status_code == 401
    assert client.post(url, json=page, headers=login("complaint_officer", username="another")).status_code == 404
    assert client.post(url, json=page, headers=login("supervisor", username="watching")).status_code == 403
    assert client.post(url, json={}, headers=login("complaint_officer")).status_code == 404
    for role in ("supervisor", "auditor", "office", "leader"):
        assert client.post(url, json={}, headers=login(role)).status_code == 403
    assert client.post(url, json={}, headers=login("liaison", unit_id=centre.units["A"])).status_code == 403
    own = login("complaint_officer", username="of-the-unit")
    with centre.database.write() as session:
        account = session.scalars(select(UserAccount).where(UserAccount.username == "of-the-unit")).one()
        account.unit_id = centre.units["A"]
    assert client.post(url, json={}, headers=own).status_code == 404


def test_the_page_is_that_of_the_standard(centre: Centre, travel: Travel, client: Client, lead: dict[str, str]) -> None:
    """GB/T 9704-2012: margins 37, 35, 28 and 26 mm, 3号仿宋, the title in 2号小标宋."""
    travel("2026-03-02 10:00")
    case_id = registered(centre)
    centre.accept(case_id)
    response = client.post(f"/api/v1/complaints/{case_id}/documents/acceptance", json={}, headers=lead)
    document = Document(io.BytesIO(response.content))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / Mm(1)) for margin in margins if margin] == [37, 35, 28, 26]
    title, body = document.paragraphs[0].runs[0], document.paragraphs[4].runs[0]
    assert (title.font.name, title.font.size.pt if title.font.size else 0) == ("方正小标宋简体", 22)
    assert (body.font.name, body.font.size.pt if body.font.size else 0) == ("仿宋_GB2312", 16)
