"""Ranks and changes in published files: what the office sees, as far as it may be told, and what the script makes of it."""

import base64
import copy
import math
import struct
from hashlib import sha256
from typing import Any, Final

import pytest
from sqlalchemy import update

from backend.rounds.method import canonical
from backend.rounds.models import Round, RoundKind
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.results.publishing.counted import BADLY, Counted, Json, parsed
from tests.results.publishing.test_verify import forged
from verify.pingyi_verify import verify

CHANGED: Final[tuple[tuple[tuple[str, ...], Any], ...]] = (
    (("ranks", "rate", "sequence", "lower"), 5),
    (("ranks", "rate", "all", "upper"), 1),
    (("ranks", "score", "sequence", "rank"), 7),
    (("ranks", "score"), None),
    (("rate", "flags"), ["under_represented"]),
    (("changes", "rate", "direction"), "up"),
    (("changes", "rate", "status"), "new"),
    (("changes", "score", "first"), "12.34"),
    (("changes", "score", "difference"), "+12.34"),
    (("changes", "score", "difference"), None),
    (("changes", "score"), None),
    (("changes",), None),
)
"""Where in the figures of one unit, and what it is given instead."""


@pytest.fixture
def followed(counted: Counted, client: Client, login: Login) -> Counted:
    """A round that comes after a published one, liked less, with a unit that is new."""
    counted.publish()
    with counted.database.write() as session:
        first = session.query(Unit).filter(Unit.code == "U01").one()
        new = Unit(
            code="U99", name="新增单位", short_name="新增", sequence_id=first.sequence_id, active_from=first.active_from
        )
        session.add(new)
    return Counted(counted.app, client, login, liked=BADLY, after=counted.round_id)


def office_sees(round_: Counted, outcome: str) -> dict[str, Json]:
    answer = round_.get(f"comparisons?outcome={outcome}", round_.office)
    assert answer.status_code == 200, answer.text
    return {unit["code"]: unit for unit in answer.json()["units"]}


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_changes_are_what_the_office_sees(followed: Counted, outcome: str) -> None:
    seen = office_sees(followed, outcome)
    followed.publish()
    public = parsed(followed.public())
    assert public["compared_with"]["title"] == "测试轮次1"
    for code in ("U02", "U03", "U04"):
        change, wanted = public["results"][code]["changes"][outcome], seen[code]["change"]
        assert change == {name: wanted[name] for name in ("status", "direction", "first", "difference")}
    assert public["results"]["U02"]["changes"][outcome]["direction"] == "down"
    assert public["results"]["U99"]["changes"][outcome]["status"] == "new"
    assert public["results"]["U01"]["totals"] == ["plain"]
    assert public["results"]["U01"]["changes"][outcome] is None
    alone = dict(public["results"]["U99"]["changes"][outcome])
    assert alone == {"status": "new", "direction": "none", "first": None, "difference": None}


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_ranks_are_those_among_published_totals(followed: Counted, outcome: str) -> None:
    seen = office_sees(followed, outcome)
    assert seen["U01"]["overall"] is not None
    followed.publish()
    results = parsed(followed.public())["results"]
    assert results["U01"]["ranks"][outcome] is None
    others = {code: float(seen[code]["value"]) for code in ("U02", "U03", "U04", "U99")}
    for code, value in others.items():
        standing = results[code]["ranks"][outcome]["all"]
        assert standing == results[code]["ranks"][outcome]["sequence"]
        assert standing["rank"] == 1 + sum(other > value for other in others.values())
        assert 1 <= standing["lower"] <= standing["rank"] <= standing["upper"] <= standing["among"] == 4


def test_the_script_computes_them_again(followed: Counted) -> None:
    followed.publish()
    alone, whole = verify(followed.public()), verify(followed.public(), followed.sealed())
    assert (alone.altered, whole.altered) == ({}, {})
    assert whole.needs_sealed == []


def test_whoever_holds_a_key_cannot_change_them(followed: Counted) -> None:
    followed.publish()
    public, sealed = followed.public(), followed.sealed()
    for way, value in CHANGED:
        content = parsed(public)
        place = content["results"]["U02"]
        for key in way[:-1]:
            place = place[key]
        assert place[way[-1]] != value
        place[way[-1]] = value
        assert "/results/U02" in verify(forged(content), sealed).altered, way


