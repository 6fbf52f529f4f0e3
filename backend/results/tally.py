"""Writing and reading the tally of a round (method, section 15)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.ballots.closing import Progress, Write, discard_uncounted, end_codes, shuffle_into_sheets
from backend.ballots.models import Sheet
from backend.ballots.turnout import StratumCount, count_by_stratum, issued_together
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import NotFound
from backend.results.models import Tally, TallyKind
from backend.rounds.config import RoundConfig, load_config
from backend.stats import (
    Criteria,
    Moments,
    Option,
    Outcome,
    Products,
    Scale,
    count_answers,
    moments_from_counts,
    moments_from_sheets,
    products_from_sheets,
    stack_products,
    stack_strata,
)

FETCH = 20_000


@dataclass(frozen=True, slots=True)
class RoundTally:
    """A tally in the shapes that `stats` works on; `turnout` in the order of the strata, `issued_together` beside it."""

    sheets: int
    counts: NDArray[np.int64]
    moments: dict[Outcome, Moments]
    turnout: tuple[StratumCount, ...]
    issued_together: int
    valid_sheets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a closed round: the columns of its tally, its products, and what the record keeps of its sheets."""

    tally: dict[str, Any]
    products: dict[Outcome, Products]
    mixed: int
    root: str


def scale_of(config: RoundConfig) -> Scale:
    """The round's options for `stats`."""
    return Scale(tuple(Option(o.number, o.points, o.satisfied, o.valid) for o in config.options))


def criteria_of(config: RoundConfig) -> Criteria:
    """The round's criteria for `stats`."""
    return Criteria(tuple(c.weight for c in config.criteria), config.publication.indicator_min_weight)


def count_round(database: Database, write: Write, round_id: UUID, progress: Progress) -> Count:
    """Close the books of a closed round: shuffle, end the codes, count. May be repeated at any point."""
    with database.read() as session:
        config = load_config(session, round_id)
    shuffle_into_sheets(database, write, config, progress)
    end_codes(database, write, round_id)
    discard_uncounted(write, round_id)
    with database.read() as session:
        leaves: list[bytes] = []
        counts, valid, moments, products = _pass_over_sheets(session, config, leaves)
        turnout = count_by_stratum(session, round_id)
        undivided = issued_together(session, round_id)
    tally = {
        "sheets": int(sum(stratum.returned for stratum in turnout.values())),
        **_columns(counts, moments),
        "turnout": [
            *(
                _turnout_row(stratum.id, turnout.get(stratum.id, StratumCount(0, 0, 0)), good)
                for stratum, good in zip(config.strata, valid, strict=True)
            ),
            {"stratum_id": None, "issued": undivided},
        ],
    }
    return Count(tally, products, len(leaves), root_of(leaves))


def _columns(counts: NDArray[np.int64], moments: dict[Outcome, Moments]) -> dict[str, Any]:
    return {
        "counts": counts.astype("<i8").tobytes(),
        "rate": _dump(moments["rate"]),
        "score": _dump(moments["score"]) if "score" in moments else None,
    }


def root_of(leaves: Iterable[bytes]) -> str:
    """SHA-256 over the sorted leaves, hexadecimal: changes with every sheet added, removed or altered, not with order.

    A leaf is the SHA-256 of one stored sheet: the 16 bytes of its stratum's id, then its packed answers. A sheet's own
    key is left out: it is random and says nothing (security design, 3A.6).
    """
    return hashlib.sha256(b"".join(sorted(leaves))).hexdigest()


def leaves_of(session: Session, config: RoundConfig) -> list[bytes]:
    """The leaves of a round's stored sheets, to hold against the root in the record."""
    leaves: list[bytes] = []
    for stratum in config.strata:
        stored_answers(session, config, stratum.id, leaves)
    return leaves


def count_without(
    session: Session, config: RoundConfig, without: Select[UUID]
) -> tuple[dict[str, Any], dict[Outcome, Products]]:
    """The tally of a counted round without the sheets of these ids, and its products: what came back stays, what is
    valid is less."""
    whole = session.get_one(Tally, (config.round_id, TallyKind.ALL))
    counts, valid, moments, products = _pass_over_sheets(session, config, [], without)
    left = {str(stratum.id): number for stratum, number in zip(config.strata, valid, strict=True)}
    turnout = [
        entry | {"valid": left[entry["stratum_id"]]} if entry["stratum_id"] else entry for entry in whole.turnout
    ]
    return {"sheets": whole.sheets, **_columns(counts, moments), "turnout": turnout}, products


def save_tally(session: Session, round_id: UUID, content: dict[str, Any], kind: TallyKind = TallyKind.ALL) -> None:
    """Store the tally that `count_round` or `count_without` returned."""
    session.merge(Tally(round_id=round_id, kind=kind, created_at=clock.now(session), **content))


def _turnout_row(stratum_id: UUID, count: StratumCount, valid: int) -> dict[str, Any]:
    return {
        "stratum_id": str(stratum_id),
        "issued": count.issued,
        "web": count.web,
        "paper": count.paper,
        "valid": valid,
        "shared": count.shared,
    }


