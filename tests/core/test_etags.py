"""Two people edit the same thing: the second is told, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import Response

from backend.core.db import Database
from backend.core.errors import PreconditionMissing, Stale
from backend.core.etags import check_match, set_etag
from backend.units.models import UnitSequence


def test_the_version_is_the_etag() -> None:
    response = Response()
    set_etag(response, UnitSequence(name="行政", position=1, version=7))
    assert response.headers["etag"] == '"7"'


def test_without_if_match() -> None:
    with pytest.raises(PreconditionMissing) as refused:
        check_match(None, UnitSequence(version=1))
    assert refused.value.status == 428


@pytest.mark.parametrize("header", ['"1"', '"3"', "2", "*", 'W/"2"', "", '"2", "1"'])
def test_another_version(header: str) -> None:
    with pytest.raises(Stale) as refused:
        check_match(header, UnitSequence(version=2), {"name": "now"})
    assert refused.value.status == 412
    assert refused.value.headers == {"ETag": '"2"'}
    assert refused.value.extra == {"current": {"name": "now"}}


def test_the_version_of_now() -> None:
    check_match('"2"', UnitSequence(version=2))
    check_match(' "2" ', UnitSequence(version=2))


def test_of_two_writers_with_the_same_version_one_wins(database: Database) -> None:
    with database.write() as session:
        row = UnitSequence(name="行政", position=1)
        session.add(row)
        session.flush()
        key = row.id

    def edit(position: int) -> str:
        try:
            with database.write() as session:
                row = session.get_one(UnitSequence, key, with_for_update=True)
                check_match('"1"', row)
                row.position, row.version = position, row.version + 1
        except Stale:
            return "stale"
        return "saved"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(edit, range(2, 8)))
    assert outcomes == ["saved"] + ["stale"] * 5
