"""The state of the running server for those who run and audit it (security design, T27). Nothing can be set here."""

from typing import Annotated

from fastapi import APIRouter, Header, Request

from backend.core import clock
from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.core.text import choose_language
from backend.selfcheck import looking, running
from backend.selfcheck.schemas import SecurityCheckOut

router = APIRouter(prefix="/api/v1/system", tags=["system"])


@router.get("/security-check", summary="How safely this server is set up and runs", responses=problems(401, 403))
@permission("system.check")
def security_check(
    request: Request,
    session: SessionDep,
    accept_language: Annotated[str | None, Header(description="Language of the texts")] = None,
) -> SecurityCheckOut:
    """Every check of `pingyi check` with what was found, and what only the running server knows. No secret is in it."""
    language = choose_language(accept_language)
    asked = running.ask_scanner(request.app)  # before a transaction is begun: it may take seconds
    return SecurityCheckOut(
        checked_at=clock.now(session),
        env=request.app.state.settings.env,
        startup=[finding.of(language) for finding in looking.look(request.app, session)],
        running=[finding.of(language) for finding in running.look(request.app, session, asked)],
    )
