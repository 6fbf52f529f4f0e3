"""Nobody with the files of the database finds out which sheet a code was spent for (security design, 3A.6, A07, A09).

Each way of looking is shown to find every pair before the sheets are mixed.
"""

from statistics import correlation, mean

import pytest
from sqlalchemy import event, text

from backend.ballots import mixing
from backend.ballots.accepting import Outcome, Submission, write_batch
from backend.ballots.models import BallotCode, Intake, Pool, Sheet
from backend.ballots.packing import pack
from backend.core.db import Database
from tests.counts import MIXED_ROUNDS
from tests.security.anonymity import Box, Pages, by_order, by_transaction, written

SHEETS = 24
BY_CHANCE = 8
"""Of 24 pairs drawn at random one is right on average, and so many in one of 40,000 draws."""


@pytest.fixture
def box(database: Database) -> Box:
    box = Box(database, 40)
    box.submit(SHEETS)
    return box


def right(found: object, box: Box) -> int:
    assert isinstance(found, dict)
    return len(found.items() & box.handed_in.items())


def test_a07_codes_and_sheets_share_no_transaction(box: Box) -> None:
    if box.database.dialect == "sqlite":  # rows tell nothing of transactions; see the order below
        return
    assert by_transaction(box.database, "intake") == box.handed_in
    box.mix_and_erase()
    assert (box.count(Intake), box.count(Pool)) == (0, SHEETS)
    assert by_transaction(box.database, "pool") == {}
    box.submit(3)
    assert right(by_transaction(box.database, "intake"), box) == 3, "what came after waits for the next time"
    box.close_and_erase()
    assert box.count(Sheet) == SHEETS + 3
    assert by_transaction(box.database, "sheet") == {}


def test_a07_codes_and_sheets_share_no_order(box: Box) -> None:
    if box.database.dialect == "sqlite":
        return
    assert by_order(box.database, box, "intake") == box.handed_in
    box.mix_and_erase()
    assert right(by_order(box.database, box, "pool"), box) < BY_CHANCE
    box.close_and_erase()
    assert right(by_order(box.database, box, "sheet"), box) < BY_CHANCE


