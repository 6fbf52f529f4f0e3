"""Personal data in free text: where it stands, and what kind it is. A pure function, without the database and the web.

It looks for what a machine can know: numbers by their form and their check digits, numbers that a word announces, plates,
rooms. Names it can only guess (`KINDS_HINTED`): these are pointed out and never covered by the program. Numbers that are
everybody's must stay: dates, amounts, service numbers such as 12345, articles of laws.

When in doubt a number is covered, since a person looks at every text and can show it again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class PersonalKind(StrEnum):
    """What was found."""

    EMAIL = "email"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    PLATE = "plate"
    ACCOUNT = "account"  # of WeChat, QQ and the like
    DOCUMENT = "document"  # passport, social security, staff number
    ADDRESS = "address"  # down to the room
    NAME = "name"


KINDS_HINTED: Final = frozenset({PersonalKind.NAME})


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a text: `text[start:end]`; a cover begins at `cover`, so that a phone number keeps its first digits."""

    start: int
    end: int
    kind: PersonalKind
    cover: int

    @property
    def hinted(self) -> bool:
        """Only pointed out, not covered."""
        return self.kind in KINDS_HINTED


_DASHES = "‐‑‒–—―−－─"
_FOLD: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(dash): ord("-") for dash in _DASHES},
    0x3000: ord(" "),
}
_SEP = r"[ \-.·]"
_START, _END = r"(?<![0-9])", r"(?![0-9])"

_EMAIL = re.compile(r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ID_18 = re.compile(rf"{_START}[1-9]\d{{5}}[ -]?\d{{8}}[ -]?\d{{3}}[\dXx](?![0-9A-Za-z])")
_ID_15 = re.compile(rf"{_START}[1-9]\d{{5}}[ -]?\d{{6}}[ -]?\d{{3}}{_END}")
_CARD = re.compile(
    rf"{_START}[3-69](?:\d{{15,18}}|\d{{3}}(?P<by>[ -])\d{{4}}(?P=by)\d{{4}}(?P=by)\d{{4}}(?:(?P=by)\d{{1,3}})?|\d{{5}}[ -]\d{{10,13}}){_END}"
)
_MOBILE = re.compile(
    rf"(?:{_START}(?:\+|00)?86{_SEP}?|{_START})"
    r"(?P<keep>1[3-9]\d)"
    rf"(?:(?P<by>{_SEP}?)\d{{4}}(?P=by)\d{{4}}|{_SEP}\d{{3}}{_SEP}\d{{5}}|\d{_SEP}\d{{4}}{_SEP}\d{{3}})"
    rf"{_END}(?! ?[万亿元])"
)
_MOBILE_BY_DIGIT = re.compile(rf"{_START}(?P<keep>1(?P<by>[ \-.]+)[3-9](?P=by)\d)(?:(?P=by)\d){{8}}{_END}")
_LANDLINE = re.compile(rf"{_START}\(?0[1-9]\d{{1,2}}\)?[ -]?[2-9]\d{{6,7}}(?:[-转]\d{{1,5}})?{_END}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
    r"[A-HJ-NP-Za-hj-np-z][ ·•.\-]?(?=[A-Za-z0-9]{0,4}\d[A-Za-z0-9]*\d)"
    r"[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])"
)

_IS = r"(?:号码?|账号|帐号|群)?(?:是|为)?[ :,]{0,3}"
_ANNOUNCED: Final = (
    (PersonalKind.ACCOUNT, re.compile(rf"(?:微信|威信|[Ww]e[Cc]hat|(?<![A-Za-z])(?:[Vv][Xx]|[Ww][Xx])){_IS}(?P<it>[A-Za-z][A-Za-z0-9_-]{{5,19}}|\d{{6,20}})")),
    (PersonalKind.ACCOUNT, re.compile(rf"(?:(?<![A-Za-z])[Qq]{{2}}|扣扣|企鹅){_IS}(?P<it>[1-9](?:[ -]?\d){{4,10}}){_END}")),
    (PersonalKind.ACCOUNT, re.compile(rf"(?:支付宝|抖音|微博|快手){_IS}(?P<it>[A-Za-z0-9_@.-]{{5,30}})")),
    (PersonalKind.ID_NUMBER, re.compile(rf"身份证{_IS}(?P<it>\d(?:[ -]?[\dXx]){{13,18}})(?![0-9A-Za-z])")),
    (PersonalKind.BANK_CARD, re.compile(rf"(?:银行卡|卡号|银行账户|账户){_IS}(?P<it>\d(?:[ -]?\d){{11,20}}){_END}")),
    (PersonalKind.PHONE, re.compile(rf"(?:电话|手机|座机|联系方式|(?<![A-Za-z])[Tt][Ee][Ll]){_IS}(?P<it>\d(?:[ -]?\d){{6,12}}){_END}")),
    (PersonalKind.DOCUMENT, re.compile(rf"(?:护照|通行证|军官证|驾驶证|驾照|社保卡?|医保卡?|准考证|学号|工号|警号){_IS}(?P<it>[A-Za-z]{{0,3}}\d{{3,20}})(?![0-9A-Za-z])")),
)  # fmt: skip

# 人民路8号院3号楼2单元501室, 5栋302; what has no room or household is the address of an office as often as a home.
_PART = r"\d{1,4}(?:-\d{1,3})?"
_ADDRESS = re.compile(
    rf"{_START}(?:{_PART}(?:号楼|号院|号|栋|幢|座|弄|单元) ?){{1,4}}{_PART}(?:室|户|房)"
    rf"|{_START}{_PART}(?:号楼|栋|幢|座) ?(?:{_PART}单元 ?)?\d{{3,4}}(?![0-9元年月日份号])"
    rf"|(?<=[区苑园里村庭府城])\d{{1,3}}-\d{{1,2}}-\d{{3,4}}室?{_END}"
)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文"
)
_TITLES = (
    "副?(?:局长|科长|处长|主任|书记|所长|队长|站长|股长|镇长|乡长|县长|区长|市长|院长|校长|经理)|科员|主席|会计|老师|医生|警官|法官|"
    "同志|先生|女士|师傅|大姐|大哥"
)
_NAMES: Final = (
    re.compile(rf"(?:欧阳|司马|上官|诸葛|[{_SURNAMES}])(?:{_TITLES})"),
    re.compile(rf"(?:欧阳|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?:同志|先生|女士|老师|警官|法官)"),
    re.compile(
        rf"(?:名叫|名字叫|叫做|姓名[是为:]?|一个叫|那个叫|(?<!百)姓)(?:欧阳|[{_SURNAMES}])[\u4e00-\u9fff某]{{0,2}}"
    ),
    re.compile(rf"[{_SURNAMES}]某{{1,2}}"),
)

