"""The stand-alone script accepts what was published, computes it again, and names what was altered."""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.core.keys import Keys
from backend.results.publishing.files import signed_file
from backend.rounds.method import canonical
from tests.results.publishing.counted import Counted, parsed
from verify.pingyi_verify import NotAFile, main, t_quantile, verify

SCRIPT = Path(__file__).parents[3] / "verify" / "pingyi_verify.py"
CHANGES = 200
STRANGER = Keys({}, "", b"", "", {}, "", signing_keys={"x": b"x" * 32}, current_signing_key="x")


def test_i06_it_accepts_what_was_published(either: Counted) -> None:
    either.publish()
    alone = verify(either.public())
    assert alone.good, alone.altered
    assert "/results/U01" in alone.needs_sealed
    assert ("/results/U02/rate" in alone.needs_sealed) is (either.criteria > 1)
    whole = verify(either.public(), either.sealed())
    assert whole.good, whole.altered
    assert (whole.needs_sealed, whole.checked > alone.checked) == ([], True)
    [key] = either.client.get("/api/v1/public/keys").json()["items"]
    assert whole.key_id == key["key_id"]


def test_what_may_be_small_is_hidden(counted: Counted) -> None:
    counted.publish()
    public = parsed(counted.public())
    hidden = [name for name, cell in public["cells"]["U01"].items() if cell is None]
    assert "C" in hidden
    assert len(hidden) >= 2
    assert public["results"]["U01"]["plain"]["numerator"] is None
    assert all(cell is not None for cell in public["cells"]["U02"].values())
    assert public["overall"]["plain"]["numerator"] is None
    assert parsed(counted.sealed())["cells"]["U01"]["counts"][2]


def test_a_correction_hides_what_was_hidden(counted: Counted) -> None:
    counted.publish()
    before = [name for name, cell in parsed(counted.public())["cells"]["U01"].items() if cell is None]
    counted.post("snapshots", counted.office, {"reason": "更正单位名称"})
    counted.countersign()
    counted.post("publish", counted.office)
    after = [name for name, cell in parsed(counted.public(2))["cells"]["U01"].items() if cell is None]
    assert set(before) <= set(after)
    assert verify(counted.public(2), counted.sealed(2)).good


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Places of all values in a document."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path


def change(content: Any, path: tuple[Any, ...], chance: random.Random) -> None:
    """Another value of the same kind at one place."""
    *way, last = path
    for key in way:
        content = content[key]
    old = content[last]
    if isinstance(old, bool):
        content[last] = not old
    elif isinstance(old, int):
        content[last] = old + chance.choice((-1, 1, 7))
    elif isinstance(old, str) and old:
        place = chance.randrange(len(old))
        content[last] = old[:place] + chr(ord(old[place]) ^ 1) + old[place + 1 :]
    else:
        content[last] = "1"


def block_of(path: tuple[Any, ...]) -> str:
    if path[0] == "manifest":
        return str(path[1])
    return f"/{path[0]}/{path[1]}" if path[0] in ("cells", "products", "results") else f"/{path[0]}"


@pytest.mark.slow
@pytest.mark.one_engine  # the files are the same bytes on both: test_same_bytes.py
def test_i06_each_of_many_changes_is_named(either: Counted) -> None:
    either.publish()
    public, sealed = either.public(), either.sealed()
    chance = random.Random(20261129)
    for number in range(CHANGES):
        in_sealed = number % 3 == 2
        content = parsed(sealed if in_sealed else public)
        kept = copy.deepcopy(content)
        # Blocks alike, however large: a count, a weight, a name, an option's points, a byte of the signature.
        block = chance.choice(sorted(content))
        path = chance.choice([path for path in leaves(content) if path[0] == block])
        change(content, path, chance)
        assert content != kept
        altered = canonical(content)
        if path[-1] == "format":
            with pytest.raises(NotAFile):
                verify(public if in_sealed else altered, altered if in_sealed else sealed)
            continue
        report = verify(public, altered) if in_sealed else verify(altered, sealed)
        assert ("sealed:" if in_sealed else "") + block_of(path) in report.altered, path


def forged(content: Any) -> bytes:
    """Signed again by another key, so that digests and signature fit."""
    return signed_file(STRANGER, {k: v for k, v in content.items() if k not in ("manifest", "signature")})


def test_another_key_tells_itself_and_figures_still_have_to_come_out(counted: Counted, tmp_path: Path) -> None:
    counted.publish()
    true_key = verify(counted.public()).key_id
    content = parsed(counted.public())
    (tmp_path / "same.json").write_bytes(forged(content))
    assert main([str(tmp_path / "same.json")]) == 0
    assert main([str(tmp_path / "same.json"), "--key-id", true_key]) == 1
    content["cells"]["U02"]["A"]["counts"][0][1] += 1
    report = verify(forged(content))
    assert {"/results/U02", "/cells/U02"} & report.altered.keys()
    content = parsed(counted.public())
    content["results"]["U01"]["plain"]["percent"] = "99.99"
    assert verify(forged(content)).good
    assert "/results/U01" in verify(forged(content), counted.sealed()).altered


def test_the_sealed_file_has_to_be_the_one(counted: Counted) -> None:
    counted.publish()
    counted.post("snapshots", counted.office, {"reason": "更正单位名称"})
    assert verify(counted.public(), counted.sealed(2)).altered.keys() == {"sealed:/"}
    for wrong in (b"", b"[]", b"{}", b'{"a":1.5}', b'{"a":1,"a":2}', counted.sealed()):
        with pytest.raises(NotAFile):
            verify(wrong)


def test_i06_it_runs_alone(counted: Counted, tmp_path: Path) -> None:
    counted.publish()
    (tmp_path / "public.json").write_bytes(counted.public())
    (tmp_path / "sealed.json").write_bytes(counted.sealed())
    (tmp_path / "verify.py").write_bytes(SCRIPT.read_bytes())

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-X", "utf8", "verify.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    found = run("public.json", "--sealed", "sealed.json")
    assert (found.returncode, found.stderr) == (0, "")
    assert "结论：核验通过 / verified" in found.stdout
    assert "需要封存文件 / needs the sealed file" in run("public.json").stdout
    content = json.loads(counted.public())
    content["method"]["strata"][0]["weight"] = "0.6"
    (tmp_path / "public.json").write_bytes(canonical(content))
    found = run("public.json")
    assert found.returncode == 1
    assert "✗ /method：内容与清单不符" in found.stdout
    assert run("absent.json").returncode == 2


@pytest.mark.parametrize(
    ("df", "expected"),
    [(1, 12.706204736174698), (2, 4.302652729696142), (5, 2.5705818356363146), (30, 2.0422724563012373)],
)
def test_quantiles_of_t(df: int, expected: float) -> None:
    assert abs(t_quantile(df) - expected) < 1e-10 * expected
