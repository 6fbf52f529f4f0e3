"""A machine that requests are made to: a real TLS server of this machine that answers as a test wants."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network

import trustme

from backend.egress.destinations import Destination
from backend.egress.http import Egress
from tests.smtp import trusting

Reply = Callable[[ssl.SSLSocket, bytes], None]
"""Answers a request (head and body) on its connection."""
NAME = "hooks.office.example"
HERE = ip_network("127.0.0.0/8")


def replying(status: str, body: bytes = b"", *headers: str) -> Reply:
    """An answer that is there at once."""
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""))
    return lambda client, _: client.sendall(head.encode() + body)


@dataclass
class Receiver:
    """`asked` has the requests as they came, `names` the names that clients asked for in TLS, `given_up` is set when a
    client did not wait for the whole answer. `on_connection` is called before anything is read."""

    port: int
    authority: trustme.CA
    asked: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    given_up: threading.Event = field(default_factory=threading.Event)
    on_connection: Callable[[], object] = lambda: None

    def url(self, path: str = "/", name: str = NAME) -> str:
        return f"https://{name}:{self.port}{path}"

    def egress(self, *addresses: str, within: float = 10, name: str = NAME) -> Egress:
        """A door that lets requests to this machine through, its name being resolved to these addresses."""

        async def resolve(_host: str, _port: int) -> list[str]:
            return list(addresses or ("127.0.0.1",))

        entry = Destination(name, frozenset({self.port}), (HERE,))
        return Egress((entry,), trusting(self.authority), resolve, within)


@contextmanager
def receiving(
    authority: trustme.CA, reply: Reply, name: str = NAME, not_after: datetime | None = None
) -> Iterator[Receiver]:
    """Shows a certificate of that name, and answers each connection in a thread of its own, the listening one included; all are over when it ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name, not_after=not_after).configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        receiver = Receiver(listener.getsockname()[1], authority)

        def note(_: ssl.SSLObject, asked_for: str | None, __: ssl.SSLContext) -> None:
            receiver.names.append(asked_for)

        context.sni_callback = note
        threads: list[threading.Thread] = []

        def serve(raw: socket.socket) -> None:
            receiver.on_connection()
            with suppress(OSError), context.wrap_socket(raw, server_side=True) as client:
                receiver.asked.append(_request(client))
                try:
                    reply(client, receiver.asked[-1])
                except OSError:
                    receiver.given_up.set()

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threads.append(threading.Thread(target=serve, args=(listener.accept()[0],)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield receiver
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def _request(client: ssl.SSLSocket) -> bytes:
    """Head and body of one request."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(client)
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < lengths[0]:
        body += _some(client)
    return head + b"\r\n\r\n" + body


def _some(client: ssl.SSLSocket) -> bytes:
    part = client.recv(65536)
    if not part:
        raise ConnectionError
    return part
