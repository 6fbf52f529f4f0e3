"""Ballot codes: form, check character, what may be typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.ballots.codes import ALPHABET, check_character, code_hash, new_code, normalise, printed

payloads = st.text(alphabet=ALPHABET, min_size=15, max_size=15)


@pytest.mark.parametrize(
    ("payload", "check"),
    [("000000000000000", "0"), ("000000000000001", "Y"), ("0123456789ABCDE", "Z"), ("ZZZZZZZZZZZZZZZ", "F")],
)
def test_check_characters_worked_by_hand(payload: str, check: str) -> None:
    assert check_character(payload) == check


@given(payloads, st.integers(0, 14), st.sampled_from(ALPHABET))
def test_a_single_wrong_character_is_noticed(payload: str, place: int, wrong: str) -> None:
    code = payload + check_character(payload)
    changed = code[:place] + wrong + code[place + 1 :]
    assert normalise(changed) == (code if wrong == code[place] else None)


@given(payloads)
def test_a_code_is_read_as_people_type_it(payload: str) -> None:
    code = payload + check_character(payload)
    typed = printed(code).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert normalise(typed) == code


@pytest.mark.parametrize("typed", ["", "7K3M", "U" * 16, "0" * 17, "０" * 16, "code!code!code!!", "\x00" * 16])
def test_what_cannot_be_a_code(typed: str) -> None:
    assert normalise(typed) is None


def test_fresh_codes_are_valid_and_differ() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(normalise(code) == code for code in codes)


def test_the_hash_depends_on_the_key() -> None:
    code = new_code()
    assert code_hash(b"a" * 32, code) != code_hash(b"b" * 32, code)
    assert len(code_hash(b"a" * 32, code)) == 32
