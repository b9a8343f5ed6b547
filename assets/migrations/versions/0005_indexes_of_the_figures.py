"""indexes of the figures"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

OWED_BY_THINGS = sa.text(
    "asset_id IS NOT NULL AND NOT paused"
    " AND (kind IN ('safety_test', 'statutory_inspection') OR source = 'law')"
)
BY_USE = [
    *("site_id", "type_id", "state", "partner_id", "in_use_on", "accepted_on", "created_at"),
    *("ended_on", "price_currency", "price_minor"),
]
BINDING = [
    *("site_id", "asset_id", "partner_id", "created_at", "series_on", "due_on", "quantity_id"),
    *("ended_on", "suspended_on", "kind", "source", "paused"),
]


def upgrade() -> None:
    op.create_index("ix_asset_counted_by_use", "asset", BY_USE)
    _where("maintenance_plan", "ix_maintenance_plan_binding", BINDING, OWED_BY_THINGS)
    for name in ("opened_on", "late_on", "done_on", "down_from", "down_until", "reported_at"):
        _where("work_order", f"ix_work_order_{name}", [name], sa.text(f"{name} IS NOT NULL"))


def _where(table: str, name: str, columns: list[str], some: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)
