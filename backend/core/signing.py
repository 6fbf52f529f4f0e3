"""Ed25519 signatures of published files and checkpoints (security design, 4.3 and 4.5). The keys are a ring of the key file."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.core.keys import Keys

ALGORITHM: Final = "Ed25519"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`key_id`: the first 16 digits of the SHA-256 of the 32 bytes of the key, so that nobody can give it another
    name; `public_key`: those bytes, hexadecimal. `current`: the one that signs now."""

    key_id: str
    public_key: str
    current: bool


def public_keys(keys: Keys) -> list[PublicKey]:
    """Every key that ever signed, the current one first: files keep the signature they were published with."""
    names = sorted(keys.signing_keys, key=lambda name: (name != keys.current_signing_key, name))
    return [_describe(_private(keys, name), current=name == keys.current_signing_key) for name in names]


def sign(keys: Keys, message: bytes) -> dict[str, str]:
    """The signature of `message` by the current key, as it stands in a file."""
    private = _private(keys, keys.current_signing_key)
    known = _describe(private, current=True)
    return {
        "algorithm": ALGORITHM,
        "key_id": known.key_id,
        "public_key": known.public_key,
        "value": private.sign(message).hex(),
    }


def is_signed(keys: Keys, key_id: str, message: bytes, signature: str) -> bool:
    """Whether the key `key_id`, one of the ring, signed `message`; `signature` is hexadecimal."""
    for name in keys.signing_keys:
        private = _private(keys, name)
        if _describe(private, current=False).key_id == key_id:
            try:
                private.public_key().verify(bytes.fromhex(signature), message)
            except (InvalidSignature, ValueError):
                return False
            return True
    return False


def _private(keys: Keys, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.signing_keys[name])


def _describe(private: Ed25519PrivateKey, *, current: bool) -> PublicKey:
    raw = private.public_key().public_bytes_raw()
    return PublicKey(sha256(raw).hexdigest()[:16], raw.hex(), current)
