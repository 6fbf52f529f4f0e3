"""Sheets that were mixed while their round is open, and what is left of the way in after it is counted."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_ballot_pool"
down_revision = "2026_11_30_rights"

_STRATUM = (["round_id", "stratum_id"], ["round_stratum.round_id", "round_stratum.id"])


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(*_STRATUM, name=op.f("fk_pool_round_id_stratum_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sqlite_with_rowid=False,
    )
    # In SQL, since neither Alembic nor SQLite adds a CHECK to a table that others refer to.
    op.execute(
        "ALTER TABLE round ADD COLUMN remains VARCHAR(8) CONSTRAINT remains"
        " CHECK (remains IN ('gone', 'held', 'refused'))"
    )
    # What was counted by an earlier version is cleaned by this one.
    op.execute("UPDATE round SET remains = 'held' WHERE state IN ('tallied', 'frozen', 'published')")


def downgrade() -> None:
    op.execute(
        "INSERT INTO intake (id, round_id, stratum_id, origin, payload) SELECT id, round_id, stratum_id, 'web', payload FROM pool"
    )
    op.drop_table("pool")
    op.drop_column("round", "remains")
