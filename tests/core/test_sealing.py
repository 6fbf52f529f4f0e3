"""Sealed texts and files open at their place, with a key of the ring, unchanged, whole and in order; else not at all."""

import io
import json
import os
import secrets
import stat
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.keys import KeyFileError, Keys, complete_key_file, create_key_file, load_keys
from backend.core.sealing import CHUNK, SealBroken, Sealer, blind_index, place_of, sealed_size
from tests import processes

KEYS = Keys({"t": b"t" * 32}, "t", b"p" * 32, "m" * 32, {"old": b"o" * 32}, "old")
ROTATED = replace(KEYS, seal_keys={**KEYS.seal_keys, "new": b"n" * 32}, current_seal_key="new")
PLACE = place_of("complainant", "phone", uuid4())
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7)


def sealed_file(content: bytes, keys: Keys = KEYS, place: str = PLACE) -> bytes:
    return b"".join(Sealer(keys).seal_stream([content], place))


def opened_file(sealed: bytes, keys: Keys = KEYS, place: str = PLACE) -> bytes:
    return b"".join(Sealer(keys).open_stream(io.BytesIO(sealed), place))


@given(st.text(), st.text(min_size=1))
def test_texts_come_back(text: str, place: str) -> None:
    sealer = Sealer(KEYS)
    sealed = sealer.seal(text, place)
    assert sealer.open_text(sealed, place) == text
    assert sealer.seal(text, place) != sealed


def test_a_text_opens_at_its_place_only() -> None:
    sealer = Sealer(KEYS)
    sealed = sealer.seal("13812345678", PLACE)
    for other in (place_of("complainant", "phone", uuid4()), PLACE.replace("phone", "name"), ""):
        with pytest.raises(SealBroken):
            sealer.open(sealed, other)


