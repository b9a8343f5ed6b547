"""The register"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whom", sa.String(64), nullable=False),
        sa.Column("whence", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_at"), "attempt", ["at"], unique=False)
    op.create_index(op.f("ix_attempt_whence"), "attempt", ["whence"], unique=False)
    op.create_index(op.f("ix_attempt_whom"), "attempt", ["whom"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_batch_number")),
    )
    op.create_index(op.f("ix_batch_at"), "batch", ["at"], unique=False)
    op.create_index("ix_batch_person_id_number", "batch", ["person_id", "number"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_batch_id"), "entry", ["batch_id"], unique=False)
    op.create_index(op.f("ix_entry_key"), "entry", ["key"], unique=False)
    op.create_index(op.f("ix_entry_kind"), "entry", ["kind"], unique=False)
    op.create_index(op.f("ix_entry_site_id"), "entry", ["site_id"], unique=False)
    op.create_table(
        "label_print",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stock", sa.String(40), nullable=False),
        sa.Column("skipping", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
    )
    op.create_table(
        "order_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_counter")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_code")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("acronym", sa.String(40), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("programme", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("erdf_minor", sa.Integer(), nullable=False),
        sa.Column("final_payment_on", sa.Date(), nullable=True),
        sa.Column("durability_years", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("lots_numbered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("goods", sa.Boolean(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("days_works", sa.Integer(), nullable=True),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("within_project", sa.Boolean(), nullable=False),
        sa.Column("reaches", sa.String(30), nullable=True),
        sa.Column("after", sa.String(40), nullable=False),
        sa.Column("not_before", sa.String(40), nullable=False),
        sa.Column("ocds_type", sa.String(20), nullable=False),
        sa.Column("evidence_ro", sa.String(), nullable=False),
        sa.Column("evidence_hu", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("code", name=op.f("uq_stage_code")),
    )
    op.create_index(op.f("ix_stage_position"), "stage", ["position"], unique=False)
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("folded", name=op.f("uq_supplier_folded")),
    )
    op.create_table(
        "type_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_type_group")),
        sa.UniqueConstraint("key", name=op.f("uq_type_group_key")),
    )
    op.create_table(
        "equipment_type",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("mdr_class", sa.String(20), nullable=False),
        sa.Column("emdn", sa.String(20), nullable=False),
        sa.Column("emdn_term", sa.String(), nullable=False),
        sa.Column("emdn_confidence", sa.String(10), nullable=False),
        sa.Column("checks", sa.String(80), nullable=False),
        sa.Column("pm_months", sa.Integer(), nullable=True),
        sa.Column("est_months", sa.Integer(), nullable=True),
        sa.Column("cal_months", sa.Integer(), nullable=True),
        sa.Column("service_life_years", sa.Integer(), nullable=True),
        sa.Column("fs_function", sa.Integer(), nullable=True),
        sa.Column("fs_risk", sa.Integer(), nullable=True),
        sa.Column("fs_maintenance", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["type_group.id"], name=op.f("fk_equipment_type_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_type")),
        sa.UniqueConstraint("key", name=op.f("uq_equipment_type_key")),
    )
    op.create_index(
        op.f("ix_equipment_type_group_id"), "equipment_type", ["group_id"], unique=False
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column(
            "path_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("area_m2", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("code", sa.String(8), nullable=True),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("language", sa.String(30), nullable=True),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_place_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_place_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
        sa.UniqueConstraint("site_id", "path_key", name=op.f("uq_place_site_id_path_key")),
    )
    op.create_index(op.f("ix_place_parent_id"), "place", ["parent_id"], unique=False)
    op.create_index(op.f("ix_place_partner_id"), "place", ["partner_id"], unique=False)
    op.create_index(op.f("ix_place_path_key"), "place", ["path_key"], unique=False)
    op.create_index(op.f("ix_place_site_id"), "place", ["site_id"], unique=False)
    op.create_table(
        "project_partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_project_partner_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_partner_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_partner")),
        sa.UniqueConstraint(
            "project_id", "partner_id", name=op.f("uq_project_partner_project_id_partner_id")
        ),
    )
    op.create_index(
        op.f("ix_project_partner_partner_id"), "project_partner", ["partner_id"], unique=False
    )
    op.create_table(
        "kept",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_kept_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept")),
        sa.UniqueConstraint("duty", "site_id", "day", name=op.f("uq_kept_duty_site_id_day")),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column(
            "number_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("procedure", sa.String(30), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("estimate_minor", sa.Integer(), nullable=True),
        sa.Column("estimate_currency", sa.String(30), nullable=True),
        sa.Column("baseline_approved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_lot_partner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lot_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_lot_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("number", name=op.f("uq_lot_number")),
    )
    op.create_index(op.f("ix_lot_number_key"), "lot", ["number_key"], unique=False)
    op.create_index(op.f("ix_lot_partner_id"), "lot", ["partner_id"], unique=False)
    op.create_index(op.f("ix_lot_project_id"), "lot", ["project_id"], unique=False)
    op.create_index(op.f("ix_lot_site_id"), "lot", ["site_id"], unique=False)
    op.create_table(
        "model",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("part_number", sa.String(80), nullable=False),
        sa.Column("udi_di", sa.String(40), nullable=True),
        sa.Column("emdn", sa.String(20), nullable=False),
        sa.Column("mdr_class", sa.String(20), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["maker_id"], ["supplier.id"], name=op.f("fk_model_maker_id")),
        sa.ForeignKeyConstraint(["type_id"], ["equipment_type.id"], name=op.f("fk_model_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint(
            "maker_id", "folded", "part_number", name=op.f("uq_model_maker_id_folded_part_number")
        ),
        sa.UniqueConstraint("udi_di", name=op.f("uq_model_udi_di")),
    )
    op.create_index(op.f("ix_model_maker_id"), "model", ["maker_id"], unique=False)
    op.create_index("ix_model_name_key_id", "model", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_model_type_id"), "model", ["type_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(30), nullable=False),
        sa.Column("home_site_id", sa.Uuid(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["home_site_id"], ["place.id"], name=op.f("fk_person_home_site_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "project_site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_site_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_project_site_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_site")),
        sa.UniqueConstraint(
            "project_id", "site_id", name=op.f("uq_project_site_project_id_site_id")
        ),
    )
    op.create_index(op.f("ix_project_site_site_id"), "project_site", ["site_id"], unique=False)
    op.create_table(
        "tag_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_tag_counter_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_counter")),
        sa.UniqueConstraint("site_id", name=op.f("uq_tag_counter_site_id")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_table(
        "asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "tag", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("condition", sa.String(30), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("serial_number", sa.String(80), nullable=False),
        sa.Column("inventory_number", sa.String(80), nullable=False),
        sa.Column("external_ref", sa.String(120), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("price_currency", sa.String(30), nullable=True),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("in_use_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("lot_number", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_asset_model_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_asset_partner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_asset_place_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_asset_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_asset_supplier_id")
        ),
        sa.ForeignKeyConstraint(["type_id"], ["equipment_type.id"], name=op.f("fk_asset_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("tag", name=op.f("uq_asset_tag")),
    )
    op.create_index(
        "ix_asset_condition_name_key_id", "asset", ["condition", "name_key", "id"], unique=False
    )
    op.create_index("ix_asset_created_at_id", "asset", ["created_at", "id"], unique=False)
    op.create_index("ix_asset_due_key_id", "asset", ["due_key", "id"], unique=False)
    op.create_index(op.f("ix_asset_lot_number"), "asset", ["lot_number"], unique=False)
    op.create_index(op.f("ix_asset_model_id"), "asset", ["model_id"], unique=False)
    op.create_index("ix_asset_name_key_id", "asset", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_asset_partner_id"), "asset", ["partner_id"], unique=False)
    op.create_index(
        "ix_asset_place_id_name_key_id", "asset", ["place_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_asset_site_id"), "asset", ["site_id"], unique=False)
    op.create_index(
        "ix_asset_site_id_due_key_id", "asset", ["site_id", "due_key", "id"], unique=False
    )
    op.create_index(
        "ix_asset_site_id_name_key_id", "asset", ["site_id", "name_key", "id"], unique=False
    )
    op.create_index(
        "ix_asset_site_id_state_name_key_id",
        "asset",
        ["site_id", "state", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_asset_state_name_key_id", "asset", ["state", "name_key", "id"], unique=False
    )
    op.create_index(
        "ix_asset_type_id_name_key_id", "asset", ["type_id", "name_key", "id"], unique=False
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(80), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_milestone_lot_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_milestone_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_milestone_site_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_milestone_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint(
            "lot_id", "stage_id", "nth", name=op.f("uq_milestone_lot_id_stage_id_nth")
        ),
    )
    op.create_index(op.f("ix_milestone_partner_id"), "milestone", ["partner_id"], unique=False)
    op.create_index(op.f("ix_milestone_site_id"), "milestone", ["site_id"], unique=False)
    op.create_index(op.f("ix_milestone_stage_id"), "milestone", ["stage_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_notice_partner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_notice_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_partner_id"), "notice", ["partner_id"], unique=False)
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"], unique=False)
    op.create_index(op.f("ix_notice_site_id"), "notice", ["site_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcome_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_outcome_person_id_key")),
    )
    op.create_index(op.f("ix_outcome_at"), "outcome", ["at"], unique=False)
    op.create_table(
        "role_held",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_role_held_partner_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_held_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_role_held_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "site_id",
            "partner_id",
            name=op.f("uq_role_held_person_id_role_site_id_partner_id"),
        ),
    )
    op.create_index(op.f("ix_role_held_person_id"), "role_held", ["person_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "label",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("prints", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_label_asset_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_label_partner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_label_place_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_label_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("code", name=op.f("uq_label_code")),
    )
    op.create_index(op.f("ix_label_asset_id"), "label", ["asset_id"], unique=False)
    op.create_index(op.f("ix_label_partner_id"), "label", ["partner_id"], unique=False)
    op.create_index(op.f("ix_label_place_id"), "label", ["place_id"], unique=False)
    op.create_index(op.f("ix_label_site_id"), "label", ["site_id"], unique=False)
    op.create_table(
        "maintenance_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_ro", sa.String(200), nullable=False),
        sa.Column("title_hu", sa.String(200), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("from_plan_id", sa.Uuid(), nullable=True),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(30), nullable=False),
        sa.Column("mode", sa.String(30), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(asset_id IS NULL) <> (type_id IS NULL)", name=op.f("ck_maintenance_plan_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_maintenance_plan_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_plan_id"], ["maintenance_plan.id"], name=op.f("fk_maintenance_plan_from_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_maintenance_plan_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["place.id"], name=op.f("fk_maintenance_plan_site_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["equipment_type.id"], name=op.f("fk_maintenance_plan_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_plan")),
        sa.UniqueConstraint(
            "asset_id", "from_plan_id", name=op.f("uq_maintenance_plan_asset_id_from_plan_id")
        ),
    )
    op.create_index(
        "ix_maintenance_plan_due_key_id", "maintenance_plan", ["due_key", "id"], unique=False
    )
    op.create_index(
        op.f("ix_maintenance_plan_from_plan_id"), "maintenance_plan", ["from_plan_id"], unique=False
    )
    op.create_index(
        op.f("ix_maintenance_plan_partner_id"), "maintenance_plan", ["partner_id"], unique=False
    )
    op.create_index(
        op.f("ix_maintenance_plan_site_id"), "maintenance_plan", ["site_id"], unique=False
    )
    op.create_index(
        "ix_maintenance_plan_site_id_due_key_id",
        "maintenance_plan",
        ["site_id", "due_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_maintenance_plan_type_id"), "maintenance_plan", ["type_id"], unique=False
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_posting_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_posting_notice_id")),
    )
    op.create_index(op.f("ix_posting_posted_at"), "posting", ["posted_at"], unique=False)
    op.create_table(
        "search_word",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column(
            "word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_search_word_asset_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "word", name=op.f("pk_search_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_search_word_word_asset_id", "search_word", ["word", "asset_id"], unique=False
    )
    op.create_table(
        "work_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_ro", sa.String(200), nullable=False),
        sa.Column("title_hu", sa.String(200), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("off_since", sa.Date(), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("asset_tag", sa.String(20), nullable=False),
        sa.Column("asset_name", sa.String(200), nullable=False),
        sa.Column("place_path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_work_order_asset_id")),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_work_order_done_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_work_order_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["maintenance_plan.id"], name=op.f("fk_work_order_plan_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_work_order_site_id")),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_work_order_taken_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("number", name=op.f("uq_work_order_number")),
        sa.UniqueConstraint("plan_id", "due_on", name=op.f("uq_work_order_plan_id_due_on")),
    )
    op.create_index(op.f("ix_work_order_asset_id"), "work_order", ["asset_id"], unique=False)
    op.create_index("ix_work_order_due_key_id", "work_order", ["due_key", "id"], unique=False)
    op.create_index(op.f("ix_work_order_partner_id"), "work_order", ["partner_id"], unique=False)
    op.create_index(op.f("ix_work_order_site_id"), "work_order", ["site_id"], unique=False)
    op.create_index(
        "ix_work_order_site_id_due_key_id", "work_order", ["site_id", "due_key", "id"], unique=False
    )
    op.create_index(
        "ix_work_order_state_due_on_id", "work_order", ["state", "due_on", "id"], unique=False
    )
    op.create_index(op.f("ix_work_order_taken_by_id"), "work_order", ["taken_by_id"], unique=False)
    op.create_index(
        "uq_work_order_plan_id_to_do",
        "work_order",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'taken')"),
        postgresql_where=sa.text("state IN ('open', 'taken')"),
    )
