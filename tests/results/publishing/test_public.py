"""Published results for everybody: without a session, cacheable, and nothing before its time."""

import csv
import io
import re
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import update

from backend.rounds.models import Round, RoundKind
from tests.conftest import Client
from tests.results.publishing.counted import Counted, parsed

RESULTS = "/api/v1/public/results"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_nothing_is_public_before_it_is_published(counted: Counted, client: Client) -> None:
    addresses = [f"{RESULTS}/{counted.round_id}", f"{RESULTS}/{counted.round_id}/table"]
    unknown = client.get(f"{RESULTS}/{uuid4()}")
    for step in ("freeze", "countersign", None):
        assert client.get(RESULTS).json() == {"items": []}
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, answer.json()["code"]) == (404, unknown.json()["code"])
            assert answer.headers["cache-control"] == "no-store"
        if step is not None:
            assert (
                counted.post(step, counted.office) if step == "freeze" else counted.countersign()
            ).status_code == 200


def test_the_file_is_public_and_cached(counted: Counted, client: Client) -> None:
    counted.publish()
    [listed] = client.get(RESULTS).json()["items"]
    [version] = listed["versions"]
    assert (listed["id"], listed["title"], version["version"]) == (str(counted.round_id), "测试轮次1", 1)
    answer = client.get(f"{RESULTS}/{counted.round_id}")
    assert sha256(answer.content).hexdigest() == version["public_digest"]
    assert parsed(answer.content)["about"]["sealed_sha256"] == version["sealed_digest"]
    assert parsed(answer.content)["about"]["method_digest"] == listed["method_digest"]
    assert answer.headers["etag"] == f'"{version["public_digest"]}"'
    assert answer.headers["cache-control"] == "public, max-age=300"
    for held in (answer.headers["etag"], f'"x", W/{answer.headers["etag"]}', "*"):
        again = client.get(f"{RESULTS}/{counted.round_id}", headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    assert client.get(f"{RESULTS}/{counted.round_id}", headers={"If-None-Match": '"x"'}).status_code == 200
    named = client.get(f"{RESULTS}/{counted.round_id}?version=1")
    assert (named.content, named.headers["cache-control"]) == (answer.content, "public, max-age=86400, immutable")
    assert client.get(f"{RESULTS}/{counted.round_id}?version=2").status_code == 404
    assert client.get(f"{RESULTS}/{counted.round_id}?colour=red").status_code == 422


def test_the_tables_say_what_the_file_says(either: Counted, client: Client) -> None:
    either.publish()
    public = parsed(either.public())
    units = client.get(f"{RESULTS}/{either.round_id}/table")
    assert units.headers["content-type"] == "text/csv; charset=utf-8"
    rows = rows_of(units.content)
    assert [row["unit_code"] for row in rows] == ["U01", "U02", "U03", "U04"]
    assert rows[0]["satisfied"] == ""
    for row in rows:
        found = public["results"][row["unit_code"]]
        assert row["plain_rate"] == found["plain"]["percent"]
        assert row["weighted_rate"] == ((found["rate"] or {}).get("value") or "")
    cells = client.get(f"{RESULTS}/{either.round_id}/table?table=cells")
    rows = rows_of(cells.content)
    assert len(rows) == 4 * 3 * len(public["method"]["criteria"]) * 5
    assert {row["count"] for row in rows if (row["unit_code"], row["stratum_code"]) == ("U01", "C")} == {"*"}
    assert cells.headers["etag"] != units.headers["etag"]
    held = {"If-None-Match": cells.headers["etag"]}
    assert client.get(f"{RESULTS}/{either.round_id}/table?table=cells", headers=held).status_code == 304
    columns = {(entry["table"], entry["column"]) for entry in client.get("/api/v1/public/dictionary").json()["items"]}
    for name, table in (("units", units), ("cells", cells)):
        header = table.content.decode("utf-8-sig").splitlines()[0].split(",")
        assert {(name, column) for column in header} == {pair for pair in columns if pair[0] == name}


def test_internal_rounds_stay_inside(counted: Counted, client: Client) -> None:
    counted.publish()
    with counted.database.write() as session:
        session.execute(update(Round).values(kind=RoundKind.INTERNAL))
    assert client.get(RESULTS).json() == {"items": []}
    assert client.get(f"{RESULTS}/{counted.round_id}").status_code == 404
    assert counted.get("snapshots/1/public", counted.lead).status_code == 200


def test_no_file_holds_an_id_or_a_time(counted: Counted) -> None:
    counted.publish()
    for content in (counted.public(), counted.sealed()):
        text = re.sub("[0-9a-f]{64,}", "", content.decode())  # digests hold any digits
        assert str(counted.round_id) not in text
        assert "T0" not in text
        assert text.count("202") == text.count('"year":2026')
