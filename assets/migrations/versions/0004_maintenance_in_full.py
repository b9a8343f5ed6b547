"""maintenance in full"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ONE_SUBJECT = (
    "(asset_id IS NOT NULL AND type_id IS NULL AND model_id IS NULL AND place_id IS NULL)"
    " OR (asset_id IS NULL AND type_id IS NOT NULL AND model_id IS NULL)"
    " OR (asset_id IS NULL AND type_id IS NULL AND model_id IS NOT NULL AND place_id IS NULL)"
    " OR (asset_id IS NULL AND type_id IS NULL AND model_id IS NULL AND place_id IS NOT NULL)"
)
TO_DO = sa.text("state IN ('draft', 'open', 'assigned', 'in_progress', 'waiting')")
# To the rows that are there already.
GIVEN = {
    "asset": ["barred_key"],
    "maintenance_plan": [
        "in_rounds",
        "source",
        "reference",
        "reason",
        "month_end",
        "levels",
        "occurrence",
        "lead_days",
        "on_free_day",
        "at_closure",
        "needs_certificate",
        "needs_photo",
        "needs_signature",
        "open_key",
        "suspended_for",
    ],
    "person": ["pin_hash", "digest_hour"],
    "posting": ["channel"],
    "work_order": [
        "level",
        "priority",
        "pressing_key",
        "needs_certificate",
        "needs_photo",
        "needs_signature",
        "warranty_claim",
        "signed_by",
    ],
}


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("country", "day", name=op.f("uq_calendar_day_country_day")),
    )
    op.create_table(
        "checklist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(30), nullable=True),
        sa.Column("types", sa.String(1000), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_key")),
    )
    op.create_table(
        "fault_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_counter")),
    )
    op.create_table(
        "knock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knock")),
    )
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.create_index("ix_knock_source_at", ["source", "at"], unique=False)

    op.create_table(
        "limit_profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_profile")),
        sa.UniqueConstraint("key", name=op.f("uq_limit_profile_key")),
    )
    op.create_table(
        "quantity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("counter", sa.Boolean(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quantity")),
        sa.UniqueConstraint("key", name=op.f("uq_quantity_key")),
    )
    op.create_table(
        "safety_limit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("method", sa.String(30), nullable=True),
        sa.Column("protection_class", sa.String(30), nullable=True),
        sa.Column("applied_part", sa.String(30), nullable=True),
        sa.Column("circuit", sa.String(30), nullable=True),
        sa.Column("least", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("most", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("near_percent", sa.Integer(), nullable=True),
        sa.Column("grown_percent", sa.Integer(), nullable=True),
        sa.Column("unsure_below", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_limit")),
    )
    with op.batch_alter_table("safety_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safety_limit_measure"), ["measure"], unique=False)

    op.create_table(
        "safety_test_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_test_counter")),
    )
    op.create_table(
        "checklist_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_version_checklist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint(
            "checklist_id", "number", name=op.f("uq_checklist_version_checklist_id_number")
        ),
    )
    op.create_table(
        "profile_limit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("quantity_id", sa.Uuid(), nullable=False),
        sa.Column("warning_low", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("warning_high", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("action_low", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("action_high", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("close_low", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("close_high", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["limit_profile.id"], name=op.f("fk_profile_limit_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["quantity_id"], ["quantity.id"], name=op.f("fk_profile_limit_quantity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_limit")),
        sa.UniqueConstraint(
            "profile_id", "quantity_id", name=op.f("uq_profile_limit_profile_id_quantity_id")
        ),
    )
    op.create_table(
        "rung",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_rung_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_rung_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung")),
        sa.UniqueConstraint("site_id", "after_days", name=op.f("uq_rung_site_id_after_days")),
    )
    with op.batch_alter_table("rung", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rung_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rung_site_id"), ["site_id"], unique=False)

    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_channel_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_person_id"), ["person_id"], unique=False)

    op.create_table(
        "feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feed_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_feed_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_digest")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("authorisation", sa.String(120), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_officer_partner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_officer_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_officer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_site_id"), ["site_id"], unique=False)

    op.create_table(
        "spare_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "name_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("part_number", sa.String(80), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(30), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_spare_part_model_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_spare_part_partner_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_spare_part_place_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_spare_part_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_spare_part_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_part")),
        sa.UniqueConstraint(
            "site_id",
            "name_key",
            "part_number",
            name=op.f("uq_spare_part_site_id_name_key_part_number"),
        ),
    )
    with op.batch_alter_table("spare_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spare_part_model_id"), ["model_id"], unique=False)
        batch_op.create_index("ix_spare_part_name_key_id", ["name_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spare_part_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spare_part_short"), ["short"], unique=False)
        batch_op.create_index(batch_op.f("ix_spare_part_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            "ix_spare_part_site_id_name_key_id", ["site_id", "name_key", "id"], unique=False
        )

    op.create_table(
        "wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(30), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("instead_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["instead_id"], ["person.id"], name=op.f("fk_wish_instead_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("person_id", "topic", name=op.f("uq_wish_person_id_topic")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_instead_id"), ["instead_id"], unique=False)

    op.create_table(
        "closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(place_id IS NULL) <> (asset_id IS NULL)", name=op.f("ck_closure_one_subject")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_closure_asset_id")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_closure_checklist_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_closure_partner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_closure_place_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_closure_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closure_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closure_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closure_site_id"), ["site_id"], unique=False)

    op.create_table(
        "meter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("quantity_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("rolls_over_at", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("last_value", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_severity", sa.String(30), nullable=True),
        sa.Column("read_key", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_meter_asset_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_meter_partner_id")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["limit_profile.id"], name=op.f("fk_meter_profile_id")
        ),
        sa.ForeignKeyConstraint(
            ["quantity_id"], ["quantity.id"], name=op.f("fk_meter_quantity_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_meter_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter")),
        sa.UniqueConstraint(
            "asset_id", "quantity_id", "name", name=op.f("uq_meter_asset_id_quantity_id_name")
        ),
    )
    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_profile_id"), ["profile_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_quantity_id"), ["quantity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_meter_read_key_id", ["read_key", "id"], unique=False)
        batch_op.create_index(
            "ix_meter_site_id_read_key_id", ["site_id", "read_key", "id"], unique=False
        )

    op.create_table(
        "plan_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_plan_stop_asset_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["maintenance_plan.id"], name=op.f("fk_plan_stop_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_stop")),
        sa.UniqueConstraint("plan_id", "asset_id", name=op.f("uq_plan_stop_plan_id_asset_id")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_plan_stop_plan_id_position")),
    )
    with op.batch_alter_table("plan_stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_stop_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("stop_key", sa.String(36), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("step_key", sa.String(60), nullable=False),
        sa.Column("step", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("severity", sa.String(30), nullable=True),
        sa.Column("as_found", sa.String(2000), nullable=False),
        sa.Column("number_found", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("as_left", sa.String(2000), nullable=False),
        sa.Column("number_left", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("instrument_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_answer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["work_order.id"], name=op.f("fk_answer_corrected_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_answer_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["asset.id"], name=op.f("fk_answer_instrument_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_answer_order_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_answer_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_answer_site_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["checklist_version.id"], name=op.f("fk_answer_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "order_id", "stop_key", "step_key", name=op.f("uq_answer_order_id_stop_key_step_key")
        ),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_site_id"), ["site_id"], unique=False)

    op.create_table(
        "fault",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("language", sa.String(30), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("once", sa.String(64), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column(
            "queue",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("joined_to_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(2000), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_fault_asset_id")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["person.id"], name=op.f("fk_fault_handled_by_id")
        ),
        sa.ForeignKeyConstraint(["joined_to_id"], ["fault.id"], name=op.f("fk_fault_joined_to_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_fault_order_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_fault_partner_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"], name=op.f("fk_fault_reporter_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_fault_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault")),
        sa.UniqueConstraint("number", name=op.f("uq_fault_number")),
        sa.UniqueConstraint("once", name=op.f("uq_fault_once")),
        sa.UniqueConstraint("secret", name=op.f("uq_fault_secret")),
    )
    with op.batch_alter_table("fault", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fault_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_joined_to_id"), ["joined_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fault_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            "ix_fault_site_id_state_queue_id", ["site_id", "state", "queue", "id"], unique=False
        )
        batch_op.create_index("ix_fault_state_queue_id", ["state", "queue", "id"], unique=False)

    op.create_table(
        "labour",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger(), nullable=True),
        sa.Column("rate_currency", sa.String(30), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_labour_order_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_labour_partner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_labour_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_labour_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour")),
    )
    with op.batch_alter_table("labour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labour_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labour_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labour_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labour_site_id"), ["site_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("meter_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("severity", sa.String(30), nullable=True),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("turn", sa.String(30), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("way", sa.String(30), nullable=False),
        sa.Column("read_by_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("opened_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_reading_meter_id")),
        sa.ForeignKeyConstraint(
            ["opened_id"], ["work_order.id"], name=op.f("fk_reading_opened_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_reading_order_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_reading_partner_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("fk_reading_read_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_reading_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("meter_id", "at", name=op.f("uq_reading_meter_id_at")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_opened_id"), ["opened_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_reading_site_id_at_id", ["site_id", "at", "id"], unique=False)

    op.create_table(
        "safety_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("standard", sa.String(80), nullable=False),
        sa.Column("method", sa.String(30), nullable=False),
        sa.Column("protection_class", sa.String(30), nullable=False),
        sa.Column("applied_parts", sa.JSON(), nullable=False),
        sa.Column("connection", sa.String(30), nullable=False),
        sa.Column("mains_volts", sa.Numeric(precision=6, scale=1), nullable=True),
        sa.Column("instrument_id", sa.Uuid(), nullable=True),
        sa.Column("calibrated_until", sa.Date(), nullable=True),
        sa.Column("tester_id", sa.Uuid(), nullable=True),
        sa.Column("ambient", sa.String(200), nullable=False),
        sa.Column("visual", sa.String(30), nullable=True),
        sa.Column("visual_note", sa.String(1000), nullable=False),
        sa.Column("functional", sa.String(30), nullable=True),
        sa.Column("verdict", sa.String(30), nullable=True),
        sa.Column("defects", sa.String(2000), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Boolean(), nullable=False),
        sa.Column("signed_by", sa.String(120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asset_tag", sa.String(20), nullable=False),
        sa.Column("asset_name", sa.String(200), nullable=False),
        sa.Column("serial_number", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_safety_test_asset_id")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["asset.id"], name=op.f("fk_safety_test_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_order.id"], name=op.f("fk_safety_test_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_safety_test_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_safety_test_site_id")),
        sa.ForeignKeyConstraint(
            ["tester_id"], ["person.id"], name=op.f("fk_safety_test_tester_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_test")),
        sa.UniqueConstraint("number", name=op.f("uq_safety_test_number")),
    )
    with op.batch_alter_table("safety_test", schema=None) as batch_op:
        batch_op.create_index(
            "ix_safety_test_asset_id_tested_on", ["asset_id", "tested_on"], unique=False
        )
        batch_op.create_index("ix_safety_test_tested_on_id", ["tested_on", "id"], unique=False)
        batch_op.create_index(
            "ix_safety_test_site_id_tested_on_id", ["site_id", "tested_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_safety_test_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_safety_test_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_safety_test_site_id"), ["site_id"], unique=False)

    op.create_table(
        "stock_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("spare_part_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("change", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(30), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_order.id"], name=op.f("fk_stock_move_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_stock_move_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_stock_move_site_id")),
        sa.ForeignKeyConstraint(
            ["spare_part_id"], ["spare_part.id"], name=op.f("fk_stock_move_spare_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["stock_move.id"], name=op.f("fk_stock_move_undoes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_stock_move_undoes_id")),
    )
    with op.batch_alter_table("stock_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_move_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_move_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_move_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stock_move_spare_part_id"), ["spare_part_id"], unique=False
        )

    op.create_table(
        "stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(30), nullable=True),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("asset_tag", sa.String(20), nullable=False),
        sa.Column("asset_name", sa.String(200), nullable=False),
        sa.Column("place_path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_stop_asset_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_stop_done_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_stop_order_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_stop_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_stop_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop")),
        sa.UniqueConstraint("order_id", "asset_id", name=op.f("uq_stop_order_id_asset_id")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_stop_order_id_position")),
    )
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stop_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stop_site_id"), ["site_id"], unique=False)

    op.create_table(
        "measurement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("test_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("circuit", sa.String(30), nullable=True),
        sa.Column("point", sa.String(120), nullable=False),
        sa.Column("polarity", sa.String(30), nullable=True),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("least", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("most", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("limit_source", sa.String(500), nullable=False),
        sa.Column("reference", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("rising", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_measurement_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_measurement_site_id")),
        sa.ForeignKeyConstraint(
            ["test_id"], ["safety_test.id"], name=op.f("fk_measurement_test_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("test_id", "position", name=op.f("uq_measurement_test_id_position")),
    )
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measurement_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measurement_site_id"), ["site_id"], unique=False)

    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("criticality", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("barred_key", sa.Date(), nullable=False, server_default="9999-12-31")
        )
        for name in ("warranty_until", "service_until"):
            known = sa.text(f"{name} IS NOT NULL")
            batch_op.create_index(
                f"ix_asset_{name}_id", [name, "id"], sqlite_where=known, postgresql_where=known
            )
        batch_op.create_index("ix_asset_barred_key_id", ["barred_key", "id"])

    with op.batch_alter_table("equipment_type", schema=None) as batch_op:
        batch_op.add_column(sa.Column("criticality", sa.Integer(), nullable=True))

    with op.batch_alter_table("maintenance_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("in_rounds", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("source", sa.String(30), nullable=False, server_default="policy")
        )
        batch_op.add_column(
            sa.Column("reference", sa.String(200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("listed_in", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(1000), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("month_end", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("quantity_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("meter_every", sa.Numeric(precision=14, scale=4), nullable=True)
        )
        batch_op.add_column(
            sa.Column("meter_done", sa.Numeric(precision=16, scale=4), nullable=True)
        )
        batch_op.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("occurrence", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.add_column(sa.Column("early_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("lead_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("on_free_day", sa.String(30), nullable=False, server_default="stay")
        )
        batch_op.add_column(
            sa.Column("at_closure", sa.String(30), nullable=False, server_default="stay")
        )
        batch_op.add_column(sa.Column("checklist_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("needs_certificate", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("needs_photo", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("needs_signature", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("role", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("provider_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("series_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("open_key", sa.Date(), nullable=False, server_default="9999-12-31")
        )
        batch_op.add_column(sa.Column("suspended_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("suspended_for", sa.String(30), nullable=False, server_default="")
        )
        batch_op.alter_column("every", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("unit", existing_type=sa.VARCHAR(length=30), nullable=True)
        if op.get_bind().dialect.name == "postgresql":  # SQLite leaves the old one out by itself
            batch_op.drop_constraint("one_subject", type_="check")
        batch_op.create_check_constraint("one_subject", ONE_SUBJECT)
        batch_op.create_index(
            batch_op.f("ix_maintenance_plan_place_id"), ["place_id"], unique=False
        )
        batch_op.create_index(
            "ix_maintenance_plan_site_id_open_key_id", ["site_id", "open_key", "id"], unique=False
        )
        batch_op.create_index(
            "ix_maintenance_plan_listed_in_due_key_id",
            ["listed_in", "due_key", "id"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_quantity_id"), "quantity", ["quantity_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_place_id"), "place", ["place_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_provider_id"), "supplier", ["provider_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_person_id"), "person", ["person_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_maintenance_plan_checklist_id"), "checklist", ["checklist_id"], ["id"]
        )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch_op.create_index("ix_notice_created_at_id", ["created_at", "id"])
        batch_op.create_index(
            "ix_notice_person_id_created_at_id", ["person_id", "created_at", "id"]
        )
        batch_op.drop_index(batch_op.f("ix_notice_person_id"))
        batch_op.create_index(batch_op.f("ix_notice_subject_id"), ["subject_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_hash", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("digest_hour", sa.Integer(), nullable=False, server_default="7")
        )

    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(36), nullable=False, server_default="mail")
        )
        batch_op.drop_constraint(batch_op.f("uq_posting_notice_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_posting_notice_id_channel"), ["notice_id", "channel"]
        )

    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("early_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("late_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("priority", sa.String(30), nullable=False, server_default="normal")
        )
        batch_op.add_column(
            sa.Column(
                "pressing_key",
                sa.String().with_variant(sa.String(collation="C"), "postgresql"),
                nullable=False,
                server_default="",
            )
        )
        batch_op.add_column(sa.Column("waiting_for", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("role", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("provider_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("asked_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("checklist_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("version_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("needs_certificate", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("needs_photo", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("needs_signature", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("corrects_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("down_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("down_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failure_mode", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("remedy", sa.String(30), nullable=True))
        batch_op.add_column(sa.Column("vendor_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("vendor_currency", sa.String(30), nullable=True))
        batch_op.add_column(
            sa.Column("warranty_claim", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("signed_by", sa.String(120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("signed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("verified_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("asset_id", existing_type=sa.CHAR(length=32), nullable=True)
        batch_op.drop_index("uq_work_order_plan_id_to_do")
        batch_op.create_index(
            batch_op.f("ix_work_order_corrects_id"), ["corrects_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_work_order_place_id"), ["place_id"], unique=False)
        batch_op.create_index("ix_work_order_pressing_key_id", ["pressing_key", "id"], unique=False)
        batch_op.create_index(
            "ix_work_order_site_id_pressing_key_id",
            ["site_id", "pressing_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_work_order_provider_id"), ["provider_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_checklist_id"), "checklist", ["checklist_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_verified_by_id"), "person", ["verified_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_corrects_id"), "work_order", ["corrects_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_provider_id"), "supplier", ["provider_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_signed_by_id"), "person", ["signed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_closed_by_id"), "person", ["closed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_version_id"), "checklist_version", ["version_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_asked_by_id"), "person", ["asked_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_order_place_id"), "place", ["place_id"], ["id"]
        )

    op.execute("UPDATE work_order SET state = 'assigned' WHERE state = 'taken'")
    op.execute(
        "UPDATE work_order SET pressing_key = CASE due_key WHEN '9999-12-31' THEN '9' ELSE '2' END"
        " || CAST(due_key AS VARCHAR)"
    )
    op.execute("UPDATE maintenance_plan SET open_key = due_key, series_on = due_on")
    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.create_index(
            "uq_work_order_plan_id_to_do",
            ["plan_id"],
            unique=True,
            sqlite_where=TO_DO,
            postgresql_where=TO_DO,
        )
    for table, names in GIVEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
