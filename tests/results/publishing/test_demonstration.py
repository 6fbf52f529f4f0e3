"""The rounds that the demonstration publishes are accepted by the script, with their real size."""

from pathlib import Path

import pytest
from sqlalchemy import select

from backend.background import JOB_FAILURES, JOB_HANDLERS
from backend.core.db import Database
from backend.core.keys import create_key_file, load_keys
from backend.demo.load import load_demo
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.results.publishing.models import Snapshot
from verify.pingyi_verify import verify


@pytest.mark.slow
def test_the_script_accepts_the_demonstration(database: Database, tmp_path: Path) -> None:
    create_key_file(tmp_path / "demo-keys.json")
    keys = load_keys(tmp_path / "demo-keys.json")
    load_demo(database, keys, Worker(database, JOB_HANDLERS, FolderStore(tmp_path), failures=JOB_FAILURES))
    with database.read() as session:
        files = [(one.public, one.sealed) for one in session.scalars(select(Snapshot))]
    assert len(files) == 2
    for public, sealed in files:
        alone, whole = verify(public), verify(public, sealed)
        assert (alone.altered, whole.altered) == ({}, {})
        assert whole.needs_sealed == []
        assert whole.checked > alone.checked > 0
