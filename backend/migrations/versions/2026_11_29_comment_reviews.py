"""Comments after closing: what the office decided about each, topics."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_comment_reviews"
down_revision = "2026_11_29_screening"


def _enum(name: str, length: int, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def _refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "comment_topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_comment_topic_name")),
    )
    op.create_table(
        "comment_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", _enum("review_state", 12, "pending", "released", "withheld"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("same_as", sa.Uuid(), nullable=True),
        sa.Column("likeness", _enum("likeness", 8, "exact", "near"), nullable=True),
        sa.Column(
            "reason",
            _enum("withheld_reason", 16, "personal_data", "abuse", "unlawful", "case", "unrelated", "empty", "other"),
            nullable=True,
        ),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'withheld') = (reason IS NOT NULL)", name=op.f("ck_comment_review_reason")),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_comment_review_decided_at")),
        sa.CheckConstraint("(same_as IS NULL) = (likeness IS NULL)", name=op.f("ck_comment_review_like_another")),
        sa.CheckConstraint("same_as IS NULL OR same_as <> id", name=op.f("ck_comment_review_same_as_another")),
        _refers("comment_review", "decided_by", "user_account.id", "RESTRICT"),
        _refers("comment_review", "id", "comment.id", "CASCADE"),
        _refers("comment_review", "round_id", "round.id", "RESTRICT"),
        _refers("comment_review", "same_as", "comment_review.id", "SET NULL"),
        _refers("comment_review", "unit_id", "unit.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_review")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_review_round_id_unit_id", "comment_review", ["round_id", "unit_id"])
    op.create_index("ix_comment_review_same_as", "comment_review", ["same_as"])
    op.create_table(
        "comment_coding",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        _refers("comment_coding", "review_id", "comment_review.id", "CASCADE"),
        _refers("comment_coding", "topic_id", "comment_topic.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("review_id", "topic_id", name=op.f("pk_comment_coding")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_coding_topic_id", "comment_coding", ["topic_id"])


def downgrade() -> None:
    op.drop_table("comment_coding")
    op.drop_table("comment_review")
    op.drop_table("comment_topic")
