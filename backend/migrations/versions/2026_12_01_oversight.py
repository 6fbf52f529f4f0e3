"""The power list, service records, cards and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_oversight"
down_revision = "2026_11_30_clients"


def upgrade() -> None:
    op.create_table(
        "matter_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preview", "confirmed", name="matter_import_state", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("list_digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_import")),
    )
    op.create_index(op.f("ix_matter_import_created_at"), "matter_import", ["created_at"], unique=False)
    op.create_table(
        "oversight_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("prompt_days", sa.Integer(), nullable=False),
        sa.Column("acknowledge_days", sa.Integer(), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("extension_cap", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("acknowledge_days BETWEEN 1 AND 30", name=op.f("ck_oversight_rules_acknowledge_days_range")),
        sa.CheckConstraint("extension_cap BETWEEN 0 AND 250", name=op.f("ck_oversight_rules_extension_cap_range")),
        sa.CheckConstraint("follow_up_days BETWEEN 1 AND 60", name=op.f("ck_oversight_rules_follow_up_days_range")),
        sa.CheckConstraint("late_days BETWEEN 0 AND 366", name=op.f("ck_oversight_rules_late_days_range")),
        sa.CheckConstraint("one", name=op.f("ck_oversight_rules_one_row")),
        sa.CheckConstraint("prompt_days BETWEEN 0 AND 30", name=op.f("ck_oversight_rules_prompt_days_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_rules")),
        sa.UniqueConstraint("one", name=op.f("uq_oversight_rules_one")),
    )
    op.create_table(
        "service_matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("legal_limit", sa.Integer(), nullable=True),
        sa.Column(
            "legal_time_unit",
            sa.Enum("wd", "cd", "hour", name="legal_time_unit", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("promised_limit", sa.Integer(), nullable=True),
        sa.Column(
            "promised_time_unit",
            sa.Enum(
                "wd", "cd", "hour", name="promised_time_unit", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("in_centre", sa.Boolean(), nullable=False),
        sa.Column("fee", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=1000), nullable=False),
        sa.Column("procedure", sa.String(length=1000), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("time_limits", sa.String(length=1000), nullable=False),
        sa.Column("fee_standard", sa.String(length=1000), nullable=False),
        sa.Column("supervision", sa.String(length=1000), nullable=False),
        sa.Column(
            "timeout_effect",
            sa.Enum(
                "none", "deemed_approved", name="timeout_effect", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("code = upper(code)", name=op.f("ck_service_matter_code_upper_case")),
        sa.CheckConstraint("legal_limit BETWEEN 0 AND 9999", name=op.f("ck_service_matter_legal_limit_range")),
        sa.CheckConstraint("promised_limit BETWEEN 0 AND 9999", name=op.f("ck_service_matter_promised_limit_range")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_matter_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_matter")),
        sa.UniqueConstraint("unit_id", "code", name=op.f("uq_service_matter_unit_id_code")),
    )
    op.create_table(
        "service_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("given_promised_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_legal_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("near_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "finished",
                "withdrawn",
                name="record_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "approved",
                "refused",
                "withdrawn",
                "other",
                name="record_result",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("immediate", sa.Boolean(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("promised_days", sa.Integer(), nullable=True),
        sa.Column("actual_days", sa.Integer(), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'open') = (finished_at IS NULL)", name=op.f("ck_service_record_open_or_finished")),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (result IS NULL)", name=op.f("ck_service_record_result_of_finished")
        ),
        sa.CheckConstraint("finished_at >= received_at", name=op.f("ck_service_record_finished_after")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["service_matter.id"], name=op.f("fk_service_record_matter_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_record_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_record")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_service_record_source_external_id")),
    )
    op.create_index(op.f("ix_service_record_matter_id"), "service_record", ["matter_id"], unique=False)
    op.create_index(
        "ix_service_record_next_due",
        "service_record",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index("ix_service_record_received_at", "service_record", ["received_at"], unique=False)
    op.create_index("ix_service_record_state_due", "service_record", ["state", "due"], unique=False)
    op.create_index("ix_service_record_unit_id_received_at", "service_record", ["unit_id", "received_at"], unique=False)
    op.create_table(
        "oversight_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("prompt", "yellow", "red", name="card_level", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "rung",
            sa.Enum(
                "near",
                "promised",
                "extended",
                "legal",
                name="card_rung",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("breach_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "acknowledged",
                "explained",
                "closed",
                "withdrawn",
                name="card_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explanation", sa.String(length=2000), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["service_record.id"], name=op.f("fk_oversight_card_record_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_oversight_card_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_card")),
    )
    op.create_index("ix_oversight_card_raised_at", "oversight_card", ["raised_at"], unique=False)
    op.create_index("ix_oversight_card_unit_id_state", "oversight_card", ["unit_id", "state"], unique=False)
    op.create_index(
        "uq_oversight_card_standing",
        "oversight_card",
        ["record_id", "level"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "service_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "record", "card", "rating", name="event_subject", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["service_record.id"], name=op.f("fk_service_event_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_event")),
    )
    op.create_index("ix_service_event_record_id_at", "service_event", ["record_id", "at"], unique=False)
    op.create_table(
        "service_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "window",
                "device",
                "web",
                "sms",
                name="rating_channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "settled",
                "open",
                "assessed",
                "valid",
                "rectified",
                "done",
                "excluded",
                name="rating_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "proposed",
            sa.Enum(
                "valid",
                "mistaken",
                "malicious",
                name="proposed_verdict",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("assessed_by", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=2000), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "valid", "mistaken", "malicious", name="verdict", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("callback", sa.String(length=1000), nullable=False),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectification", sa.String(length=2000), nullable=False),
        sa.Column("second_level", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(level > 2) = (state = 'settled')", name=op.f("ck_service_rating_bad_is_followed_up")),
        sa.CheckConstraint("assessed_by <> verified_by", name=op.f("ck_service_rating_two_persons")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_service_rating_level_range")),
        sa.CheckConstraint("second_level BETWEEN 1 AND 5", name=op.f("ck_service_rating_second_level_range")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["service_record.id"], name=op.f("fk_service_rating_record_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_rating_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_rating")),
        sa.UniqueConstraint("record_id", name=op.f("uq_service_rating_record_id")),
    )
    op.create_index("ix_service_rating_state_due", "service_rating", ["state", "due"], unique=False)
    op.create_index("ix_service_rating_unit_id_rated_at", "service_rating", ["unit_id", "rated_at"], unique=False)


def downgrade() -> None:
    op.drop_table("service_rating")
    op.drop_table("service_event")
    op.drop_table("oversight_card")
    op.drop_table("service_record")
    op.drop_table("service_matter")
    op.drop_table("oversight_rules")
    op.drop_table("matter_import")
