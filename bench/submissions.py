"""Handing in sheets over HTTP, against the same request without a database."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.databases import UNITS, answers, fill, place
from bench.load import Measured, Steps, drive, post
from bench.report import Row
from bench.server import SUBMIT
from tests.serving import Server

PAIRS = 5
CLIENTS = 5_000
START = "/api/v1/ballots/start"


def measure(engine: str) -> list[Row]:
    """Pairs of baseline and ballot route one right after the other, so that both meet the same machine."""
    total = CLIENTS * (PAIRS + 3)
    with place(engine) as where, place(engine) as elsewhere:
        filled = fill(where, codes=total)
        bodies = [
            {
                "code": code,
                "round_id": str(filled.round_id),
                "retry_nonce": secrets.token_hex(16),
                "answers": answers(UNITS),
                "comments": [],
            }
            for code in filled.codes
        ]
        where.database.close()
        elsewhere.database.close()
        with (
            Server(where.settings) as app,
            Server(elsewhere.settings, "bench.server:without_database") as other,
            Server(where.settings, "bench.server:bare") as bare,
        ):
            groups = [bodies[start : start + CLIENTS] for start in range(0, total, CLIENTS)]
            submit = [[(post(SUBMIT, body),) for body in group] for group in groups]
            _run(other.port, submit[0])
            _run(app.port, submit[0])
            _run(bare.port, submit[0])
            ratios: list[float] = []
            effort: list[tuple[float, float]] = []
            ours: list[Measured] = []
            theirs: list[Measured] = []
            for pair in range(1, PAIRS + 1):
                before = _processor_seconds(app), _processor_seconds(other)
                theirs.append(_run(other.port, submit[pair]))
                ours.append(_run(app.port, submit[pair]))
                effort.append((_processor_seconds(app) - before[0], _processor_seconds(other) - before[1]))
                ratios.append(ours[-1].rate / theirs[-1].rate)
            alone = _run(bare.port, submit[1])
            flow = _run(app.port, [(post(START, {"code": b["code"]}), post(SUBMIT, b)) for b in groups[PAIRS + 1]], 200)
            single = drive(app.port, submit[PAIRS + 2][:1000], connections=1)
        with Server(elsewhere.settings, "bench.server:lean_without_database") as lean:
            _run(lean.port, submit[0])
            least = _run(lean.port, submit[1])
    p50, p99 = (median(m.percentile(q) for m in ours) for q in (0.5, 0.99))
    b50, b99 = (median(m.percentile(q) for m in theirs) for q in (0.5, 0.99))
    return [
        Row(engine, "submit, 32 clients", f"{median(m.rate for m in ours):,.0f}/s", f"p50 {p50:.1f} p99 {p99:.1f} ms"),
        Row(
            engine,
            "the same without a database",
            f"{median(m.rate for m in theirs):,.0f}/s",
            f"p50 {b50:.1f} p99 {b99:.1f} ms",
        ),
        Row(
            engine,
            f"ratio, median of {PAIRS} pairs",
            f"{median(ratios):.2f}",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
            ">= 0.65",
            median(ratios) >= 0.65,
        ),
        Row(
            engine,
            "processor time of the server for one",
            f"{median(mine for mine, _ in effort) / CLIENTS * 1e6:.0f} us",
            f"without a database {median(other for _, other in effort) / CLIENTS * 1e6:.0f} us",
        ),
        Row(engine, "p99 / p50 of submit", f"{p99 / p50:.1f}", "", "< 4", p99 < 4 * p50),
        Row(engine, "without a database, on the same lean way", f"{least.rate:,.0f}/s", ""),
        Row(engine, "bare FastAPI, same body", f"{alone.rate:,.0f}/s", ""),
        Row(
            engine,
            "start and submit, 32 clients",
            f"{flow.rate:,.0f}/s",
            f"start p50 {flow.percentile(0.5, 0):.1f} p99 {flow.percentile(0.99, 0):.1f}, "
            f"submit p50 {flow.percentile(0.5, 1):.1f} p99 {flow.percentile(0.99, 1):.1f} ms",
        ),
        Row(
            engine,
            "submit, 1 client",
            f"{single.rate:,.0f}/s",
            f"p50 {single.percentile(0.5):.2f} p99 {single.percentile(0.99):.2f} ms",
        ),
    ]


def _run(port: int, clients: Sequence[Steps], *more_allowed: int) -> Measured:
    measured = drive(port, clients)
    assert set(measured.statuses) <= {201, *more_allowed}, measured.statuses
    return measured


def _processor_seconds(server: Server) -> float:
    """What the server process has used, on all its threads."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
