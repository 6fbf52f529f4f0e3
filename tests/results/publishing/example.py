"""Signed example files, and what altering them leads to: what the browser's check is held to (tests/data/publishing).

    PYTHONPATH=. .venv/bin/python -m tests.results.publishing.example

writes them anew after a change of the format.
"""

import copy
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from backend.audit.record import SYSTEM, write_pending
from backend.background import JOB_HANDLERS
from backend.ballots.service import facts
from backend.core.db import Database
from backend.core.keys import Keys
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.migrating import upgrade
from backend.results.publishing.building import Edition, Files, build
from backend.results.publishing.evidence import compared_with, load_evidence
from backend.results.publishing.files import signed_file
from backend.rounds.config import load_config
from backend.rounds.method import canonical
from backend.rounds.models import Round
from backend.rounds.states import transition
from tests.results.publishing.alterations import CASES, Case, Edit
from tests.results.publishing.counted import BADLY, USUAL, fill, open_round
from verify import pingyi_verify

FOLDER = Path(__file__).parents[2] / "data" / "publishing"
UNITS = 3
OWN = Keys({}, "", b"p" * 32, "", {}, "", signing_keys={"k": b"k" * 32}, current_signing_key="k")
STRANGER = Keys({}, "", b"", "", {}, "", signing_keys={"x": b"x" * 32}, current_signing_key="x")
BEYOND_THE_BROWSER = frozenset({"rate", "score", "mean_rate", "lower", "upper", "status", "direction", "first"})
"""Figures that take more than integers."""

Json = dict[str, Any]


def make_files(folder: Path) -> dict[str, dict[str, bytes]]:
    """Public and sealed file of a round of one criterion, of the one that follows it, and of one of three criteria."""
    made = {}
    for criteria, names in ((1, ("single", "later")), (3, ("several",))):
        database = Database(f"sqlite:///{folder / names[0]}.db", before_commit=(write_pending,))
        upgrade(database)
        before: Files | None = None
        for name in names:
            before = _published(database, folder, criteria, before)
            made[name] = {"public": before.public, "sealed": before.sealed}
        database.close()
    return made


def _published(database: Database, folder: Path, criteria: int, before: Files | None) -> Files:
    """The files of a round whose people liked the units less than those of the round before it, if there is one."""
    with database.read() as session:
        earlier = session.scalars(select(Round)).one_or_none()
    round_id, units = open_round(database, OWN.pepper, UNITS, criteria, earlier.id if earlier else None)
    fill(database, round_id, units, criteria, seed=3, liked=BADLY if earlier else USUAL)
    with database.write() as session:
        transition(session, session.get_one(Round, round_id), "close", SYSTEM, facts(session, round_id))
    Worker(database, JOB_HANDLERS, FolderStore(folder)).run_pending()
    with database.read() as session:
        evidence = load_evidence(session, session.get_one(Round, round_id))
        if earlier and before:
            found = compared_with(before.public, before.sealed, load_config(session, earlier.id))
            evidence = replace(evidence, compared_with=found)
        return build(OWN, evidence, Edition(1))


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
    written = [list(edit) for edit in case.edits]
    if case.shadow:
        written.append([["/".join(case.shadow)], public[case.shadow[0]][case.shadow[1]]])
    altered = changed(public, written)
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
    with (
        patch.object(pingyi_verify, "compare", _exact(pingyi_verify.compare)),
        patch.object(pingyi_verify, "check_products", _unblamed(pingyi_verify.check_products)),
    ):
        try:
            report = pingyi_verify.verify(public_bytes, sealed_bytes if case.sealed else None)
            found |= {"altered": sorted(report.altered), "key_id": report.key_id}
        except pingyi_verify.NotAFile:
            found["refused"] = True
    described = {"edits": written, "sealed_edits": case.sealed_edits, "text": case.text, "raw": case.raw}
    return {"name": case.name, "of": case.of, "sealed": case.sealed, **described, **found}


def _unblamed(check_products: Callable[..., Any]) -> Callable[..., Any]:
    """That products fit their counts takes more than integers, too."""
    return lambda report, *arguments: check_products(pingyi_verify.Report(), *arguments)


def _exact(compare: Callable[..., None]) -> Callable[..., None]:
    def exact(report: Any, block: str, published: Any, computed: Json, within: str = "") -> None:
        kept = {name: value for name, value in computed.items() if name not in BEYOND_THE_BROWSER}
        compare(report, block, published, kept, within)

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