def test_the_products_have_to_be_of_the_counts(followed: Counted) -> None:
    """Whoever makes every unit look alike to the others still has to keep to each unit's own spread."""
    followed.publish()
    sealed, public = parsed(followed.sealed()), parsed(followed.public())
    raw = base64.b64decode(sealed["products"]["U02"]["rate"])
    doubled = [2 * value for (value,) in struct.iter_unpack("<d", raw)]
    sealed["products"]["U02"]["rate"] = base64.b64encode(struct.pack(f"<{len(doubled)}d", *doubled)).decode()
    public["about"]["sealed_sha256"] = sha256(forged(sealed)).hexdigest()
    report = verify(forged(public), forged(sealed))
    assert "sealed:/products/U02" in report.altered


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e6])
def test_products_are_no_larger_than_the_spreads_allow(followed: Counted, value: float) -> None:
    followed.publish()
    sealed, public = parsed(followed.sealed()), parsed(followed.public())
    numbers = [one for (one,) in struct.iter_unpack("<d", base64.b64decode(sealed["products"]["U02"]["rate"]))]
    numbers[1] = value  # with the next unit, in the first stratum
    sealed["products"]["U02"]["rate"] = base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()
    public["about"]["sealed_sha256"] = sha256(forged(sealed)).hexdigest()
    assert "sealed:/products/U02" in verify(forged(public), forged(sealed)).altered


def test_a_block_under_its_whole_pointer_hides_no_other(followed: Counted) -> None:
    """No key is needed to add a block: one that is named like the pointer of another must not stand in for it."""
    followed.publish()
    for sealed in (None, followed.sealed()):
        public = parsed(followed.public())
        public["results/U02"] = copy.deepcopy(public["results"]["U02"])
        public["results"]["U02"]["ranks"]["rate"]["all"]["lower"] = 4
        assert "/results/U02" in verify(canonical(public), sealed).altered


def test_what_the_earlier_round_hides_is_not_told_by_a_direction(followed: Counted) -> None:
    """U01 was shown without its weighted rate; with a claim about it, one would know what that was."""
    assert office_sees(followed, "rate")["U01"]["change"]["status"] == "tested"
    followed.publish()
    for result in parsed(followed.public())["results"].values():
        for change in result["changes"].values():
            assert change is None or change["first"] is not None or change["direction"] == "none"


def test_beside_hidden_cells_stand_only_rates(followed: Counted) -> None:
    """Scores, errors and intervals would tell the cells: the audit looks at rounded rates."""
    followed.publish()
    public = parsed(followed.public())
    whole = {code: None not in cells.values() for code, cells in public["cells"].items()}
    assert set(whole.values()) == {True, False}
    for code, result in public["results"].items():
        assert (result["plain_score"] is not None) is whole[code]
        assert (result["score"] is not None) is whole[code]
        if result["rate"] is not None:
            assert (result["rate"]["lower"] is not None) is whole[code]
    assert public["overall"]["plain_score"] is None


def test_a_hidden_total_is_ranked_nowhere(several: Counted) -> None:
    """Its rank would tell between which others it lies."""
    several.publish()
    public = parsed(several.public())
    for result in public["results"].values():
        for outcome, ranks in result["ranks"].items():
            assert (ranks is None) == (result[outcome] is None)
            assert ranks is None or ranks["all"]["among"] == sum(
                other[outcome] is not None for other in public["results"].values()
            )
        assert result["changes"] is None
    assert public["compared_with"] is None


@pytest.mark.parametrize("kind", [RoundKind.INTERNAL, RoundKind.FORMAL])
def test_an_internal_round_is_not_told_of(followed: Counted, kind: RoundKind) -> None:
    with followed.database.write() as session:
        session.execute(update(Round).where(Round.number == 1).values(kind=kind))
    followed.publish()
    public = parsed(followed.public())
    assert (public["compared_with"] is None) is (kind is RoundKind.INTERNAL)
    assert (public["results"]["U02"]["changes"] is None) is (kind is RoundKind.INTERNAL)
    assert ("测试轮次1" in followed.sealed().decode()) is (kind is RoundKind.FORMAL)
    assert verify(followed.public(), followed.sealed()).good


def test_a_round_that_is_not_published_is_not_told_of(counted: Counted, client: Client, login: Login) -> None:
    later = Counted(counted.app, client, login, liked=BADLY, after=counted.round_id)
    assert office_sees(later, "rate")["U02"]["change"] is not None
    later.publish()
    assert parsed(later.public())["compared_with"] is None
