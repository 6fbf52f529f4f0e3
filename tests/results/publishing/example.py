"""Signed example files, and what altering them leads to: what the browser's check is held to (tests/data/publishing).

    PYTHONPATH=. .venv/bin/python -m tests.results.publishing.example

writes them anew after a change of the format.
"""

import copy
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from backend.audit.record import SYSTEM, write_pending
from backend.ballots.service import facts
from backend.core.db import Database
from backend.core.keys import Keys
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.main import JOB_HANDLERS
from backend.migrating import upgrade
from backend.results.publishing.building import Edition, build
from backend.results.publishing.files import signed_file
from backend.results.tally import load_tally
from backend.rounds.config import load_config
from backend.rounds.method import canonical
from backend.rounds.models import Round
from backend.rounds.states import transition
from tests.results.publishing.counted import fill, open_round
from verify import pingyi_verify

FOLDER = Path(__file__).parents[2] / "data" / "publishing"
CRITERIA = {"single": 1, "several": 3}
UNITS = 3
OWN = Keys({}, "", b"p" * 32, "", {}, "", signing_keys={"k": b"k" * 32}, current_signing_key="k")
STRANGER = Keys({}, "", b"", "", {}, "", signing_keys={"x": b"x" * 32}, current_signing_key="x")
BEYOND_THE_BROWSER = frozenset({"rate", "score", "mean_rate"})
"""Figures that take more than integers."""

Json = dict[str, Any]
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


def edits(of: str, way: str, *value: Any, **more: Any) -> Case:
    keys = [int(key) if key.isdecimal() else key for key in way.split(" ")]
    return Case(f"{way} {value}", of, [[keys, *value]], **more)


COUNT, LABEL = "cells U02 A counts 0 1", '"label":"满意"'
CASES = [
    *(Case(f"untouched {of} {sealed}", of, sealed=sealed) for of in CRITERIA for sealed in (False, True)),
    *(
        edits(of, *change)
        for of in CRITERIA
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
        for of in CRITERIA
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
    edits(
        "single",
        "method publication",
    ),
    edits("single", "results U01 plain percent", "99.99", forged=True, sealed=True),
    edits("several", "results U02 n", 1, forged=True, sealed=True),
    *(
        Case(f"sealed {way}", of, sealed_edits=[[way, *value]], sealed=True)
        for of in CRITERIA
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


def make_files(folder: Path) -> dict[str, dict[str, bytes]]:
    """Public and sealed file of a round of one criterion, and of one of three, the same each time."""
    made = {}
    for name, criteria in CRITERIA.items():
        database = Database(f"sqlite:///{folder / name}.db", before_commit=(write_pending,))
        upgrade(database)
        round_id = open_round(database, OWN.pepper, UNITS, criteria)
        fill(database, round_id, UNITS, criteria, seed=3)
        with database.write() as session:
            transition(session, session.get_one(Round, round_id), "close", SYSTEM, facts(session, round_id))
        Worker(database, JOB_HANDLERS, FolderStore(folder)).run_pending()
        with database.read() as session:
            config, row = load_config(session, round_id), session.get_one(Round, round_id)
            files = build(OWN, config, load_tally(session, config), row.method or {}, Edition(1), demo=False)
        database.close()
        made[name] = {"public": files.public, "sealed": files.sealed}
    return made


def changed(content: Json, changes: list[Edit]) -> Json:
    content = copy.deepcopy(content)
    for way, *value in changes:
        place: Any = content
        for key in way[:-1]:
            place = place[key]
        if value:
            place[way[-1]] = value[0]
        else:
            del place[way[-1]]
    return content


def verdict(case: Case, files: dict[str, bytes]) -> Json:
    """The case with what the script says of it, but for the figures that the browser does not compute."""
    public, sealed = json.loads(files["public"]), json.loads(files["sealed"])
    altered = changed(public, case.edits)
    written = [list(edit) for edit in case.edits]
    if case.forged:
        altered = json.loads(
            signed_file(STRANGER, {k: v for k, v in altered.items() if k not in ("manifest", "signature")})
        )
        written += [[["manifest"], altered["manifest"]], [["signature"], altered["signature"]]]
    public_bytes = canonical(altered) if written else files["public"]
    if case.text:
        old, new = case.text
        assert old in files["public"].decode(), case.name
        public_bytes = files["public"].decode().replace(old, new, 1).encode()
    if case.raw is not None:
        public_bytes = case.raw.encode()
    sealed_bytes = canonical(changed(sealed, case.sealed_edits)) if case.sealed_edits else files["sealed"]
    found: Json = {"refused": False, "altered": []}
    with patch.object(pingyi_verify, "compare", _exact(pingyi_verify.compare)):
        try:
            report = pingyi_verify.verify(public_bytes, sealed_bytes if case.sealed else None)
            found |= {"altered": sorted(report.altered), "key_id": report.key_id}
        except pingyi_verify.NotAFile:
            found["refused"] = True
    described = {"edits": written, "sealed_edits": case.sealed_edits, "text": case.text, "raw": case.raw}
    return {"name": case.name, "of": case.of, "sealed": case.sealed, **described, **found}


def _exact(compare: Callable[..., None]) -> Callable[..., None]:
    def exact(report: Any, pointer: str, published: Any, computed: Json) -> None:
        kept = {name: value for name, value in computed.items() if name not in BEYOND_THE_BROWSER}
        compare(report, pointer, published, kept)

    return exact


def make_all() -> dict[str, bytes]:
    """Every file of the folder by its name."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_files(Path(folder))
    verdicts = [verdict(case, made[case.of]) for case in CASES]
    lines = ",\n".join(json.dumps(one, ensure_ascii=True) for one in verdicts)
    found = {f"{name}.{kind}.json": data for name, files in made.items() for kind, data in files.items()}
    return {**found, "cases.json": f"[\n{lines}\n]\n".encode()}


if __name__ == "__main__":
    for name, data in make_all().items():
        (FOLDER / name).write_bytes(data)
