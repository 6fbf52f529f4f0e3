"""Changing the configuration of a draft, section by section."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.errors import Conflict
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.access import find_round
from backend.rounds.facts import FactsSource
from backend.rounds.models import Round, RoundCriterion, RoundOption, RoundState, RoundStratum
from backend.rounds.opening import follow_draft
from backend.rounds.roll import write_roll
from backend.rounds.sections import (
    CriteriaIn,
    PublicationIn,
    RollIn,
    ScaleIn,
    StrataIn,
    check_criteria,
    check_publication,
    check_scale,
    check_strata,
)
from backend.rounds.states import STATE_NAMES, WrongState
from backend.rounds.views import config_out

Section = RollIn | CriteriaIn | ScaleIn | StrataIn | PublicationIn


def refuse_unless_draft(row: Round) -> None:
    """The method is fixed by opening."""
    if row.state is not RoundState.DRAFT:
        name = STATE_NAMES[row.state]
        raise WrongState(
            Text(
                f"本轮{name.zh}，设置已经固定，不能再改",
                f"The round is {name.en}: its configuration is fixed",
            )
        )


def put_section(
    session: Session,
    principal: Principal,
    round_id: UUID,
    section: Section,
    facts_of: FactsSource,
    if_match: str | None,
) -> Round:
    """Replace one section of a draft. Raises NotFound, Stale, WrongState, InvalidInput naming rows."""
    row = find_round(session, principal, round_id, lock=True)
    check_match(if_match, row, lambda: config_out(session, row).model_dump(mode="json"))
    refuse_unless_draft(row)
    name, rows = _write(session, row, section)
    row.version += 1
    session.flush()
    follow_draft(session, row, facts_of)
    record(session, principal, "round.configure", "round", row.id, section=name, rows=rows)
    return row


def _write(session: Session, row: Round, section: Section) -> tuple[str, int]:
    match section:
        case RollIn():
            write_roll(session, row, section)
            return "roll", len(section.units)
        case CriteriaIn():
            check_criteria(section)
            write_criteria(session, row, section)
            return "criteria", len(section.criteria)
        case ScaleIn():
            check_scale(section)
            write_scale(session, row, section)
            return "scale", len(section.options)
        case StrataIn():
            check_strata(section, allow_small=row.allow_small_strata)
            write_strata(session, row, section)
            return "strata", len(section.strata)
        case PublicationIn():
            check_publication(section)
            row.k, row.decimals, row.rounding = section.k, section.decimals, section.rounding
            row.indicator_min_weight = section.indicator_min_weight
            return "publication", 1


def write_criteria(session: Session, row: Round, section: CriteriaIn) -> None:
    """Replace the criteria with checked ones."""
    session.execute(delete(RoundCriterion).where(RoundCriterion.round_id == row.id))
    session.add_all(
        RoundCriterion(round_id=row.id, position=position, **entry.model_dump())
        for position, entry in enumerate(section.criteria)
    )
    session.flush()


def write_scale(session: Session, row: Round, section: ScaleIn) -> None:
    """Replace the options with checked ones."""
    session.execute(delete(RoundOption).where(RoundOption.round_id == row.id))
    session.add_all(RoundOption(round_id=row.id, **entry.model_dump()) for entry in section.options)
    session.flush()


def write_strata(session: Session, row: Round, section: StrataIn) -> None:
    """Replace the strata with checked ones; a stratum whose code stays keeps its id, because codes hang on it."""
    existing = {
        stratum.code: stratum
        for stratum in session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id))
    }
    for code in existing.keys() - {entry.code for entry in section.strata}:
        _remove_stratum(session, existing[code])
    for position, entry in enumerate(section.strata):
        stratum = existing.get(entry.code)
        if stratum is None:
            stratum = RoundStratum(round_id=row.id, code=entry.code)
            session.add(stratum)
        stratum.position, stratum.name, stratum.weight = position, entry.name, entry.weight
        stratum.planned_codes, stratum.population = entry.planned_codes, entry.population
    session.flush()


def _remove_stratum(session: Session, stratum: RoundStratum) -> None:
    """What hangs on a stratum is a later layer's; its foreign keys say whether something does."""
    name = stratum.name
    try:
        with session.begin_nested():
            session.delete(stratum)
    except IntegrityError as problem:
        text = Text(
            f"“{name}”已发放评议码，不能删除；请先作废该层次的评议码",
            f"“{name}” has codes and cannot be removed; void its codes first",
        )
        raise Conflict(text) from problem
