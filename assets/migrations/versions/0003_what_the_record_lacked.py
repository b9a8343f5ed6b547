"""what the record lacked"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

GIVEN = ("funding_source", "department")  # to the rows that are there already


def upgrade() -> None:
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("vat_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("funding_source", sa.String(200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("department", sa.String(120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("verified_found", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("verified_by_id", sa.Uuid(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_asset_custodian_id"))
        batch_op.drop_index(batch_op.f("ix_asset_lot_number"))
        for name in ("custodian_id", "lot_number", "model_id", "supplier_id"):
            batch_op.create_index(f"ix_asset_{name}_name_key_id", [name, "name_key", "id"])
        batch_op.drop_index(batch_op.f("ix_asset_condition_name_key_id"))
        batch_op.create_index(
            "ix_asset_counted_by_condition",
            ["condition", "name_key", "id", "state", "site_id", "partner_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_asset_verified_by_id"), "person", ["verified_by_id"], ["id"]
        )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        for name in GIVEN:
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index("ix_loan_returned_on_id", ["returned_on", "id"])
        batch_op.create_index("ix_loan_site_id_returned_on_id", ["site_id", "returned_on", "id"])

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_created_at_id", ["created_at", "id"])
