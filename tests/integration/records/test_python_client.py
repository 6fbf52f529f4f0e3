"""The Python client and its command, against a real server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.auth.policy import Scope
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.main import create_app
from backend.oversight.models_records import ServiceRecord
from tests.auth.clients import System, add_client
from tests.factories import make_units, matter_of
from tests.integration.records.conftest import row
from tests.serving import Server

PACKAGE = Path(__file__).resolve().parents[3] / "clients" / "python"
sys.path.insert(0, str(PACKAGE))

from pingyi_client import Refused, connect  # noqa: E402 as whoever has installed it
from pingyi_client.generated.api.clients import clients_own  # noqa: E402
from pingyi_client.generated.api.records import records_push, records_read  # noqa: E402
from pingyi_client.generated.models import Problem, PushAnswer, PushedRecord, RecordIn  # noqa: E402

pytestmark = pytest.mark.one_engine


@pytest.fixture
def system(settings: Settings) -> System:
    """A client of a database in which U01 has a matter."""
    app = create_app(settings, load_keys(settings.keys_path))
    database = app.state.database
    with database.write() as session:
        [unit] = make_units(session, 1)
        session.add(matter_of(unit.id))
    made = add_client(app, Scope.RECORDS_WRITE, Scope.BULK_WRITE)
    database.close()
    return made


def command(server: Server, system: System | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PACKAGE), "PINGYI_URL": server.url}
    if system is not None:
        environment |= {"PINGYI_CLIENT_ID": str(system.id), "PINGYI_CLIENT_SECRET": system.secret}
    return subprocess.run(
        [sys.executable, "-m", "pingyi_client", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_functions_of_the_client(settings: Settings, system: System) -> None:
    serving = Server(settings.model_copy(update={"run_worker": False}))
    with serving as server, connect(server.url, str(system.id), system.secret) as client:
        own = clients_own.sync(client=client)
        assert own is not None
        assert own.to_dict()["scopes"] == ["bulk:write", "records:write"]
        made = records_push.sync("N-1", client=client, body=RecordIn.from_dict(row("N-1")))
        assert isinstance(made, PushAnswer)
        assert made.outcome == "created"
        read = records_read.sync("N-1", client=client)
        assert isinstance(read, PushedRecord)
        assert read.id == made.id
        refused = records_push.sync("N-1", client=client, body=RecordIn.from_dict(row("N-1", matter_code="Z")))
        assert isinstance(refused, Problem)
        with pytest.raises(Refused) as caught, connect(server.url, str(system.id), "pys_wrong") as stranger:
            clients_own.sync(client=stranger)
        assert (caught.value.error, caught.value.status) == ("invalid_client", 401)


def test_the_command(settings: Settings, system: System, tmp_path: Path) -> None:
    def records() -> int:
        database = Database(settings.database)
        with database.read() as session:
            found = len(session.scalars(select(ServiceRecord.id)).all())
        database.close()
        return found

    file = tmp_path / "records.ndjson"
    rows: list[dict[str, Any]] = [row(f"N-{number}") for number in range(3)]
    rows[1]["matter_code"] = "Z"
    file.write_text("\n".join(json.dumps(one) for one in rows))
    with Server(settings.model_copy(update={"run_worker": True})) as server:
        tried = command(server, system, "push-records", str(file), "--dry-run")
        assert (tried.returncode, tried.stdout.split()) == (
            1,
            ["created", "2", "updated", "0", "unchanged", "0", "rejected", "1"],
        )
        assert records() == 0
        pushed = command(server, system, "push-records", str(file))
        assert (pushed.returncode, pushed.stdout) == (1, tried.stdout)
        assert pushed.stderr == "2 N-1: /matter_code 没有这个单位的这个事项\n"
        assert records() == 2
        exported = command(server, None, "export-results", str(tmp_path / "results"))
        assert (exported.returncode, exported.stdout, list((tmp_path / "results").iterdir())) == (0, "", [])
        unknown = command(server, System(system.id, "pys_wrong"), "push-records", str(file))
        assert (unknown.returncode, unknown.stderr) == (2, "pingyi-client: no token: invalid_client (401)\n")
        assert command(server, None, "push-records", str(file)).returncode == 2
    assert command(server, system, "push-records", str(file)).returncode == 2, "nobody answers"
