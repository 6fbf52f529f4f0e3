"""The register and the import's template as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.downloads import saved_as
from backend.core.spreadsheets import CSV_MEDIA, XLSX_MEDIA, write_csv, write_xlsx
from backend.core.spreadsheets.writing import OutCell
from backend.units.columns import COLUMNS, NOTES, Column, Kind
from backend.units.models import Unit
from backend.units.schemas import TableFormat

FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            XLSX_MEDIA: {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}

_TITLES = [column.title for column in COLUMNS]


def register_file(session: Session, units: Sequence[Unit], kind: TableFormat) -> Response:
    """The units as a file that the import takes back without a change."""
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
    rows = [[_cell(column, unit, codes) for column in COLUMNS] for unit in units]
    return _file("单位名册", rows, kind)


def template_file(kind: TableFormat) -> Response:
    """An empty table; the workbook has a second sheet that explains the columns."""
    return _file("单位名册模板", [], kind, NOTES)


def _cell(column: Column, unit: Unit, codes: dict[Any, str]) -> OutCell:
    value: Any = getattr(unit, column.target)
    if column.kind is Kind.SEQUENCE:
        return unit.sequence.name
    return codes.get(value) if column.kind is Kind.UNIT else value


def _file(
    name: str, rows: Iterable[Sequence[OutCell]], kind: TableFormat, notes: Sequence[Sequence[str]] = ()
) -> Response:
    if kind is TableFormat.CSV:
        content, media = b"".join(write_csv(_TITLES, rows)), CSV_MEDIA
    else:
        content, media = write_xlsx(_TITLES, rows, sheet="单位", notes=notes), XLSX_MEDIA
    return Response(content, media_type=media, headers=saved_as(f"{name}.{kind}", "units"))
