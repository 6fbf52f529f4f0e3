"""A whole round from a folder of csv files: `units.csv`, `options.csv`, `ratings.csv`, and `strata.csv` if there is one.

For surveys that were made elsewhere. The round goes through the same states, checks and records as any other, but
whoever runs the server opens it, by command and without a second person; it collects without codes, and it ends
counted. Without `strata.csv` its strata are those of the ratings, of equal weight.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import COMMAND
from backend.ballots.imports import service
from backend.ballots.imports.inspect import look_at
from backend.ballots.imports.models import AnswerImport, AnswerImportState
from backend.ballots.imports.problems import RowProblem
from backend.ballots.imports.schemas import ImportOrigin, Layout, MappingIn
from backend.ballots.service import facts
from backend.core.principal import Principal
from backend.jobs.worker import Worker
from backend.rounds.editing import write_criteria, write_scale, write_strata
from backend.rounds.models import Collection, Round
from backend.rounds.roll import write_roll
from backend.rounds.schemas import RoundIn
from backend.rounds.sections import (
    CriteriaIn,
    CriterionIn,
    OptionIn,
    RollIn,
    RollUnitIn,
    ScaleIn,
    StrataIn,
    StratumIn,
)
from backend.rounds.service import create_round
from backend.rounds.states import transition
from backend.units.models import Unit, UnitSequence
from backend.units.schemas import SequenceIn, UnitIn
from backend.units.service import create_sequence, create_unit

_CHUNK = 1 << 20
TOP = 2  # options that count as satisfied where the file does not say so


class FolderError(Exception):
    """The folder is not such a round; the message says where and why."""


@dataclass(frozen=True, slots=True)
class FolderRound:
    """Where the files are and what the round is called."""

    folder: Path
    year: int
    number: int
    title: str
    sequence: str
    greeting: str = ""
    demo: bool = False


def import_round(worker: Worker, principal: Principal, wanted: FolderRound) -> UUID:
    """Create, open, fill, close and count the round. Raises FolderError, DomainError."""
    options = _options(wanted.folder)
    strata = _strata(wanted.folder)
    with worker.database.write() as session:
        units = _units(session, principal, wanted)
        row = create_round(
            session,
            principal,
            RoundIn(
                year=wanted.year,
                number=wanted.number,
                title=wanted.title,
                collection=Collection.PAPER,
                greeting=wanted.greeting,
                all_units=False,
            ),
        )
        row.demo = wanted.demo
        write_roll(session, row, RollIn(units=[RollUnitIn(unit_id=unit_id) for unit_id in units]))
        write_criteria(session, row, CriteriaIn(criteria=[CriterionIn(code="overall", name="总体评价")]))
        write_scale(session, row, ScaleIn(options=[option for _, option in options]))
        write_strata(session, row, StrataIn(strata=strata))
        transition(session, row, "open", COMMAND, facts(session, row.id))
        round_id = row.id
    mapping = MappingIn(
        layout=Layout.LONG,
        respondent_column="respondent_id",
        stratum_column="stratum",
        unit_column="unit_code",
        option_column="option",
        option_map={code: option.number for code, option in options},
        stratum_map={stratum.code: stratum.code for stratum in strata},
    )
    _load(worker, principal, round_id, wanted.folder / "ratings.csv", mapping)
    with worker.database.write() as session:
        transition(session, session.get_one(Round, round_id), "close", principal, facts(session, round_id))
    worker.run_pending()
    return round_id


def _load(worker: Worker, principal: Principal, round_id: UUID, path: Path, mapping: MappingIn) -> None:
    with path.open("rb") as file:
        saved = worker.files.save(iter(lambda: file.read(_CHUNK), b""), path.stat().st_size)
    delivery = service.Delivery(ImportOrigin.IMPORT, None, None, None)
    with worker.database.write() as session:
        row = service.create_import(session, principal, round_id, saved, path.name, look_at(path, path.name), delivery)
        service.set_mapping(session, principal, row.id, mapping)
        service.start_check(session, principal, row.id)
        import_id = row.id
    worker.run_pending()
    with worker.database.write() as session:
        row = session.get_one(AnswerImport, import_id)
        if row.state is not AnswerImportState.CHECKED:
            found = [RowProblem(*problem) for problem in row.problems[:5]]
            reasons = [f"{problem.row} {problem.column}: {problem.message.zh}" for problem in found]
            raise FolderError("; ".join(reasons) or f"{path} cannot be read")
        service.start_load(session, principal, import_id, again=False)
    worker.run_pending()


def _units(session: Session, principal: Principal, wanted: FolderRound) -> list[UUID]:
    """The units of the file, added to the register where they are missing."""
    sequence = session.scalars(select(UnitSequence).where(UnitSequence.name == wanted.sequence)).one_or_none()
    if sequence is None:
        sequence = create_sequence(session, principal, SequenceIn(name=wanted.sequence, position=9000))
    found = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    ids = []
    for row in _rows(wanted.folder, "units.csv", {"unit_code", "unit_name"}):
        code, name = row["unit_code"].strip().upper(), row["unit_name"]
        if code not in found:
            try:
                body = UnitIn(
                    code=code,
                    name=name[:100],
                    short_name=row.get("short_name", "")[:40] or name[:40],
                    sequence_id=sequence.id,
                    active_from=date(wanted.year, 1, 1),
                )
            except ValidationError as problem:
                fields = ", ".join(str(error["loc"][0]) for error in problem.errors())
                raise FolderError(f"units.csv: {code[:40]}: {fields}") from problem
            found[code] = create_unit(session, principal, body).id
        ids.append(found[code])
    return ids


def _strata(folder: Path) -> list[StratumIn]:
    if (folder / "strata.csv").exists():
        rows = _rows(folder, "strata.csv", {"code", "name", "weight"})
        return [StratumIn(code=row["code"], name=row["name"], weight=_number(row["weight"])) for row in rows]
    codes = {row["stratum"] for row in _rows(folder, "ratings.csv", {"stratum"})}
    return [StratumIn(code=code, name=f"层次 {code}") for code in sorted(codes)]


def _options(folder: Path) -> list[tuple[str, OptionIn]]:
    """(code in the file, option). Satisfied: by a column of that name, else the two with the most points."""
    rows = list(_rows(folder, "options.csv", {"code", "label", "score", "counts_as_valid"}))
    points = [_number(row["score"]) if row["counts_as_valid"] == "1" else None for row in rows]
    best = sorted((value for value in points if value is not None), reverse=True)[:TOP]
    return [
        (
            row["code"],
            OptionIn(
                number=number,
                label=row["label"],
                points=value,
                satisfied=row["satisfied"] == "1" if "satisfied" in row else value is not None and value in best,
                valid=value is not None,
            ),
        )
        for number, (row, value) in enumerate(zip(rows, points, strict=True), start=1)
    ]


def _rows(folder: Path, name: str, needed: set[str]) -> Iterator[dict[str, str]]:
    path = folder / name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = needed - set(reader.fieldnames or ())
            if missing:
                raise FolderError(f"{path}: no column {', '.join(sorted(missing))}")
            yield from reader
    except (OSError, UnicodeDecodeError) as problem:
        raise FolderError(f"{path}: {problem}") from problem


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as problem:
        raise FolderError(f"not a number: {text[:40]}") from problem
