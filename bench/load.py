"""A load that costs little itself: raw HTTP/1.1 over kept connections in one epoll loop, requests made beforehand."""

import gc
import json
import select
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CONNECTIONS = 32
STALLED = 60.0  # seconds without any answer
Steps = Sequence[bytes]
"""Requests that one client sends one after the other, each after the answer to the one before."""


def post(path: str, body: Any) -> bytes:
    """The bytes of a POST with a JSON body."""
    content = json.dumps(body, separators=(",", ":")).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n"
    )
    return head.encode() + b"\r\n" + content


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of a GET."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\n{lines}\r\n".encode()


@dataclass(slots=True)
class Measured:
    """`seconds` from the first request to the last answer; `latencies` in seconds by place in the steps."""

    seconds: float
    statuses: Counter[int]
    latencies: list[list[float]]
    clients: int

    @property
    def rate(self) -> float:
        """Clients served per second."""
        return self.clients / self.seconds

    def percentile(self, share: float, step: int = -1) -> float:
        """Of the latencies of a step, in milliseconds."""
        ordered = sorted(self.latencies[step])
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    steps: Steps = ()
    at: int = 0
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def drive(port: int, clients: Sequence[Steps], connections: int = CONNECTIONS) -> Measured:
    """Serve all clients over `connections` connections, each connection one client at a time."""
    waiting = iter(clients)
    measured = Measured(0.0, Counter(), [[] for _ in clients[0]], len(clients))
    poll = select.epoll()
    opened: dict[int, _Connection] = {}
    for _ in range(connections):
        connection = _Connection(socket.create_connection(("127.0.0.1", port)))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    try:
        busy = sum(_next_client(connection, waiting) for connection in opened.values())
        while busy:
            answers = poll.poll(STALLED)
            if not answers:
                raise TimeoutError(f"{busy} clients wait for an answer")
            for descriptor, _ in answers:
                connection = opened[descriptor]
                if not _receive(connection, measured):
                    continue
                connection.at += 1
                if connection.at < len(connection.steps):
                    _send(connection)
                elif not _next_client(connection, waiting):
                    busy -= 1
        measured.seconds = time.perf_counter() - started
    finally:
        gc.enable()
        poll.close()
        for connection in opened.values():
            connection.socket.close()
    return measured


def _next_client(connection: _Connection, waiting: Any) -> bool:
    connection.steps = next(waiting, ())
    connection.at = 0
    if not connection.steps:
        return False
    _send(connection)
    return True


def _send(connection: _Connection) -> None:
    connection.sent = time.perf_counter()
    connection.socket.sendall(connection.steps[connection.at])


def _receive(connection: _Connection, measured: Measured) -> bool:
    """Take what has come; whether that completed an answer."""
    came = connection.socket.recv(262_144)
    if not came:
        raise ConnectionError("the server closed a connection")
    connection.received += came
    head, found, body = connection.received.partition(b"\r\n\r\n")
    if not found:
        return False
    lowered = head.lower()
    at = lowered.find(b"content-length: ")
    length = int(lowered[at + 16 :].partition(b"\r\n")[0]) if at >= 0 else 0
    if len(body) < length:
        return False
    measured.latencies[connection.at].append(time.perf_counter() - connection.sent)
    measured.statuses[int(head[9:12])] += 1
    connection.received.clear()
    return True
