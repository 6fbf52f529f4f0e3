"""Events in the form of CloudEvents 1.0 (JSON), with the extension `sequence`."""

from datetime import UTC, datetime
from typing import Any, Final

from backend.integration.events.kinds import LINKS
from backend.integration.events.seeing import Seen

EVENT_TYPE: Final = "application/cloudevents+json"
BATCH_TYPE: Final = "application/cloudevents-batch+json"


def event_id(seq: int, digest: str) -> str:
    """The number in the record, with the first digits of the row's hash: after an older database was put back, numbers
    are given a second time, and what a receiver remembers of the first must not hide the second."""
    return f"{seq}-{digest[:8]}"


def sequence(seq: int) -> str:
    """Numbers as texts that sort like numbers, as the extension asks."""
    return f"{seq:020d}"


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cloud_event(seen: Seen, base_url: str) -> dict[str, Any]:
    """An event as it goes over the wire; the same for the same reader at any time."""
    data = dict(seen.data)
    link = LINKS.get(seen.kind.subject)
    if link is not None:
        version = f"?version={data['version']}" if "version" in data else ""
        data["url"] = base_url.rstrip("/") + link.format(id=seen.object_id) + version
    return envelope(event_id(seen.seq, seen.hash), base_url, seen.kind.type, seen.subject, seen.at, data) | {
        "sequence": sequence(seen.seq)
    }


def envelope(id_: str, base_url: str, type_: str, subject: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    """What every event has."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": base_url.rstrip("/"),
        "type": type_,
        "subject": subject,
        "time": instant(at),
        "datacontenttype": "application/json",
        "data": data,
    }
