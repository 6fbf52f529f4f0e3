"""Roles that exclude each other are refused by the database, too; grants that need two people."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_rights"
down_revision = "2026_11_30_record"

_SOLE = ("sysadmin", "auditor", "office", "liaison", "evaluator")
_CENTRE = ("complaint_officer", "complaint_lead")
_OTHERS = ("supervisor", "lead_supervisor", "leader")
# As backend/auth/policy.py has them today (security design, section 2). A later change of them is a later migration.
EXCLUSIVE = (
    *((a, b) for a in _SOLE for b in _SOLE if a < b),
    *((a, b) for a in _CENTRE for b in ("liaison", "evaluator", "sysadmin", "auditor")),
    *((a, b) for a in ("sysadmin", "auditor") for b in _OTHERS),
)
_REFUSAL = "one person may not hold these roles together"
_PAIRS = ", ".join(f"('{a}', '{b}')" for pair in EXCLUSIVE for a, b in (pair, pair[::-1]))
_SQLITE = """
CREATE TRIGGER user_role_exclusive_{verb} BEFORE {verb} ON user_role
WHEN EXISTS (
  SELECT 1 FROM user_role held
  WHERE held.user_id = NEW.user_id AND (held.role, NEW.role) IN (VALUES {pairs}){but}
)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
# The person's row is locked first: two transactions that each add one of a pair must see each other. A function looks
# anew at each of its statements, so after waiting it sees what the other has committed.
_POSTGRESQL = """
CREATE FUNCTION user_role_refuse_exclusive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM user_role held
    WHERE held.user_id = NEW.user_id AND (held.role, NEW.role) IN (VALUES {pairs})
      AND (TG_OP = 'INSERT' OR (held.user_id, held.role) IS DISTINCT FROM (OLD.user_id, OLD.role))
  ) THEN
    RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER user_role_exclusive BEFORE INSERT OR UPDATE ON user_role
FOR EACH ROW EXECUTE FUNCTION user_role_refuse_exclusive();
"""


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _person(column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["user_account.id"], name=op.f(f"fk_role_grant_{column}"), ondelete=ondelete
    )


def _create_grants() -> None:
    roles = (*_SOLE, *_CENTRE, *_OTHERS)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", _enum("role", *roles), nullable=False),
        sa.Column(
            "state",
            _enum("grant_state", "pending", "confirmed", "refused", "withdrawn", "expired"),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_role_grant_decided_at")),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name=op.f("ck_role_grant_two_people")),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR decided_by <> user_id",
            name=op.f("ck_role_grant_not_for_oneself"),
        ),
        _person("user_id", "CASCADE"),
        _person("proposed_by", "RESTRICT"),
        _person("decided_by", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        "uq_role_grant_pending",
        "role_grant",
        ["user_id", "role"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_index("ix_role_grant_proposed_at", "role_grant", ["proposed_at"])


def upgrade() -> None:
    _create_grants()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL.format(pairs=_PAIRS, refusal=_REFUSAL))
        return
    itself = " AND NOT (held.user_id = OLD.user_id AND held.role = OLD.role)"
    for verb, but in (("INSERT", ""), ("UPDATE", itself)):
        op.execute(_SQLITE.format(verb=verb, but=but, pairs=_PAIRS, refusal=_REFUSAL))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER user_role_exclusive ON user_role; DROP FUNCTION user_role_refuse_exclusive()")
    else:
        for verb in ("INSERT", "UPDATE"):
            op.execute(f"DROP TRIGGER user_role_exclusive_{verb}")
    op.drop_table("role_grant")
