"""Indexes for the work list by what it is narrowed to, each in the whole order of the list.

Dates are ends of days, so that thousands of cases have the same one; the order goes on by the id.
"""

from alembic import op

revision = "2026_11_29_work_list"
down_revision = "2026_11_29_first_closing"

_TABLE = "complaint_case"
_BEFORE = (("officer_id", "next_due"), ("state", "next_due"), ("category_id",))
_SINCE = tuple((column, "next_due", "id") for column in ("officer_id", "state", "unit_id", "category_id"))


def upgrade() -> None:
    _exchange(_BEFORE, _SINCE)


def downgrade() -> None:
    _exchange(_SINCE, _BEFORE)


def _exchange(old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    for columns in old:
        op.drop_index(f"ix_{_TABLE}_{'_'.join(columns)}", _TABLE)
    for columns in new:
        op.create_index(f"ix_{_TABLE}_{'_'.join(columns)}", _TABLE, list(columns))
