"""Making the two files of a version: a pure function of key, evidence and what was published before."""

import json
from dataclasses import dataclass
from hashlib import sha256

from backend.core.keys import Keys
from backend.results.figures import figures_of
from backend.results.publishing.evidence import Evidence
from backend.results.publishing.files import signed_file
from backend.results.publishing.hiding import earlier_pattern, pattern_of
from backend.results.publishing.public import public_content
from backend.results.publishing.sealed import sealed_content
from backend.rounds.method import digest


@dataclass(frozen=True, slots=True)
class Edition:
    """What tells a version from another: its number, its reason (empty for the first), the public file before it."""

    version: int
    reason: str = ""
    before: bytes | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of a version and their SHA-256, hexadecimal."""

    public: bytes
    sealed: bytes

    @property
    def public_digest(self) -> str:
        return sha256(self.public).hexdigest()

    @property
    def sealed_digest(self) -> str:
        return sha256(self.sealed).hexdigest()


def build(keys: Keys, evidence: Evidence, edition: Edition) -> Files:
    """The files of a version. No time and no id is in them, so the same inputs give the same bytes everywhere."""
    config, tally = evidence.config, evidence.tally
    about = {
        "title": config.title,
        "demo": evidence.demo,
        "version": edition.version,
        "reason": edition.reason,
        "supersedes": sha256(edition.before).hexdigest() if edition.before else None,
        "method_digest": digest(evidence.method),
    }
    sealed = signed_file(keys, sealed_content(about, evidence))
    figures = figures_of(config, tally)
    earlier = earlier_pattern(json.loads(edition.before)) if edition.before else None
    shown = public_content(about, sha256(sealed).hexdigest(), evidence, figures, pattern_of(config, tally, earlier))
    return Files(signed_file(keys, shown), sealed)
