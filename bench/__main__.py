"""`python -m bench [PART ...]`: measure everything, or the named parts, and print one table at the end."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported, as in backend.cli

import platform
import sys
from datetime import UTC, datetime

from bench import bulk, closing, complaints, feed, imports, pages, record, submissions
from bench.databases import ENGINES
from bench.report import Row, table

PARTS = {
    "submissions": submissions.measure,
    "closing": closing.measure,
    "pages": pages.measure,
    "imports": imports.measure,
    "complaints": complaints.measure,
    "record": record.measure,
    "feed": feed.measure,
    "bulk": bulk.measure,
}


def main(names: list[str]) -> int:
    rows: list[Row] = []
    for name in names or PARTS:
        for engine in ENGINES:
            print(f"{name} on {engine} ...", flush=True)
            rows += PARTS[name](engine)
    print(f"\n{datetime.now(UTC).date()}, {platform.machine()}, Python {platform.python_version()}\n")
    print(table(rows))
    return any(row.met is False for row in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
