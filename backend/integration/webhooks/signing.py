"""Secrets and signatures of the Standard Webhooks: `v1`, HMAC-SHA-256 over id, time and body."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
KEY_BYTES: Final = 32


def new_secret() -> str:
    """256 random bits, as both sides keep them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def message_id(delivery_id: UUID) -> str:
    """The same at every attempt: a receiver takes each once."""
    return f"msg_{delivery_id.hex}"


def headers(id_: str, at: datetime, body: bytes, of_secrets: Sequence[str]) -> dict[str, str]:
    """The headers of one attempt, with a signature for each secret that counts."""
    timestamp = str(int(at.timestamp()))
    signed = id_.encode() + b"." + timestamp.encode() + b"." + body
    return {
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in of_secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
