"""Whether an ended complaint may be named in public."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_publishable"
down_revision = "2026_11_30_adapter_mappings"

_MARKED = sa.text("publishable")


def upgrade() -> None:
    op.add_column("complaint_case", sa.Column("publishable", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_complaint_case_publishable",
        "complaint_case",
        ["received_at", "id"],
        sqlite_where=_MARKED,
        postgresql_where=_MARKED,
    )


def downgrade() -> None:
    op.drop_index("ix_complaint_case_publishable", "complaint_case")
    op.drop_column("complaint_case", "publishable")
