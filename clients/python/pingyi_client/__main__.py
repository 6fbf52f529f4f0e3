"""The command line: push service records, export published results.

Address and client come from PINGYI_URL, PINGYI_CLIENT_ID and PINGYI_CLIENT_SECRET: a secret in the arguments could be
read by everybody on the machine.
"""

import argparse
import json
import os
import secrets
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Final

import httpx

from pingyi_client.connecting import Refused, connect
from pingyi_client.generated.api.bulk import bulk_read, bulk_results, bulk_send
from pingyi_client.generated.api.public import public_list_public_results, public_read_public_table
from pingyi_client.generated.client import AuthenticatedClient, Client
from pingyi_client.generated.models import BulkOut, BulkTarget, JobState, Problem, PublicRounds
from pingyi_client.generated.types import File, Response

ROWS_AT_ONCE: Final = 10_000
BYTES_AT_ONCE: Final = 20 * 1024 * 1024
_LOOK_EVERY: Final = 0.5


class Failed(Exception):
    """What the command cannot go on with."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when all went well, 1 when rows were refused, 2 when it could not be done."""
    parser = argparse.ArgumentParser(prog="pingyi-client", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    push = commands.add_parser("push-records", help="push service records, one JSON object a line")
    push.add_argument("file", type=Path)
    push.add_argument("--dry-run", action="store_true", help="say what would become of the rows, and change nothing")
    export = commands.add_parser("export-results", help="save the tables of all published results")
    export.add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "push-records":
            return push_records(given.file, dry_run=given.dry_run)
        return export_results(given.folder)
    except (Failed, Refused, httpx.HTTPError, OSError) as problem:
        print(f"pingyi-client: {problem}", file=sys.stderr)
        return 2


def push_records(file: Path, *, dry_run: bool) -> int:
    """Send the rows of a file in as many bulk jobs as they need, and print what was refused."""
    named = _needed("PINGYI_URL"), _needed("PINGYI_CLIENT_ID"), _needed("PINGYI_CLIENT_SECRET")
    counts: dict[str, int] = {}
    before = 0
    with connect(*named) as client:
        for part in portions(file):
            body = File(payload=BytesIO(b"".join(part)))
            job = _told(
                bulk_send.sync_detailed(
                    client=client,
                    body=body,
                    target=BulkTarget.SERVICE_RECORDS,
                    dry_run=dry_run,
                    idempotency_key=secrets.token_urlsafe(24),
                )
            )
            while job.state not in (JobState.DONE, JobState.FAILED):
                time.sleep(_LOOK_EVERY)
                job = _told(bulk_read.sync_detailed(job.id, client=client))
            if job.state is JobState.FAILED:
                raise Failed(f"job {job.id} failed after {job.progress.done} of {job.progress.total} rows")
            for name, count in job.counts.to_dict().items():
                counts[name] = counts.get(name, 0) + count
            _print_refused(client, job, before)
            before += len(part)
    print(" ".join(f"{name} {count}" for name, count in counts.items()))
    return 1 if counts.get("rejected") else 0


def export_results(folder: Path) -> int:
    """Save the table of each published round, as the version that counts has it; needs no credentials."""
    folder.mkdir(parents=True, exist_ok=True)
    with Client(base_url=_needed("PINGYI_URL").rstrip("/")) as client:
        return _export(client, folder)


def _export(client: Client, folder: Path) -> int:
    listed = public_list_public_results.sync(client=client)
    if not isinstance(listed, PublicRounds):
        raise Failed("the list of results was not understood")
    for one in listed.items:
        version = one.versions[-1].version
        answer = public_read_public_table.sync_detailed(one.id, client=client, version=version)
        if answer.status_code != 200:
            raise Failed(f"{one.title}: {answer.status_code}")
        name = f"{one.year}-{one.number}-v{version}-{str(one.id)[:8]}.csv"
        (folder / name).write_bytes(answer.content)
        print(name)
    return 0


def portions(file: Path) -> list[list[bytes]]:
    """The lines of a file, as many together as one job takes."""
    parts: list[list[bytes]] = []
    size = 0
    with file.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            if not parts or len(parts[-1]) == ROWS_AT_ONCE or size + len(line) > BYTES_AT_ONCE:
                parts.append([])
                size = 0
            parts[-1].append(line if line.endswith(b"\n") else line + b"\n")
            size += len(line) + 1
    if not parts:
        raise Failed(f"{file} has no rows")
    return parts


def _print_refused(client: AuthenticatedClient, job: BulkOut, before: int) -> None:
    answer = bulk_results.sync_detailed(job.id, client=client, outcome="rejected")
    for line in answer.content.splitlines():
        row = json.loads(line)
        error = row["error"]
        print(f"{before + row['row']} {row['external_id']}: {error['pointer']} {error['message']}", file=sys.stderr)


def _told(answer: Response[BulkOut | Problem]) -> BulkOut:
    if isinstance(answer.parsed, BulkOut):
        return answer.parsed
    raise Failed(f"{answer.status_code} {answer.content[:500].decode(errors='replace')}")


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise Failed(f"{name} is not set")
    return value


if __name__ == "__main__":
    sys.exit(main())
