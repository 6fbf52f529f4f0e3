"""Logging in through an identity provider: whose identities are linked, which logins have begun, how a login began."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_identities"
down_revision = "2026_11_30_second_factors"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "user_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_identity_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_user_identity")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_user_identity_user_id_issuer")),
    )
    op.create_table(
        "provider_login",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_provider_login_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_provider_login")),
    )
    op.create_index("ix_provider_login_user_id", "provider_login", ["user_id"])
    op.create_index("ix_provider_login_expires_at", "provider_login", ["expires_at"])
    op.add_column("login_step", sa.Column("first", sa.String(length=8), server_default="password", nullable=False))


def downgrade() -> None:
    op.drop_column("login_step", "first")
    op.drop_table("provider_login")
    op.drop_table("user_identity")
