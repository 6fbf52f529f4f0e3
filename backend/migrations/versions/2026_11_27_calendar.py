"""The calendar: its versions and the days off and on."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_calendar"
down_revision = "2026_11_22_initial"


def upgrade() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office_hours", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("version", name=op.f("uq_calendar_version_version")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("national", "local", name="day_source", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.CheckConstraint("until > since", name=op.f("ck_calendar_day_version_range")),
        sa.ForeignKeyConstraint(
            ["since"],
            ["calendar_version.version"],
            name=op.f("fk_calendar_day_since_calendar_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["calendar_version.version"],
            name=op.f("fk_calendar_day_until_calendar_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index(
            "uq_calendar_day_current",
            ["source", "day"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("calendar_day")
    op.drop_table("calendar_version")
