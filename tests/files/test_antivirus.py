"""The virus scanner: found infected, found clean, or not known; never clean by accident."""

import os
import socket
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.config import Settings
from backend.files.attachments.antivirus import Scanner, Verdict
from tests.files.clamd import EICAR, Clamd


@pytest.mark.parametrize("over", ["socket", "port"])
def test_the_scanner_finds_eicar_and_passes_the_rest(tmp_path: Path, over: str) -> None:
    content = os.urandom(3 << 20)
    with Clamd(tmp_path / "clamd" if over == "socket" else None) as clamd:
        scanner = Scanner(clamd.address)
        assert scanner.scan(content) is Verdict.CLEAN
        assert scanner.scan(EICAR) is Verdict.INFECTED
        assert clamd.seen == [content, EICAR]
    assert scanner.scan(content) is Verdict.UNAVAILABLE


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK, nearly\0", b"\xff\xfe\0", b"x" * 10_000]
)
def test_an_answer_that_is_not_plainly_clean_is_none(answer: bytes) -> None:
    with Clamd(answer=answer) as clamd:
        assert Scanner(clamd.address).scan(b"content") is Verdict.UNAVAILABLE


def test_a_scanner_that_never_answers_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        assert Scanner(address, seconds=0.1).scan(b"content") is Verdict.UNAVAILABLE


@pytest.mark.parametrize(
    "address", ["203.0.113.5:3310", "clamd:3310", "127.0.0.1", "127.0.0.1:0", "::2:3310", "relative"]
)
def test_the_scanner_is_on_this_machine(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(clamd=address)


@pytest.mark.parametrize("address", ["", "/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310"])
def test_addresses_of_this_machine_are_accepted(address: str) -> None:
    assert Settings(clamd=address).clamd == address