def test_a07_the_stored_order_is_unrelated_to_the_order_of_arrival(database: Database) -> None:
    """Spearman's correlation of the two over many rounds. Its mean has the variance 1 / (rounds x (sheets - 1)) where
    there is no relation; five standard errors are the bound. SQLite: by the places of the sheets in the file."""
    bound = 5 / (MIXED_ROUNDS * (SHEETS // 2 - 1)) ** 0.5
    boxes = [Box(database, SHEETS // 2, number) for number in range(1, MIXED_ROUNDS + 1)]
    before, after = [], []
    for box in boxes:
        box.submit(SHEETS // 2)
        before.append(related(box, Intake))
        box.mix()
        after.append(related(box, Pool))
    assert abs(mean(before)) > 0.5 > bound
    assert abs(mean(after)) < bound
    for box in boxes:
        box.close()
    assert abs(mean(related(box, Sheet) for box in boxes)) < bound


def related(box: Box, model: type[Intake] | type[Pool] | type[Sheet]) -> float:
    places = {answers: place for place, answers in enumerate(box.stored(model))}
    assert len(places) == len(box.handed_in)
    return correlation(range(len(places)), [places[answers] for answers in box.handed_in.values()])


def test_a09_no_page_holds_an_old_version_of_a_code_or_a_sheet(box: Box) -> None:
    """PostgreSQL. Deleting is not enough: only what erases afterwards makes the pairs vanish from the pages."""
    if box.database.dialect == "sqlite":
        return
    pages = Pages(box.database)
    assert pages.pairs(box, "intake") == box.handed_in
    assert box.mix() == SHEETS
    assert by_transaction(box.database, "intake") == {}, "for a query they are gone"
    assert pages.pairs(box, "intake") == box.handed_in, "in the pages they are not"
    box.mix_and_erase()
    assert pages.pairs(box, "intake") == pages.pairs(box, "pool") == {}
    assert not any(answers in pages.raw("intake") for answers in box.handed_in.values())
    box.submit(3)
    assert len(pages.pairs(box, "intake")) == 3
    box.close_and_erase()
    assert [pages.pairs(box, table) for table in ("intake", "pool", "sheet")] == [{}, {}, {}]
    assert pages.raw("intake") == pages.raw("pool") == b""


def test_a09_no_sheet_as_it_came_in_stays_in_the_file(database: Database) -> None:
    """SQLite: neither in the file nor in its log; before, each was there. A sheet as it came in has words at its end."""
    if database.dialect == "postgresql":
        return
    box = Box(database, 40)
    box.submit(SHEETS, "窗口排队太久")
    came_in = [pack(answers, [(0, "窗口排队太久")]) for answers in box.handed_in.values()]
    with database.read() as session:
        keys = [row.id.hex.encode() for row in session.query(Intake)]
        assert all(
            any(part in written(database) for part in (key, sheet)) for key, sheet in zip(keys, came_in, strict=True)
        )
    box.mix_and_erase()
    assert not any(key in written(database) for key in keys)
    assert all(sheet in written(database) for sheet in came_in), "they wait in the pool, without their keys"
    box.submit(3, "窗口排队太久")
    box.close_and_erase()
    assert not any(sheet in written(database) for sheet in came_in)
    assert box.count(Sheet) == SHEETS + 3
    assert b"t" * 32 not in written(database), "nor a tag of a submission"


def test_few_sheets_wait_for_more(database: Database) -> None:
    box = Box(database, 40)
    box.submit(mixing.FEWEST - 1)
    assert (box.mix(), box.count(Pool)) == (0, 0)
    box.submit(1)
    assert (box.mix(), box.count(Intake), box.count(Pool)) == (mixing.FEWEST, 0, mixing.FEWEST)
    box.submit(1)
    assert (box.mix(), box.count(Intake)) == (0, 1)


def test_many_sheets_are_mixed_in_parts_of_one_size(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """None so small that few are mixed with each other, and nothing is lost."""
    monkeypatch.setattr(mixing, "CHUNK", 20)
    sizes: list[int] = []
    move = mixing._move
    monkeypatch.setattr(mixing, "_move", lambda *arguments: sizes.append(move(*arguments)) or sizes[-1])
    assert box.mix() == SHEETS
    assert sizes == [12, 12]
    assert sorted(box.stored(Pool)) == sorted(box.handed_in.values())


def test_a_mix_that_breaks_off_loses_nothing(box: Box) -> None:
    """As if the process had died between the copy and the deletion."""
    engine, broken = box.database.write_engine, [True]

    @event.listens_for(engine, "before_cursor_execute")
    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if broken and statement.startswith("DELETE FROM intake"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        box.mix()
    assert (box.count(Intake), box.count(Pool)) == (SHEETS, 0)
    broken.clear()
    box.mix_and_erase()
    assert sorted(box.stored(Pool)) == sorted(box.handed_in.values())


def test_a_mixed_sheet_is_recognised_when_it_is_sent_again(box: Box) -> None:
    box.mix_and_erase()
    code, answers = next(iter(box.handed_in.items()))
    with box.database.read() as session:
        tag = session.get_one(BallotCode, code).retry_tag
    assert tag is not None
    again = [Submission(code, box.round_id, tag, answers), Submission(code, box.round_id, b"o" * 32, answers)]
    with box.database.hold_turn(), box.database.write_engine.begin() as connection:
        outcomes = [write_batch(connection, [sheet]) for sheet in again]
    assert outcomes == [[Outcome.REPEATED], [Outcome.USED]]
    assert (box.count(Intake), box.count(Pool)) == (0, SHEETS)


def test_a_round_that_closes_is_left_to_its_closing(box: Box) -> None:
    with box.database.write() as session:
        session.execute(text("UPDATE round SET state = 'closed', closed_at = opened_at"))
    assert (box.mix(), box.count(Intake)) == (0, SHEETS)
