"""What a respondent's browser asks for leaves no log line and no per-request count."""

from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import generate_latest
from structlog.testing import capture_logs


@pytest.mark.parametrize("path", ["/s", "/s/", "/assets/ballot-0123.js", "/api/v1/ballots/start"])
def test_a_ballot_leaves_no_trace(app: FastAPI, client: Any, path: str) -> None:
    with capture_logs() as lines:
        client.get(path)
    assert lines == []
    assert path.encode() not in generate_latest(app.state.metrics.registry)


def test_other_requests_are_logged_by_route(app: FastAPI, client: Any) -> None:
    with capture_logs() as lines:
        client.get("/healthz")
    assert [(line["event"], line["route"], line["status"]) for line in lines] == [("request", "/healthz", 200)]
    assert b"/healthz" in generate_latest(app.state.metrics.registry)
