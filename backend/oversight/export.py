"""What the oversight gives as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Response

from backend.core.downloads import saved_as
from backend.core.spreadsheets import CSV_MEDIA, XLSX_MEDIA, write_csv, write_xlsx
from backend.core.spreadsheets.writing import OutCell
from backend.oversight.matter_columns import COLUMNS, NOTES, Column, Kind
from backend.oversight.models import ServiceMatter
from backend.units.export import FILE_RESPONSES
from backend.units.schemas import TableFormat

__all__ = ["FILE_RESPONSES", "as_file", "matter_file", "matter_template"]

_TITLES = [column.title for column in COLUMNS]


def matter_file(matters: Sequence[ServiceMatter], kind: TableFormat) -> Response:
    """The matters as a file that the import takes back without a change."""
    rows = [[_cell(column, matter) for column in COLUMNS] for matter in matters]
    return as_file("办事事项", "matters", _TITLES, rows, kind)


def matter_template(kind: TableFormat) -> Response:
    """An empty table; the workbook has a second sheet that explains the columns."""
    return as_file("办事事项模板", "matters", _TITLES, [], kind, NOTES)


def _cell(column: Column, matter: ServiceMatter) -> OutCell:
    if column.kind is Kind.UNIT:
        return matter.unit.code
    value: Any = getattr(matter, column.field)
    return value if column.kind is Kind.AMOUNT else column.shown(value)


def as_file(
    name: str,
    plain: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    kind: TableFormat,
    notes: Sequence[Sequence[str]] = (),
) -> Response:
    """A table under a Chinese name, and `plain` where a program knows ASCII only."""
    if kind is TableFormat.CSV:
        content, media = b"".join(write_csv(titles, rows)), CSV_MEDIA
    else:
        content, media = write_xlsx(titles, rows, sheet=name, notes=notes), XLSX_MEDIA
    return Response(content, media_type=media, headers=saved_as(f"{name}.{kind}", plain))
