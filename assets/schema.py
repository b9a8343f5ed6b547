"""Every table of the register, for migrations and for tests."""

from sqlmodel import SQLModel

from assets import demonstrations, duties, once, people, reminders, signins, tokens, trail, views
from assets.exchange import glossary, spellings
from assets.inventory import (
    barcodes,
    catalogue,
    custom_fields,
    documents,
    finding,
    identifiers,
    loans,
    nomenclature,
    partners,
    places,
    register,
    suppliers,
    transfers,
)
from assets.maintenance import inheritance, orders, plans
from assets.procurement import lots, milestones, projects, stages

TABLES = SQLModel.metadata
MODULES = (
    demonstrations,
    once,
    people,
    signins,
    tokens,
    trail,
    views,
    barcodes,
    catalogue,
    custom_fields,
    documents,
    finding,
    identifiers,
    loans,
    nomenclature,
    partners,
    places,
    register,
    suppliers,
    transfers,
    glossary,
    spellings,
    lots,
    milestones,
    projects,
    stages,
    duties,
    reminders,
    inheritance,
    orders,
    plans,
)
