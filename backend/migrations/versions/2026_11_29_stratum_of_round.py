"""Codes and sheets refer to a stratum of their own round by one key instead of to both apart."""

from alembic import op

revision = "2026_11_29_stratum_of_round"
down_revision = "2026_11_29_complaint_search"

_TABLES = ("ballot_code", "intake", "sheet")


def upgrade() -> None:
    op.create_index("ix_round_stratum_round_id_id", "round_stratum", ["round_id", "id"], unique=True)
    for table in _TABLES:
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
            batch_op.drop_constraint(f"fk_{table}_round_id", type_="foreignkey")
            batch_op.drop_constraint(f"fk_{table}_stratum_id", type_="foreignkey")
            batch_op.create_foreign_key(
                f"fk_{table}_round_id_stratum_id",
                "round_stratum",
                ["round_id", "stratum_id"],
                ["round_id", "id"],
                ondelete="RESTRICT",
            )


def downgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
            batch_op.drop_constraint(f"fk_{table}_round_id_stratum_id", type_="foreignkey")
            batch_op.create_foreign_key(f"fk_{table}_round_id", "round", ["round_id"], ["id"], ondelete="RESTRICT")
            batch_op.create_foreign_key(
                f"fk_{table}_stratum_id", "round_stratum", ["stratum_id"], ["id"], ondelete="RESTRICT"
            )
    op.drop_index("ix_round_stratum_round_id_id", "round_stratum")
