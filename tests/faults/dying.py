"""The application, made to die by kill -9 at a chosen point of handing in a sheet."""

import os
import signal
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event

from backend import main
from backend.ballots import writer
from backend.config import Settings

POINT = "PINGYI_TEST_DIE"
AFTER_SPENDING, BEFORE_COMMIT, BEFORE_ANSWER = POINTS = ("after_spending", "before_commit", "before_answer")


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def create_app(settings: Settings) -> FastAPI:
    """Dies once the sheet is stored and its code spent, before the commit, or between commit and answer."""
    app = main.create_app(settings)
    engine = app.state.database.write_engine
    point = os.environ[POINT]
    if point == AFTER_SPENDING:

        @event.listens_for(engine, "after_cursor_execute")
        def watch(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if "UPDATE ballot_code" in statement:
                _die()

    elif point == BEFORE_COMMIT:
        event.listen(engine, "commit", _die)
    else:
        writer._answer = _die
    return app
