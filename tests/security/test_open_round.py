"""Nobody sees a score of an open round, by whatever route and in whatever role (security design, D12 and A15)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from backend.auth.policy import Role
from tests.conftest import Client, Login
from tests.results.publishing.counted import fill, open_round

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
def round_id(app: FastAPI) -> UUID:
    """An open round with sheets on their way."""
    found = open_round(app.state.database, app.state.keys.pepper, UNITS, 1)
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
    """Names in a JSON document, at any depth, whose values say something; figures of complaints are another matter."""
    if isinstance(value, dict):
        said = {key: part for key, part in value.items() if part not in (None, [], {}) and key != "complaints"}
        return set(said).union(*map(keys_of, said.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("role", [None, *Role])
def test_no_route_shows_scores(client: Client, login: Login, round_id: UUID, role: Role | None) -> None:
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
