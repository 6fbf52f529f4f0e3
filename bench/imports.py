"""Bringing in a million ratings as one csv file, against the least that any program would do with it."""

import csv
import re
import time
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert, select

from backend.auth.policy import Role
from backend.ballots.models import Intake, Origin
from backend.ballots.packing import pack
from backend.core.db import Database
from backend.core.ids import new_id
from backend.rounds.models import RoundStratum, RoundUnit
from bench.databases import UNITS, answers, fill, log_in, place
from bench.report import Row
from tests.factories import THREE_LEVELS
from tests.serving import Server

RATINGS = 1_000_000
SHEETS = RATINGS // UNITS + 1
LABELS = ("", *(label for label, *_ in THREE_LEVELS))
RATIO = 0.2
MEMORY = 300


def measure(engine: str) -> list[Row]:
    """Upload, check and load through the API of a server with its worker."""
    with place(engine) as where:
        round_id = str(fill(where).round_id)
        path = where.settings.data_dir / "ratings.csv"
        rows = _write_file(path)
        with place(engine) as other:
            simplest = _simplest(other.database, str(fill(other).round_id), path)
        headers = log_in(where, Role.OFFICE)
        where.database.close()
        with Server(where.settings.model_copy(update={"run_worker": True})) as server:
            with httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=120) as http:
                http.get("/units").raise_for_status()
                at_rest = _memory(server, "VmRSS")
                began = time.perf_counter()
                with path.open("rb") as file:
                    entry = _ok(http.post(f"/rounds/{round_id}/imports", files={"file": ("ratings.csv", file)}))
                uploaded = time.perf_counter()
                _job(http, f"/imports/{entry['id']}/check")
                checked = time.perf_counter()
                _job(http, f"/imports/{entry['id']}/load")
                done = time.perf_counter()
                result = _ok(http.get(f"/imports/{entry['id']}"))
                assert (result["state"], result["totals"]["sheets"]) == ("loaded", SHEETS), result["problems"][:3]
            peak = _memory(server, "VmHWM")
    total = done - began
    parts = f"upload {uploaded - began:.1f}, check {checked - uploaded:.1f}, load {done - checked:.1f} s"
    ratio = simplest / total
    return [
        Row(engine, f"import of {rows:,} rows", f"{rows / total:,.0f}/s", parts),
        Row(engine, "the simplest program, same file", f"{rows / simplest:,.0f}/s", f"{simplest:.1f} s"),
        Row(engine, "ratio", f"{ratio:.2f}", "", f">= {RATIO}", ratio >= RATIO),
        Row(
            engine,
            "peak memory of the server",
            f"{peak} MiB",
            f"{at_rest} MiB before",
            f"< {MEMORY} MiB",
            peak < MEMORY,
        ),
    ]


def _write_file(path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(("序号", "层次", "单位", "选项"))
        for sheet in range(SHEETS):
            for unit, answer in enumerate(answers(UNITS), start=1):
                write.writerow((sheet + 1, "ABCDEF"[sheet % 6], f"U{unit:02}", LABELS[answer]))
    return SHEETS * UNITS


def _simplest(database: Database, round_id: str, path: Path) -> float:
    """Seconds to read, pack and insert in one transaction, believing everything that the file says."""
    with database.read() as session:
        units = dict(session.execute(select(RoundUnit.code, RoundUnit.position)).all())
        strata = dict(session.execute(select(RoundStratum.code, RoundStratum.id)).all())
        round_ = session.scalars(select(RoundUnit.round_id)).first()
    options = {label: number for number, label in enumerate(LABELS)}
    began = time.perf_counter()
    sheets: dict[str, tuple[str, list[int]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for respondent, stratum, unit, option in reader:
            sheets.setdefault(respondent, (stratum, [0] * UNITS))[1][units[unit]] = options[option]
    rows = [
        {
            "id": new_id(),
            "round_id": round_,
            "stratum_id": strata[stratum],
            "origin": Origin.IMPORT,
            "batch_id": None,
            "payload": pack(cells, ()),
        }
        for stratum, cells in sheets.values()
    ]
    with database.write() as session:
        session.execute(insert(Intake), rows)
    return time.perf_counter() - began


def _job(http: httpx.Client, path: str) -> None:
    job = _ok(http.post(path, json={} if path.endswith("load") else None))
    while job["state"] not in ("done", "failed"):
        time.sleep(0.05)
        job = _ok(http.get(f"/jobs/{job['id']}"))
    assert job["state"] == "done", job


def _ok(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def _memory(server: Server, name: str) -> int:
    """A figure of the server process in MiB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) // 1024