def test_no_byte_of_a_text_can_be_changed_or_left_out() -> None:
    sealer = Sealer(KEYS)
    sealed = sealer.seal("张三", PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            sealer.open(bytes(changed), PLACE)
        with pytest.raises(SealBroken):
            sealer.open(sealed[:position], PLACE)


def test_another_ring_opens_nothing() -> None:
    stranger = replace(KEYS, seal_keys={"old": b"x" * 32})
    for keys in (stranger, replace(ROTATED, seal_keys={"new": b"n" * 32})):
        with pytest.raises(SealBroken):
            Sealer(keys).open(Sealer(KEYS).seal("张三", PLACE), PLACE)
        with pytest.raises(SealBroken):
            opened_file(sealed_file(b"abc"), keys)


def test_after_a_rotation_the_current_key_seals_and_old_ones_open() -> None:
    before, after = Sealer(KEYS).seal("张三", PLACE), Sealer(ROTATED)
    assert after.open_text(before, PLACE) == "张三"
    assert after.needs_reseal(before)
    again = after.reseal(before, PLACE)
    assert not after.needs_reseal(again)
    assert after.open_text(again, PLACE) == "张三"
    only_new = Sealer(replace(ROTATED, seal_keys={"new": b"n" * 32}))
    assert only_new.open_text(again, PLACE) == "张三"
    assert after.needs_reseal(sealed_file(b"abc")[:64])
    assert opened_file(sealed_file(b"abc"), ROTATED) == b"abc"


@pytest.mark.parametrize("size", SIZES)
def test_files_come_back_whatever_pieces_they_come_in(size: int) -> None:
    content = os.urandom(size)
    for step in (1000, CHUNK, size or 1):
        pieces = [content[start : start + step] for start in range(0, size, step)]
        sealed = b"".join(Sealer(KEYS).seal_stream(pieces, PLACE))
        assert opened_file(sealed) == content
        assert len(sealed) <= sealed_size(size)


def test_a_file_opens_at_its_place_only() -> None:
    with pytest.raises(SealBroken):
        opened_file(sealed_file(b"abc"), place=place_of("complainant", "phone", uuid4()))


def test_cutting_lengthening_reordering_and_mixing_files_is_found() -> None:
    content = os.urandom(4 * CHUNK)
    sealed, other = sealed_file(content), sealed_file(content)
    block = CHUNK + 16
    start = len(sealed) - 4 * block
    head, blocks = sealed[:start], [sealed[start + n * block :][:block] for n in range(4)]
    assert head + b"".join(blocks) == sealed
    broken = [
        sealed[:-1],
        head + b"".join(blocks[:3]),  # cut at a chunk
        head,
        sealed + b"\0",
        sealed + blocks[3],
        head + blocks[1] + blocks[0] + blocks[2] + blocks[3],
        head + blocks[0] + blocks[2] + blocks[3],
        head + other[start : start + block] + b"".join(blocks[1:]),
        *(sealed[:length] for length in range(start)),
    ]
    for changed in broken:
        with pytest.raises(SealBroken):
            opened_file(changed)


def test_a_large_file_is_never_in_memory_as_a_whole() -> None:
    """Sealing asks for the next piece only when it has given out what it had."""
    asked = 0

    def pieces() -> object:
        nonlocal asked
        for asked in range(1, 1001):  # noqa: B007 - counts
            yield bytes(CHUNK)

    given = 0
    for sealed in Sealer(KEYS).seal_stream(pieces(), PLACE):  # type: ignore[arg-type]
        given += len(sealed)
        assert asked * CHUNK - given <= 2 * CHUNK
    assert asked == 1000


def test_blind_indexes_are_equal_for_equals_of_one_kind_and_keyed() -> None:
    index = blind_index(KEYS, "phone", "13812345678")
    assert index == blind_index(ROTATED, "phone", "13812345678"), "a rotation must not part old rows from new ones"
    assert len(index) == 32
    others = [
        blind_index(KEYS, "phone", "13812345679"),
        blind_index(KEYS, "id", "13812345678"),
        blind_index(replace(KEYS, pepper=b"q" * 32), "phone", "13812345678"),
    ]
    assert len({index, *others}) == 4


def version_0_1(path: Path) -> dict[str, object]:
    create_key_file(path)
    content: dict[str, object] = json.loads(path.read_text())
    for name in ("seal_keys", "current_seal_key", "signing_keys", "current_signing_key"):
        del content[name]
    path.write_text(json.dumps(content))
    return content


def test_a_key_file_of_version_0_1_gets_the_ring_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    old = version_0_1(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="run `pingyi migrate`"):
        load_keys(path)
    assert complete_key_file(path) == ["seal_keys", "signing_keys"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = load_keys(path)
    content = json.loads(path.read_text())
    assert {name: content[name] for name in old} == old
    assert [len(key) for ring in (keys.seal_keys, keys.signing_keys) for key in ring.values()] == [32, 32]
    assert not complete_key_file(path)
    assert load_keys(path) == keys
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    old = version_0_1(path)

    def full(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        complete_key_file(path)
    assert json.loads(path.read_text()) == old
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "change",
    [
        {"current_seal_key": "unknown"},
        {"seal_keys": {"a": secrets.token_hex(31)}, "current_seal_key": "a"},
        {"seal_keys": {"a": secrets.token_hex(33)}, "current_seal_key": "a"},
        {"seal_keys": {"": secrets.token_hex(32)}, "current_seal_key": ""},
        {"seal_keys": {"a": "not hex"}, "current_seal_key": "a"},
        {"seal_keys": {}},
        {"seal_keys": None},
        {"current_signing_key": "unknown"},
        {"signing_keys": {"a": secrets.token_hex(31)}, "current_signing_key": "a"},
    ],
)
def test_an_unsound_ring_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(KeyFileError):
        load_keys(path)


def pingyi(command: str, folder: Path) -> str:
    """What the command says, run as its own process."""
    environment = {**os.environ, "PINGYI_DATA_DIR": str(folder)}
    ended = processes.pingyi(command, environment=environment)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("command", ["migrate", "init"])
def test_the_commands_complete_the_key_file_and_say_so(tmp_path: Path, command: str) -> None:
    path = tmp_path / "keys.json"
    version_0_1(path)
    assert "seal_keys" in pingyi(command, tmp_path)
    keys = load_keys(path)
    assert "seal_keys" not in pingyi(command, tmp_path)
    assert load_keys(path) == keys


def test_migrating_makes_no_keys_where_there_are_none(tmp_path: Path) -> None:
    pingyi("migrate", tmp_path)
    assert not (tmp_path / "keys.json").exists()
