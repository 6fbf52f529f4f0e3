"""Indexes for the work list of one category or of one unit complained of."""

from alembic import op

revision = "2026_11_29_work_list"
down_revision = "2026_11_29_first_closing"

_TABLE = "complaint_case"


def upgrade() -> None:
    op.create_index("ix_complaint_case_unit_id_next_due", _TABLE, ["unit_id", "next_due"])
    op.create_index("ix_complaint_case_category_id_next_due", _TABLE, ["category_id", "next_due"])
    op.drop_index("ix_complaint_case_category_id", _TABLE)


def downgrade() -> None:
    op.create_index("ix_complaint_case_category_id", _TABLE, ["category_id"])
    op.drop_index("ix_complaint_case_category_id_next_due", _TABLE)
    op.drop_index("ix_complaint_case_unit_id_next_due", _TABLE)
