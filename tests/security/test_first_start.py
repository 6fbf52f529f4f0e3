"""The first start: nobody is in yet, nothing is known, and keys must be real ones (S09)."""

import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.auth.models import ActivationLink, UserAccount
from backend.core.db import Database
from backend.core.keys import KeyFileError, create_key_file, load_keys
from tests import processes
from tests.processes import Ended

EXAMPLES = {
    "missing": None,
    "zeros": "00" * 32,
    "one byte": "ab" * 32,
    "counted": "0123456789abcdef" * 4,
    "a word": (b"changeme" * 4).hex(),
    "short": secrets.token_hex(31),
    "no hex": "change-me",
}


def pingyi(folder: Path, *words: str) -> Ended:
    """The command, run as its own process in production."""
    environment = {**os.environ, "PINGYI_DATA_DIR": str(folder), "PINGYI_ENV": "production"}
    return processes.pingyi(*words, environment=environment)


@pytest.mark.parametrize("ring", ["token", "seal", "signing", "pepper"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_s09_example_short_and_missing_keys_are_refused(tmp_path: Path, ring: str, example: str) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    assert load_keys(path).pepper, "the file is good before"
    content: dict[str, Any] = json.loads(path.read_text())
    key = EXAMPLES[example]
    content |= {"pepper": key} if ring == "pepper" else {f"{ring}_keys": {"k": key}, f"current_{ring}_key": "k"}
    path.write_text(json.dumps(content))
    with pytest.raises(KeyFileError):
        load_keys(path)


@pytest.mark.parametrize("pepper", [None, "00" * 32])
def test_s09_serving_stops_with_a_reason(tmp_path: Path, pepper: str | None) -> None:
    if pepper is not None:
        create_key_file(tmp_path / "keys.json")
        content = json.loads((tmp_path / "keys.json").read_text())
        (tmp_path / "keys.json").write_text(json.dumps(content | {"pepper": pepper}))
    ran = pingyi(tmp_path, "serve", "--port", "1")
    assert ran.returncode == 1
    assert "key" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_s09_init_makes_two_people_who_get_in_by_links_only(tmp_path: Path) -> None:
    ran = pingyi(tmp_path, "init")
    assert ran.returncode == 0, ran.stderr
    links = re.findall(r"http://127\.0\.0\.1:8000/activate#([\w-]{43})", ran.stdout)
    assert len(set(links)) == 2
    database = Database(f"sqlite:///{tmp_path / 'pingyi.db'}")
    with database.read() as session:
        people = session.execute(select(UserAccount)).scalars().all()
        assert {user.username: user.password_hash for user in people} == {"sysadmin": None, "auditor": None}
        assert len(session.execute(select(ActivationLink)).scalars().all()) == 2
    database.close()
    assert pingyi(tmp_path, "init").stdout.count("activate#") == 0, "a second time gives no links"
