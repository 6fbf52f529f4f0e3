"""The record as a hash chain, and tables that the database itself keeps from being changed.

Rows that are there already are chained in their order. An event that accompanies one of a complaint gets the digest of
that row, so that the chain covers both. Unlike other migrations this one uses functions of the program: what is
chained can never be computed in another way.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from backend.audit.chain import GENESIS, digest, event_hash

revision = "2026_11_30_record"
down_revision = "2026_11_29_comment_reviews"

_INSTANT = sa.DateTime(timezone=True)
_CHUNK = 2_000
_CASE_COLUMNS: Final = ("actor", "role", "action", "source", "target", "cycle")
# Tables whose rows are only ever added, with what no new row may have in common with one that is there: without the
# third trigger INSERT OR REPLACE overwrites a row on SQLite, and no trigger on DELETE hears of it.
_GUARDED: Final = {
    "audit_event": "seq = NEW.seq",
    "case_event": "id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)",
    "snapshot": "id = NEW.id OR (round_id = NEW.round_id AND version = NEW.version) OR proposal_id = NEW.proposal_id",
    "checkpoint": "seq = NEW.seq",
}
_NEW: Final = ("audit_event", "checkpoint")
"""The others refuse UPDATE and DELETE already."""
audit = sa.table(
    "audit_event",
    sa.column("seq"),
    sa.column("at", _INSTANT),
    sa.column("actor"),
    sa.column("action"),
    sa.column("object_type"),
    sa.column("object_id", sa.Uuid()),
    sa.column("data", sa.JSON()),
    sa.column("hash_alg"),
    sa.column("prev"),
    sa.column("hash"),
)
case_event = sa.table(
    "case_event",
    sa.column("id", sa.Uuid()),
    sa.column("case_id", sa.Uuid()),
    sa.column("seq"),
    sa.column("at", _INSTANT),
    *(sa.column(name) for name in _CASE_COLUMNS),
    sa.column("data", sa.JSON()),
    sa.column("clocks", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("audit_event") as batch:
        batch.add_column(sa.Column("hash_alg", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("prev", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    _chain(op.get_bind())
    with op.batch_alter_table("audit_event") as batch:
        batch.alter_column("hash_alg", existing_type=sa.String(length=8), nullable=False)
        batch.alter_column("prev", existing_type=sa.String(length=64), nullable=False)
        batch.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
    op.create_table(
        "checkpoint",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_checkpoint")),
    )
    _guard(op.get_bind().dialect.name)


def downgrade() -> None:
    _unguard(op.get_bind().dialect.name)
    op.drop_table("checkpoint")
    with op.batch_alter_table("audit_event") as batch:
        batch.drop_column("hash")
        batch.drop_column("prev")
        batch.drop_column("hash_alg")


def _chain(connection: sa.Connection) -> None:
    prev = GENESIS
    change = (
        sa.update(audit)
        .where(audit.c.seq == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("data", "hash_alg", "prev", "hash")})
    )
    for rows in _chunks(connection):
        digests = _digests(connection, rows)
        changes = []
        for row in rows:
            found = (
                digests.get((row["object_id"], row["data"].get("seq"))) if row["object_type"] == "complaint" else None
            )
            data = row["data"] if found is None else row["data"] | {"event_digest": found}
            chained = {**row, "data": data, "hash_alg": "sha256", "prev": prev}
            prev = event_hash(chained)
            changes.append(
                {
                    "of": row["seq"],
                    "new_data": data,
                    "new_hash_alg": "sha256",
                    "new_prev": chained["prev"],
                    "new_hash": prev,
                }
            )
        connection.execute(change, changes)


def _chunks(connection: sa.Connection) -> Iterator[Sequence[sa.RowMapping]]:
    seq = 0
    while (
        rows := connection.execute(sa.select(audit).where(audit.c.seq > seq).order_by(audit.c.seq).limit(_CHUNK))
        .mappings()
        .all()
    ):
        yield rows
        seq = rows[-1]["seq"]


def _digests(connection: sa.Connection, rows: Sequence[sa.RowMapping]) -> dict[tuple[Any, Any], str]:
    """By case and number: of the events of all cases that `rows` name."""
    cases = {row["object_id"] for row in rows if row["object_type"] == "complaint"}
    found = connection.execute(sa.select(case_event).where(case_event.c.case_id.in_(cases))).mappings() if cases else ()
    return {(row["case_id"], row["seq"]): digest(dict(row)) for row in found}


def _guard(dialect: str) -> None:
    """Refuse to change, delete, empty and overwrite. Whoever owns the tables can take this away: the chain is for that."""
    if dialect == "postgresql":
        op.execute(
            """
            CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
            """
        )
    for table, same in _GUARDED.items():
        if dialect == "postgresql":
            if table in _NEW:
                op.execute(
                    f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION append_only()"
                )
            op.execute(
                f"CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
            continue
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        if table in _NEW:
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of this file
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
        )


def _unguard(dialect: str) -> None:
    for table in _GUARDED:
        if dialect == "postgresql":
            op.execute(f"DROP TRIGGER {table}_keep_all ON {table}")
            if table in _NEW:
                op.execute(f"DROP TRIGGER {table}_keep ON {table}")
        else:
            op.execute(f"DROP TRIGGER {table}_no_replace")
            if table in _NEW:
                op.execute(f"DROP TRIGGER {table}_no_update")
                op.execute(f"DROP TRIGGER {table}_no_delete")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION append_only()")
