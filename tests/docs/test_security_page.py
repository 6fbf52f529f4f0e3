"""The table of checks in docs/security.md is what the names of the tests say."""

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return runpy.run_path(str(SCRIPTS / "security_checks.py"))


def test_the_table_is_current(script: dict[str, Any]) -> None:
    assert script["stale_reasons"]() == []
    text = script["PAGE"].read_text(encoding="utf-8")
    assert script["page"](text) == text, "run scripts/security_checks.py"
    assert script["page"](text.replace("| proved |", "| proven |")) == text, "an edited table is written anew"


def test_only_a_test_that_carries_the_id_proves_a_check(script: dict[str, Any]) -> None:
    proofs = script["proofs"]()
    assert "tests/security/test_matrix.py" in proofs["C25"]
    assert set(proofs) <= set(script["TITLES"])
    assert script["status"]("C25", tested=True) == "proved"
    assert script["status"]("C25", tested=False) == "waiting: no test carries this id yet"
    assert script["status"]("C17", tested=False) == "waiting: evaluators' sheets"
    assert script["status"]("C01", tested=True).startswith("partly: ")


def test_a_name_can_carry_several_ids(script: dict[str, Any]) -> None:
    ids_in = script["ids_in"]
    assert ids_in("test_a06_i08_what_was_changed") == {"A06", "I08"}
    assert ids_in("test_m01_to_m05_what_is_unsafe") == {f"M0{number}" for number in range(1, 6)}
    assert ids_in("w04 d04: console pages at 1440") == {"W04", "D04"}
    assert ids_in("test_up_to_a99_nothing") == set()


def test_a_stale_table_fails_the_check(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "security.md"
    copy.write_text(script["PAGE"].read_text(encoding="utf-8").replace("| proved |", "| waiting |"), encoding="utf-8")
    monkeypatch.setitem(script["main"].__globals__, "PAGE", copy)
    monkeypatch.setattr(sys, "argv", ["security_checks.py", "--check"])
    assert script["main"]() == 1
    assert "out of date" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["security_checks.py"])
    assert script["main"]() == 0
    monkeypatch.setattr(sys, "argv", ["security_checks.py", "--check"])
    assert script["main"]() == 0