def _pass_over_sheets(
    session: Session, config: RoundConfig, leaves: list[bytes], without: Select[UUID] | None = None
) -> tuple[NDArray[np.int64], list[int], dict[Outcome, Moments], dict[Outcome, Products]]:
    """Counts [strata, units, criteria, options + 1], sheets with an answer by stratum, moments and products of the whole.

    Adds the leaf of every sheet to `leaves`. One stratum is held at a time. without: ids of sheets to pass over.
    """
    units, criteria, options = len(config.units), len(config.criteria), len(config.options)
    scale, weights = scale_of(config), criteria_of(config)
    counts = np.zeros((len(config.strata), units, criteria, options + 1), dtype=np.int64)
    valid: list[int] = []
    moments: dict[Outcome, list[Moments]] = {outcome: [] for outcome in outcomes_of(scale)}
    products: dict[Outcome, list[Products]] = {outcome: [] for outcome in moments}
    for position, stratum in enumerate(config.strata):
        answers = stored_answers(session, config, stratum.id, leaves, without)
        counts[position] = count_answers(answers, units, criteria, options)
        valid.append(int(answers.any(axis=1).sum()))
        own = (
            moments_from_sheets([answers], units, scale, weights)
            if criteria > 1
            else {outcome: moments_from_counts(counts[[position], :, 0], scale, outcome) for outcome in moments}
        )
        of_pairs = products_from_sheets([answers], own, scale, weights)
        for outcome in moments:
            moments[outcome].append(own[outcome])
            products[outcome].append(of_pairs[outcome])
    return (
        counts,
        valid,
        {outcome: stack_strata(parts) for outcome, parts in moments.items()},
        {outcome: stack_products(parts) for outcome, parts in products.items()},
    )


def outcomes_of(scale: Scale) -> tuple[Outcome, ...]:
    """The rate, and the score where the options have points."""
    return ("rate", "score") if scale.has_points else ("rate",)


def stored_answers(
    session: Session,
    config: RoundConfig,
    stratum_id: UUID,
    leaves: list[bytes],
    without: Select[UUID] | None = None,
) -> NDArray[np.uint8]:
    """The packed sheets of a stratum, [sheets, cells]; their leaves are added to `leaves`."""
    home = hashlib.sha256(stratum_id.bytes)
    sheets = select(Sheet.answers).where(Sheet.round_id == config.round_id, Sheet.stratum_id == stratum_id)
    if without is not None:
        sheets = sheets.where(Sheet.id.not_in(without))
    rows = session.scalars(sheets.execution_options(yield_per=FETCH))
    packed = bytearray()
    for row in rows:
        packed += row
        leaf = home.copy()
        leaf.update(row)
        leaves.append(leaf.digest())
    return np.frombuffer(bytes(packed), dtype=np.uint8).reshape(-1, config.cells)


def _dump(moments: Moments) -> bytes:
    return b"".join(
        (
            moments.n.astype("<i8").tobytes(),
            moments.mean.astype("<f8").tobytes(),
            moments.m2.astype("<f8").tobytes(),
        )
    )


def _load(data: bytes, outcome: Outcome, scale: Scale, shape: tuple[int, int]) -> Moments:
    size = len(data) // 3
    n = np.frombuffer(data[:size], dtype="<i8").reshape(shape)
    mean = np.frombuffer(data[size : 2 * size], dtype="<f8").reshape(shape)
    m2 = np.frombuffer(data[2 * size :], dtype="<f8").reshape(shape)
    coding = scale.coding(outcome)
    return Moments(outcome, n, mean, m2, coding.lo, coding.hi)


def load_tally(session: Session, config: RoundConfig, kind: TallyKind = TallyKind.FINAL) -> RoundTally:
    """The stored tally of a round, by default the one that counts. Raises NotFound before it is counted."""
    row = session.get(Tally, (config.round_id, kind)) or session.get(Tally, (config.round_id, TallyKind.ALL))
    if row is None:
        raise NotFound
    scale = scale_of(config)
    shape = (len(config.strata), len(config.units))
    counts = np.frombuffer(row.counts, dtype="<i8").reshape(*shape, len(config.criteria), len(config.options) + 1)
    turnout = [entry for entry in row.turnout if entry["stratum_id"] is not None]
    moments: dict[Outcome, Moments] = {"rate": _load(row.rate, "rate", scale, shape)}
    if row.score is not None:
        moments["score"] = _load(row.score, "score", scale, shape)
    return RoundTally(
        sheets=row.sheets,
        counts=counts,
        moments=moments,
        # Tallies of version 0.1.0 know nothing of sheets handed out together.
        turnout=tuple(StratumCount(t["issued"], t["web"], t["paper"], shared=t.get("shared", False)) for t in turnout),
        issued_together=sum(entry["issued"] for entry in row.turnout if entry["stratum_id"] is None),
        valid_sheets=tuple(t["valid"] for t in turnout),
    )
