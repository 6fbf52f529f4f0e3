"""Pairs of characters of the summaries of complaints, to find them by."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_complaint_search"
down_revision = "2026_11_29_case_attachments"

_STEP = 1_000


def upgrade() -> None:
    gram = sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql")
    table = op.create_table(
        "complaint_gram",
        sa.Column("gram", gram, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_complaint_gram_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gram", "case_id", name=op.f("pk_complaint_gram")),
        sqlite_with_rowid=False,
    )
    cases = sa.table("complaint_case", sa.column("id", sa.Uuid()), sa.column("summary", sa.Text()))
    connection = op.get_bind()
    for some in connection.execute(sa.select(cases).where(cases.c.summary != "")).partitions(_STEP):
        rows = [
            {"gram": plain[at : at + 2], "case_id": case_id}
            for case_id, summary in some
            for plain in [summary.lower()]
            for at in sorted({plain[place : place + 2]: place for place in range(len(plain))}.values())
        ]
        connection.execute(table.insert(), rows)


def downgrade() -> None:
    op.drop_table("complaint_gram")
