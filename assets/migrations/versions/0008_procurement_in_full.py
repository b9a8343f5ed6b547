"""Budgets, items, bids, contracts, deliveries, invoices, reports, plans and what a grant asks."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from assets.rhythm import months_after

revision = "0008"
down_revision = "0007"


GIVEN = {
    "lot": ("legal_basis", "notice_number"),
    "project": ("retention_years",),
    "stage": ("working_ro", "working_hu", "deadline_from", "country", "services"),
}


def _reckon_ends() -> None:
    """Of projects that are paid: five years, and to the end of the fifth year after that."""
    project = sa.table(
        "project",
        *(
            sa.column(name, sa.Date())
            for name in ("final_payment_on", "stays_until", "papers_until")
        ),
        sa.column("id", sa.Uuid()),
        sa.column("durability_years", sa.Integer()),
    )
    paid = sa.select(project).where(project.c.final_payment_on.is_not(None))
    for row in op.get_bind().execute(paid).all():
        day = row.final_payment_on
        ends = {
            "stays_until": months_after(day, 12 * row.durability_years),
            "papers_until": date(day.year + 5, 12, 31),
        }
        op.execute(project.update().where(project.c.id == row.id).values(**ends))


def upgrade() -> None:
    op.create_table(
        "rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("per_euro", sa.Numeric(precision=14, scale=6), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
        sa.UniqueConstraint("currency", "month", name=op.f("uq_rate_currency_month")),
    )
    op.create_table(
        "vat_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("band", sa.String(30), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_rate")),
        sa.UniqueConstraint(
            "country", "band", "valid_from", name=op.f("uq_vat_rate_country_band_valid_from")
        ),
    )
    op.create_table(
        "threshold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("kind", sa.String(30), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_threshold_code_valid_from")),
    )
    op.create_table(
        "budget_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_budget_version_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_version")),
        sa.UniqueConstraint(
            "project_id", "number", name=op.f("uq_budget_version_project_id_number")
        ),
    )
    op.create_table(
        "outlook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reckoned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_outlook_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlook")),
        sa.UniqueConstraint("project_id", name=op.f("uq_outlook_project_id")),
    )
    op.create_table(
        "project_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("name_ro", sa.String(200), nullable=False),
        sa.Column("name_hu", sa.String(200), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("achieved", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_result_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_result")),
    )
    with op.batch_alter_table("project_result", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_result_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "budget_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_budget_line_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_budget_line_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_budget_line_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_budget_line_project_id_code")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_line_site_id"), ["site_id"], unique=False)

    op.create_table(
        "funding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(30), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_funding_partner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_funding_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_funding_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
        sa.UniqueConstraint(
            "project_id",
            "partner_id",
            "source",
            "name",
            name=op.f("uq_funding_project_id_partner_id_source_name"),
        ),
    )
    with op.batch_alter_table("funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_funding_site_id"), ["site_id"], unique=False)

    op.create_table(
        "dossier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("things", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_dossier_made_by_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_dossier_partner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_dossier_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_dossier_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_site_id"), ["site_id"], unique=False)

    op.create_table(
        "guest_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_guest_link_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_guest_link_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_guest_link_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_guest_link_digest")),
    )
    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_link_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_link_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_link_site_id"), ["site_id"], unique=False)

    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("controller", sa.String(120), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_inspection_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_inspection_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_inspection_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_site_id"), ["site_id"], unique=False)

    op.create_table(
        "partner_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("reimbursed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_report_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_partner_report_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_partner_report_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_report")),
        sa.UniqueConstraint(
            "project_id",
            "partner_id",
            "number",
            name=op.f("uq_partner_report_project_id_partner_id_number"),
        ),
    )
    with op.batch_alter_table("partner_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_report_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_partner_report_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partner_report_site_id"), ["site_id"], unique=False)

    op.create_table(
        "budget_amount",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["budget_line.id"], name=op.f("fk_budget_amount_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_budget_amount_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_budget_amount_site_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["budget_version.id"], name=op.f("fk_budget_amount_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_amount")),
        sa.UniqueConstraint(
            "version_id", "line_id", name=op.f("uq_budget_amount_version_id_line_id")
        ),
    )
    with op.batch_alter_table("budget_amount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_amount_line_id"), ["line_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_budget_amount_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_budget_amount_site_id"), ["site_id"], unique=False)

    op.create_table(
        "guest_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["guest_link.id"], name=op.f("fk_guest_view_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_view")),
    )
    with op.batch_alter_table("guest_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_view_link_id"), ["link_id"], unique=False)

    op.create_table(
        "asset_funding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_funding_asset_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_asset_funding_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_asset_funding_project_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_asset_funding_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_funding")),
        sa.UniqueConstraint(
            "asset_id", "project_id", "name", name=op.f("uq_asset_funding_asset_id_project_id_name")
        ),
    )
    with op.batch_alter_table("asset_funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_funding_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_asset_funding_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_asset_funding_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_asset_funding_site_id"), ["site_id"], unique=False)

    op.create_table(
        "baseline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_baseline_lot_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_baseline_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_baseline_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint("lot_id", "number", name=op.f("uq_baseline_lot_id_number")),
    )
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_baseline_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_baseline_site_id"), ["site_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("score", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("label", sa.String(250), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_bid_lot_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_bid_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_bid_site_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_bid_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("lot_id", "supplier_id", name=op.f("uq_bid_lot_id_supplier_id")),
    )
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("guarantee", sa.String(200), nullable=False),
        sa.Column("guarantee_minor", sa.BigInteger(), nullable=True),
        sa.Column("guarantee_until", sa.Date(), nullable=True),
        sa.Column("penalty", sa.Integer(), nullable=True),
        sa.Column("penalty_most", sa.Integer(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_contract_lot_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_contract_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_contract_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_contract_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("partner_id", "number", name=op.f("uq_contract_partner_id_number")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "inspected_asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("found", sa.String(30), nullable=True),
        sa.Column("remark", sa.String(400), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_inspected_asset_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspected_asset_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_inspected_asset_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_inspected_asset_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspected_asset")),
        sa.UniqueConstraint(
            "inspection_id", "asset_id", name=op.f("uq_inspected_asset_inspection_id_asset_id")
        ),
    )
    with op.batch_alter_table("inspected_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspected_asset_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_inspected_asset_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_inspected_asset_site_id"), ["site_id"], unique=False)

    op.create_table(
        "lot_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(30), nullable=True),
        sa.Column("specification", sa.String(4000), nullable=False),
        sa.Column("budget_line_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["budget_line_id"], ["budget_line.id"], name=op.f("fk_lot_item_budget_line_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_item_lot_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_lot_item_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_lot_item_site_id")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["equipment_type.id"], name=op.f("fk_lot_item_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_item")),
        sa.UniqueConstraint("lot_id", "position", name=op.f("uq_lot_item_lot_id_position")),
    )
    with op.batch_alter_table("lot_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lot_item_budget_line_id"), ["budget_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lot_item_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_item_site_id"), ["site_id"], unique=False)

    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("departure", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("notice_number", sa.String(80), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_release_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_release_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_release_asset_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_release_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_release_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_site_id"), ["site_id"], unique=False)

    op.create_table(
        "baseline_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("baseline_id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["baseline_id"], ["baseline.id"], name=op.f("fk_baseline_day_baseline_id")
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_baseline_day_milestone_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_day")),
        sa.UniqueConstraint(
            "baseline_id", "milestone_id", name=op.f("uq_baseline_day_baseline_id_milestone_id")
        ),
    )
    with op.batch_alter_table("baseline_day", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_baseline_day_milestone_id"), ["milestone_id"], unique=False
        )

    op.create_table(
        "contract_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_change_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_contract_change_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_contract_change_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_contract_change_contract_id_number")
        ),
    )
    with op.batch_alter_table("contract_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_change_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contract_change_site_id"), ["site_id"], unique=False)

    op.create_table(
        "contract_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=True),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_line_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["lot_item.id"], name=op.f("fk_contract_line_item_id")
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_contract_line_model_id")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_contract_line_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_contract_line_site_id")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["equipment_type.id"], name=op.f("fk_contract_line_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_line")),
        sa.UniqueConstraint(
            "contract_id", "position", name=op.f("uq_contract_line_contract_id_position")
        ),
    )
    with op.batch_alter_table("contract_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_line_item_id"), ["item_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contract_line_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contract_line_site_id"), ["site_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note_number", sa.String(80), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_delivery_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_delivery_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_delivery_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_delivery_contract_id_number")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_site_id"), ["site_id"], unique=False)

    op.create_table(
        "dependency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["after_id"], ["milestone.id"], name=op.f("fk_dependency_after_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_dependency_lot_id")),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_dependency_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_dependency_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_dependency_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
        sa.UniqueConstraint(
            "milestone_id", "after_id", name=op.f("uq_dependency_milestone_id_after_id")
        ),
    )
    with op.batch_alter_table("dependency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dependency_after_id"), ["after_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependency_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependency_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependency_site_id"), ["site_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column(
            "number_key",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(30), nullable=False),
        sa.Column("e_reference", sa.String(120), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_invoice_lot_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_invoice_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_invoice_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_invoice_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint(
            "supplier_id", "number_key", name=op.f("uq_invoice_supplier_id_number_key")
        ),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_issued_on"), ["issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_site_id"), ["site_id"], unique=False)

    op.create_table(
        "delivery_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("contract_line_id", sa.Uuid(), nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(400), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_line_id"],
            ["contract_line.id"],
            name=op.f("fk_delivery_line_contract_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_line_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_delivery_line_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_delivery_line_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
        sa.UniqueConstraint(
            "delivery_id",
            "contract_line_id",
            name=op.f("uq_delivery_line_delivery_id_contract_line_id"),
        ),
    )
    with op.batch_alter_table("delivery_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_line_contract_line_id"), ["contract_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delivery_line_site_id"), ["site_id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("contract_line_id", sa.Uuid(), nullable=True),
        sa.Column("budget_line_id", sa.Uuid(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("eligible_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("eligible_vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_line_id"], ["budget_line.id"], name=op.f("fk_invoice_line_budget_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_line_id"],
            ["contract_line.id"],
            name=op.f("fk_invoice_line_contract_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_invoice_line_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_invoice_line_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint(
            "invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")
        ),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invoice_line_budget_line_id"), ["budget_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invoice_line_contract_line_id"), ["contract_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invoice_line_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoice_line_site_id"), ["site_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_payment_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_payment_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_paid_on"), ["paid_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_site_id"), ["site_id"], unique=False)

    op.create_table(
        "protocol",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(1000), nullable=False),
        sa.Column("remarks", sa.String(2000), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_protocol_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_protocol_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_protocol_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
        sa.UniqueConstraint(
            "delivery_id", "kind", "number", name=op.f("uq_protocol_delivery_id_kind_number")
        ),
    )
    with op.batch_alter_table("protocol", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_protocol_site_id"), ["site_id"], unique=False)

    op.create_table(
        "reported_cost",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=14, scale=6), nullable=True),
        sa.Column("rate_month", sa.Date(), nullable=True),
        sa.Column("rate_source", sa.String(200), nullable=False),
        sa.Column("euro_minor", sa.BigInteger(), nullable=True),
        sa.Column("refused_euro_minor", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_reported_cost_invoice_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_reported_cost_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["partner_report.id"], name=op.f("fk_reported_cost_report_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_reported_cost_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_cost")),
        sa.UniqueConstraint("invoice_line_id", name=op.f("uq_reported_cost_invoice_line_id")),
    )
    with op.batch_alter_table("reported_cost", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reported_cost_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reported_cost_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reported_cost_site_id"), ["site_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("contract_line_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_line_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=True),
        sa.Column("waived", sa.String(1000), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_unit_asset_id")),
        sa.ForeignKeyConstraint(
            ["contract_line_id"], ["contract_line.id"], name=op.f("fk_unit_contract_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_line_id"], ["delivery_line.id"], name=op.f("fk_unit_delivery_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_unit_invoice_line_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["lot_item.id"], name=op.f("fk_unit_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_unit_lot_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_unit_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_unit_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_unit_asset_id")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_contract_line_id"), ["contract_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_unit_delivery_line_id"), ["delivery_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_unit_invoice_line_id"), ["invoice_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unit_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_site_id"), ["site_id"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_document_keep_until"), ["keep_until"], unique=False)

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("legal_basis", sa.String(200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("notice_number", sa.String(80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("budget_line_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_lot_budget_line_id"), ["budget_line_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_lot_budget_line_id"), "budget_line", ["budget_line_id"], ["id"]
        )

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("responsible_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_milestone_responsible_id"), ["responsible_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_milestone_responsible_id"), "person", ["responsible_id"], ["id"]
        )

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("retention_years", sa.Integer(), nullable=False, server_default="5")
        )
        batch_op.add_column(sa.Column("stays_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("papers_until", sa.Date(), nullable=True))
    _reckon_ends()

    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days_least", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("days_most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("days_works_least", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("days_works_most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("days_ro", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("days_hu", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("deadline_from", sa.String(40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("working_ro", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("working_hu", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("country", sa.String(2), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("services", sa.Boolean(), nullable=False, server_default=sa.true())
        )

    for table, names in GIVEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
