"""The examples of the API guide do what the guide says, against a real server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from backend.audit.record import COMMAND, write_pending
from backend.auth.passwords import hash_password
from backend.auth.policy import Role
from backend.auth.service import create_user
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from backend.rounds.presets import seed_presets
from tests.factories import make_units
from tests.serving import Server

GUIDE = (Path(__file__).parents[2] / "docs" / "api-guide.md").read_text(encoding="utf-8")
PASSWORD = "guide-示例-Passw0rd"


def blocks(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


@pytest.fixture
def environment(settings: Settings) -> Iterator[dict[str, str]]:
    """A server with an office account, and the three variables that the guide asks for."""
    database = Database(settings.database, before_commit=(write_pending,))
    with database.write() as session:
        seed_presets(session)
        make_units(session, 4)
        user = create_user(session, COMMAND, username="guide", display_name="示例", roles=[Role.OFFICE])
        user.password_hash = anyio.run(hash_password, PASSWORD)
        user.activated_at = clock.now(session)
    database.close()
    with Server(settings) as server:
        yield {
            **os.environ,
            "PINGYI_URL": server.url,
            "PINGYI_USER": "guide",
            "PINGYI_PASSWORD": PASSWORD,
        }


def test_the_python_examples(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", blocks("python")], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "4 active units"
    assert "测试单位01 100.00 100.00" in done.stdout


def test_the_shell_examples(environment: dict[str, str]) -> None:
    script = "set -euo pipefail\n" + blocks("bash")
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert '"code":"U01"' in done.stdout
    assert '"message":"Unknown field"' in done.stdout
