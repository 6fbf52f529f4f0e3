"""A clamd for tests: speaks the INSTREAM protocol of the real one, and knows one virus, the EICAR test file."""

import socket
import struct
import threading
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers on a socket, or on a free port of this machine, until it is stopped; `answer` overrides what it finds."""

    def __init__(self, path: Path | None = None, answer: bytes | None = None) -> None:
        self.answer = answer
        self.seen: list[bytes] = []
        self._socket = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self._socket.bind(str(path) if path else ("127.0.0.1", 0))
        self._socket.listen()
        self.address = str(path) if path else f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Clamd":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                self._converse(connection, stream.read)

    def _converse(self, connection: socket.socket, read: object) -> None:
        assert callable(read)
        assert read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", read(4))[0]:
            content += read(length)
        self.seen.append(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        connection.sendall(found if self.answer is None else self.answer)
