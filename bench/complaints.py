"""The complaint centre with a million cases: the sweep, the work list and search, whole cases, guesses of codes."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import event, func, select

from backend.auth.policy import Role
from backend.ballots.codes import new_code
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.complaints.records import CaseClock
from backend.complaints.tracking import TrackingUnknown, code_hash, find_by_code
from backend.core.db import Database
from bench.cases import Centre, fill_cases, found_centre
from bench.copies import FIRST_YEAR, road
from bench.databases import Place, log_in, place
from bench.load import drive, get
from bench.report import Row
from tests.serving import Server

CASES: Final = 1_000_000
WHOLE: Final = 200
"""Whole cases, from registration to the search that finds them, in a measurement."""
WORKERS: Final = 4
GUESSES: Final = 400
REQUESTS: Final = 30
TARGET: Final = 100.0  # milliseconds
WAY: Final = ("accept", "dispatch", "sign", "answer", "issue_reply")


def measure(engine: str, cases: int = CASES) -> list[Row]:
    with place(engine) as where:
        centre = found_centre(where)
        rows = [_whole_cases(engine, centre, "empty")]
        fill_cases(centre, cases)
        rows.append(_sweep(engine, where, cases))
        rows.append(_whole_cases(engine, centre, f"{cases:,} cases"))
        rows += _guesses(engine, centre)
        headers = log_in(where, Role.COMPLAINT_LEAD)
        some = _a_case(where.database)
        where.database.close()
        rows += _pages(engine, where, headers, some, cases)
    return rows


def _sweep(engine: str, where: Place, cases: int) -> Row:
    with where.database.read() as session:
        running = session.scalar(select(func.count()).where(CaseClock.stopped_at.is_(None)))
    lasted: list[float] = []
    _time_transactions(where.database, lasted)
    started = time.perf_counter()
    swept = sweep(where.database, where.keys, lambda *_, **__: 0)
    seconds = time.perf_counter() - started
    assert swept.failed == 0, swept
    spread = f"{running:,} clocks run, {sum(swept.steps.values()):,} steps, transactions up to {max(lasted):.2f} s"
    return Row(engine, f"sweep of {cases:,} cases", f"{seconds:.1f} s", spread, "< 60 s", seconds < 60)


def _time_transactions(database: Database, lasted: list[float]) -> None:
    """Note how long each write transaction lasts from now on; for one at a time."""
    began = [0.0]
    event.listen(database.write_engine, "begin", lambda _: began.__setitem__(0, time.perf_counter()))
    event.listen(database.write_engine, "commit", lambda _: lasted.append(time.perf_counter() - began[0]))


def _whole_cases(engine: str, centre: Centre, size: str) -> Row:
    """Each step a transaction of its own, as over HTTP; at the end the case is searched by its number."""
    database, left = centre.where.database, threading.Semaphore(WHOLE)

    def one() -> None:
        while left.acquire(blocking=False):
            with database.write() as session:
                case = centre.register(session)
            for action in WAY:
                with database.write() as session:
                    centre.carry(session, session.get_one(Case, case.id), action)
            with database.read() as session:
                assert session.scalars(select(Case.state).where(Case.number == case.number)).one() is CaseState.REPLIED

    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        for worker in [pool.submit(one) for _ in range(WORKERS)]:
            worker.result()
    rate = WHOLE / (time.perf_counter() - started)
    return Row(engine, f"whole cases, {size}", f"{rate:.1f}/s", f"{len(WAY) + 2} steps each; {_DIGIT[size == 'empty']}")


_DIGIT: Final = {
    True: "DIGIT publishes 37/s on 16 processors",
    False: "DIGIT publishes 6.3/s at 1,000,000 on 16 processors",
}


def _guesses(engine: str, centre: Centre) -> list[Row]:
    """Medians of wrong, unknown and withdrawn codes against that of a right one, turn and turn about."""
    database, keys = centre.where.database, centre.where.keys
    right, withdrawn = new_code(), new_code()
    with database.write() as session:
        for code in (withdrawn, right):  # the second takes the place of the first, as a changed code does
            session.scalars(select(Case).order_by(Case.number).limit(1)).one().code_hash = code_hash(keys, code)
            session.flush()
    tried: Mapping[str, Callable[[], str]] = {
        "right": lambda: right,
        "no code at all": lambda: new_code()[:-1] + "-",
        "unknown": new_code,
        "replaced": lambda: withdrawn,
    }
    times: dict[str, list[float]] = {name: [] for name in tried}
    for _ in range(GUESSES):
        for name, make in tried.items():
            typed = make()
            with database.read() as session:
                session.connection()
                started = time.perf_counter()
                try:
                    find_by_code(session, keys, typed, None)
                except TrackingUnknown:
                    assert name != "right"
                times[name].append(1000 * (time.perf_counter() - started))
    return [
        Row(engine, f"tracking code, {name}", f"{median(found):.2f} ms", f"p95 {sorted(found)[-GUESSES // 20]:.2f} ms")
        for name, found in times.items()
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """A case to be looked for; no copy, whose sealed texts open nowhere but in their template."""

    id: UUID
    number: str
    summary: str
    unit_id: UUID | None


def _a_case(database: Database) -> _Known:
    with database.read() as session:
        handled = select(Case).where(Case.state == CaseState.HANDLING, Case.number < str(FIRST_YEAR))
        case = session.scalars(handled.order_by(Case.number).limit(1)).one()
        return _Known(case.id, case.number, case.summary, case.unit_id)


def _pages(engine: str, where: Place, headers: Mapping[str, str], known: _Known, cases: int) -> list[Row]:
    """The work list, its filters and a case, over HTTP as the lead sees them."""
    base = "/api/v1/complaints"
    paths = {
        "work list": f"{base}?limit=50",
        "work list, last page reached by its filter": f"{base}?limit=50&state=reply_review",
        "search by number": f"{base}?limit=50&q={known.number}",
        "search by category": f"{base}?limit=50&category=slow",
        "search by unit": f"{base}?limit=50&unit={known.unit_id}",
        "search by common words": f"{base}?limit=50&q={quote('施工许可')}",
        "search by rare words": f"{base}?limit=50&q={quote(road(1) + '反映施工许可')}",
        "search by a whole summary": f"{base}?limit=50&q={quote(known.summary)}",
        "case": f"{base}/{known.id}",
    }
    rows = []
    with Server(where.settings) as server:
        for name, path in paths.items():
            measured = drive(server.port, [(get(path, headers),)] * REQUESTS, connections=1)
            assert set(measured.statuses) == {200}, (name, measured.statuses)
            p50, p95 = measured.percentile(0.5), measured.percentile(0.95)
            what = f"{name}, {cases:,} cases"
            rows.append(Row(engine, what, f"{p50:.1f} ms", f"p95 {p95:.1f} ms", f"< {TARGET:.0f} ms", p50 < TARGET))
    return rows
