"""Proposals that wait for a second person, and the signed versions of published results."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_snapshot"
down_revision = "2026_11_29_attachment_numbers"

_SQLITE = """
CREATE TRIGGER snapshot_no_{word} BEFORE {word} ON snapshot
BEGIN SELECT RAISE(ABORT, 'a snapshot is never changed'); END
"""
_POSTGRESQL = """
CREATE FUNCTION snapshot_is_final() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a snapshot is never changed'; END $$;
CREATE TRIGGER snapshot_final BEFORE UPDATE OR DELETE ON snapshot
FOR EACH ROW EXECUTE FUNCTION snapshot_is_final();
"""


def upgrade() -> None:
    op.create_table(
        "round_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(confirmed IS NULL) = (decided_by IS NULL)", name="ck_round_proposal_decided_by"),
        sa.CheckConstraint("(confirmed IS NULL) = (decided_at IS NULL)", name="ck_round_proposal_decided_at"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="ck_round_proposal_two_people"),
        sa.CheckConstraint("done_at IS NULL OR confirmed", name="ck_round_proposal_done_at"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_round_proposal_round_id_round", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_round_proposal"),
    )
    op.create_index("ix_round_proposal_round_id", "round_proposal", ["round_id", "proposed_at"])
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("version >= 1", name="ck_snapshot_version"),
        sa.CheckConstraint("version = 1 OR reason <> ''", name="ck_snapshot_reason"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_snapshot_round_id_round", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["round_proposal.id"],
            name="fk_snapshot_proposal_id_round_proposal",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
        sa.UniqueConstraint("round_id", "version", name="uq_snapshot_round_id_version"),
        sa.UniqueConstraint("proposal_id", name="uq_snapshot_proposal_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL)
    else:
        op.execute(_SQLITE.format(word="UPDATE"))
        op.execute(_SQLITE.format(word="DELETE"))


def downgrade() -> None:
    op.drop_table("snapshot")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION snapshot_is_final()")
    op.drop_index("ix_round_proposal_round_id", table_name="round_proposal")
    op.drop_table("round_proposal")
