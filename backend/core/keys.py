"""The installation's secret keys, in one file outside the database, made by `pingyi init`."""

import fcntl
import json
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

KEY_BYTES = 32
DISTINCT = 16
"""Different bytes that a key has at least: of random keys none in 10^15 has fewer, of typed and example keys most."""
MAX_KEY_ID = 32
MIN_DIFFERENT = 12
RINGS = ("seal", "signing")
"""Rings that later versions brought and `complete_key_file` adds."""
ALL_RINGS = ("token", *RINGS)


class KeyFileError(Exception):
    """The key file is missing, readable by others, holds a short or an example key, or lacks a ring."""


@dataclass(frozen=True)
class Keys:
    """`token_keys` is the ring of signing keys by id, `current_token_key` the one that signs;
    `pepper` keys all hashes of codes and links; `metrics_token` opens /metrics; `seal_keys` is the ring that
    opens what is encrypted at rest (core/sealing.py), `current_seal_key` the one that seals; `signing_keys` are the
    Ed25519 seeds of published files (core/signing.py), `current_signing_key` the one that signs; `smtp_password` is
    the mail server's, empty when it needs none; `oidc_client_secret` is what the identity provider knows us by."""

    token_keys: dict[str, bytes]
    current_token_key: str
    pepper: bytes
    metrics_token: str
    seal_keys: dict[str, bytes]
    current_seal_key: str
    smtp_password: str = field(default="", repr=False)
    signing_keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    current_signing_key: str = ""
    oidc_client_secret: str = field(default="", repr=False)


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
    with _changing(path) as content:
        missing = _missing_rings(content)
        for ring in missing:
            content |= _fresh_ring(ring)
    return [f"{ring}_keys" for ring in missing]


def add_key(path: Path, ring: str, keep: timedelta | None = None) -> tuple[str, str]:
    """Make a new key of a ring (of ALL_RINGS) and use it from the next start on; returns the ids of the new current one
    and of the one before, which stays in the ring. Older ones go when the file has not been changed for `keep`.
    Raises KeyFileError."""
    load_keys(path)
    unchanged = timedelta(seconds=time.time() - path.stat().st_mtime)
    with _changing(path) as content:
        before = content[f"current_{ring}_key"]
        new = _fresh_ring(ring)
        if keep is not None and unchanged > keep:
            content[f"{ring}_keys"] = {before: content[f"{ring}_keys"][before]}
        content[f"{ring}_keys"] |= new[f"{ring}_keys"]
        content[f"current_{ring}_key"] = new[f"current_{ring}_key"]
    return new[f"current_{ring}_key"], before


def drop_key(path: Path, ring: str, key_id: str) -> None:
    """Take a key that is not the current one out of its ring. Raises KeyFileError, changing nothing."""
    load_keys(path)
    with _changing(path) as content:
        if key_id not in content[f"{ring}_keys"] or key_id == content[f"current_{ring}_key"]:
            raise KeyFileError(f"{key_id} is the current key of {ring}_keys in {path}, or not among them")
        del content[f"{ring}_keys"][key_id]


@contextmanager
def _changing(path: Path) -> Iterator[dict[str, Any]]:
    """The content of the key file, to be changed: written whole and durably when it is different afterwards.

    One change at a time: others wait at a lock of the folder.
    """
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        content = _read(path)
        before = json.dumps(content)
        yield content
        if json.dumps(content) == before:
            return
        owner = path.stat()
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
            _write(descriptor, content)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        os.fsync(folder)  # a ring that was used and is gone after a power cut would be worse than none
    finally:
        os.close(folder)


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
            content.get("oidc_client_secret", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise KeyFileError(f"the key file {path} is damaged") from problem
    _check_texts(keys, path)
    _check(keys, path)
    return keys


def _check_texts(keys: Keys, path: Path) -> None:
    for name in ("smtp_password", "oidc_client_secret"):
        if not isinstance(getattr(keys, name), str):
            raise KeyFileError(f"{name} in {path} is not a text")


def _check(keys: Keys, path: Path) -> None:
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
    rings = (keys.token_keys, keys.seal_keys, keys.signing_keys)
    if any(len(set(key)) < DISTINCT for key in [keys.pepper, *(key for ring in rings for key in ring.values())]):
        raise KeyFileError(f"a key in {path} is not random: let `pingyi init` make the file")
    for key_id, key in [*keys.seal_keys.items(), *keys.signing_keys.items()]:
        if len(key) != KEY_BYTES or not (key_id.isascii() and 0 < len(key_id) <= MAX_KEY_ID):
            raise KeyFileError(
                f"a seal or signing key in {path} is not {KEY_BYTES} bytes under an id of 1 to {MAX_KEY_ID} letters"
            )
    _check_made_by_chance(keys, path)


def _check_made_by_chance(keys: Keys, path: Path) -> None:
    """Refuse example keys: what was typed, counted up or filled in, and one key for two purposes (design, D11)."""
    rings = [*keys.token_keys.values(), *keys.seal_keys.values(), *keys.signing_keys.values()]
    all_keys = [*rings, keys.pepper, keys.metrics_token.encode()]
    typed = any(all(32 <= byte < 127 for byte in key) for key in [*rings, keys.pepper])
    if typed or any(_is_regular(key) for key in all_keys):
        raise KeyFileError(f"a key in {path} is an example, not a random one: make the file with `pingyi init`")
    if len(set(all_keys)) < len(all_keys):
        raise KeyFileError(f"two keys in {path} are the same")


def _is_regular(key: bytes) -> bool:
    """Few different bytes, or steps that repeat. Of 32 random bytes, 28 to 32 are different; below 12 never."""
    steps = {(second - first) % 256 for first, second in pairwise(key)}
    return len(set(key)) < MIN_DIFFERENT or len(steps) < MIN_DIFFERENT


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
