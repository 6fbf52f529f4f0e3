"""Cross products of the answers about two units, beside the tally."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_tally_products"
down_revision = "2026_11_29_snapshot"


def upgrade() -> None:
    op.create_table(
        "tally_products",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("all", "flagged", "final", name="tally_kind", native_enum=False, create_constraint=True, length=8),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum("rate", "score", name="outcome_name", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_tally_products_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", "kind", "outcome", name=op.f("pk_tally_products")),
    )


def downgrade() -> None:
    op.drop_table("tally_products")
