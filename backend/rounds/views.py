"""Rounds as a reader sees them."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend.core.principal import Principal
from backend.core.text import Language
from backend.rounds.access import may
from backend.rounds.actions import actions_of
from backend.rounds.config import RollUnit, config_of
from backend.rounds.facts import FactsSource
from backend.rounds.guards import situation_of
from backend.rounds.models import Round, RoundState
from backend.rounds.schemas import (
    ActionOut,
    ActionsOut,
    ConfigOut,
    CriterionOut,
    LeftOut,
    OptionOut,
    PublicationOut,
    RollUnitOut,
    RoundCopied,
    RoundOut,
    RoundSummary,
    StratumOut,
)
from backend.rounds.shares import shown_shares
from backend.rounds.steps import steps_of


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom an answer is written: the person, the language, and where numbers of ballots come from."""

    principal: Principal
    facts_of: FactsSource
    language: Language


def round_summary(row: Round, unit_count: int) -> RoundSummary:
    """A round in a list."""
    return RoundSummary(**_stored(row), unit_count=unit_count)


def round_out(session: Session, reader: Reader, row: Round) -> RoundOut:
    """A round with its counts and steps; how many sheets came in only for those who may know."""
    return RoundOut(**_fields(session, reader, row))


def round_copied(session: Session, reader: Reader, row: Round, left_out: list[RollUnit]) -> RoundCopied:
    """A copy, and what it left out."""
    left = [LeftOut(unit_id=unit.unit_id, code=unit.code, name=unit.name) for unit in left_out]
    return RoundCopied(**_fields(session, reader, row), left_out=left)


def config_out(session: Session, row: Round) -> ConfigOut:
    """The configuration with weights as shares."""
    config = config_of(session, row)
    criteria = zip(config.criteria, shown_shares([c.weight for c in config.criteria]), strict=True)
    strata = zip(config.strata, shown_shares([s.weight for s in config.strata]), strict=True)
    return ConfigOut(
        round_id=row.id,
        version=row.version,
        editable=row.state is RoundState.DRAFT,
        roll=[RollUnitOut(**asdict(unit)) for unit in config.units],
        criteria=[CriterionOut(**asdict(criterion), share=share) for criterion, share in criteria],
        options=[OptionOut(**asdict(option)) for option in config.options],
        strata=[StratumOut(**asdict(stratum), share=share) for stratum, share in strata],
        publication=PublicationOut(**asdict(config.publication)),
    )


def actions_out(session: Session, reader: Reader, row: Round) -> ActionsOut:
    """What the reader could do next, and what stands against it."""
    now = situation_of(session, row, reader.facts_of(session, row.id))
    language = reader.language
    return ActionsOut(
        items=[
            ActionOut(
                action=action.action,
                label=action.label.of(language),
                allowed=not action.reasons,
                reasons=[reason.of(language) for reason in action.reasons],
                effect=action.effect.of(language),
                second_person=action.second_person,
            )
            for action in actions_of(now, reader.principal)
        ]
    )


def _stored(row: Round) -> dict[str, Any]:
    """The fields of a round that are its columns."""
    return {name: getattr(row, name) for name in RoundOut.model_fields if name in Round.__table__.columns}


def _fields(session: Session, reader: Reader, row: Round) -> dict[str, Any]:
    now = situation_of(session, row, reader.facts_of(session, row.id))
    show_sheets = may(reader.principal, "turnout.read")
    return _stored(row) | {
        "remains": row.remains if show_sheets else None,
        "unit_count": len(now.config.units),
        "criterion_count": len(now.config.criteria),
        "stratum_count": len(now.config.strata),
        "codes_issued": now.facts.codes,
        "publication": PublicationOut(**asdict(now.config.publication)),
        "steps": steps_of(
            now,
            reader.language,
            show_sheets=show_sheets,
            show_flags=may(reader.principal, "screening.read"),
        ),
    }
