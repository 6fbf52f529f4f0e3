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
RINGS = ("seal", "signing")
"""Rings that later versions brought and `complete_key_file` adds."""


class KeyFileError(Exception):
    """The key file is missing, readable by others, holds a short key or lacks a ring."""


@dataclass(frozen=True)
class Keys:
    """`token_keys` is the ring of signing keys by id, `current_token_key` the one that signs;
    `pepper` keys all hashes of codes and links; `metrics_token` opens /metrics; `seal_keys` is the ring that
    opens what is encrypted at rest (core/sealing.py), `current_seal_key` the one that seals; `signing_keys` are the
    Ed25519 seeds of published files (core/signing.py), `current_signing_key` the one that signs; `smtp_password` is
    the mail server's, empty when it needs none."""

    token_keys: dict[str, bytes]
    current_token_key: str
    pepper: bytes
    metrics_token: str
    seal_keys: dict[str, bytes]
    current_seal_key: str
    smtp_password: str = field(default="", repr=False)
    signing_keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    current_signing_key: str = ""


def create_key_file(path: Path) -> None:
    """Write fresh random keys. Never overwrites: an existing file raises FileExistsError."""
    key_id = secrets.token_hex(4)
    content = {
        "token_keys": {key_id: secrets.token_hex(KEY_BYTES)},
        "current_token_key": key_id,
        "pepper": secrets.token_hex(KEY_BYTES),
        "metrics_token": secrets.token_urlsafe(KEY_BYTES),
        **_fresh_ring("seal"),
        **_fresh_ring("signing"),
    }
    _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)


def complete_key_file(path: Path) -> list[str]:
    """Give a key file of an earlier version the rings it lacks, whole or not at all; returns the names of those added.

    The file keeps its owner and gets mode 600. Raises KeyFileError when it cannot be read as a key file.
    """
    content = _read(path)
    missing = _missing_rings(content)
    if not missing:
        return []
    owner = path.stat()
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
        for ring in missing:
            content |= _fresh_ring(ring)
        _write(descriptor, content)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a ring that was used and is gone after a power cut would be worse than none
    finally:
        os.close(folder)
    return [f"{ring}_keys" for ring in missing]


def load_keys(path: Path) -> Keys:
    """Read and check the key file. Raises KeyFileError with the reason."""
    content = _read(path)
    for ring in _missing_rings(content):
        raise KeyFileError(f"the key file {path} has no {ring}_keys yet: run `pingyi migrate`, which adds them")
    try:
        keys = Keys(
            _ring(content["token_keys"]),
            content["current_token_key"],
            bytes.fromhex(content["pepper"]),
            content["metrics_token"],
            _ring(content["seal_keys"]),
            content["current_seal_key"],
            content.get("smtp_password", ""),
            _ring(content["signing_keys"]),
            content["current_signing_key"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise KeyFileError(f"the key file {path} is damaged") from problem
    _check(keys, path)
    return keys


def _check(keys: Keys, path: Path) -> None:
    if not isinstance(keys.smtp_password, str):
        raise KeyFileError(f"smtp_password in {path} is not a text")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"the key file {path} can be read by others: chmod 600 it")
    if keys.current_token_key not in keys.token_keys:
        raise KeyFileError(f"the current token key is not in the ring of {path}")
    if keys.current_seal_key not in keys.seal_keys:
        raise KeyFileError(f"the current seal key is not in the ring of {path}")
    if keys.current_signing_key not in keys.signing_keys:
        raise KeyFileError(f"the current signing key is not in the ring of {path}")
    if any(len(key) < KEY_BYTES for key in [*keys.token_keys.values(), keys.pepper, keys.metrics_token]):
        raise KeyFileError(f"a key in {path} is shorter than {KEY_BYTES} bytes")
    for key_id, key in [*keys.seal_keys.items(), *keys.signing_keys.items()]:
        if len(key) != KEY_BYTES or not (key_id.isascii() and 0 < len(key_id) <= MAX_KEY_ID):
            raise KeyFileError(
                f"a seal or signing key in {path} is not {KEY_BYTES} bytes under an id of 1 to {MAX_KEY_ID} letters"
            )


def _missing_rings(content: dict[str, Any]) -> list[str]:
    return [ring for ring in RINGS if not {f"{ring}_keys", f"current_{ring}_key"} & content.keys()]


def _fresh_ring(ring: str) -> dict[str, Any]:
    key_id = secrets.token_hex(4)
    return {f"{ring}_keys": {key_id: secrets.token_hex(KEY_BYTES)}, f"current_{ring}_key": key_id}


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
