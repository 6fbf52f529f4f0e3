"""Processes of the program that tests start and kill.

They are forked from one that has imported the program and done nothing else: importing it anew, hundreds of times, would
be a fifth of the time of all tests. What comes after the import is as in a process that was started by its name.
"""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["backend.cli", "tests.processes"])
WITHIN = 60


class Process:
    """A context: the process runs `function` inside it and is dead after it, however it is left.

    `function` is one of a module, as it is found by its name; what it prints is in the log.
    """

    def __init__(
        self, function: Callable[..., object], *arguments: Any, environment: Mapping[str, str], log_path: Path
    ) -> None:
        self._function = function
        self._arguments = arguments
        self._environment = dict(environment)
        self._log_path = log_path
        self._process: ForkServerProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Also again, after the end."""
        arguments = (self._environment, self._log_path, self._log_path, self._function, self._arguments)
        self._process = _CONTEXT.Process(target=_run, args=arguments, daemon=True)
        self._process.start()

    @property
    def process(self) -> ForkServerProcess:
        assert self._process is not None
        return self._process

    def wait(self) -> int:
        """Wait for the end of a process that ends by itself or was told to; its exit code, of a killed one below 0."""
        self.process.join(WITHIN)
        assert self.process.exitcode is not None, "it does not end"
        return self.process.exitcode

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.wait()

    def stop(self) -> int:
        """End the process as a service manager does; its exit code."""
        self.process.terminate()
        return self.wait()

    def log(self) -> str:
        return self._log_path.read_text()


@dataclass(frozen=True)
class Ended:
    """What is left of a process."""

    returncode: int
    stdout: str
    stderr: str


def run(function: Callable[..., object], *arguments: Any, environment: Mapping[str, str] = os.environ) -> Ended:
    """Run a function of a module in a process of its own, to its end."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _CONTEXT.Process(target=_run, args=(dict(environment), out, err, function, arguments), daemon=True)
        process.start()
        process.join(WITHIN)
        assert process.exitcode is not None, "it does not end"
        return Ended(process.exitcode, out.read_text(), err.read_text())


def pingyi(*words: str, environment: Mapping[str, str]) -> Ended:
    """Run the command `pingyi`."""
    return run(command, *words, environment=environment)


def command(*words: str) -> None:
    """The command `pingyi`, in this process."""
    from backend.cli import app

    app(list(words))


def script(source: str, *arguments: str) -> None:
    """A program that is given as text, in this process."""
    sys.argv = ["-c", *arguments]
    exec(source, {"__name__": "__main__"})  # noqa: S102 (a text of a test)


def _run(
    environment: dict[str, str], out: Path, err: Path, function: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(line_buffering=True)
    os.environ.clear()
    os.environ.update(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    function(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
