"""What leaves the centre never tells who complains, however it is typed (complaint design, cases 23 and 27)."""

from typing import Any
from uuid import UUID

import pytest

from backend.complaints import bodies
from backend.complaints.kinds import IdentityMode
from backend.complaints.schemas import ContactIn
from backend.core.errors import InvalidInput
from tests.complaints.conftest import Centre

KNOWN = ContactIn(
    name="钱 示例",
    phone="13712345678",
    id_number="45050119700101990X",
    email="Qian.Shili@example.org",
    address="示范市城南区和平路十八号三单元",
)


def sent(centre: Centre, case_id: UUID, matter: str, **order: Any) -> None:
    lead = bodies.OrderBody(unit_id=centre.units["A"], matter=matter, **order)
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead))


@pytest.mark.parametrize(
    "words",
    [
        "钱示例",
        "钱·示例",
        "钱　示例先生",
        "１３７１２３４５６７８",
        "137-1234-5678",
        "+86 137 1234 5678",
        "137\u200b12345678",
        "45050119700101990x",
        "QIAN.SHILI@EXAMPLE.ORG",
        "ｑｉａｎ.shili＠example.org",
        "住城南区和平路十八号三单元",
        "城南区，和平路十八号",
    ],
)
def test_case_27_the_complainant_is_found_however_it_is_typed(centre: Centre, words: str) -> None:
    case_id, _ = centre.register(contact=KNOWN)
    centre.accept(case_id)
    with pytest.raises(InvalidInput) as refused:
        sent(centre, case_id, f"群众（{words}）反映你单位审批超期，请调查。")
    assert [problem.code for problem in refused.value.errors] == ["identity_in_text"]


@pytest.mark.parametrize(
    "words",
    [
        "金额15,000,000,000元",
        "2026年11月29日12时30分",
        "编号转2026-00001",
        "示范市城南区",
        "和平路",
        "第 137 号文件第 12 条",
    ],
)
def test_what_names_nobody_passes(centre: Centre, words: str) -> None:
    case_id, _ = centre.register(contact=KNOWN)
    centre.accept(case_id)
    sent(centre, case_id, f"群众反映你单位审批超期（{words}），请调查。")


def test_case_23_those_whose_cases_were_merged_are_looked_for_too(centre: Centre) -> None:
    """That the complainant of the master agreed to be named is theirs alone."""
    others = [centre.register(contact=one)[0] for one in (KNOWN, ContactIn(name="孙示例", phone="13811112222"))]
    open_ = {"mode": IdentityMode.OPEN, "contact": ContactIn(name="赵示例", phone="13933334444")}
    master, _ = centre.register(**open_)
    for other in others:
        centre.merge("lead", other, master)
    centre.accept(master)
    for name in ("钱示例", "孙示例"):
        with pytest.raises(InvalidInput):
            sent(centre, master, f"投诉人{name}反映你单位审批超期，请调查。", name_released=True)
    with pytest.raises(InvalidInput):
        sent(centre, master, "投诉人赵示例反映你单位审批超期，请调查。")
    sent(centre, master, "投诉人赵示例反映你单位审批超期，请调查。", name_released=True)
