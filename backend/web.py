"""The pages: the built front end, served by the application itself in the one-machine layout."""

import secrets
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from backend.complaints.letters.printed import STYLE_DIGEST
from backend.core.principal import permission

NONCE_MARK = "__CSP_NONCE__"
CONSOLE_PATHS = ("/", "/login", "/login/callback", "/activate", "/me", "/notices")
CONSOLE_TREES = ("/units", "/rounds", "/complaints", "/transfers", "/oversight", "/system")

router = APIRouter(tags=["pages"], include_in_schema=False)


class HashedFiles(StaticFiles):
    """Files whose names change with their content: kept by browsers for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def content_security_policy(nonce: str) -> str:
    """Scripts and styles from this server or with this response's nonce only; no inline style attributes.

    A notice for printing is opened by the console from memory, where the console's policy holds beside the page's own:
    so the one style sheet of notices is named here, too.
    """
    nonce_or_letter = f"'nonce-{nonce}' {STYLE_DIGEST}"
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {nonce_or_letter}; style-src-elem 'self' {nonce_or_letter}; style-src-attr 'none'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )


def page(request: Request, name: str, status: int = 200) -> Response:
    """One of the built html files, with a fresh nonce."""
    folder: Path = request.app.state.settings.frontend_dir
    try:
        html = (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return HTMLResponse("<!doctype html><title>评议</title><p>前端尚未构建: make run", 503)
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": content_security_policy(nonce)}
    return HTMLResponse(html.replace(NONCE_MARK, nonce), status, headers)


def missing_page(request: Request) -> Response | None:
    """For a person who mistyped an address: the console, which says so. None for everybody else."""
    wants_html = "text/html" in request.headers.get("accept", "")
    if request.method == "GET" and wants_html and not request.url.path.startswith(("/api/", "/assets/")):
        return page(request, "index.html", 404)
    return None


@permission("page.view")
def console(request: Request) -> Response:
    return page(request, "index.html")


@permission("page.view")
def ballot(request: Request) -> Response:
    return page(request, "ballot.html")


@permission("page.view")
def complainant(request: Request) -> Response:
    return page(request, "public.html")


@permission("page.view")
def published(request: Request) -> Response:
    """Published results, which search engines may list, unlike every other page."""
    response = page(request, "results.html")
    response.headers["X-Robots-Tag"] = "all"
    return response


for path in CONSOLE_PATHS:
    router.add_api_route(path, console)
for tree in CONSOLE_TREES:
    router.add_api_route(tree, console)
    router.add_api_route(tree + "/{rest:path}", console)
for path in ("/s", "/s/"):
    router.add_api_route(path, ballot)
for path in ("/complain", "/track"):
    router.add_api_route(path, complainant)
for path in ("/results", "/results/{round_id}", "/verify"):
    router.add_api_route(path, published)


def install(app: FastAPI, frontend_dir: Path) -> None:
    """Serve the pages and their files."""
    app.include_router(router)
    app.mount("/assets", HashedFiles(directory=frontend_dir / "assets", check_dir=False), name="assets")
    app.state.missing_page = missing_page
