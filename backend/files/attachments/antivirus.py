"""Asking clamd whether content is infected, by its INSTREAM command; whatever goes wrong means: not known."""

import socket
import struct
from enum import StrEnum
from typing import Annotated, Final

import structlog
from fastapi import Depends, Request

log = structlog.get_logger("antivirus")

_CHUNK: Final = 1 << 16
_MAX_ANSWER: Final = 4096
_SECONDS: Final = 20.0  # for each step; clamd reloads its signatures now and then


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNAVAILABLE = "unavailable"


class Scanner:
    """The scanner of this installation. `address` is a socket's path, `host:port`, or empty: no scanner, all is clean."""

    def __init__(self, address: str, seconds: float = _SECONDS) -> None:
        self.address = address
        self._seconds = seconds

    def scan(self, content: bytes) -> Verdict:
        """Ask about `content`. Never raises: a scanner that cannot be asked or does not answer is unavailable."""
        if not self.address:
            return Verdict.CLEAN
        try:
            with self._connect() as connection:
                answer = _ask(connection, content)
        except OSError as problem:
            log.warning("scanner_unavailable", reason=type(problem).__name__)
            return Verdict.UNAVAILABLE
        if answer == "stream: OK":
            return Verdict.CLEAN
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict.INFECTED
        log.warning("scanner_unavailable", reason=answer[:100])
        return Verdict.UNAVAILABLE

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self._seconds)
            try:
                connection.connect(self.address)
            except BaseException:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self._seconds)


def _ask(connection: socket.socket, content: bytes) -> str:
    """One INSTREAM exchange: chunks with their lengths, an empty one at the end, an answer that ends with NUL."""
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))
    answer = bytearray()
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER and (piece := connection.recv(1024)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def get_scanner(request: Request) -> Scanner:
    """The virus scanner of the running application."""
    scanner: Scanner = request.app.state.scanner
    return scanner


ScannerDep = Annotated[Scanner, Depends(get_scanner)]
