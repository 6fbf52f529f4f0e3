"""What is wrong with a file that somebody sent."""

from typing import Any, ClassVar

from backend.core.errors import DomainError
from backend.core.text import Text


class SpreadsheetError(DomainError):
    """The file cannot be read as a table. `row` counts from 1 as Excel shows it; both also stand in the problem
    document."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "spreadsheet_unreadable"
    title: ClassVar[Text] = Text("表格文件无法读取", "The table cannot be read")

    def __init__(self, detail: Text, row: int | None = None, column: str | None = None) -> None:
        place: dict[str, Any] = {"row": row, "column": column}
        super().__init__(detail, extra={name: value for name, value in place.items() if value is not None})
        self.row = row
        self.column = column


class SpreadsheetTooLarge(SpreadsheetError):
    """The file, or what it unpacks to, is over a limit."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "spreadsheet_too_large"
    title: ClassVar[Text] = Text("表格文件超过大小上限", "The table is over a size limit")


def damaged() -> SpreadsheetError:
    """The file is not what its kind says."""
    return SpreadsheetError(
        Text("文件已损坏，请在 Excel 中打开并另存为 .xlsx 后再上传", "The file is damaged; save it again as .xlsx")
    )
