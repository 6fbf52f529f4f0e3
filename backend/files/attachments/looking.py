"""Looking into an attachment in a process of its own, with little memory and time: what breaks there breaks alone.

The server calls `look_into`; `main` is the other process. It gets kind and content by its standard input and
answers with one line of JSON and the cleaned copy. It sees no settings, no keys, no database, and writes no file.
"""

import json
import resource
import subprocess
import sys
import threading
from typing import Final

from backend.core.errors import Unavailable
from backend.files.attachments.errors import REFUSALS, AttachmentRefused, AttachmentTooComplex
from backend.files.attachments.kinds import Kind

MEMORY: Final = 1 << 30
CPU_SECONDS: Final = 30
SECONDS: Final = 60.0  # of the clock: the machine may be busy
MAX_CLEANED: Final = 40 * 1024 * 1024
AT_ONCE: Final = 2
_WAIT_SECONDS: Final = 30.0
_places = threading.BoundedSemaphore(AT_ONCE)


def look_into(content: bytes, kind: Kind) -> bytes | None:
    """The cleaned copy of an attachment, None when none can be made for certain.

    Raises one of REFUSALS; AttachmentTooComplex also when it takes too much memory or time; Unavailable when too many
    are being looked into.
    """
    if not _places.acquire(timeout=_WAIT_SECONDS):
        raise Unavailable(retry_after=10)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the content is its input
            [sys.executable, "-I", "-m", "backend.files.attachments.looking", kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise AttachmentTooComplex from problem
    finally:
        _places.release()
    if done.returncode != 0:  # out of memory or time, or a crash of a library
        raise AttachmentTooComplex
    line, _, cleaned = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if answer["refused"]:
        raise REFUSALS[answer["refused"]]
    return cleaned if answer["cleaned"] else None


def clean(content: bytes, kind: Kind) -> bytes | None:
    """As `look_into`, in this process and without limits."""
    if kind in (Kind.JPG, Kind.PNG):
        from backend.files.attachments.images import clean_image

        return clean_image(content, kind)
    if kind is Kind.PDF:
        from backend.files.attachments.pdf import clean_pdf

        return clean_pdf(content)
    if kind in (Kind.DOCX, Kind.XLSX):
        from backend.files.attachments.office_clean import clean_office

        return clean_office(content, kind)
    from backend.files.attachments.recordings import check_mp4, clean_mp3

    if kind is Kind.MP3:
        return clean_mp3(content)
    check_mp4(content)
    return None


def main() -> None:
    """The other process."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    refused, cleaned = "", None
    try:
        cleaned = clean(sys.stdin.buffer.read(), Kind(sys.argv[1]))
    except AttachmentRefused as refusal:
        refused = refusal.code
    if cleaned is not None and len(cleaned) > MAX_CLEANED:
        cleaned = None
    sys.stdout.buffer.write(json.dumps({"refused": refused, "cleaned": cleaned is not None}).encode() + b"\n")
    sys.stdout.buffer.write(cleaned or b"")


if __name__ == "__main__":
    main()
