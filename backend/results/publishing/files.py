"""A signed file: blocks of JSON, a manifest of their digests, a signature over the manifest (security design, 4.5).

The bytes are canonical JSON (UTF-8, keys sorted, no spaces) without floats: decimals are text. `verify/pingyi_verify.py`
reads these files without this package, so a change here is a new format.
"""

from hashlib import sha256
from typing import Any, Final

from backend.core.keys import Keys
from backend.core.signing import sign
from backend.rounds.method import canonical

PUBLIC_FORMAT: Final = "pingyi-public-1"
SEALED_FORMAT: Final = "pingyi-sealed-1"
BY_UNIT: Final = ("cells", "products", "results")
"""Blocks with a part for each unit, which has a digest of its own, so that a verifier can name the unit."""

Json = dict[str, Any]


def signed_file(keys: Keys, content: Json) -> bytes:
    """The file of `content`. The same content and key give the same bytes on every machine (Ed25519 has no chance)."""
    manifest = manifest_of(content)
    return canonical({**content, "manifest": manifest, "signature": sign(keys, canonical(manifest))})


def manifest_of(content: Json) -> dict[str, str]:
    """JSON pointer (RFC 6901) of each block -> SHA-256 of its canonical bytes."""
    manifest = {}
    for name, block in content.items():
        if name in BY_UNIT:
            for code, part in block.items():
                manifest[f"/{name}/{_escaped(code)}"] = sha256_of(part)
        else:
            manifest[f"/{_escaped(name)}"] = sha256_of(block)
    return manifest


def sha256_of(block: Any) -> str:
    """Of a block of a file."""
    return sha256(canonical(block)).hexdigest()


def exact(value: float) -> str:
    """A float as text that reads back as the same float everywhere: 17 significant digits."""
    return format(value, ".17g")


def _escaped(code: str) -> str:
    return code.replace("~", "~0").replace("/", "~1")
