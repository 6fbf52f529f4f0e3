"""Screening: ballots by five minutes, flags with their decisions, a tally without some sheets."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_screening"
down_revision = "2026_11_29_tally_products"

_STRATUM = (["round_id", "stratum_id"], ["round_stratum.round_id", "round_stratum.id"])


def _enum(name: str, length: int, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def upgrade() -> None:
    op.create_table(
        "ballot_window",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*_STRATUM, name=op.f("fk_ballot_window_round_id_stratum_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", "stratum_id", "slot", name=op.f("pk_ballot_window")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "screening",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("straight", sa.JSON(), nullable=False),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_screening_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_screening")),
    )
    op.create_table(
        "screening_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum(
                "flag_kind",
                24,
                "duplicates",
                "straight_lines",
                "burst",
                "source",
                "batch",
                "outlier",
                "batch_outlier",
            ),
            nullable=False,
        ),
        sa.Column("stratum_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("decision", _enum("decision", 12, "undecided", "kept", "excluded"), nullable=False),
        sa.Column("counted_out", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("decision <> 'excluded' OR sheets > 0", name=op.f("ck_screening_flag_something_to_exclude")),
        sa.CheckConstraint(
            "(decision = 'undecided') = (reason IS NULL) AND (decision = 'undecided') = (decided_at IS NULL)",
            name=op.f("ck_screening_flag_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_screening_flag_batch_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_screening_flag_decided_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_screening_flag_round_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(*_STRATUM, name=op.f("fk_screening_flag_round_id_stratum_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_screening_flag_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_flag")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_screening_flag_round_id_number")),
    )
    op.create_table(
        "flagged_sheet",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["screening_flag.id"], name=op.f("fk_flagged_sheet_flag_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_flagged_sheet_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_flagged_sheet")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_flagged_sheet_flag_id", "flagged_sheet", ["flag_id"])
    with op.batch_alter_table("tally") as batch_op:
        batch_op.add_column(
            sa.Column("kind", _enum("tally_kind", 8, "all", "flagged", "final"), server_default="all", nullable=False)
        )
        batch_op.drop_constraint("pk_tally", type_="primary")
        batch_op.create_primary_key("pk_tally", ["round_id", "kind"])
    with op.batch_alter_table("tally") as batch_op:
        batch_op.alter_column("kind", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE kind <> 'all'")
    with op.batch_alter_table("tally") as batch_op:
        batch_op.drop_constraint("pk_tally", type_="primary")
        batch_op.create_primary_key("pk_tally", ["round_id"])
        batch_op.drop_constraint("tally_kind", type_="check")
        batch_op.drop_column("kind")
    op.drop_table("flagged_sheet")
    op.drop_table("screening_flag")
    op.drop_table("screening")
    op.drop_table("ballot_window")
