"""The digest of the method: stable, the same everywhere, and different after any change."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from backend.core.db import Database
from backend.rounds.config import Criterion, Option, Publication, RollUnit, RoundConfig, Stratum, load_config
from backend.rounds.method import canonical, digest, method_document
from backend.rounds.models import Collection, RoundKind, RoundState
from backend.stats import Rounding
from tests.factories import make_round, make_units

STRATA = (UUID(int=1), UUID(int=2))
CODES = {STRATA[0]: 150, STRATA[1]: 20}
CONFIG = RoundConfig(
    round_id=UUID(int=9),
    year=2026,
    number=1,
    title="2026年第一次评议",
    kind=RoundKind.FORMAL,
    state=RoundState.DRAFT,
    collection=Collection.CODED,
    allow_small_strata=False,
    units=(
        RollUnit(uuid4(), "A01", "财政局", "财政局", "政府部门", "管钱", True, False, "一组"),
        RollUnit(uuid4(), "A02", "教育局", "教育局", "政府部门", "", False, True, ""),
    ),
    criteria=(
        Criterion("C1", "责任落实", "是否落实", Decimal("1.000000")),
        Criterion("C2", "依法行政", "", Decimal("0.5")),
    ),
    options=(
        Option(1, "满意", Decimal("100.00"), satisfied=True, valid=True),
        Option(2, "不满意", Decimal(30), satisfied=False, valid=True),
        Option(3, "不了解", None, satisfied=False, valid=False),
    ),
    strata=(
        Stratum(STRATA[0], "S1", "人大代表", Decimal(2), 150, None),
        Stratum(STRATA[1], "S2", "企业", Decimal(1), 20, 300),
    ),
    publication=Publication(5, 2, Rounding.HALF_UP, Decimal("0.5")),
)
PINNED = "73d378f1ef794723b145e89fed1449fcc78877a8d21c9673bff5e084d5cd7ab1"
STORED = "7c1c7d3a994d0f11fafc7d5c741f5254503912fc31cc8271400f3f9948027919"


def digest_of(config: RoundConfig, codes: dict[UUID, int] | None = None) -> str:
    return digest(method_document(config, CODES if codes is None else codes))


def test_the_canonical_form_is_written_by_hand() -> None:
    assert canonical({"b": "中", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"中"}'.encode()


def test_i07_a_pinned_digest() -> None:
    """A change here means that every method fixed so far is described otherwise: give the engine a new name."""
    assert digest_of(CONFIG) == PINNED


def test_the_document_is_plain_json_without_floats() -> None:
    document = method_document(CONFIG, CODES)
    assert json.loads(canonical(document)) == document
    assert document["criteria"][0]["weight"] == "1"
    assert document["scale"][0]["points"] == "100"
    assert document["strata"][0] == {"code": "S1", "name": "人大代表", "weight": "2", "population": None, "codes": 150}


def first(config: RoundConfig, part: str, **changes: object) -> RoundConfig:
    rows = getattr(config, part)
    return replace(config, **{part: (replace(rows[0], **changes), *rows[1:])})


CHANGES: dict[str, Callable[[RoundConfig], RoundConfig]] = {
    "year": lambda c: replace(c, year=2027),
    "number": lambda c: replace(c, number=2),
    "kind": lambda c: replace(c, kind=RoundKind.RECHECK),
    "collection": lambda c: replace(c, collection=Collection.PAPER),
    "unit left out": lambda c: replace(c, units=c.units[:1]),
    "order of the roll": lambda c: replace(c, units=c.units[::-1]),
    "unit code": lambda c: first(c, "units", code="A09"),
    "unit name": lambda c: first(c, "units", name="财政局(新)"),
    "unit short name": lambda c: first(c, "units", short_name="财政"),
    "unit sequence": lambda c: first(c, "units", sequence_name="党群部门"),
    "unit duties": lambda c: first(c, "units", duties="管账"),
    "unit key": lambda c: first(c, "units", key=False),
    "unit pilot": lambda c: first(c, "units", pilot=True),
    "unit team": lambda c: first(c, "units", team="二组"),
    "order of criteria": lambda c: replace(c, criteria=c.criteria[::-1]),
    "criterion code": lambda c: first(c, "criteria", code="X"),
    "criterion name": lambda c: first(c, "criteria", name="责任"),
    "criterion help": lambda c: first(c, "criteria", help=""),
    "criterion weight": lambda c: first(c, "criteria", weight=Decimal("1.000001")),
    "option label": lambda c: first(c, "options", label="很满意"),
    "option points": lambda c: first(c, "options", points=Decimal("99.99")),
    "option satisfied": lambda c: first(c, "options", satisfied=False),
    "option valid": lambda c: first(c, "options", valid=False),
    "option left out": lambda c: replace(c, options=c.options[:2]),
    "stratum code": lambda c: first(c, "strata", code="S9"),
    "stratum name": lambda c: first(c, "strata", name="代表"),
    "stratum weight": lambda c: first(c, "strata", weight=Decimal("2.1")),
    "stratum population": lambda c: first(c, "strata", population=200),
    "order of strata": lambda c: replace(c, strata=c.strata[::-1]),
    "k": lambda c: replace(c, publication=replace(c.publication, k=10)),
    "decimals": lambda c: replace(c, publication=replace(c.publication, decimals=1)),
    "rounding": lambda c: replace(c, publication=replace(c.publication, rounding=Rounding.HALF_EVEN)),
    "smallest weight": lambda c: replace(c, publication=replace(c.publication, indicator_min_weight=Decimal("0.6"))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_i07_any_single_change_gives_another_digest(change: Callable[[RoundConfig], RoundConfig]) -> None:
    assert digest_of(change(CONFIG)) != digest_of(CONFIG)


def test_the_number_of_codes_is_part_of_the_method() -> None:
    assert digest_of(CONFIG, {**CODES, STRATA[0]: 151}) != digest_of(CONFIG)


def test_what_is_not_method_leaves_the_digest_alone() -> None:
    moved = replace(CONFIG, title="别的名称", state=RoundState.OPEN, allow_small_strata=True, round_id=uuid4())
    assert digest_of(first(moved, "strata", planned_codes=999)) == digest_of(CONFIG)


def test_decimals_are_written_in_one_way() -> None:
    same = first(CONFIG, "criteria", weight=Decimal("1"))
    assert digest_of(first(same, "options", points=Decimal("1E+2"))) == digest_of(CONFIG)


def test_i07_both_databases_give_the_same_digest(database: Database) -> None:
    with database.write() as session:
        row = make_round(session, make_units(session, 3), strata=(("A", Decimal("1.5")), ("B", Decimal(0))), criteria=2)
    with database.read() as session:
        config = load_config(session, row.id)
    assert config.cells == 6
    assert digest_of(config, {config.strata[0].id: 20}) == STORED
