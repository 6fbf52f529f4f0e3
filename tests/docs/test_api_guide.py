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
from backend.auth.clients import credentials
from backend.auth.clients.models import ApiClient, ApiCredential, CredentialKind
from backend.auth.passwords import hash_password
from backend.auth.policy import Role
from backend.auth.service import create_user
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from backend.rounds.presets import seed_presets
from tests.factories import make_units
from tests.serving import Server

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
PASSWORD = "guide-示例-Passw0rd"


def blocks(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


@pytest.fixture
def environment(settings: Settings) -> Iterator[dict[str, str]]:
    """A server with an account of the office, one of the lead supervisor and a client system, and the variables that the
    guide asks for."""
    database = Database(settings.database, before_commit=(write_pending,))
    with database.write() as session:
        seed_presets(session)
        make_units(session, 4)
        for username, role in (("guide", Role.OFFICE), ("guide-lead", Role.LEAD_SUPERVISOR)):
            user = create_user(session, COMMAND, username=username, display_name="示例", roles=[role])
            user.password_hash = anyio.run(hash_password, PASSWORD)
            user.activated_at = clock.now(session)
        secret = credentials.new_secret()
        system = ApiClient(
            name="示例系统",
            scopes=["events:read", "stats:read", "webhooks:manage"],
            all_units=True,
            networks=[],
            per_minute=600,
            created_at=clock.now(session),
        )
        session.add(system)
        session.flush()
        hashed = credentials.hash_of(secret)
        session.add(
            ApiCredential(
                client_id=system.id, kind=CredentialKind.SECRET, secret_hash=hashed, created_at=clock.now(session)
            )
        )
        client_id = str(system.id)
    database.close()
    with Server(settings, PINGYI_EGRESS_ALLOW="hooks.example.gov.cn") as server:
        yield {
            **os.environ,
            "PINGYI_URL": server.url,
            "PINGYI_USER": "guide",
            "PINGYI_PASSWORD": PASSWORD,
            "PINGYI_LEAD": "guide-lead",
            "PINGYI_LEAD_PASSWORD": PASSWORD,
            "PINGYI_CLIENT": client_id,
            "PINGYI_CLIENT_SECRET": secret,
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
