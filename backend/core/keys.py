"""The installation's secret keys, in one file outside the database, made by `pingyi init`."""

import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEY_BYTES = 32
MAX_KEY_ID = 32


class KeyFileError(Exception):
    """The key file is missing, readable by others, holds a short key or lacks a ring."""


@dataclass(frozen=True)
class Keys:
    """`token_keys` is the ring of signing keys by id, `current_token_key` the one that signs;
    `pepper` keys all hashes of codes and links; `metrics_token` opens /metrics; `seal_keys` is the ring that
    opens what is encrypted at rest (core/sealing.py), `current_seal_key` the one that seals; `smtp_password` is the
    mail server's, empty when it needs none."""

    token_keys: dict[str, bytes]
    current_token_key: str
    pepper: bytes
    metrics_token: str
    seal_keys: dict[str, bytes]
    current_seal_key: str
    smtp_password: str = field(default="", repr=False)


def create_key_file(path: Path) -> None:
    """Write fresh random keys. Never overwrites: an existing file raises FileExistsError."""
    key_id = secrets.token_hex(4)
    content = {
        "token_keys": {key_id: secrets.token_hex(KEY_BYTES)},
        "current_token_key": key_id,
        "pepper": secrets.token_hex(KEY_BYTES),
        "metrics_token": secrets.token_urlsafe(KEY_BYTES),
        **_fresh_seal_keys(),
    }
    _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)


def add_seal_keys(path: Path) -> bool:
    """Give a key file of version 0.1 the ring it lacks, whole or not at all; False when there was nothing to add.

    The file keeps its owner and gets mode 600. Raises KeyFileError when it cannot be read as a key file.
    """
    content = _read(path)
    if {"seal_keys", "current_seal_key"} & content.keys():
        return False
    owner = path.stat()
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
        _write(descriptor, content | _fresh_seal_keys())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a ring that was used and is gone after a power cut would be worse than none
    finally:
        os.close(folder)
    return True


def load_keys(path: Path) -> Keys:
    """Read and check the key file. Raises KeyFileError with the reason."""
    content = _read(path)
    if not {"seal_keys", "current_seal_key"} & content.keys():
        raise KeyFileError(f"the key file {path} has no seal_keys yet: run `pingyi migrate`, which adds them")
    try:
        keys = Keys(
            _ring(content["token_keys"]),
            content["current_token_key"],
            bytes.fromhex(content["pepper"]),
            content["metrics_token"],
            _ring(content["seal_keys"]),
            content["current_seal_key"],
            content.get("smtp_password", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise KeyFileError(f"the key file {path} is damaged") from problem
    if not isinstance(keys.smtp_password, str):
        raise KeyFileError(f"smtp_password in {path} is not a text")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"the key file {path} can be read by others: chmod 600 it")
    if keys.current_token_key not in keys.token_keys:
        raise KeyFileError(f"the current token key is not in the ring of {path}")
    if keys.current_seal_key not in keys.seal_keys:
        raise KeyFileError(f"the current seal key is not in the ring of {path}")
    if any(len(key) < KEY_BYTES for key in [*keys.token_keys.values(), keys.pepper, keys.metrics_token]):
        raise KeyFileError(f"a key in {path} is shorter than {KEY_BYTES} bytes")
    for key_id, key in keys.seal_keys.items():
        if len(key) != KEY_BYTES or not (key_id.isascii() and 0 < len(key_id) <= MAX_KEY_ID):
            raise KeyFileError(
                f"a seal key in {path} is not {KEY_BYTES} bytes under an id of 1 to {MAX_KEY_ID} letters"
            )
    return keys


def _fresh_seal_keys() -> dict[str, Any]:
    key_id = secrets.token_hex(4)
    return {"seal_keys": {key_id: secrets.token_hex(KEY_BYTES)}, "current_seal_key": key_id}


def _ring(entries: dict[str, str]) -> dict[str, bytes]:
    return {key_id: bytes.fromhex(key) for key_id, key in entries.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError as problem:
        raise KeyFileError(f"no key file at {path}: run `pingyi init` first") from problem
    except ValueError as problem:
        raise KeyFileError(f"the key file {path} is damaged") from problem
    if not isinstance(content, dict) or "pepper" not in content:
        raise KeyFileError(f"the key file {path} is damaged")
    return content


def _write(descriptor: int, content: dict[str, Any]) -> None:
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
