"""What the example files are altered by, for script and browser to judge: see `example.py`."""

from dataclasses import dataclass, field
from typing import Any

KINDS = ("single", "several", "later")
Edit = list[Any]  # [way of keys, value]; without a value: take it out


@dataclass
class Case:
    """A change. `edits` of the public file, `sealed_edits` of the sealed one, `text`: [old, new] in the bytes of the public
    file, `forged`: signed anew by another key, `raw`: other bytes in its place; `sealed`: whether that file is given."""

    name: str
    of: str = "single"
    edits: list[Edit] = field(default_factory=list)
    sealed_edits: list[Edit] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    raw: str | None = None
    forged: bool = False
    sealed: bool = False
    shadow: tuple[str, str] | None = None  # a block that also stands, as it was, under its whole pointer


def edits(of: str, way: str, *value: Any, **more: Any) -> Case:
    keys = [int(key) if key.isdecimal() else key for key in way.split(" ")]
    return Case(f"{way} {value}", of, [[keys, *value]], **more)


COUNT, LABEL = "cells U02 A counts 0 1", '"label":"满意"'
CASES = [
    *(Case(f"untouched {of} {sealed}", of, sealed=sealed) for of in KINDS for sealed in (False, True)),
    *(
        edits(of, *change)
        for of in KINDS
        for change in (
            (COUNT, 1000),
            ("method roll 1 name", "另一个单位"),
            ("method strata 0 weight", "0.6"),
            ("method scale 0 points", "99"),
            ("method scale 1 satisfied", False),
            ("about title", "另一轮"),
            ("about demo", True),
            ("about method_digest", "0" * 64),
            ("about sealed_sha256", "0" * 64),
            ("turnout 0 issued", 51),
            ("overall valid", 1),
            ("overall sheets", 1),
            ("results U02 plain percent", "99.99"),
            ("results U02 rate value", "99.99"),
            ("results U01 n", 1),
            ("cells U01 C", {"counts": [[0, 1, 1, 1, 0]], "percent": "66.7"}),
            ("cells U02 A",),
            ("cells U02", None),
            ("cells", None),
            ("results U03",),
            ("more", "block"),
            ("cells U99", {}),
            ("manifest /about", "0" * 64),
            ("manifest /about",),
            ("manifest /turnout", None),
            ("signature algorithm", "ed25519"),
            ("signature key_id", "0" * 16),
            ("signature value", "00" * 64),
            ("signature value", "00"),
            ("signature value", "zz"),
            ("signature value",),
            ("signature public_key", "00" * 32),
            ("signature public_key", "00"),
        )
    ),
    *(
        edits(of, *change, forged=True)
        for of in KINDS
        for change in (
            ("about title", "另一轮"),
            (COUNT, 1000),
            ("cells U02 A percent", "1.0"),
            ("cells U02 A percent", None),
            ("results U02 plain percent", "99.99"),
            ("results U02 plain numerator", 1),
            ("results U02 plain", None),
            ("results U02 plain_score", "99.99"),
            ("results U02 awareness percent", None),
            ("results U02 dont_know denominator", 1),
            ("results U02 blank numerator", 7),
            ("results U02 criteria 0 percent", "1.00"),
            ("results U02 totals", []),
            ("results U02 ranks rate sequence rank", 9),
            ("results U02 ranks rate all among", 9),
            ("results U02 ranks rate", None),
            ("results U02 ranks score sequence", None),
            ("results U02 rate flags", ["under_represented"]),
            ("results U02 changes", {"rate": {"status": "new", "first": None, "difference": None}}),
            ("results U01 plain percent", "99.99"),
            ("overall plain percent", "99.99"),
            ("overall valid", 1),
            ("overall turnout", "99.9"),
            ("turnout 0 issued", 51),
            ("method scale 1 satisfied", False),
            ("method publication decimals", 3),
        )
    ),
    edits("single", "results U02 n", 1, forged=True),
    edits("later", "results U02 changes rate difference", "+1.00", forged=True),
    edits("later", "results U02 changes rate difference", None, forged=True),
    edits("later", "results U02 changes rate first", "50.00", forged=True),
    edits("later", "results U02 changes", None, forged=True),
    edits("later", "compared_with", None, forged=True),
    edits("later", "compared_with", {}, forged=True),
    edits("single", "compared_with", {}, forged=True, sealed=True),
    edits("later", "results U02 changes rate direction", "up", forged=True),
    edits("later", "results U02 changes rate direction", "sideways", forged=True),
    edits("later", "results U02 changes rate status", "new", forged=True),
    *(
        edits(of, *change, forged=True)
        for of in KINDS
        for change in (
            ("results U02 ranks rate all lower", 0),
            ("results U02 ranks rate sequence upper", 99),
            ("results U02 totals", ["plain"]),
            ("results U02 rate", None),
            ("results U01 plain_score", "50.00"),
            ("results U99", {}),
        )
    ),
    *(
        edits(of, way, value, sealed=sealed, shadow=("results", "U02"))
        for of in KINDS
        for sealed in (False, True)
        for way, value in (("results U02 rate value", "99.99"), ("results U02 plain percent", "1.00"))
    ),
    edits("later", "compared_with title", "另一轮", forged=True, sealed=True),
    edits(
        "single",
        "method publication",
    ),
    edits("single", "results U01 plain percent", "99.99", forged=True, sealed=True),
    edits("single", "overall plain percent", "99.99", forged=True, sealed=True),
    edits("several", "results U02 n", 1, forged=True, sealed=True),
    *(
        Case(f"sealed {way}", of, sealed_edits=[[way, *value]], sealed=True)
        for of in KINDS
        for way, *value in (
            (["cells", "U02", "counts", 0, 0, 1], 1000),
            (["cells", "U01", "counts", 2, 0, 1], 1000),
            (["method", "roll", 1, "name"], "另一个单位"),
            (["turnout", "strata", 0, "web"], 1),
            (["signature", "value"], "00" * 64),
            (["signature", "public_key"], "00" * 32),
            (["about", "version"], 2),
            (["about", "format"], "pingyi-public-1"),
            (["cells", "U03"],),
            (["products", "U02", "rate"], ""),
            (["products", "U03"],),
        )
    ),
    edits("single", "about format", "pingyi-public-2"),
    edits("single", "about format", "pingyi-sealed-1"),
    edits("single", "manifest", []),
    edits(
        "single",
        "signature",
    ),
    Case("a key given twice", text=['"demo":false', '"demo":false,"demo":false']),
    Case("a key of another spelling given twice", text=['"demo":false', '"demo":false,"d\\u0065mo":false']),
    Case("a float", text=['"version":1', '"version":1.0']),
    Case("an exponent", text=['"version":1', '"version":1e0']),
    Case("no number", text=['"version":1', '"version":NaN']),
    Case("infinite", text=['"version":1', '"version":-Infinity']),
    Case("leading zero", text=['"version":1', '"version":01']),
    Case("a huge number", text=['"version":1', '"version":100000000000000000000000000000001']),
    Case("minus nothing", text=['"missing_weight":"0.0"', '"missing_weight":-0']),
    Case("spaces", text=['"version":1', ' "version"\n:\t1\r\n ']),
    Case("other spelling", text=[LABEL, '"label":"\\u6ee1\\u610F"']),
    Case("half a pair", text=[LABEL, '"label":"\\ud800"']),
    Case("a replacement", text=[LABEL, '"label":"\ufffd"']),
    Case("a pair", text=[LABEL, '"label":"\\ud83d\\ude00"']),
    Case("a control character", text=[LABEL, '"label":"\u0001"']),
    Case("an escaped control character", text=[LABEL, '"label":"\\u0001\\u007f\\b\\f\\n\\r\\t\\/\\\\\\""']),
    Case("an unknown escape", text=[LABEL, '"label":"\\x41"']),
    Case("a comma too many", text=['"version":1', '"version":1,']),
    Case(
        "keys out of order",
        text=['{"about":', '{"\U00010000":1,"\ue000":{"\U00010000":1,"\ue000":2},"__proto__":{},"about":'],
    ),
    Case("cut off", text=['"manifest":{', ""]),
    Case("text after it", text=['"value":"', '"value":"0"}}} "']),
    *(
        Case(f"raw {raw[:9]!r}", raw=raw)
        for raw in ("", " ", "[]", "{}", "null", '{"a":', "姓名,满意\n甲,1\n", "[" * 20_000)
    ),
    Case("raw mark of bytes", raw="\ufeff{}"),
]
