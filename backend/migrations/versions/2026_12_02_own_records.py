"""Client systems read their own records in the order of their changes."""

from alembic import op

revision = "2026_12_02_own_records"
down_revision = "2026_12_01_webhooks"


def upgrade() -> None:
    op.create_index("ix_service_record_source_updated_at", "service_record", ["source", "updated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_service_record_source_updated_at", "service_record")
