"""Checkpoints that come back from outside: the file that the public page gave, or what somebody printed."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from backend.audit.checkpoints import CODE_LENGTH, marks_of
from backend.audit.models import Checkpoint
from backend.audit.verify import Fault, Mark
from backend.core.keys import Keys
from backend.core.text import Text

_PRINTED: Final = re.compile(r"(\d{1,15}):([0-9a-f]+)")


class NoCheckpoints(Exception):
    """What was given cannot be read as checkpoints; the reason is in both languages."""


def file_marks(keys: Keys, path: Path) -> tuple[list[Mark], list[Fault]]:
    """The checkpoints of a file as `GET /api/v1/public/checkpoints` answered it. Raises NoCheckpoints."""
    try:
        points = [
            Checkpoint(
                seq=int(item["seq"]),
                hash=str(item["hash"]),
                at=datetime.fromisoformat(item["at"]),
                key_id=str(item["key_id"]),
                signature=str(item["signature"]),
            )
            for item in json.loads(path.read_bytes())["items"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NoCheckpoints(f"{path} 不是存证点文件 / is no file of checkpoints") from problem
    return marks_of(keys, points, Text(f"{path.name} 中的存证点", f"a checkpoint of {path.name}"))


def printed_mark(typed: str) -> Mark:
    """`SEQ:CODE` as printed, with or without the hyphens of the code. Raises NoCheckpoints."""
    found = _PRINTED.fullmatch(typed.replace("-", "").replace(" ", "").lower())
    if found is None or not CODE_LENGTH <= len(found[2]) <= 64:
        raise NoCheckpoints(f"{typed}：应为“序号:存证码” / expected SEQ:CODE")
    return Mark(int(found[1]), found[2], Text(f"存证码 {typed}", f"the code {typed}"))
