"""A real server process on a real port, for what only shows there: crashes, several processes, throughput."""

import os
import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fastapi import FastAPI

from backend.config import Settings
from backend.core.logging import configure
from backend.serving import Server as ServedHere
from backend.serving import uvicorn_config
from tests.processes import Process


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give a process these settings."""
    return {
        **os.environ,
        "PINGYI_ENV": settings.env,
        "PINGYI_DATA_DIR": str(settings.data_dir),
        "PINGYI_DATABASE_URL": settings.database,
        "PINGYI_RUN_WORKER": str(settings.run_worker),
    }


class Server(Process):
    """Serves what a factory `module:function` makes of these settings, on a socket that listens before it is up: a
    request sent before waits there."""

    def __init__(self, settings: Settings, factory: str = "backend.main:create_app", **environment: str) -> None:
        self._factory = factory
        self.port = 0
        log_path = settings.data_dir / f"server-{id(self)}.log"
        super().__init__(_serve, environment=environment_of(settings) | environment, log_path=log_path)

    def start(self) -> None:
        """Start the process; also again after `kill` or `stop`, on another port."""
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
            self.port = listening.getsockname()[1]
            self._arguments = (self._factory, listening)
            super().start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _serve(factory: str, listening: socket.socket) -> None:
    configure(json_lines=True)
    module, _, name = factory.partition(":")
    make: Callable[[Settings], FastAPI | Any] = getattr(import_module(module), name)
    ServedHere(uvicorn_config(make(Settings()), "127.0.0.1", 0)).run(sockets=[listening])
