"""Client systems: what they may, how they show who they are, how much they ask; and which complaints are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_clients"
down_revision = "2026_11_30_identities"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=True),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("all_units", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("disabled_at", _INSTANT, nullable=True),
        sa.Column("last_used_at", _INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("per_minute BETWEEN 1 AND 100000", name=op.f("ck_api_client_per_minute")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["unit.id"], name=op.f("fk_api_client_owner_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("name", name=op.f("uq_api_client_name")),
    )
    op.create_table(
        "api_client_unit",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_client.id"], name=op.f("fk_api_client_unit_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_api_client_unit_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("client_id", "unit_id", name=op.f("pk_api_client_unit")),
    )
    op.create_index("ix_api_client_unit_unit_id", "api_client_unit", ["unit_id"])
    op.create_table(
        "api_credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("kid", sa.String(length=64), nullable=True),
        sa.Column("jwk", sa.JSON(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("last_used_at", _INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('secret', 'key')", name=op.f("ck_api_credential_credential_kind")),
        sa.CheckConstraint("(kind = 'secret') = (secret_hash IS NOT NULL)", name=op.f("ck_api_credential_secret")),
        sa.CheckConstraint("(kind = 'key') = (kid IS NOT NULL)", name=op.f("ck_api_credential_key")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_client.id"], name=op.f("fk_api_credential_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_credential")),
        sa.UniqueConstraint("client_id", "kid", name=op.f("uq_api_credential_client_id_kid")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_credential_secret_hash")),
    )
    op.create_index(op.f("ix_api_credential_client_id"), "api_credential", ["client_id"])
    op.create_table(
        "spent_assertion",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_assertion")),
    )
    op.create_index(op.f("ix_spent_assertion_expires_at"), "spent_assertion", ["expires_at"])
    op.create_table(
        "api_client_usage",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("minute", _INSTANT, nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_client.id"], name=op.f("fk_api_client_usage_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "minute", name=op.f("pk_api_client_usage")),
    )
    op.create_index(op.f("ix_api_client_usage_minute"), "api_client_usage", ["minute"])
    op.add_column("complaint_case", sa.Column("source_client_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_complaint_case_source_client_id"), "complaint_case", ["source_client_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_complaint_case_source_client_id"), "complaint_case")
    op.drop_column("complaint_case", "source_client_id")
    op.drop_table("api_client_usage")
    op.drop_table("spent_assertion")
    op.drop_table("api_credential")
    op.drop_table("api_client_unit")
    op.drop_table("api_client")
