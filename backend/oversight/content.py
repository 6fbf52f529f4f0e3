"""What a record consists of: the name of a content, and how a change of it is shown."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from backend.oversight.kinds import RecordResult, RecordState
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import ServiceRecord
from backend.oversight.schemas_records import RecordIn

_SHOWN: Final = (
    "received_at",
    "given_promised_due",
    "given_legal_due",
    "judged_due",
    "due",
    "legal_due",
    "finished_at",
    "result",
    "state",
    "on_site",
    "immediate",
    "extensions",
    "pauses",
    "matter_id",
)


def content_digest(body: RecordIn) -> str:
    """Names the content of a record, whatever the order of its fields and the zone of its times."""
    content = body.model_dump(exclude={"correction"})
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    return str(value.timestamp()) if isinstance(value, datetime) else str(value)


def content_of(record: ServiceRecord) -> dict[str, Any]:
    """What can change in a record, as its events show it."""
    return {name: _json(getattr(record, name)) for name in _SHOWN}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | list) else str(value)


def state_of(body: RecordIn) -> RecordState:
    if body.finished_at is None:
        return RecordState.OPEN
    return RecordState.WITHDRAWN if body.result is RecordResult.WITHDRAWN else RecordState.FINISHED


def limits_of(matter: ServiceMatter) -> dict[str, Any]:
    """The limits of a matter as a record keeps them."""
    return {
        "promised": _limit(matter.promised_limit, matter.promised_time_unit),
        "legal": _limit(matter.legal_limit, matter.legal_time_unit),
    }


def _limit(amount: int | None, unit: str) -> list[Any] | None:
    return None if amount is None else [amount, str(unit)]
