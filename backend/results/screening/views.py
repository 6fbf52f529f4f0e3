"""Turning flags and tallies into what is shown."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.ballots.models import Batch
from backend.results.figures import UnitFigures, figures_of
from backend.results.models import TallyKind
from backend.results.schemas import RateOut
from backend.results.screening.models import Decision, Screening, ScreeningFlag
from backend.results.screening.schemas import (
    DecisionName,
    DecisionOut,
    EffectFigures,
    EffectOut,
    EffectSheets,
    FlagNumbers,
    FlagOut,
    ScreeningOut,
    StraightOut,
    UnitEffect,
)
from backend.results.showing import show_float, show_ratio, show_round
from backend.results.tally import load_tally
from backend.rounds.config import RoundConfig, config_of
from backend.rounds.models import Round
from backend.stats import percent


def screening_out(
    session: Session, row: Round, found: Screening | None, flags: Sequence[ScreeningFlag]
) -> ScreeningOut:
    """The screening of a round with its flags."""
    config = config_of(session, row)
    names = _Names(session, config, flags)
    strata = {str(stratum.id): stratum.name for stratum in config.strata}
    return ScreeningOut(
        round=show_round(row),
        screened_at=found.screened_at if found else None,
        sheets=found.sheets if found else 0,
        total=len(flags),
        decided=sum(flag.decision is not Decision.UNDECIDED for flag in flags),
        recounting=not all(_in_force(flag) for flag in flags),
        straight=[
            StraightOut(
                stratum=strata[entry["stratum_id"]],
                straight=entry["straight"],
                sheets=entry["sheets"],
                share=percent(entry["straight"], entry["sheets"], 1),
            )
            for entry in (found.straight if found else [])
        ],
        flags=[names.show(flag) for flag in flags],
    )


def flag_out(session: Session, config: RoundConfig, flag: ScreeningFlag) -> FlagOut:
    """One flag."""
    return flags_out(session, config, [flag])[0]


def flags_out(session: Session, config: RoundConfig, flags: Sequence[ScreeningFlag]) -> list[FlagOut]:
    """Flags, in the order given."""
    names = _Names(session, config, flags)
    return [names.show(flag) for flag in flags]


def _in_force(flag: ScreeningFlag) -> bool:
    return flag.counted_out == (flag.decision is Decision.EXCLUDED)


class _Names:
    """Shows flags: what their ids stand for is read once for all of them."""

    def __init__(self, session: Session, config: RoundConfig, flags: Sequence[ScreeningFlag]) -> None:
        self._strata = {stratum.id: stratum.name for stratum in config.strata}
        self._units = {unit.unit_id: unit.short_name for unit in config.units}
        batches = select(Batch.id, Batch.number, Batch.label).where(Batch.round_id == config.round_id)
        self._batches = {id_: f"{number} {label}".strip() for id_, number, label in session.execute(batches)}
        by = {flag.decided_by for flag in flags} | {UUID(one["decided_by"]) for flag in flags for one in flag.earlier}
        people = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(by - {None}))
        self._people: Mapping[UUID, str] = dict(session.execute(people).all())

    def show(self, flag: ScreeningFlag) -> FlagOut:
        decided = None
        if flag.decision is not Decision.UNDECIDED:
            decided = self._decision(
                {
                    "decision": flag.decision.value,
                    "reason": flag.reason,
                    "decided_by": flag.decided_by,
                    "decided_at": flag.decided_at,
                }
            )
        return FlagOut(
            id=flag.id,
            number=flag.number,
            kind=flag.kind,
            stratum=self._strata.get(flag.stratum_id) if flag.stratum_id else None,
            unit=self._units.get(flag.unit_id) if flag.unit_id else None,
            batch=self._batches.get(flag.batch_id) if flag.batch_id else None,
            sheets=flag.sheets,
            numbers=FlagNumbers.model_validate(flag.numbers),
            decision=flag.decision,
            decided=decided,
            earlier=[self._decision(one) for one in flag.earlier],
            in_force=_in_force(flag),
            version=flag.version,
        )

    def _decision(self, one: Mapping[str, Any]) -> DecisionOut:
        by = one["decided_by"]
        return DecisionOut(
            decision=DecisionName(one["decision"]),
            reason=one["reason"],
            decided_by=self._people.get(by if isinstance(by, UUID) else UUID(by)),
            decided_at=one["decided_at"],
        )


def effect_out(session: Session, row: Round) -> EffectOut:
    """Every unit with all sheets, without flagged ones, and as decided."""
    config = config_of(session, row)
    every, flagged, final = (
        figures_of(config, load_tally(session, config, kind))
        for kind in (TallyKind.ALL, TallyKind.FLAGGED, TallyKind.FINAL)
    )
    return EffectOut(
        round=show_round(row),
        sheets=EffectSheets(
            all=sum(every.tally.valid_sheets),
            flagged=sum(flagged.tally.valid_sheets),
            final=sum(final.tally.valid_sheets),
        ),
        units=[
            UnitEffect(
                unit_id=one.unit.unit_id,
                code=one.unit.code,
                name=one.unit.name,
                short_name=one.unit.short_name,
                sequence=one.unit.sequence_name,
                all=_figures(config, one, one),
                flagged=_figures(config, one, other),
                final=_figures(config, one, last),
            )
            for one, other, last in zip(every.units, flagged.units, final.units, strict=True)
        ],
    )


def _figures(config: RoundConfig, all_sheets: UnitFigures, figures: UnitFigures) -> EffectFigures:
    before, after = _shown(config, all_sheets), _shown(config, figures)
    return EffectFigures(
        n=figures.n,
        plain=after[0],
        plain_difference=_difference(before[0].percent, after[0].percent),
        rate=after[1],
        rate_difference=_difference(before[1], after[1]),
    )


def _shown(config: RoundConfig, figures: UnitFigures) -> tuple[RateOut, str | None]:
    rule = config.publication
    return show_ratio(figures.plain, rule), show_float(figures.rate.est, rule.decimals, rule, as_percent=True)


def _difference(before: str | None, after: str | None) -> str | None:
    """Of the figures as shown, so that readers who subtract find the same."""
    return None if before is None or after is None else format(Decimal(after) - Decimal(before), "+f")
