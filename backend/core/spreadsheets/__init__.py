"""Tables in and out as csv and xlsx: what people send is read with limits, what they get opens in Excel."""

from backend.core.spreadsheets.cells import Cell, cell_date, cell_text, unguard
from backend.core.spreadsheets.errors import SpreadsheetError, SpreadsheetTooLarge
from backend.core.spreadsheets.reading import Table, open_table
from backend.core.spreadsheets.writing import CSV_MEDIA, XLSX_MEDIA, write_csv, write_xlsx

__all__ = [
    "CSV_MEDIA",
    "XLSX_MEDIA",
    "Cell",
    "SpreadsheetError",
    "SpreadsheetTooLarge",
    "Table",
    "cell_date",
    "cell_text",
    "open_table",
    "unguard",
    "write_csv",
    "write_xlsx",
]
