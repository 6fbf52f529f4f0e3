"""The installation's secret keys, in one file outside the database, made by `pingyi init`."""

import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """The key file is missing, readable by others, or holds a short key."""


@dataclass(frozen=True)
class Keys:
    """`token_keys` is the ring of signing keys by id, `current_token_key` the one that signs;
    `pepper` keys all hashes of codes and links; `metrics_token` opens /metrics; `smtp_password` is the mail
    server's, empty when it needs none."""

    token_keys: dict[str, bytes]
    current_token_key: str
    pepper: bytes
    metrics_token: str
    smtp_password: str = field(default="", repr=False)


def create_key_file(path: Path) -> None:
    """Write fresh random keys. Never overwrites: an existing file raises FileExistsError."""
    key_id = secrets.token_hex(4)
    content = {
        "token_keys": {key_id: secrets.token_hex(KEY_BYTES)},
        "current_token_key": key_id,
        "pepper": secrets.token_hex(KEY_BYTES),
        "metrics_token": secrets.token_urlsafe(KEY_BYTES),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def load_keys(path: Path) -> Keys:
    """Read and check the key file. Raises KeyFileError with the reason."""
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text())
        ring = {key_id: bytes.fromhex(key) for key_id, key in content["token_keys"].items()}
        password = content.get("smtp_password", "")
        keys = Keys(
            ring, content["current_token_key"], bytes.fromhex(content["pepper"]), content["metrics_token"], password
        )
    except FileNotFoundError as problem:
        raise KeyFileError(f"no key file at {path}: run `pingyi init` first") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise KeyFileError(f"the key file {path} is damaged") from problem
    if not isinstance(password, str):
        raise KeyFileError(f"smtp_password in {path} is not a text")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"the key file {path} can be read by others: chmod 600 it")
    if keys.current_token_key not in ring:
        raise KeyFileError(f"the current token key is not in the ring of {path}")
    if any(len(key) < KEY_BYTES for key in [*ring.values(), keys.pepper]) or len(keys.metrics_token) < KEY_BYTES:
        raise KeyFileError(f"a key in {path} is shorter than {KEY_BYTES} bytes")
    return keys
