"""Nobody sees a score of an open round, by whatever route and in whatever role (security design, D12 and A15)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import select, update

from backend.auth.policy import Role
from backend.ballots.models import BallotCode, CodeState, Intake
from backend.ballots.packing import pack
from backend.config import Settings
from backend.rounds.models import RoundStratum
from tests.conftest import Client, Login
from tests.results.publishing.counted import Counted, fill, open_round, parsed

UNITS = 3
FIGURES = {
    "plain",
    "plain_score",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "score",
    "counts",
    "mean_rate",
    "cells",
}
SCORES = ("/results", "/snapshots", "/public/results")
"""Parts of the paths whose answers are scores or files of them."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def counted(client: Client, login: Login) -> Counted:
    return Counted(client.app, client, login)


@pytest.fixture
def round_id(app: FastAPI) -> UUID:
    """An open round with sheets on their way."""
    found, _ = open_round(app.state.database, app.state.keys.pepper, UNITS, 1)
    fill(app.state.database, found, UNITS, 1, seed=5)
    return found


def reading_paths(app: FastAPI, round_id: UUID) -> Iterator[str]:
    """Every GET of the API that is about one round, or shows all of them."""
    for context in iter_route_contexts(app.routes):
        path = context.path_format or ""
        is_read = isinstance(context.original_route, APIRoute) and "GET" in (context.methods or ())
        if not is_read or not path.startswith("/api/"):  # pages hold no figures, they ask for them
            continue
        filled = path.replace("{round_id}", str(round_id)).replace("{version}", "1")
        if "{" not in filled and ("{round_id}" in path or path.startswith("/api/v1/dashboard")):
            yield filled
    yield from (f"/api/v1/rounds/{round_id}/results/cells?by={by}" for by in ("criterion", "stratum"))
    yield f"/api/v1/dashboard?round_id={round_id}"


def keys_of(value: Any) -> set[str]:
    """Names in a JSON document, at any depth, whose values say something; figures of complaints and of services are
    another matter."""
    if isinstance(value, dict):
        other = ("complaints", "oversight")
        said = {key: part for key, part in value.items() if part not in (None, [], {}) and key not in other}
        return set(said).union(*map(keys_of, said.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("role", [None, *Role])
def test_a15_no_route_shows_scores(client: Client, login: Login, round_id: UUID, role: Role | None) -> None:
    headers = login(role.value) if role else {}
    paths = list(reading_paths(client.app, round_id))
    assert len(paths) >= 15
    scores = 0
    for path in paths:
        answer = client.get(path, headers=headers)
        if any(part in path for part in SCORES) and not path.endswith("/snapshots"):
            # 403 says only that the role never reads such things, whatever the state of the round.
            expected = {404} if role in (Role.OFFICE, Role.AUDITOR) or "/public/" in path else {401, 403, 404}
            assert answer.status_code in expected, path
            scores += 1
        elif answer.status_code == 200 and answer.headers["content-type"] == "application/json":
            assert not keys_of(answer.json()) & FIGURES, path
    assert scores >= 6


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.LEAD_SUPERVISOR])
def test_a14_two_readings_tell_no_single_sheet(client: Client, login: Login, round_id: UUID, role: Role) -> None:
    """One sheet more is in no answer, and neither are other answers: what is shown meanwhile is rounded down."""
    headers, database = login(role.value), client.app.state.database

    def everything() -> dict[str, tuple[int, bytes]]:
        # A workbook says when it was made, a csv file does not.
        paths = (f"{p}?format=csv" if p.endswith("/export") else p for p in reading_paths(client.app, round_id))
        found = {path: client.get(path, headers=headers) for path in paths}
        # A refusal has a number of its own.
        return {path: (a.status_code, a.content if a.status_code == 200 else b"") for path, a in found.items()}

    before = everything()
    with database.write() as session:
        # From a stratum of 40 sheets: the 25th of another would be told, since all are shown in steps of 5.
        first = select(RoundStratum.id).where(RoundStratum.round_id == round_id, RoundStratum.code == "A")
        one = session.scalars(select(Intake).where(Intake.stratum_id == first.scalar_subquery()).limit(1)).one()
        session.add(
            Intake(id=uuid4(), round_id=round_id, stratum_id=one.stratum_id, origin=one.origin, payload=one.payload)
        )
        code = select(BallotCode).where(BallotCode.stratum_id == one.stratum_id, BallotCode.state == CodeState.ISSUED)
        session.scalars(code.limit(1)).one().state = CodeState.USED
    assert everything() == before
    with database.write() as session:
        session.execute(update(Intake).values(payload=pack([2] * UNITS, [])))
    assert everything() == before


def test_a14_no_export_can_be_narrowed(counted: Counted, client: Client) -> None:
    """Whoever may leave units or strata out of a table can subtract one table from another."""
    counted.publish()
    tables = [
        f"/api/v1/rounds/{counted.round_id}/results/export?format=csv",
        f"/api/v1/rounds/{counted.round_id}/results/cells?by=stratum",
        f"/api/v1/rounds/{counted.round_id}/comparisons?outcome=rate",
        f"/api/v1/dashboard/export?format=csv&round_id={counted.round_id}",
        f"/api/v1/public/results/{counted.round_id}/table?table=cells",
        f"/api/v1/public/results/{counted.round_id}?version=1",
    ]
    for table in tables:
        assert client.get(table, headers=counted.office).status_code == 200, table
        for narrower in ("unit=U01", "stratum=A", "strata=A,B", "without=flagged", "from=2026-01-01", "origin=paper"):
            refused = client.get(f"{table}&{narrower}", headers=counted.office)
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input"), f"{table}&{narrower}"


def test_a14_two_published_versions_hide_the_same(counted: Counted) -> None:
    """After one sheet was excluded, what the first version hides does not follow from the second, nor from both."""
    counted.publish()
    first = parsed(counted.public())
    counted.post("snapshots", counted.office, {"reason": "更正单位名称"})
    counted.countersign()
    counted.post("publish", counted.office)
    second = parsed(counted.public(2))
    for code, cells in first["cells"].items():
        for stratum, cell in cells.items():
            assert cell is not None or second["cells"][code][stratum] is None
        assert set(second["results"][code]["totals"]) <= set(first["results"][code]["totals"])
