"""Rounds: making, reading, changing and moving them on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.etags import check_match
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.access import find_round, visible_rounds
from backend.rounds.comparison import candidate, comparable
from backend.rounds.config import RollUnit, config_of
from backend.rounds.editing import refuse_unless_draft, write_criteria, write_scale, write_strata
from backend.rounds.facts import FactsSource
from backend.rounds.models import Collection, Preset, PresetKind, Round, RoundState, RoundUnit
from backend.rounds.opening import follow_draft
from backend.rounds.presets import filled
from backend.rounds.roll import all_active, carried_over, write_roll
from backend.rounds.schemas import CopyIn, PlannedCloseIn, RoundIn, RoundPatch, RoundQuery
from backend.rounds.sections import CriteriaIn, CriterionIn, OptionIn, ScaleIn, StrataIn, StratumIn
from backend.rounds.states import STATE_NAMES, WrongState, transition
from backend.rounds.telling import forget
from backend.rounds.views import Reader, round_out

_SORTINGS = {
    "number": Sorting(Round.year * 100 + Round.number, lambda row: row.year * 100 + row.number),
    "title": Sorting(Round.title, lambda row: row.title),
}


class NumberTaken(Conflict):
    code = "round_number_taken"
    title = Text("这一年已有相同序号的轮次", "This year has a round of this number already")


class CodesExist(Conflict):
    code = "codes_exist"
    title = Text("已发放评议码，请先全部作废", "Codes have been issued; void them first")


def get_round(session: Session, principal: Principal, round_id: UUID) -> Round:
    """A round that `principal` may see. Raises NotFound."""
    return find_round(session, principal, round_id)


def lock_round(session: Session, principal: Principal, round_id: UUID) -> Round:
    """As `get_round`, with the row locked until commit. Raises NotFound."""
    return find_round(session, principal, round_id, lock=True)


def list_rounds(session: Session, principal: Principal, query: RoundQuery) -> tuple[Sequence[Round], dict[str, Any]]:
    """One page of visible rounds, and the other fields of the page."""
    statement = visible_rounds(principal)
    if query.year is not None:
        statement = statement.where(Round.year == query.year)
    if query.state is not None:
        statement = statement.where(Round.state == query.state)
    return paginate(session, statement, query, query.sort, _SORTINGS, Round.id)


def unit_counts(session: Session, rows: Sequence[Round]) -> dict[UUID, int]:
    """How many units are on the roll of each round; rounds without any are left out."""
    statement = (
        select(RoundUnit.round_id, func.count())
        .where(RoundUnit.round_id.in_([row.id for row in rows]))
        .group_by(RoundUnit.round_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def create_round(session: Session, principal: Principal, body: RoundIn) -> Round:
    """A new draft from presets. Raises NumberTaken, InvalidInput."""
    _refuse_taken(session, body.year, body.number)
    row = Round(
        **body.model_dump(exclude={"criteria_preset_id", "scale_preset_id", "strata_preset_id", "all_units"}),
    )
    _check_dates(row)
    session.add(row)
    session.flush()
    for kind, preset_id in (
        (PresetKind.CRITERIA, body.criteria_preset_id),
        (PresetKind.SCALE, body.scale_preset_id),
        (PresetKind.STRATA, body.strata_preset_id),
    ):
        if preset_id is not None:
            _fill_from(session, row, kind, preset_id)
    if body.all_units:
        write_roll(session, row, all_active(session))
    row.compare_to = candidate(session, row)
    session.flush()
    record(session, principal, "round.create", "round", row.id, year=row.year, number=row.number)
    return row


def _fill_from(session: Session, row: Round, kind: PresetKind, preset_id: UUID) -> None:
    preset = session.get(Preset, preset_id)
    if preset is None or preset.kind is not kind:
        text = Text("没有这个方案", "There is no such preset")
        raise InvalidInput(errors=[FieldProblem(f"/{kind.value}_preset_id", "preset_unknown", text)])
    match filled(kind, preset.payload):
        case CriteriaIn() as criteria:
            write_criteria(session, row, criteria)
        case ScaleIn() as scale:
            write_scale(session, row, scale)
        case StrataIn() as strata:
            write_strata(session, row, strata)


def patch_round(session: Session, reader: Reader, round_id: UUID, body: RoundPatch, if_match: str | None) -> Round:
    """Change a draft; what a round is compared with may be changed in every state, because it is presentation.

    Without a difference there is no new version.

    Raises NotFound, Stale, WrongState, NumberTaken, CodesExist, InvalidInput.
    """
    principal = reader.principal
    row = lock_round(session, principal, round_id)
    check_match(if_match, row, lambda: round_out(session, reader, row).model_dump(mode="json"))
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    changes = {name: value for name, value in sent.items() if value != getattr(row, name)}
    if sent.get("compare_to") is not None:
        _check_comparison(session, principal, row, sent["compare_to"])
    if not changes:
        return row
    if changes.keys() - {"compare_to"}:
        refuse_unless_draft(row)
    year, number = changes.get("year", row.year), changes.get("number", row.number)
    if (year, number) != (row.year, row.number):
        _refuse_taken(session, year, number)
    if changes.get("collection") is Collection.PAPER and reader.facts_of(session, row.id).codes:
        raise CodesExist
    for name, value in changes.items():
        setattr(row, name, value)
    _check_dates(row)
    row.version += 1
    session.flush()
    if row.state is RoundState.DRAFT:
        follow_draft(session, row, reader.facts_of)
    record(session, principal, "round.edit", "round", row.id, fields=sorted(changes))
    return row


def delete_round(session: Session, reader: Reader, round_id: UUID, if_match: str | None) -> None:
    """Delete a draft without codes. Raises NotFound, Stale, WrongState, CodesExist."""
    row = lock_round(session, reader.principal, round_id)
    check_match(if_match, row, lambda: round_out(session, reader, row).model_dump(mode="json"))
    refuse_unless_draft(row)
    if reader.facts_of(session, row.id).codes:
        raise CodesExist
    session.delete(row)
    session.flush()
    forget(session, round_id)
    record(session, reader.principal, "round.delete", "round", round_id, year=row.year, number=row.number)


def copy_round(session: Session, principal: Principal, round_id: UUID, body: CopyIn) -> tuple[Round, list[RollUnit]]:
    """A new draft with the configuration of a round but neither its dates nor its codes.

    Unit texts come from the register as it is now. Also returns the units that are not active any more and were
    left out. Raises NotFound, NumberTaken.
    """
    source = get_round(session, principal, round_id)
    _refuse_taken(session, body.year, body.number)
    config = config_of(session, source)
    row = Round(
        **body.model_dump(),
        kind=source.kind,
        collection=source.collection,
        greeting=source.greeting,
        contact=source.contact,
        copied_from=source.id,
        allow_small_strata=source.allow_small_strata,
        k=source.k,
        decimals=source.decimals,
        rounding=source.rounding,
        indicator_min_weight=source.indicator_min_weight,
    )
    session.add(row)
    session.flush()
    roll, left_out = carried_over(session, source)
    write_roll(session, row, roll)
    # What a round holds was checked when it was put there; an empty section stays empty.
    criteria = [CriterionIn(code=c.code, name=c.name, help=c.help, weight=c.weight) for c in config.criteria]
    write_criteria(session, row, CriteriaIn.model_construct(criteria=criteria))
    options = [
        OptionIn(number=o.number, label=o.label, points=o.points, satisfied=o.satisfied, valid=o.valid)
        for o in config.options
    ]
    write_scale(session, row, ScaleIn.model_construct(options=options))
    strata = [
        StratumIn(code=s.code, name=s.name, weight=s.weight, planned_codes=s.planned_codes, population=s.population)
        for s in config.strata
    ]
    write_strata(session, row, StrataIn.model_construct(strata=strata))
    row.compare_to = candidate(session, row)
    session.flush()
    record(session, principal, "round.copy", "round", row.id, source=str(source.id), left_out=len(left_out))
    return row, left_out


def advance(
    session: Session,
    principal: Principal,
    round_id: UUID,
    action: str,
    facts_of: FactsSource,
    if_match: str | None,
) -> Round:
    """Perform a transition for a person. Raises NotFound and what `transition` raises."""
    row = lock_round(session, principal, round_id)
    return transition(session, row, action, principal, facts_of(session, row.id), if_match)


def move_planned_close(
    session: Session, principal: Principal, round_id: UUID, body: PlannedCloseIn, if_match: str | None
) -> Round:
    """Move the planned closing of an open round, with a reason that stays on the round.

    Raises NotFound, Stale, WrongState, InvalidInput.
    """
    row = lock_round(session, principal, round_id)
    if if_match is not None:
        check_match(if_match, row)
    if row.state is not RoundState.OPEN:
        name = STATE_NAMES[row.state]
        raise WrongState(
            Text(f"本轮{name.zh}，不能调整计划结束日期", f"The round is {name.en}: its planned closing cannot move")
        )
    now = clock.now(session)
    if body.planned_close < clock.local_date(now):
        text = Text("日期已经过去", "The date has passed")
        raise InvalidInput(errors=[FieldProblem("/planned_close", "date_past", text)])
    before = row.planned_close.isoformat() if row.planned_close else None
    after = body.planned_close.isoformat()
    move = {"at": now.isoformat(), "by": str(principal.user_id), "before": before, "after": after}
    row.planned_close_moves = [*row.planned_close_moves, {**move, "reason": body.reason}]
    row.planned_close = body.planned_close
    row.version += 1
    session.flush()
    record(session, principal, "round.move_planned_close", "round", row.id, before=before, after=after)
    return row


def _refuse_taken(session: Session, year: int, number: int) -> None:
    if session.scalar(select(Round.id).where(Round.year == year, Round.number == number)) is not None:
        raise NumberTaken(Text(f"{year} 年第 {number} 轮已经存在", f"Round {number} of {year} exists already"))


def _check_dates(row: Round) -> None:
    if row.planned_open and row.planned_close and row.planned_close < row.planned_open:
        text = Text("结束日期早于开始日期", "The closing date is before the opening date")
        raise InvalidInput(errors=[FieldProblem("/planned_close", "date_order", text)])


def _check_comparison(session: Session, principal: Principal, row: Round, other_id: UUID) -> None:
    other = session.scalars(visible_rounds(principal).where(Round.id == other_id)).one_or_none()
    if other is None or not comparable(session, row, other):
        text = Text(
            "只能与已计票、量表相同的另一轮比较", "Only another counted round with the same scale can be compared"
        )
        raise InvalidInput(errors=[FieldProblem("/compare_to", "not_comparable", text)])
