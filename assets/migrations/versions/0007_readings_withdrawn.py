"""readings withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

COUNTING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_for", sa.String(500), nullable=False, server_default="")
        )
        batch_op.drop_constraint(batch_op.f("uq_reading_meter_id_at"), type_="unique")
        batch_op.create_index("ix_reading_meter_id_at", ["meter_id", "at"], unique=False)
        batch_op.create_index(
            "ix_reading_meter_id_at_counting",
            ["meter_id", "at"],
            unique=True,
            sqlite_where=COUNTING,
            postgresql_where=COUNTING,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reading_withdrawn_by_id"), "person", ["withdrawn_by_id"], ["id"]
        )

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.alter_column("withdrawn_for", server_default=None)
