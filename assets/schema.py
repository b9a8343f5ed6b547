"""Every table of the register, for migrations and for tests."""

from sqlmodel import SQLModel

from assets import demonstrations, duties, once, people, reminders, signins, tokens, trail
from assets.inventory import (
    catalogue,
    finding,
    identifiers,
    partners,
    places,
    register,
    suppliers,
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
    catalogue,
    finding,
    identifiers,
    partners,
    places,
    register,
    suppliers,
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
