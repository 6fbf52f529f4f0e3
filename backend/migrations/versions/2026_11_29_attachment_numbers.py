"""The number of a file in its case is kept, and that of a copy for a unit is given once."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_attachment_numbers"
down_revision = "2026_11_29_supplement_due"

_FILE = sa.table(
    "case_attachment",
    sa.column("attachment_id"),
    sa.column("case_id"),
    sa.column("at"),
    sa.column("number", sa.Integer),
)
_ORDER = sa.table("transfer_order", sa.column("id"), sa.column("copies", sa.Integer))
_RELEASE = sa.table("attachment_release", sa.column("transfer_id"), sa.column("number", sa.Integer))


def upgrade() -> None:
    op.add_column("case_attachment", sa.Column("number", sa.Integer(), nullable=True))
    other = _FILE.alias()
    before = sa.or_(
        other.c.at < _FILE.c.at,
        sa.and_(other.c.at == _FILE.c.at, other.c.attachment_id <= _FILE.c.attachment_id),
    )
    place = sa.select(sa.func.count()).where(other.c.case_id == _FILE.c.case_id, before).scalar_subquery()
    op.execute(_FILE.update().values(number=place))
    with op.batch_alter_table("case_attachment") as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint("uq_case_attachment_case_id_number", ["case_id", "number"])
        batch_op.create_check_constraint(op.f("ck_case_attachment_number"), "number >= 1")
    op.add_column("transfer_order", sa.Column("copies", sa.Integer(), nullable=False, server_default="0"))
    last = sa.select(sa.func.max(_RELEASE.c.number)).where(_RELEASE.c.transfer_id == _ORDER.c.id).scalar_subquery()
    op.execute(_ORDER.update().values(copies=sa.func.coalesce(last, 0)))


def downgrade() -> None:
    op.drop_column("transfer_order", "copies")
    with op.batch_alter_table("case_attachment") as batch_op:
        batch_op.drop_constraint(op.f("ck_case_attachment_number"), type_="check")
        batch_op.drop_constraint("uq_case_attachment_case_id_number", type_="unique")
        batch_op.drop_column("number")