_PROVINCES: Final = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def find_personal(text: str) -> list[Found]:
    """The pieces of `text` that look like personal data, in their order; none overlaps another."""
    folded = text.translate(_FOLD)  # one character for one: places stay
    taken: list[Found] = []
    for found in _candidates(folded):
        if all(found.end <= other.start or other.end <= found.start for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _candidates(text: str) -> Iterator[Found]:
    """What is surest first."""
    yield from _plain(_EMAIL, PersonalKind.EMAIL, text)
    yield from _plain(_ID_18, PersonalKind.ID_NUMBER, text, is_id_number)
    yield from _plain(_CARD, PersonalKind.BANK_CARD, text, is_bank_card)
    for pattern in (_MOBILE, _MOBILE_BY_DIGIT):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), PersonalKind.PHONE, match.end("keep"))
    for kind, pattern in _ANNOUNCED:
        for match in pattern.finditer(text):
            start, end = match.span("it")
            yield Found(start, end, kind, start)
    yield from _plain(_ID_15, PersonalKind.ID_NUMBER, text, is_id_number)
    yield from _plain(_LANDLINE, PersonalKind.PHONE, text)
    yield from _plain(_PLATE, PersonalKind.PLATE, text)
    yield from _plain(_ADDRESS, PersonalKind.ADDRESS, text)
    for pattern in _NAMES:
        yield from _plain(pattern, PersonalKind.NAME, text)


def _plain(
    pattern: re.Pattern[str], kind: PersonalKind, text: str, holds: Callable[[str], bool] = lambda _: True
) -> Iterator[Found]:
    for match in pattern.finditer(text):
        if holds(match.group()):
            yield Found(match.start(), match.end(), kind, match.start())


def _bare(number: str) -> str:
    return re.sub(r"[ -]", "", number)


def is_id_number(number: str) -> bool:
    """A number of an identity card, of 18 or of the old 15 places (GB 11643): a province, a day of birth.

    The check digit counts for it and never against it: one wrong digit leaves a number that still leads to a person.
    """
    number = _bare(number).upper()
    if int(number[:2]) not in _PROVINCES:
        return False
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    return _is_day(born) or (len(number) == 18 and has_check_digit(number))


def has_check_digit(number: str) -> bool:
    """Whether the last of 18 places fits the others (GB 11643, ISO 7064 MOD 11-2)."""
    rest = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == number[17]


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= date(2099, 12, 31)


def is_bank_card(number: str) -> bool:
    """16 to 19 digits with the check digit of payment cards (ISO/IEC 7812, Luhn)."""
    digits = [int(digit) for digit in reversed(_bare(number))]
    if not 16 <= len(digits) <= 19:
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
