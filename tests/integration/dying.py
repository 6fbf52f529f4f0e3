"""The application, made to die by kill -9 between the commit of a client's request and its answer."""

import os
import signal
from typing import Any

from fastapi import FastAPI, Response

from backend import main
from backend.auth import repeating
from backend.config import Settings
from backend.core.db import after_commit

_keep = repeating.Begun.keep


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _keep_and_die(begun: Any, answer: Response) -> None:
    _keep(begun, answer)
    after_commit(begun.session, _die)


def create_app(settings: Settings) -> FastAPI:
    repeating.Begun.keep = _keep_and_die  # type: ignore[method-assign]
    return main.create_app(settings)
