"""The mark of a restore that was begun and has not ended: while it is there, nothing opens the database but that restore."""

import os
from pathlib import Path
from typing import Final

from backend.upkeep.backup import sync_folder

NAME: Final = "restore-unfinished"
"""A file in the data folder, which holds the SHA-256 of the backup."""
REASON: Final = (
    "上次恢复没有完成：请用同一个备份文件再运行一次 pingyi restore。\n"
    "A restore has not ended: run pingyi restore again with the same backup."
)


def begun(data_dir: Path) -> str | None:
    """The SHA-256 of the backup of which restoring began; None when nothing is unfinished."""
    try:
        return (data_dir / NAME).read_text(encoding="ascii")
    except FileNotFoundError:
        return None


def begin(data_dir: Path, digest: str) -> None:
    """Set the mark durably, whole or not at all."""
    partial = data_dir / f"{NAME}.part"
    with partial.open("w", encoding="ascii") as file:
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(data_dir / NAME)
    sync_folder(data_dir)


def end(data_dir: Path) -> None:
    (data_dir / NAME).unlink(missing_ok=True)
    sync_folder(data_dir)
