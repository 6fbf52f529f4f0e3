"""Codes and sheets of published rounds go, and what was published can still be checked (P01)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.models import BallotCode, BallotWindow, Sheet
from backend.ballots.turnout import count_by_stratum
from backend.config import Settings
from backend.core.db import Database
from backend.files.storage import FolderStore
from backend.results.models import TallyProducts
from backend.retention.running import look, run
from backend.rounds.models import Round, RoundStratum
from tests.complaints.timetravel import Travel
from tests.complaints.timetravel import travel as jump
from tests.conftest import Client, Login
from tests.factories import make_codes
from tests.results.publishing.counted import Counted
from tests.security.retaining import YEAR, counts, events, files, keeping_of, published, settings, travel
from verify.pingyi_verify import verify

__all__ = ["files", "jump", "published", "settings", "travel"]  # fixtures


def test_p01_codes_and_sheets_go_and_results_stay(
    published: Counted, client: Client, login: Login, settings: Settings, files: FolderStore, travel: Travel
) -> None:
    """90 days after the publication. What is published, compared and counted is what it was, and can be checked."""
    database: Database = client.app.state.database
    round_id = UUID(str(published.round_id))
    pages = ("results", "turnout", "codes", "comparisons?outcome=rate")

    def read() -> list[tuple[int, str]]:
        headers = login("office")
        answers = [client.get(f"/api/v1/rounds/{round_id}/{page}", headers=headers) for page in pages]
        return [(answer.status_code, answer.text) for answer in answers]

    with database.write() as session:
        stratum = session.scalars(select(RoundStratum).where(RoundStratum.round_id == round_id)).first()
        assert stratum is not None
        make_codes(session, session.get_one(Round, round_id), stratum, 30, b"p" * 32)
        before_counts = count_by_stratum(session, round_id)
        codes = session.scalars(select(func.count()).select_from(BallotCode)).one()
        sheets = session.scalars(select(func.count()).select_from(Sheet)).one()
    assert sheets > 0
    assert [status for status, _ in read()] == [200] * len(pages)
    before, public, sealed = read(), published.public(), published.sealed()
    signed_in = settings.model_copy(update={"keep_sessions_days": 36_500})
    keeping = keeping_of(client, signed_in, files)
    assert {"codes", "sheets"} & counts(run(keeping)).keys() == set(), "not yet"

    travel(datetime.now(UTC) + timedelta(days=91))
    assert counts(look(keeping)) == {"codes": codes, "sheets": sheets}
    done = run(keeping)
    travel(datetime.now(UTC))
    assert (done["codes"].count, done["sheets"].count) == (codes, sheets)
    with database.read() as session:
        for table in (BallotCode, Sheet, BallotWindow):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0
        assert count_by_stratum(session, round_id) == before_counts
    assert (published.public(), published.sealed()) == (public, sealed)
    assert read() == before
    report = verify(public, sealed)
    assert report.altered == {}
    assert report.checked > 0
    told = [(about, data["what"], data["count"]) for about, data in events(database, "retention.delete")]
    assert (round_id, "codes", codes) in told
    assert (round_id, "sheets", sheets) in told


def test_p01_sheets_wait_where_their_sums_are_missing(
    published: Counted, client: Client, settings: Settings, files: FolderStore, travel: Travel
) -> None:
    """A round of version 0.1 has no products: without its sheets comparisons could not be computed."""
    database: Database = client.app.state.database
    with database.write() as session:
        for row in session.scalars(select(TallyProducts)):
            session.delete(row)
        sheets = session.scalars(select(func.count()).select_from(Sheet)).one()
    travel(datetime.now(UTC) + timedelta(days=400))
    found = run(keeping_of(client, settings, files))["sheets"]
    assert (found.count, found.waits) == (0, 1)
    with database.read() as session:
        assert session.scalars(select(func.count()).select_from(Sheet)).one() == sheets


def test_p01_what_is_not_published_stays(
    client: Client, login: Login, settings: Settings, files: FolderStore, travel: Travel
) -> None:
    Counted(client.app, client, login)
    travel(datetime.now(UTC) + 9 * YEAR)
    found = run(keeping_of(client, settings, files))
    assert (found["sheets"].count, found["codes"].count) == (0, 0)


def test_p01_a_round_goes_in_parts(
    published: Counted,
    client: Client,
    settings: Settings,
    files: FolderStore,
    travel: Travel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each part is a transaction with its event; stopped in between, the next run goes on, and the counts are whole."""
    database: Database = client.app.state.database
    round_id = UUID(str(published.round_id))
    with database.write() as session:
        stratum = session.scalars(select(RoundStratum).where(RoundStratum.round_id == round_id)).first()
        assert stratum is not None
        make_codes(session, session.get_one(Round, round_id), stratum, 30, b"p" * 32)
        before = count_by_stratum(session, round_id)
        codes = session.scalars(select(func.count()).select_from(BallotCode)).one()
        sheets = session.scalars(select(func.count()).select_from(Sheet)).one()
    monkeypatch.setattr("backend.retention.rules.PART", 7)
    travel(datetime.now(UTC) + timedelta(days=91))
    keeping = keeping_of(client, settings, files)

    with monkeypatch.context() as patch:

        def stop_soon(session: Session, *event: Any, **data: Any) -> None:
            record(session, *event, **data)
            if data["what"] == "codes":
                keeping.stopping.set()

        patch.setattr("backend.retention.running.record", stop_soon)
        assert run(keeping)["codes"].count == 7
    with database.read() as session:
        assert session.scalars(select(func.count()).select_from(BallotCode)).one() == codes - 7
        assert count_by_stratum(session, round_id) == before
    keeping.stopping.clear()
    done = run(keeping)
    assert (done["codes"].count, done["codes"].objects, done["sheets"].count) == (codes - 7, 1, sheets)
    with database.read() as session:
        assert session.scalars(select(func.count()).select_from(BallotCode)).one() == 0
        assert session.scalars(select(func.count()).select_from(Sheet)).one() == 0
        assert count_by_stratum(session, round_id) == before
    told = [data for _, data in events(database, "retention.delete")]
    for what, total in (("codes", codes), ("sheets", sheets)):
        parts = [data["count"] for data in told if data["what"] == what]
        assert sum(parts) == total
        assert max(parts) == 7
    assert {"codes", "sheets"} & counts(run(keeping)).keys() == set()
