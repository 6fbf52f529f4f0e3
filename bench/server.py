"""What the ballot route is measured against, in processes of the same kind (see tests/serving.py)."""

from fastapi import FastAPI, Response

from backend.ballots.schemas import SubmissionIn
from backend.config import Settings
from backend.core.principal import permission
from backend.main import create_app

SUBMIT = "/api/v1/ballots/submissions"
BASELINE = "/api/v1/ballots/baseline"


def with_baseline(settings: Settings) -> FastAPI:
    """The application and one more route: same middleware, same enforcement, same body, but no database."""
    app = create_app(settings)

    @app.post(BASELINE, status_code=201, response_class=Response)
    @permission("ballot.answer")
    async def baseline(body: SubmissionIn) -> Response:
        return Response(status_code=201)

    app.router.routes.insert(0, app.router.routes.pop())  # tried first: no slower to find than the real one
    return app


def bare(_settings: Settings) -> FastAPI:
    """FastAPI alone with the same body."""
    app = FastAPI(openapi_url=None)

    @app.post(SUBMIT, status_code=201, response_class=Response)
    async def submit(body: SubmissionIn) -> Response:
        return Response(status_code=201)

    return app
