"""What kinds of things there are: equipment types, and the models that makers sell."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, Record, Trilingual, alongside
from assets.errors import Missing, Refused
from assets.inventory import suppliers
from assets.inventory.suppliers import Supplier
from assets.trail import derived
from assets.words import fold, sort_key


class TypeGroup(Trilingual, Record, table=True):
    """A family of equipment types: balneo, electrotherapy, pool plant."""

    key: str = Field(unique=True, max_length=40)

    @property
    def label(self) -> str:
        return self.key


class EquipmentType(Trilingual, Record, table=True):
    """What kind of thing it is. Classes and intervals are defaults to confirm per model."""

    key: str = Field(unique=True, max_length=40)
    group_id: UUID = Field(foreign_key="type_group.id", index=True)
    core: bool = False
    mdr_class: str = Field(default="", max_length=20)
    emdn: str = Field(default="", max_length=20)
    emdn_term: str = ""
    emdn_confidence: str = Field(default="", max_length=10)
    checks: str = Field(default="", max_length=80)
    pm_months: int | None = None
    est_months: int | None = None
    cal_months: int | None = None
    service_life_years: int | None = None
    fs_function: int | None = None
    fs_risk: int | None = None
    fs_maintenance: int | None = None
    note: str = ""

    group: TypeGroup = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.key


class Model(Record, table=True):
    """What one maker sells under one name."""

    __table_args__ = (
        UniqueConstraint("maker_id", "folded", "part_number"),
        Index("ix_model_name_key_id", "name_key", "id"),
    )

    maker_id: UUID = Field(foreign_key="supplier.id", index=True)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id", index=True)
    name: str = Field(max_length=200)
    folded: str = Field(max_length=200, sa_column_kwargs=derived())
    name_key: str = Field(sa_type=BYTEWISE, sa_column_kwargs=derived())
    part_number: str = Field(default="", max_length=80)
    udi_di: str | None = Field(default=None, unique=True, max_length=40)
    emdn: str = Field(default="", max_length=20)
    mdr_class: str = Field(default="", max_length=20)
    source: str = ""

    maker: Supplier = Relationship(sa_relationship_kwargs=UNLOADED)
    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name


def add_model(
    session: Session, maker: str, name: str, type_id: UUID | None = None, part_number: str = ""
) -> Model:
    """The model of this maker and name, however it is accented; a new one if there is none."""
    made_by, folded = suppliers.named(session, maker), fold(name.strip())
    known = select(Model).where(Model.maker_id == made_by.id, Model.folded == folded)
    found = session.exec(known.where(Model.part_number == part_number)).first()
    if found is None:
        found = Model(
            maker_id=made_by.id,
            type_id=type_id,
            name=name.strip(),
            folded=folded,
            name_key=sort_key(name.strip()),
            part_number=part_number,
        )
        session.add(found)
        session.flush()
    return found


def types() -> SelectOfScalar[EquipmentType]:
    loaded = alongside(EquipmentType.group)
    return select(EquipmentType).options(*loaded).order_by(EquipmentType.key)


def groups() -> SelectOfScalar[TypeGroup]:
    return select(TypeGroup).order_by(TypeGroup.key)


def models() -> SelectOfScalar[Model]:
    loaded = alongside(Model.maker, Model.type)
    return select(Model).options(*loaded).order_by(col(Model.name_key), col(Model.id))


def keyed(session: Session, key: str) -> EquipmentType:
    found = session.exec(types().where(EquipmentType.key == key.upper())).first()
    if found is None:
        raise Missing("There is no equipment type {key}.", key=key, field="type")
    return found


def type_called(session: Session, words: str) -> EquipmentType:
    """The equipment type that somebody means by its key or by its name in any language."""
    meant = fold(words.strip())
    for each in session.exec(types()):
        if meant in {fold(each.key), *(fold(name) for name in each.names)}:
            return each
    raise Refused("There is no kind of equipment called {name}.", name=words, field="type")


def model(session: Session, key: UUID) -> Model:
    found = session.exec(models().where(Model.id == key)).first()
    if found is None:
        raise Missing("There is no such model.", field="model")
    return found
