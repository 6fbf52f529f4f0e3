"""Keeping and letting go: cases that are held, what was erased when, counts that outlive the codes, and notes of events
that may be sealed anew or emptied."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_retention"
down_revision = "2026_11_30_ballot_pool"

_INSTANT = sa.DateTime(timezone=True)
# An event stays as it is, but its sealed note follows a change of keys and goes when the case's texts go.
_FIXED = ("id", "case_id", "seq", "at", "actor", "role", "action", "source", "target", "cycle", "data", "clocks")


def _guard_events(columns: tuple[str, ...]) -> None:
    of = f"OF {', '.join(columns)} " if columns else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER case_event_no_update")
        op.execute(
            f"CREATE TRIGGER case_event_no_update BEFORE UPDATE {of}ON case_event\n"
            "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER case_event_append_only ON case_event")
        op.execute(
            f"CREATE TRIGGER case_event_append_only BEFORE UPDATE {of}OR DELETE ON case_event\n"
            "FOR EACH ROW EXECUTE FUNCTION case_event_refuse()"
        )


def upgrade() -> None:
    op.add_column("complaint_case", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("complaint_case", sa.Column("identity_erased_at", _INSTANT, nullable=True))
    op.add_column("complaint_case", sa.Column("text_erased_at", _INSTANT, nullable=True))
    op.add_column("round", sa.Column("sheets_erased_at", _INSTANT, nullable=True))
    op.add_column("round_stratum", sa.Column("erased_codes", sa.JSON(), nullable=True))
    _guard_events(_FIXED)


def downgrade() -> None:
    _guard_events(())
    op.drop_column("round_stratum", "erased_codes")
    op.drop_column("round", "sheets_erased_at")
    op.drop_column("complaint_case", "text_erased_at")
    op.drop_column("complaint_case", "identity_erased_at")
    op.drop_column("complaint_case", "held")
