"""What the ballot route is measured against, in processes of the same kind (see tests/serving.py)."""

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from backend.ballots.guessing import LeanRoute
from backend.ballots.schemas import SubmissionIn
from backend.config import Settings
from backend.core.principal import permission
from backend.main import create_app

SUBMIT = "/api/v1/ballots/submissions"


def without_database(settings: Settings) -> FastAPI:
    """The application with another function behind the ballot route: same middleware, same enforcement, same body, found
    as fast, but FastAPI's usual way to it and no database."""
    return _replaced(settings, APIRoute)


def lean_without_database(settings: Settings) -> FastAPI:
    """As `without_database`, on the ballot route's own way to its function."""
    return _replaced(settings, LeanRoute)


def _replaced(settings: Settings, way: type[APIRoute]) -> FastAPI:
    app = create_app(settings)
    routes = app.router.routes
    at = next(place for place, route in enumerate(routes) if getattr(route, "path", "") == SUBMIT)

    @permission("ballot.answer")
    async def baseline(body: SubmissionIn, request: Request) -> Response:
        return Response(status_code=201)

    app.router.add_api_route(
        SUBMIT, baseline, methods=["POST"], status_code=201, response_class=Response, route_class_override=way
    )
    routes[at] = routes.pop()
    return app


def bare(_settings: Settings) -> FastAPI:
    """FastAPI alone with the same body."""
    app = FastAPI(openapi_url=None)

    @app.post(SUBMIT, status_code=201, response_class=Response)
    async def submit(body: SubmissionIn) -> Response:
        return Response(status_code=201)

    return app
