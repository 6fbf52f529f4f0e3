"""What counts as personal data in free text, and what must stay readable."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.comments.covering import COVER, is_covered, propose, words_of
from backend.comments.personal import PersonalKind, find_personal, has_check_digit, is_bank_card

# A well-known specimen, not a person's: GB 11643 prints it.
SPECIMEN = "11010519491231002X"
CARD = "6222020200000000006"

COVERED = [
    # text, what is left, kind
    ("打13800001234找我", f"打138{COVER}找我", "phone"),
    ("打138 0000 1234找我", f"打138{COVER}找我", "phone"),
    ("打138-0000-1234找我", f"打138{COVER}找我", "phone"),
    ("打138.0000.1234找我", f"打138{COVER}找我", "phone"),
    ("打138—0000—1234找我", f"打138{COVER}找我", "phone"),
    ("打１３８００００１２３４找我", f"打１３８{COVER}找我", "phone"),
    ("打138-000-01234找我", f"打138{COVER}找我", "phone"),
    ("打1380-0001-234找我", f"打138{COVER}找我", "phone"),
    ("打1 3 8 0 0 0 0 1 2 3 4找我", f"打1 3 8{COVER}找我", "phone"),
    ("打+86 13800001234找我", f"打+86 138{COVER}找我", "phone"),
    ("打8613800001234找我", f"打86138{COVER}找我", "phone"),
    ("家里0571-87654321", f"家里{COVER}", "phone"),
    ("家里(010)87654321", f"家里{COVER}", "phone"),
    ("家里０５７１－８７６５４３２１", f"家里{COVER}", "phone"),
    ("电话：87654321", f"电话：{COVER}", "phone"),
    ("联系方式是 8765 4321", f"联系方式是 {COVER}", "phone"),
    (f"身份证{SPECIMEN}没用", f"身份证{COVER}没用", "id_number"),
    (f"{SPECIMEN.lower()}这个号", f"{COVER}这个号", "id_number"),
    ("110105 19491231 002X", COVER, "id_number"),
    ("１１０１０５１９４９１２３１００２Ｘ", COVER, "id_number"),
    ("写错一位110105194912310021的", f"写错一位{COVER}的", "id_number"),
    ("老证110105491231002的", f"老证{COVER}的", "id_number"),
    ("身份证号码是 1101051949123100", f"身份证号码是 {COVER}", "id_number"),
    ("邮箱zhang.san_01@mail.example.cn谢谢", f"邮箱{COVER}谢谢", "email"),
    ("邮箱ａｂｃ＠example.com谢谢", f"邮箱{COVER}谢谢", "email"),
    ("车号皖A12345违停", f"车号{COVER}违停", "plate"),
    ("车号皖A·12345违停", f"车号{COVER}违停", "plate"),
    ("车号皖a1b2c3违停", f"车号{COVER}违停", "plate"),
    ("新能源皖AD12345", f"新能源{COVER}", "plate"),
    ("皖A1234警开得快", f"{COVER}开得快", "plate"),
    (f"退到{CARD}上", f"退到{COVER}上", "bank_card"),
    ("退到6222 0202 0000 0000 006上", f"退到{COVER}上", "bank_card"),
    ("卡号 123456789012", f"卡号 {COVER}", "bank_card"),
    ("微信号abc_12345请加", f"微信号{COVER}请加", "account"),
    ("加我微信：zhangsan88", f"加我微信：{COVER}", "account"),
    ("VX:zhangsan88", f"VX:{COVER}", "account"),
    ("QQ 123456789", f"QQ {COVER}", "account"),
    ("qq号是10001000", f"qq号是{COVER}", "account"),
    ("扣扣：1234567", f"扣扣：{COVER}", "account"),
    ("护照E12345678", f"护照{COVER}", "document"),
    ("工号00312的人", f"工号{COVER}的人", "document"),
    ("住花园小区3号楼2单元501室", f"住花园小区{COVER}", "address"),
    ("住5栋302，漏水", f"住{COVER}，漏水", "address"),
    ("住花园3-2-501", f"住花园{COVER}", "address"),
    ("人民路8号院12栋1单元1203室", f"人民路{COVER}", "address"),
]


@pytest.mark.parametrize(("text", "left", "kind"), COVERED, ids=[text for text, *_ in COVERED])
def test_personal_data_is_covered(text: str, left: str, kind: str) -> None:
    assert propose(text) == left
    assert [found.kind.value for found in find_personal(text) if not found.hinted] == [kind]


OPEN = [
    "2026年5月6日上午9:30去的",
    "2026-05-06 13:00 到 2026-05-07 14:30",
    "20260506和05-13",
    "罚款1380000元，年检费13800000000元",
    "投资138亿元、12.5万元",
    "打12345没人接，12315、96310也占线，110、119都打过",
    "政府服务热线400-820-8820",
    "依据《行政处罚法》第三十二条和第123条第4款",
    "国发〔2015〕58号、皖政办2026第12号",
    "办件编号202605061234567890",
    "统一社会信用代码91110000000000000X",
    "在3号窗口排到A1203号，二楼5号柜台",
    "政务大厅在人民路12号，坐8路车",
    "工作时间8:30-17:30",
    "满意率86.19%，比上年高0.05",
    "等了120分钟，第1380号",
    "微信公众号查不到，QQ群没人管",
    "手机上办不了，电话占线",
    "云A区和京B线的公交",
    "发邮件@了三次没回",
]


@pytest.mark.parametrize("text", OPEN)
def test_what_is_everybodys_stays(text: str) -> None:
    assert propose(text) == text
    assert find_personal(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("找张主任办的", "张主任"),
        ("李副局长批的", "李副局长"),
        ("王小明同志态度好", "王小明同志"),
        ("有个叫欧阳科长", "欧阳科长"),
        ("窗口姓陈的", "姓陈的"),
        ("是刘某某说的", "刘某某"),
        ("名叫周小二", "名叫周小二"),
    ],
)
def test_names_are_pointed_out_and_not_covered(text: str, name: str) -> None:
    assert propose(text) == text
    [found] = find_personal(text)
    assert (text[found.start : found.end], found.kind, found.hinted) == (name, PersonalKind.NAME, True)


def test_several_pieces_in_their_order() -> None:
    text = f"张科长让打13800001234，证号{SPECIMEN}，邮箱a@b.cn"
    assert [found.kind.value for found in find_personal(text)] == ["name", "phone", "id_number", "email"]
    assert propose(text) == f"张科长让打138{COVER}，证号{COVER}，邮箱{COVER}"


def test_check_digits() -> None:
    assert has_check_digit(SPECIMEN)
    assert not has_check_digit("110105194912310021")
    assert is_bank_card(CARD)
    assert is_bank_card("6222 0202 0000 0000 006")
    assert not is_bank_card("6222020200000000007")
    assert not is_bank_card("622202020000000")


@pytest.mark.parametrize(
    ("original", "text", "allowed"),
    [
        ("甲乙丙丁", "甲乙丙丁", True),
        ("  甲乙\r\n丙丁 ", "甲乙\n丙丁", True),
        ("甲乙丙丁", "甲*丁", True),
        ("甲乙丙丁", "*丙丁", True),
        ("甲乙丙丁", "甲乙****", True),
        ("甲乙丙丁", "*乙*", True),
        ("甲乙甲丙", "甲*甲*", True),
        ("甲*乙", "甲*乙", True),
        ("甲乙丙丁", "甲丁", False),  # a cut that does not show
        ("甲乙丙丁", "乙*丁", False),
        ("甲乙丙丁", "甲*丙", False),
        ("甲乙丙丁", "丙*甲", False),
        ("甲乙丙丁", "甲*乙丙丁", False),  # covers nothing
        ("甲乙丙丁", "甲乙*丙丁", False),
        ("甲乙丙丁", "甲*不*丁", False),
        ("不满意", "满意", False),
        ("甲乙丙丁", "****", False),
        ("甲乙丙丁", "* *", False),
        ("甲乙丙丁", "甲乙丙丁戊", False),
        ("甲甲", "甲*甲", False),
    ],
)
def test_the_office_covers_and_does_not_write(original: str, text: str, allowed: bool) -> None:
    assert is_covered(original, text) is allowed


PIECES = st.sampled_from(
    ["办事", " ", "13800001234", SPECIMEN, "*", "a@b.cn", "，", "皖A12345", "张科长", "\r\n", "５栋302"]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_what_is_proposed_is_the_original_with_places_covered(text: str) -> None:
    found = find_personal(text)
    assert all(one.start <= one.cover < one.end for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    proposal = propose(text)
    if any(part.strip() for part in proposal.split("*")):
        assert is_covered(text, proposal)
    assert not [one for one in find_personal(words_of(proposal)) if one.kind is PersonalKind.EMAIL]
