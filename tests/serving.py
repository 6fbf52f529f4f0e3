"""A real server process on a real port, for what only shows there: crashes, several processes, throughput.

Run as a module it is that process: it serves what a factory `module:function` makes of the settings in its
environment, on a socket that the parent listens on already. A request sent before the process is up waits there.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Self

from fastapi import FastAPI

from backend.config import Settings
from backend.core.logging import configure
from backend.serving import Server as ServedHere
from backend.serving import uvicorn_config

_PROJECT = Path(__file__).resolve().parent.parent


class Server:
    """A context: the process runs inside it and is dead after it, however it is left."""

    def __init__(self, settings: Settings, factory: str = "backend.main:create_app", **environment: str) -> None:
        self._factory = factory
        self._environment = {
            **os.environ,
            "PINGYI_ENV": settings.env,
            "PINGYI_DATA_DIR": str(settings.data_dir),
            "PINGYI_DATABASE_URL": settings.database,
            "PINGYI_RUN_WORKER": str(settings.run_worker),
            **environment,
        }
        self.log_path = settings.data_dir / f"server-{id(self)}.log"
        self._log: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the process; also again after `kill` or `stop`, on another port."""
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
            self.port = listening.getsockname()[1]
            self._log = self.log_path.open("ab")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.serving", self._factory, str(listening.fileno())],
                cwd=_PROJECT,
                env=self._environment,
                pass_fds=[listening.fileno()],
                stdin=subprocess.PIPE,  # its end tells the process that its parent is gone
                stdout=self._log,
                stderr=subprocess.STDOUT,
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def wait(self) -> int:
        """Wait for the end of a process that ends by itself or was told to; its exit code."""
        code = self.process.wait(timeout=60)
        if self.process.stdin is not None:
            self.process.stdin.close()
        if self._log is not None:
            self._log.close()
        return code

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.wait()

    def stop(self) -> int:
        """End the process as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def log(self) -> str:
        return self.log_path.read_text()


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def main(factory: str, descriptor: str) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    configure(json_lines=True)
    module, _, name = factory.partition(":")
    make: Callable[[Settings], FastAPI | Any] = getattr(import_module(module), name)
    config = uvicorn_config(make(Settings()), "127.0.0.1", 0)
    ServedHere(config).run(sockets=[socket.socket(fileno=int(descriptor))])


if __name__ == "__main__":
    main(*sys.argv[1:])
