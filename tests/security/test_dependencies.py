"""Libraries as they are locked: new enough, with hashes, signing by the maintained backend (security checks D01-D03)."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from jose import backends  # noqa: TID251 - to see which they are
from jose.backends import cryptography_backend  # noqa: TID251
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
# The first release without the weakness.
FLOORS = {
    "python-jose": "3.5",  # CVE-2024-33663, CVE-2024-33664, then base64 that is read strictly
    "starlette": "1.3.1",  # design, section 5
    "h11": "0.16",  # CVE-2025-43859
}


def pinned(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and hashes of each entry; raises ValueError for one that is not pinned."""
    for entry in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", lock).strip()):
        requirement, *hashes = re.split(r"\s*\\\n\s*--hash=", entry.strip())
        found = Requirement(requirement)
        specifiers = [(one.operator, one.version) for one in found.specifier]
        if len(specifiers) != 1 or specifiers[0][0] != "==":
            raise ValueError(requirement)
        yield found.name, specifiers[0][1], hashes


def read(name: str) -> list[tuple[str, str, list[str]]]:
    return list(pinned((PROJECT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", FLOORS)
def test_d01_no_library_is_older_than_its_last_known_weakness(name: str) -> None:
    for lock in LOCKS:
        found = [Version(number) for other, number, _ in read(lock) if other == name]
        assert len(found) == 1
        assert found[0] >= Version(FLOORS[name])
    assert Version(version(name)) >= Version(FLOORS[name]), "installed"


def test_d02_tokens_are_signed_by_the_maintained_backend() -> None:
    """Without it python-jose takes `ecdsa` and its own code, see CVE-2024-23342."""
    assert backends.HMACKey is cryptography_backend.CryptographyHMACKey
    assert backends.ECKey is cryptography_backend.CryptographyECKey
    assert backends.RSAKey is cryptography_backend.CryptographyRSAKey


@pytest.mark.parametrize("lock", LOCKS)
def test_d03_every_locked_library_has_hashes(lock: str) -> None:
    entries = read(lock)
    assert len(entries) > 50
    assert [name for name, _, hashes in entries if not hashes] == []
    assert {hash_.partition(":")[0] for _, _, hashes in entries for hash_ in hashes} == {"sha256"}


def test_d03_a_library_without_hash_or_version_is_found() -> None:
    """The proof that the reading above can fail."""
    assert list(pinned("a==1 ; python_version > '3' \\\n    --hash=sha256:00\n    # via b\nb==2\n")) == [
        ("a", "1", ["sha256:00"]),
        ("b", "2", []),
    ]
    for open_one in ("a>=1", "a", "a @ https://example.invalid/a.whl"):
        with pytest.raises(ValueError, match="a"):
            list(pinned(open_one))


def test_d03_every_locked_package_of_the_pages_has_a_hash() -> None:
    lock = json.loads((PROJECT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []


def test_d03_installing_insists_on_them() -> None:
    commands = (PROJECT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in commands.splitlines() if "pip install" in line and ".lock" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
    assert re.findall(r"\bnpm (?:ci|install|i)\b", commands) == ["npm ci"]
