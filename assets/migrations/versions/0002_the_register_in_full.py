"""the register in full"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ONE_SUBJECT = (
    "(asset_id IS NOT NULL AND type_id IS NULL AND model_id IS NULL)"
    " OR (asset_id IS NULL AND type_id IS NOT NULL AND model_id IS NULL)"
    " OR (asset_id IS NULL AND type_id IS NULL AND model_id IS NOT NULL)"
)

# What the rows that are there already are given; new ones bring their own values.
GIVEN = {
    "asset": (
        "unnumbered",
        "batch_number",
        "udi_raw",
        "software_version",
        "power",
        "mdr_class",
        "emdn",
        "account",
        "class_code",
        "source_document",
        "accessories",
        "service_contract",
        "ended_reason",
        "extra",
    ),
    "model": ("power",),
    "supplier": ("contact",),
}

COUNTED = {
    "ix_asset_counted_by_place": ["place_id", "state", "site_id", "partner_id"],
    "ix_asset_counted_by_type": ["type_id", "site_id", "partner_id"],
    "ix_asset_counted_by_model": ["model_id", "site_id", "partner_id"],
}


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("language", sa.String(30), nullable=True),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "emdn_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("term", sa.String(400), nullable=False),
        sa.Column("folded", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emdn_term")),
        sa.UniqueConstraint("code", name=op.f("uq_emdn_term_code")),
    )
    op.create_table(
        "found_by",
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column(
            "word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("kind", "key", "word", name=op.f("pk_found_by")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("found_by", schema=None) as batch_op:
        batch_op.create_index("ix_found_by_kind_word_key", ["kind", "word", "key"], unique=False)

    op.create_table(
        "asset_name",
        sa.Column(
            "folded",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("folded", "name_key", name=op.f("pk_asset_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spelling",
        sa.Column(
            "without",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("without", "word", name=op.f("pk_spelling")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transfer_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_counter")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(30), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_attachment_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_attachment_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_attachment_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint(
            "document_id", "subject_id", name=op.f("uq_attachment_document_id_subject_id")
        ),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attachment_about_subject_id", ["about", "subject_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attachment_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_site_id"), ["site_id"], unique=False)

    op.create_table(
        "custom_field",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("least", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("most", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["type_id"], ["equipment_type.id"], name=op.f("fk_custom_field_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("key", name=op.f("uq_custom_field_key")),
    )
    with op.batch_alter_table("custom_field", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custom_field_type_id"), ["type_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_saved_view_partner_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_saved_view_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_view_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_view_site_id"), ["site_id"], unique=False)

    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("to_site_id", sa.Uuid(), nullable=False),
        sa.Column("to_place_id", sa.Uuid(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_transfer_partner_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_transfer_sent_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_transfer_site_id")),
        sa.ForeignKeyConstraint(
            ["to_place_id"], ["place.id"], name=op.f("fk_transfer_to_place_id")
        ),
        sa.ForeignKeyConstraint(["to_site_id"], ["place.id"], name=op.f("fk_transfer_to_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("number", name=op.f("uq_transfer_number")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_expected_on"), ["expected_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_to_site_id"), ["to_site_id"], unique=False)

    op.create_table(
        "barcode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(400), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_barcode_asset_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_barcode_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_barcode_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("code", name=op.f("uq_barcode_code")),
    )
    with op.batch_alter_table("barcode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barcode_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_barcode_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_barcode_site_id"), ["site_id"], unique=False)

    op.create_table(
        "loan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("away_id", sa.Uuid(), nullable=True),
        sa.Column("borrower", sa.String(200), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("state_before", sa.String(30), nullable=False),
        sa.Column("condition_lent", sa.String(30), nullable=False),
        sa.Column("condition_returned", sa.String(30), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_loan_asset_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_loan_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_loan_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("away_id", name=op.f("uq_loan_away_id")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_site_id"), ["site_id"], unique=False)

    op.create_table(
        "transfer_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("under_way_id", sa.Uuid(), nullable=True),
        sa.Column("from_place_id", sa.Uuid(), nullable=False),
        sa.Column("state_before", sa.String(30), nullable=False),
        sa.Column("condition_sent", sa.String(30), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.Column("condition_received", sa.String(30), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_transfer_line_asset_id")),
        sa.ForeignKeyConstraint(
            ["from_place_id"], ["place.id"], name=op.f("fk_transfer_line_from_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["person.id"], name=op.f("fk_transfer_line_received_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_line_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint("under_way_id", name=op.f("uq_transfer_line_under_way_id")),
    )
    with op.batch_alter_table("transfer_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_line_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_transfer_line_transfer_id"), ["transfer_id"], unique=False
        )

    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("unnumbered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("batch_number", sa.String(80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("manufactured_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("udi_raw", sa.String(400), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("software_version", sa.String(80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("power", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("basis", sa.String(30), nullable=True))
        batch_op.add_column(
            sa.Column("mdr_class", sa.String(20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("emdn", sa.String(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("protection_class", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("applied_part", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("service_life_years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("custodian_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("account", sa.String(40), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("class_code", sa.String(20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("depreciation_months", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("source_document", sa.String(200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("accessories", sa.String(1000), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("delivered_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("installed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("warranty_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("service_provider_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("service_contract", sa.String(120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("service_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("ended_reason", sa.String(400), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("part_of_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("waits_for_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("extra", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_index(batch_op.f("ix_asset_custodian_id"), ["custodian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_part_of_id"), ["part_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_waits_for_id"), ["waits_for_id"], unique=False)
        batch_op.create_index("ix_asset_serial_number", ["serial_number"], unique=False)
        batch_op.drop_index("ix_asset_place_id_state")
        batch_op.drop_index("ix_asset_model_id")
        for name, counted in COUNTED.items():
            batch_op.create_index(name, counted, unique=False)
        batch_op.create_index(
            batch_op.f("ix_asset_service_provider_id"), ["service_provider_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_asset_service_provider_id"), "supplier", ["service_provider_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_asset_part_of_id"), "asset", ["part_of_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_asset_waits_for_id"), "place", ["waits_for_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_asset_custodian_id"), "person", ["custodian_id"], ["id"]
        )

    with op.batch_alter_table("maintenance_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("model_id", sa.Uuid(), nullable=True))
        if op.get_bind().dialect.name == "postgresql":  # SQLite leaves the old one out by itself
            batch_op.drop_constraint("one_subject", type_="check")
        batch_op.create_check_constraint("one_subject", ONE_SUBJECT)
        batch_op.create_index(
            batch_op.f("ix_maintenance_plan_model_id"), ["model_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_model_id"), "model", ["model_id"], ["id"]
        )

    with op.batch_alter_table("model", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("protection_class", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("applied_part", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("service_life_years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("power", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_model_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_model_merged_into_id"), "model", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_place_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_place_merged_into_id"), "place", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sa.String(400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_supplier_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_supplier_merged_into_id"), "supplier", ["merged_into_id"], ["id"]
        )

    for table, names in GIVEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
