"""labels in full"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

GIVEN = {
    "label_print": ("design", "copies", "reason"),
    "partner": ("gs1_prefix",),
}  # to the rows there are


def upgrade() -> None:
    op.create_table(
        "grant_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("emblem_share", sa.Float(), nullable=False),
        sa.Column("statement", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_grant_mark_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_mark")),
        sa.UniqueConstraint("project_id", name=op.f("uq_grant_mark_project_id")),
    )
    op.create_table(
        "label_design",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_label_design_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_label_design_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_design")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_label_design_site_id_name")),
    )
    with op.batch_alter_table("label_design", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_label_design_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_label_design_site_id"), ["site_id"], unique=False)

    op.create_table(
        "label_stock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("page_width", sa.Float(), nullable=False),
        sa.Column("page_height", sa.Float(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("top", sa.Float(), nullable=False),
        sa.Column("column_step", sa.Float(), nullable=False),
        sa.Column("row_step", sa.Float(), nullable=False),
        sa.Column("film", sa.Boolean(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_label_stock_partner_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_label_stock_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_stock")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_label_stock_site_id_name")),
    )
    with op.batch_alter_table("label_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_stock_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_stock_site_id"), ["site_id"], unique=False)

    op.create_table(
        "printer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("way", sa.String(30), nullable=False),
        sa.Column("speech", sa.String(30), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("dots_per_inch", sa.Integer(), nullable=False),
        sa.Column("offset_x", sa.Float(), nullable=False),
        sa.Column("offset_y", sa.Float(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_printer_partner_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_printer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_printer_site_id_name")),
    )
    with op.batch_alter_table("printer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printer_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_printer_site_id"), ["site_id"], unique=False)

    op.create_table(
        "print_habit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=True),
        sa.Column("stock", sa.String(40), nullable=False),
        sa.Column("design", sa.String(40), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_print_habit_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"],
            ["printer.id"],
            name=op.f("fk_print_habit_printer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_habit")),
        sa.UniqueConstraint(
            "person_id", "printer_id", name=op.f("uq_print_habit_person_id_printer_id")
        ),
    )
    op.create_table(
        "print_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("print_id", sa.Uuid(), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(30), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.String(500), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["print_id"], ["label_print.id"], name=op.f("fk_print_run_print_id")
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printer.id"], name=op.f("fk_print_run_printer_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_print_run_asked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
    )
    with op.batch_alter_table("print_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_run_print_id"), ["print_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_run_stage"), ["stage"], unique=False)

    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lot_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("spare_part_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("document_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("verified_by_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_label_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_spare_part_id"), ["spare_part_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_label_spare_part_id"), "spare_part", ["spare_part_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_label_verified_by_id"), "person", ["verified_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_label_lot_id"), "lot", ["lot_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_label_document_id"), "document", ["document_id"], ["id"]
        )

    with op.batch_alter_table("label_print", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("design", sa.String(40), nullable=False, server_default="plate")
        )
        batch_op.add_column(sa.Column("printer_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("copies", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("reason", sa.String(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("site_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("partner_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_label_print_printer_id"), "printer", ["printer_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_label_print_site_id"), "place", ["site_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_label_print_partner_id"), "partner", ["partner_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_label_print_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_print_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index("ix_label_print_created_at_id", ["created_at", "id"], unique=False)
    for name in ("site_id", "partner_id"):
        op.execute(
            f"UPDATE label_print SET {name} = "
            f"(SELECT label.{name} FROM label WHERE label.code = label_print.codes ->> 0)"
        )

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("gs1_prefix", sa.String(12), nullable=False, server_default="")
        )

    for table, names in GIVEN.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
