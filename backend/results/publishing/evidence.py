"""What a version is made of: method, counts, products, and the published round that this one is compared with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from backend.results.comparable import why_not_comparable
from backend.results.figures import RoundFigures, figures_of
from backend.results.products import load_products
from backend.results.publishing.files import Json
from backend.results.publishing.reading import current_version
from backend.results.publishing.unsealing import read_sealed
from backend.results.tally import RoundTally, load_tally
from backend.rounds.config import RoundConfig, load_config
from backend.rounds.models import Round, RoundKind, RoundState
from backend.stats import Outcome, Products


@dataclass(frozen=True, slots=True)
class ComparedWith:
    """An earlier round as it was published. shown: by outcome the weighted figures that it shows, by unit, as they stand
    there."""

    figures: RoundFigures
    about: Json
    shown: Mapping[Outcome, Mapping[UUID, str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one round. products: of each outcome that the tally has."""

    config: RoundConfig
    method: Json
    tally: RoundTally
    products: Mapping[Outcome, Products]
    compared_with: ComparedWith | None
    demo: bool


def load_evidence(session: Session, row: Round) -> Evidence:
    """Of a round that is counted. Raises NotFound before."""
    config = load_config(session, row.id)
    tally = load_tally(session, config)
    return Evidence(
        config=config,
        method=row.method or {},
        tally=tally,
        products={outcome: load_products(session, config, tally, outcome) for outcome in tally.moments},
        compared_with=_compared_with(session, row, config),
        demo=row.demo,
    )


def _compared_with(session: Session, row: Round, config: RoundConfig) -> ComparedWith | None:
    """The earlier round, as far as a published change gives nothing away: it is published to the same readers."""
    earlier = session.get(Round, row.compare_to) if row.compare_to and row.compare_to != row.id else None
    if earlier is None or earlier.state is not RoundState.PUBLISHED:
        return None
    if earlier.kind is RoundKind.INTERNAL and row.kind is not RoundKind.INTERNAL:
        return None
    version = current_version(session, earlier.id)
    if version is None:
        return None
    found = compared_with(version.public, version.sealed, load_config(session, earlier.id))
    return None if why_not_comparable(config, found.figures.config) else found


def compared_with(public_bytes: bytes, sealed: bytes, live: RoundConfig) -> ComparedWith:
    """From the files of the earlier round; `live`: its configuration, for the ids, which files do not hold."""
    public, figures = json.loads(public_bytes), figures_of(*read_sealed(sealed, live))
    about = {
        "title": public["about"]["title"],
        "version": public["about"]["version"],
        "public_sha256": sha256(public_bytes).hexdigest(),
        "sealed_sha256": sha256(sealed).hexdigest(),
    }
    units, results = figures.config.units, public["results"]
    shown: dict[Outcome, dict[UUID, str]] = {
        outcome: {
            unit.unit_id: estimate["value"]
            for unit in units
            if (estimate := results[unit.code][outcome]) is not None and estimate["value"] is not None
        }
        for outcome in figures.tally.moments
    }
    return ComparedWith(figures, about, shown)
