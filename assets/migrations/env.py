"""What Alembic asks for: the tables as they should be, and the database to bring there.

A new step: `alembic upgrade head`, then `alembic revision --autogenerate --rev-id 0002 -m "..."`.
There is no way down but `rehab restore`.
"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from assets import schema, settings
from assets.database import open_engine


def spell(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Types in plain SQLAlchemy; choices as text, so that a step stays true when more are added."""
    if kind == "type" and isinstance(item, Enum | AutoString):
        return f"sa.String({item.length or ''})"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def bring(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=schema.TABLES,
        render_as_batch=True,  # SQLite alters a table by making it anew
        render_item=spell,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is None:
    with open_engine(settings.load().database).begin() as connection:
        bring(connection)
else:
    bring(given)
