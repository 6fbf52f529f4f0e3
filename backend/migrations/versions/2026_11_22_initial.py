"""All tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_initial"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_object", ["object_type", "object_id", "seq"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=8,
            ),
            nullable=False,
        ),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(finished_at IS NULL) = (state IN ('queued', 'running'))", name=op.f("ck_job_finished")),
        sa.CheckConstraint("progress_done >= 0 AND progress_total >= 0 AND attempts >= 0", name=op.f("ck_job_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_created_by_created_at", ["created_by", "created_at"], unique=False)
        batch_op.create_index("ix_job_state_created_at", ["state", "created_at"], unique=False)

    op.create_table(
        "preset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "criteria", "scale", "strata", name="preset_kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("builtin", sa.Boolean(), nullable=False),
        sa.Column("preselected", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("builtin = (key IS NOT NULL)", name=op.f("ck_preset_builtin_has_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preset")),
        sa.UniqueConstraint("key", name=op.f("uq_preset_key")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "formal", "recheck", "internal", name="round_kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "tallied",
                "frozen",
                "published",
                name="round_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "collection",
            sa.Enum("coded", "paper", name="collection", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("planned_open", sa.Date(), nullable=True),
        sa.Column("planned_close", sa.Date(), nullable=True),
        sa.Column("planned_close_moves", sa.JSON(), nullable=False),
        sa.Column("greeting", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("copied_from", sa.Uuid(), nullable=True),
        sa.Column("compare_to", sa.Uuid(), nullable=True),
        sa.Column("allow_small_strata", sa.Boolean(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "rounding",
            sa.Enum("half_up", "half_even", name="rounding", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("indicator_min_weight", sa.BigInteger(), nullable=False),
        sa.Column("method_digest", sa.String(length=64), nullable=True),
        sa.Column("method", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tallied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (method_digest IS NULL)", name=op.f("ck_round_digest_once_opened")),
        sa.CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name=op.f("ck_round_opened_at")),
        sa.CheckConstraint("(state IN ('draft', 'open')) = (closed_at IS NULL)", name=op.f("ck_round_closed_at")),
        sa.CheckConstraint("decimals BETWEEN 0 AND 4", name=op.f("ck_round_decimals")),
        sa.CheckConstraint("indicator_min_weight BETWEEN 0 AND 1000000", name=op.f("ck_round_indicator_min_weight")),
        sa.CheckConstraint("k >= 1", name=op.f("ck_round_k")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_round_number")),
        sa.ForeignKeyConstraint(["compare_to"], ["round.id"], name=op.f("fk_round_compare_to"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["copied_from"], ["round.id"], name=op.f("fk_round_copied_from"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_round_year_number")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_window_start"), ["window_start"], unique=False)

    op.create_table(
        "unit_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("preview", "confirmed", name="import_state", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("register_digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_import")),
    )
    with op.batch_alter_table("unit_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_import_created_at"), ["created_at"], unique=False)

    op.create_table(
        "unit_sequence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 9999", name=op.f("ck_unit_sequence_position_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_sequence")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_sequence_name")),
    )
    op.create_table(
        "round_criterion",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_round_criterion_position")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_round_criterion_weight")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_criterion_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_round_criterion")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_round_criterion_round_id_code")),
    )
    op.create_table(
        "round_option",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 9", name=op.f("ck_round_option_number")),
        sa.CheckConstraint(
            "valid OR (points IS NULL AND NOT satisfied)", name=op.f("ck_round_option_invalid_counts_nothing")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_option_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_round_option")),
        sa.UniqueConstraint("round_id", "label", name=op.f("uq_round_option_round_id_label")),
    )
    op.create_table(
        "round_stratum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("planned_codes", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.CheckConstraint("planned_codes BETWEEN 0 AND 1000000", name=op.f("ck_round_stratum_planned_codes")),
        sa.CheckConstraint("population > 0", name=op.f("ck_round_stratum_population")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_round_stratum_position")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_round_stratum_weight")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_stratum_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_stratum")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_round_stratum_round_id_code")),
    )
    op.create_table(
        "tally",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("rate", sa.LargeBinary(), nullable=False),
        sa.Column("score", sa.LargeBinary(), nullable=True),
        sa.Column("turnout", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_tally_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("sequence_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("duties", sa.String(length=200), nullable=False),
        sa.Column("responsible_post", sa.String(length=80), nullable=False),
        sa.Column("responsible_since", sa.Date(), nullable=True),
        sa.Column("contact_post", sa.String(length=80), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("active_to >= active_from", name=op.f("ck_unit_active_range")),
        sa.CheckConstraint("code = upper(code)", name=op.f("ck_unit_code_upper_case")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_parent_is_other")),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_unit_successor_is_other")),
        sa.CheckConstraint("successor_id IS NULL OR active_to IS NOT NULL", name=op.f("ck_unit_successor_of_closed")),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["unit.id"],
            name=op.f("fk_unit_parent_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["unit_sequence.id"], name=op.f("fk_unit_sequence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["unit.id"],
            name=op.f("fk_unit_successor_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_sequence_id"), ["sequence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_successor_id"), ["successor_id"], unique=False)
        batch_op.create_index(
            "uq_unit_name_section",
            ["parent_id", "name"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NOT NULL AND active_to IS NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL AND active_to IS NULL"),
        )
        batch_op.create_index(
            "uq_unit_name_top",
            ["name"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL AND active_to IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL AND active_to IS NULL"),
        )

    op.create_table(
        "ballot_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("issued", "used", "void", name="code_state", native_enum=False, create_constraint=True, length=8),
            nullable=False,
        ),
        sa.Column("retry_tag", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_code_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["stratum_id"], ["round_stratum.id"], name=op.f("fk_ballot_code_stratum_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_ballot_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot_code", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_code_round_id_stratum_id", ["round_id", "stratum_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_comment_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_comment_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_round_id_unit_id", ["round_id", "unit_id"], unique=False)

    op.create_table(
        "round_unit",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("sequence_name", sa.String(length=100), nullable=False),
        sa.Column("duties", sa.String(length=300), nullable=False),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_round_unit_position")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_unit_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_unit_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("round_id", "unit_id", name=op.f("pk_round_unit")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_unit_round_id_position")),
    )
    with op.batch_alter_table("round_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=32), nullable=False),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=160), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_user_account_username_lower")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_user_account_unit_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "activation_link",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_activation_link_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_activation_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_activation_link_token_hash")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "web",
                "paper_keyed",
                "paper_scan",
                "meeting",
                "phone",
                "import",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "loading", "loaded", "void", name="batch_state", native_enum=False, create_constraint=True, length=8
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("void_reason", sa.String(length=500), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "issued >= 0 AND returned >= 0 AND valid >= 0 AND invalid >= 0", name=op.f("ck_batch_counts")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_batch_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_batch_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_batch_round_id_number")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "liaison",
                "evaluator",
                "supervisor",
                "lead_supervisor",
                "office",
                "complaint_officer",
                "complaint_lead",
                "leader",
                "auditor",
                "sysadmin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )
    with op.batch_alter_table("user_role", schema=None) as batch_op:
        batch_op.create_index("ix_user_role_role", ["role"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.LargeBinary(length=16), nullable=False),
        sa.Column("refresh_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("family", name=op.f("uq_user_session_family")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "answer_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checking",
                "checked",
                "rejected",
                "loading",
                "loaded",
                "discarded",
                name="import_state",
                native_enum=False,
                create_constraint=True,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=True),
        sa.Column("delimiter", sa.String(length=1), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "web",
                "paper_keyed",
                "paper_scan",
                "meeting",
                "phone",
                "import",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("totals", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("problem_count", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('loading', 'loaded') OR batch_id IS NOT NULL", name=op.f("ck_answer_import_batch")
        ),
        sa.CheckConstraint("issued >= 0 AND returned >= 0", name=op.f("ck_answer_import_paper")),
        sa.CheckConstraint("size >= 0 AND lines >= 0 AND problem_count >= 0", name=op.f("ck_answer_import_counts")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_answer_import_batch_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_answer_import_created_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_answer_import_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_answer_import_job_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_answer_import_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
        sa.UniqueConstraint("file_id", name=op.f("uq_answer_import_file_id")),
    )
    with op.batch_alter_table("answer_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_import_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_answer_import_round_id_sha256", ["round_id", "sha256"], unique=False)

    op.create_table(
        "batch_stratum",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_stratum_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stratum_id"], ["round_stratum.id"], name=op.f("fk_batch_stratum_stratum_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("batch_id", "stratum_id", name=op.f("pk_batch_stratum")),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "web",
                "paper_keyed",
                "paper_scan",
                "meeting",
                "phone",
                "import",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_intake_batch_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_intake_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["stratum_id"], ["round_stratum.id"], name=op.f("fk_intake_stratum_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.create_index(
            "ix_intake_batch_id",
            ["batch_id"],
            unique=False,
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )

    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stratum_id", sa.Uuid(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "web",
                "paper_keyed",
                "paper_scan",
                "meeting",
                "phone",
                "import",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sheet_batch_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_sheet_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["stratum_id"], ["round_stratum.id"], name=op.f("fk_sheet_stratum_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index("ix_sheet_round_id_stratum_id", ["round_id", "stratum_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_sheet_round_id_stratum_id")

    op.drop_table("sheet")
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_intake_batch_id",
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )

    op.drop_table("intake")
    op.drop_table("batch_stratum")
    with op.batch_alter_table("answer_import", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_import_round_id_sha256")
        batch_op.drop_index(batch_op.f("ix_answer_import_batch_id"))

    op.drop_table("answer_import")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_session_created_at"))

    op.drop_table("user_session")
    with op.batch_alter_table("user_role", schema=None) as batch_op:
        batch_op.drop_index("ix_user_role_role")

    op.drop_table("user_role")
    op.drop_table("batch")
    op.drop_table("activation_link")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_unit_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("round_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_unit_unit_id"))

    op.drop_table("round_unit")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_round_id_unit_id")

    op.drop_table("comment")
    with op.batch_alter_table("ballot_code", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_code_round_id_stratum_id")

    op.drop_table("ballot_code")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_name_top",
            sqlite_where=sa.text("parent_id IS NULL AND active_to IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL AND active_to IS NULL"),
        )
        batch_op.drop_index(
            "uq_unit_name_section",
            sqlite_where=sa.text("parent_id IS NOT NULL AND active_to IS NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL AND active_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_unit_successor_id"))
        batch_op.drop_index(batch_op.f("ix_unit_sequence_id"))
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    op.drop_table("tally")
    op.drop_table("round_stratum")
    op.drop_table("round_option")
    op.drop_table("round_criterion")
    op.drop_table("unit_sequence")
    with op.batch_alter_table("unit_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_import_created_at"))

    op.drop_table("unit_import")
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_window_start"))

    op.drop_table("throttle")
    op.drop_table("stored_file")
    op.drop_table("round")
    op.drop_table("preset")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state_created_at")
        batch_op.drop_index("ix_job_created_by_created_at")

    op.drop_table("job")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_object")

    op.drop_table("audit_event")
