"""The complaint centre: cases, what belongs to them, and the mark of a unit's head."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_complaints"
down_revision = "2026_11_27_calendar"

# Events are only ever added. Whoever owns the database can drop a trigger; the record's chain is for that.
_REFUSE = {
    "sqlite": [
        f"""
CREATE TRIGGER case_event_no_{verb.lower()} BEFORE {verb} ON case_event
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END
"""
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """
CREATE FUNCTION case_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'case_event is append-only' USING ERRCODE = 'restrict_violation'; END $$
""",
        """
CREATE TRIGGER case_event_append_only BEFORE UPDATE OR DELETE ON case_event
FOR EACH ROW EXECUTE FUNCTION case_event_refuse()
""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "complaint_category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 9999", name=op.f("ck_complaint_category_position_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_category")),
        sa.UniqueConstraint("code", name=op.f("uq_complaint_category_code")),
        sa.UniqueConstraint("name", name=op.f("uq_complaint_category_name")),
    )
    op.create_table(
        "complaint_serial",
        sa.Column("series", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_complaint_serial")),
    )
    op.create_table(
        "complaint_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_complaint_policy_number")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_complaint_policy_created_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_policy")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_complaint_policy_scope_number")),
    )
    op.create_table(
        "complaint_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered",
                "supplementing",
                "not_accepted",
                "transferred_out",
                "accepted",
                "dispatched",
                "handling",
                "reply_review",
                "replied",
                "closed",
                "reviewing",
                "withdrawn",
                "merged",
                "terminated",
                name="case_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("terminal", sa.Boolean(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "hotline",
                "letter",
                "visit",
                "mayor_mailbox",
                "reception_day",
                "api",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "open",
                "confidential",
                "anonymous",
                name="identity_mode",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column(
            "handling",
            sa.Enum(
                "self", "assigned", "passed", name="handling_mode", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("about_head", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column(
            "reviewed_from",
            sa.Enum(
                "registered",
                "supplementing",
                "not_accepted",
                "transferred_out",
                "accepted",
                "dispatched",
                "handling",
                "reply_review",
                "replied",
                "closed",
                "reviewing",
                "withdrawn",
                "merged",
                "terminated",
                name="reviewed_from",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("ex_officio", sa.Boolean(), nullable=False),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_temporary", sa.Boolean(), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("request_key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("request_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("source_system", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=80), nullable=True),
        sa.Column("external_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_complaint_case_merged_has_master")
        ),
        sa.CheckConstraint(
            "terminal = (state IN ('closed', 'merged', 'not_accepted', 'terminated', 'transferred_out', 'withdrawn'))",
            name=op.f("ck_complaint_case_terminal_is_of_state"),
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (policy_id IS NULL)", name=op.f("ck_complaint_case_policy_from_acceptance")
        ),
        sa.CheckConstraint(
            "(source_system IS NULL) = (source_id IS NULL)", name=op.f("ck_complaint_case_source_is_whole")
        ),
        sa.CheckConstraint("cycle >= 1 AND persons >= 1", name=op.f("ck_complaint_case_counts")),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_complaint_case_master_is_other")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["complaint_category.id"], name=op.f("fk_complaint_case_category_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["complaint_case.id"], name=op.f("fk_complaint_case_merged_into"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["user_account.id"], name=op.f("fk_complaint_case_officer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["complaint_policy.id"], name=op.f("fk_complaint_case_policy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["user_account.id"], name=op.f("fk_complaint_case_registered_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_case_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_case")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_complaint_case_code_hash")),
        sa.UniqueConstraint("id", "terminal", name=op.f("uq_complaint_case_id_terminal")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_case_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_complaint_case_request_key")),
        sa.UniqueConstraint("source_system", "source_id", name=op.f("uq_complaint_case_source_system_source_id")),
    )
    with op.batch_alter_table("complaint_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_case_category_id"), ["category_id"], unique=False)
        batch_op.create_index(
            "ix_complaint_case_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.create_index("ix_complaint_case_next_due", ["next_due", "id"], unique=False)
        batch_op.create_index("ix_complaint_case_officer_id_next_due", ["officer_id", "next_due"], unique=False)
        batch_op.create_index("ix_complaint_case_state_next_due", ["state", "next_due"], unique=False)
        batch_op.create_index("ix_complaint_case_unit_id_registered_at", ["unit_id", "registered_at"], unique=False)

    op.create_table(
        "case_callback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "reached",
                "no_answer",
                "unreachable",
                name="callback_outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "subjective",
                "objective",
                name="dissatisfaction_cause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_callback_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user_account.id"], name=op.f("fk_case_callback_made_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_callback")),
    )
    with op.batch_alter_table("case_callback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_callback_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_conflict_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["user_account.id"], name=op.f("fk_case_conflict_declared_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_conflict_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_conflict")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_case_conflict_case_id_user_id")),
    )
    op.create_table(
        "case_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "registered",
                "supplementing",
                "not_accepted",
                "transferred_out",
                "accepted",
                "dispatched",
                "handling",
                "reply_review",
                "replied",
                "closed",
                "reviewing",
                "withdrawn",
                "merged",
                "terminated",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "target",
            sa.Enum(
                "registered",
                "supplementing",
                "not_accepted",
                "transferred_out",
                "accepted",
                "dispatched",
                "handling",
                "reply_review",
                "replied",
                "closed",
                "reviewing",
                "withdrawn",
                "merged",
                "terminated",
                name="target",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("clocks", sa.JSON(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_event_case_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_case_event_case_id_seq")),
    )
    op.create_table(
        "case_handler",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_handler_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_handler_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("case_id", "user_id", "cycle", name=op.f("pk_case_handler")),
    )
    op.create_table(
        "case_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "supplement",
                "appraisal",
                "experts",
                "force_majeure",
                "judicial",
                name="pause_reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "denied",
                "lapsed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('pending', 'lapsed')) = (decided_by IS NULL)", name=op.f("ck_case_pause_decided")
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 365", name=op.f("ck_case_pause_days")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_case_pause_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_case_pause_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_pause_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_case_pause_decided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    with op.batch_alter_table("case_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_pause_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_case_pause_pending",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "case_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "conclusion",
            sa.Enum(
                "true",
                "partly",
                "untrue",
                "unknown",
                name="conclusion",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("sent_back", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.Column(
            "rating",
            sa.Enum(
                "satisfied",
                "basically",
                "dissatisfied",
                name="rating",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("rating_note", sa.LargeBinary(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating_flagged", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(rating IS NULL) = (rated_at IS NULL)", name=op.f("ck_case_result_rated_at")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_result_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["user_account.id"], name=op.f("fk_case_result_drafted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["user_account.id"], name=op.f("fk_case_result_issued_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_result")),
        sa.UniqueConstraint("case_id", "cycle", name=op.f("uq_case_result_case_id_cycle")),
    )
    op.create_table(
        "case_termination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "litigation",
                "reconsideration",
                "petition_ended",
                "discipline",
                "not_supplemented",
                name="termination_reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "denied",
                "lapsed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('pending', 'lapsed')) = (decided_by IS NULL)", name=op.f("ck_case_termination_decided")
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_case_termination_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_case_termination_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_termination_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_case_termination_decided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_termination")),
    )
    with op.batch_alter_table("case_termination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_termination_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_case_termination_pending",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "complaint_identity",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("id_index", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_complaint_identity_case_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_complaint_identity")),
    )
    with op.batch_alter_table("complaint_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_identity_id_index"), ["id_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_identity_phone_index"), ["phone_index"], unique=False)

    op.create_table(
        "complaint_original",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_complaint_original_case_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_complaint_original")),
    )
    op.create_table(
        "identity_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "denied",
                "lapsed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_identity_access_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_identity_access_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_identity_access_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_identity_access_decided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_access")),
    )
    with op.batch_alter_table("identity_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_access_case_id"), ["case_id"], unique=False)

    op.create_table(
        "retaliation_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_retaliation_report_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["user_account.id"], name=op.f("fk_retaliation_report_taken_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retaliation_report")),
    )
    with op.batch_alter_table("retaliation_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retaliation_report_case_id"), ["case_id"], unique=False)

    op.create_table(
        "transfer_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "signed",
                "answered",
                "returned",
                "finished",
                "cancelled",
                name="transfer_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.Column("name_released", sa.Boolean(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "conclusion",
            sa.Enum(
                "true",
                "partly",
                "untrue",
                "unknown",
                name="conclusion",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.Column("draft_reply", sa.LargeBinary(), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_transfer_order_approved_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_transfer_order_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["user_account.id"], name=op.f("fk_transfer_order_drafted_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user_account.id"], name=op.f("fk_transfer_order_signed_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_transfer_order_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_order")),
        sa.UniqueConstraint("number", name=op.f("uq_transfer_order_number")),
    )
    with op.batch_alter_table("transfer_order", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_order_case_id_cycle", ["case_id", "cycle"], unique=False)
        batch_op.create_index("ix_transfer_order_unit_id_state", ["unit_id", "state"], unique=False)
        batch_op.create_index(
            "uq_transfer_order_live_lead",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("lead AND state IN ('sent', 'signed', 'answered')"),
            postgresql_where=sa.text("lead AND state IN ('sent', 'signed', 'answered')"),
        )

    op.create_table(
        "case_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("terminal", sa.Boolean(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accept",
                "supplement",
                "receipt",
                "dispatch",
                "sign",
                "total",
                "unit",
                "check",
                "callback",
                "rating",
                "objection",
                "review",
                name="clock_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("unit", sa.String(length=4), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("due_original", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "NOT terminal OR stopped_at IS NOT NULL OR kind IN ('objection', 'receipt')",
            name=op.f("ck_case_clock_none_runs_in_terminal"),
        ),
        sa.CheckConstraint("unit IN ('wd', 'cd', 'hour')", name=op.f("ck_case_clock_unit")),
        sa.CheckConstraint("(next_at IS NULL) = (next_step IS NULL)", name=op.f("ck_case_clock_step_has_time")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_case_clock_amount")),
        sa.CheckConstraint("stopped_at IS NULL OR next_at IS NULL", name=op.f("ck_case_clock_stopped_does_nothing")),
        sa.ForeignKeyConstraint(
            ["case_id", "terminal"],
            ["complaint_case.id", "complaint_case.terminal"],
            name="fk_case_clock_case_id_terminal",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_case_clock_transfer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
    )
    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.create_index("ix_case_clock_case_id_cycle_kind", ["case_id", "cycle", "kind"], unique=False)
        batch_op.create_index(
            "ix_case_clock_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_case_clock_provisional",
            ["id"],
            unique=False,
            sqlite_where=sa.text("provisional AND stopped_at IS NULL"),
            postgresql_where=sa.text("provisional AND stopped_at IS NULL"),
        )
        batch_op.create_index(
            "uq_case_clock_running",
            ["case_id", "kind"],
            unique=True,
            sqlite_where=sa.text("stopped_at IS NULL AND transfer_id IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND transfer_id IS NULL"),
        )

    op.create_table(
        "case_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "denied",
                "lapsed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('pending', 'lapsed')) = (decided_by IS NULL)", name=op.f("ck_case_extension_decided")
        ),
        sa.CheckConstraint("amount >= 1", name=op.f("ck_case_extension_amount")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_case_extension_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_case_extension_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_extension_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_case_extension_decided_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_case_extension_transfer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_extension")),
    )
    with op.batch_alter_table("case_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_extension_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_case_extension_pending",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "case_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "sender",
            sa.Enum(
                "citizen",
                "officer",
                "unit",
                name="message_sender",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(sender <> 'citizen') OR (transfer_id IS NULL)", name=op.f("ck_case_message_citizen_has_none")
        ),
        sa.CheckConstraint(
            "(sender <> 'unit') OR (transfer_id IS NOT NULL)", name=op.f("ck_case_message_unit_has_order")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_message_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_case_message_transfer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_case_message_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message")),
    )
    with op.batch_alter_table("case_message", schema=None) as batch_op:
        batch_op.create_index("ix_case_message_case_id_at", ["case_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_message_transfer_id"), ["transfer_id"], unique=False)

    op.create_table(
        "case_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "denied",
                "lapsed",
                name="request_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('pending', 'lapsed')) = (decided_by IS NULL)", name=op.f("ck_case_return_decided")
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_case_return_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_case_return_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_case_return_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_case_return_decided_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_case_return_transfer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_return")),
    )
    with op.batch_alter_table("case_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_return_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_return_transfer_id"), ["transfer_id"], unique=False)
        batch_op.create_index(
            "uq_case_return_pending",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "supervision_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "remind",
                "supervise",
                "public",
                name="order_level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "issued",
                "acknowledged",
                "reported",
                "closed",
                name="order_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("demand", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("repeats", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["complaint_case.id"], name=op.f("fk_supervision_order_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["user_account.id"], name=op.f("fk_supervision_order_closed_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["user_account.id"], name=op.f("fk_supervision_order_issued_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["repeats"], ["supervision_order.id"], name=op.f("fk_supervision_order_repeats"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer_order.id"], name=op.f("fk_supervision_order_transfer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_order")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_order_number")),
    )
    with op.batch_alter_table("supervision_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_order_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_order_transfer_id"), ["transfer_id"], unique=False)

    op.create_table(
        "clock_rung",
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clock.id"], name=op.f("fk_clock_rung_clock_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("clock_id", "rung", name=op.f("pk_clock_rung")),
    )

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_head", sa.Boolean(), server_default=sa.false(), nullable=False))

    for statement in _REFUSE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("clock_rung")
    with op.batch_alter_table("supervision_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_order_transfer_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_order_case_id"))

    op.drop_table("supervision_order")
    with op.batch_alter_table("case_return", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_return_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_case_return_transfer_id"))
        batch_op.drop_index(batch_op.f("ix_case_return_case_id"))

    op.drop_table("case_return")
    with op.batch_alter_table("case_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_message_transfer_id"))
        batch_op.drop_index("ix_case_message_case_id_at")

    op.drop_table("case_message")
    with op.batch_alter_table("case_extension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_extension_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_case_extension_case_id"))

    op.drop_table("case_extension")
    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_clock_running",
            sqlite_where=sa.text("stopped_at IS NULL AND transfer_id IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND transfer_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_case_clock_provisional",
            sqlite_where=sa.text("provisional AND stopped_at IS NULL"),
            postgresql_where=sa.text("provisional AND stopped_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_case_clock_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_case_clock_case_id_cycle_kind")

    op.drop_table("case_clock")
    with op.batch_alter_table("transfer_order", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_transfer_order_live_lead",
            sqlite_where=sa.text("lead AND state IN ('sent', 'signed', 'answered')"),
            postgresql_where=sa.text("lead AND state IN ('sent', 'signed', 'answered')"),
        )
        batch_op.drop_index("ix_transfer_order_unit_id_state")
        batch_op.drop_index("ix_transfer_order_case_id_cycle")

    op.drop_table("transfer_order")
    with op.batch_alter_table("retaliation_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retaliation_report_case_id"))

    op.drop_table("retaliation_report")
    with op.batch_alter_table("identity_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_access_case_id"))

    op.drop_table("identity_access")
    op.drop_table("complaint_original")
    with op.batch_alter_table("complaint_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_identity_phone_index"))
        batch_op.drop_index(batch_op.f("ix_complaint_identity_id_index"))

    op.drop_table("complaint_identity")
    with op.batch_alter_table("case_termination", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_termination_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_case_termination_case_id"))

    op.drop_table("case_termination")
    op.drop_table("case_result")
    with op.batch_alter_table("case_pause", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_pause_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_case_pause_case_id"))

    op.drop_table("case_pause")
    op.drop_table("case_handler")
    op.drop_table("case_event")
    op.drop_table("case_conflict")
    with op.batch_alter_table("case_callback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_callback_case_id"))

    op.drop_table("case_callback")
    with op.batch_alter_table("complaint_case", schema=None) as batch_op:
        batch_op.drop_index("ix_complaint_case_unit_id_registered_at")
        batch_op.drop_index("ix_complaint_case_state_next_due")
        batch_op.drop_index("ix_complaint_case_officer_id_next_due")
        batch_op.drop_index("ix_complaint_case_next_due")
        batch_op.drop_index(
            "ix_complaint_case_merged_into",
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_complaint_case_category_id"))

    op.drop_table("complaint_case")
    op.drop_table("complaint_policy")
    op.drop_table("complaint_serial")
    op.drop_table("complaint_category")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_event_refuse()")

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("unit_head")
