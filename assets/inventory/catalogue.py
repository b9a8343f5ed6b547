"""What kinds of things there are: equipment types, and the models that makers sell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, Record, Trilingual, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import suppliers, udi
from assets.inventory.suppliers import Supplier
from assets.trail import derived
from assets.words import N_, Worded, Words, fold, sort_key


class Check(Worded):
    """A kind of check that is usual for an equipment type, under its shipped code."""

    PM = "PM", N_("Preventive maintenance")
    EST = "EST", N_("Electrical safety test")
    EL = "EL", N_("Electrical installation test")
    CAL = "CAL", N_("Calibration")
    LEGAL = "LEGAL", N_("Statutory inspection")
    HYG = "HYG", N_("Hygiene")
    WATER = "WATER", N_("Water samples")
    LOAD = "LOAD", N_("Load test")
    PRESS = "PRESS", N_("Pressure equipment")
    GAS = "GAS", N_("Gas safety")
    LASER = "LASER", N_("Laser safety")
    METER = "METER", N_("By meter reading")


class DeviceClass(Worded):
    """The class of a medical device by Regulation (EU) 2017/745."""

    I = "I", N_("I")  # noqa: E741
    IS = "Is", N_("I, sterile")
    IM = "Im", N_("I, measuring")
    IR = "Ir", N_("I, reusable surgical")
    IIA = "IIa", N_("IIa")
    IIB = "IIb", N_("IIb")
    III = "III", N_("III")
    NONE = "-", N_("No medical device")


class Basis(Worded):
    """Under which law a product is on the market."""

    MDR = "mdr", N_("Medical device (MDR)")
    LEGACY = "mdd_legacy", N_("Medical device (older directive)")
    IVDR = "ivdr", N_("In vitro diagnostic (IVDR)")
    NO_DEVICE = "not_md", N_("No medical device")
    OWN = "own_use", N_("Made here for own use")


class ProtectionClass(Worded):
    """How a device protects from electric shock (IEC 60601-1, IEC 62353)."""

    I = "I", N_("Class I")  # noqa: E741
    II = "II", N_("Class II")
    INTERNAL = "internally_powered", N_("Internally powered")


class AppliedPart(Worded):
    """The part that touches the patient (IEC 60601-1)."""

    NONE = "none", N_("No applied part")
    B = "B", N_("Type B")
    BF = "BF", N_("Type BF")
    CF = "CF", N_("Type CF")


class TypeGroup(Trilingual, Record, table=True):
    """A family of equipment types: balneo, electrotherapy, pool plant."""

    key: str = Field(unique=True, max_length=40)

    @property
    def label(self) -> str:
        return self.key


@dataclass(frozen=True)
class Usual:
    """What is usual for a kind of equipment: defaults, to be confirmed for each model."""

    mdr_class: str = ""
    emdn: str = ""
    pm_months: int | None = None
    est_months: int | None = None
    cal_months: int | None = None
    service_life_years: int | None = None
    checks: Sequence[Check] = ()
    note: str = ""


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
    criticality: int | None = None  # 1 (hardly) to 4 (a failure harms people or stops a service)
    note: str = ""

    group: TypeGroup = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.key

    def describe(self, names: Words, usual: Usual) -> None:
        """Say what it is called, and what is usual for it."""
        emdn = checked_emdn(usual.emdn)
        if not all(name.strip() for name in names):
            raise Refused("Give it a name in all three languages.", field="name_en")
        self.name_en, self.name_ro, self.name_hu = (name.strip() for name in names)
        if emdn != self.emdn:
            self.emdn_term, self.emdn_confidence = "", ""
        self.mdr_class, self.emdn, self.note = usual.mdr_class, emdn, usual.note
        self.pm_months, self.est_months = usual.pm_months, usual.est_months
        self.cal_months, self.service_life_years = usual.cal_months, usual.service_life_years
        self.checks = ";".join(check for check in Check if check in usual.checks)

    @property
    def usual(self) -> Usual:
        return Usual(
            mdr_class=self.mdr_class,
            emdn=self.emdn,
            pm_months=self.pm_months,
            est_months=self.est_months,
            cal_months=self.cal_months,
            service_life_years=self.service_life_years,
            checks=self.usual_checks,
            note=self.note,
        )

    @property
    def usual_checks(self) -> list[Check]:
        return [Check(code) for code in self.checks.split(";") if code in set(Check)]


@dataclass(frozen=True)
class Product:
    """What is said of a model."""

    maker: str
    name: str
    part_number: str = ""
    type_id: UUID | None = None
    udi_di: str = ""
    emdn: str = ""
    mdr_class: str = ""
    basis: Basis | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = None
    power: str = ""
    source: str = ""


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
    basis: Basis | None = Field(default=None, sa_type=stored(Basis))
    protection_class: ProtectionClass | None = Field(default=None, sa_type=stored(ProtectionClass))
    applied_part: AppliedPart | None = Field(default=None, sa_type=stored(AppliedPart))
    service_life_years: int | None = None
    power: str = Field(default="", max_length=120)
    source: str = ""
    # The model that this one turned out to be.
    merged_into_id: UUID | None = Field(default=None, foreign_key="model.id", index=True)

    maker: Supplier = Relationship(sa_relationship_kwargs=UNLOADED)
    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name

    @property
    def product(self) -> Product:
        return Product(
            maker=self.maker.name,
            name=self.name,
            part_number=self.part_number,
            type_id=self.type_id,
            udi_di=self.udi_di or "",
            emdn=self.emdn,
            mdr_class=self.mdr_class,
            basis=self.basis,
            protection_class=self.protection_class,
            applied_part=self.applied_part,
            service_life_years=self.service_life_years,
            power=self.power,
            source=self.source,
        )


def add_model(
    session: Session, maker: str, name: str, type_id: UUID | None = None, part_number: str = ""
) -> Model:
    """The model of this maker and name, however it is accented; a new one if there is none.

    Of a maker or a model that turned out to be another, that one; and who does not name the part
    number means any of them.
    """
    product = Product(maker, name, part_number.strip(), type_id)
    known = _namesakes(session, product)
    meant = (each for each in known if product.part_number in {"", each.part_number})
    found = next(meant, None)
    if found is not None:
        return session.get_one(Model, found.merged_into_id or found.id)
    return _new(session, suppliers.named(session, maker), product)


def enter(session: Session, product: Product) -> Model:
    """A new model. One that is in the catalogue already is refused."""
    return _new(session, _maker_of(session, product), product)


def correct(session: Session, model: Model, product: Product) -> None:
    """Say anew what a model is."""
    made_by = _maker_of(session, product, but=model)
    for name, value in _columns(made_by, product).items():
        setattr(model, name, value)
    session.flush()


def _maker_of(session: Session, product: Product, but: Model | None = None) -> Supplier:
    """The maker, new or known, once nothing is against this product."""
    if not product.name.strip():
        raise Refused("Give it a name.", field="name")
    if not product.maker.strip():
        raise Refused("Say who makes it.", field="maker")
    code, known = udi.identifier(product.udi_di), but.id if but else None
    same_udi = select(Model).where(Model.udi_di == code, Model.id != known)
    if code and (other := session.exec(same_udi).first()):
        raise Refused("This UDI-DI is that of {model}.", model=other.name, field="udi_di")
    checked_emdn(product.emdn)
    part = product.part_number.strip()
    for same in (each for each in _namesakes(session, product) if each.part_number == part):
        twin = session.get_one(Model, same.merged_into_id or same.id)
        if twin.id != known:
            raise Refused(
                "{maker} {model} is in the catalogue already.",
                maker=session.get_one(Supplier, twin.maker_id).name,
                model=twin.name,
                field="name",
            )
    return suppliers.named(session, product.maker)


def _new(session: Session, made_by: Supplier, product: Product) -> Model:
    model = Model(**_columns(made_by, product))
    session.add(model)
    session.flush()
    return model


def _columns(made_by: Supplier, product: Product) -> dict[str, Any]:
    name = product.name.strip()
    return {
        "maker_id": made_by.id,
        "type_id": product.type_id,
        "name": name,
        "folded": fold(name),
        "name_key": sort_key(name),
        "part_number": product.part_number.strip(),
        "udi_di": udi.identifier(product.udi_di) or None,
        "emdn": checked_emdn(product.emdn),
        "mdr_class": product.mdr_class,
        "basis": product.basis,
        "protection_class": product.protection_class,
        "applied_part": product.applied_part,
        "service_life_years": product.service_life_years,
        "power": product.power.strip(),
        "source": product.source.strip(),
    }


def _namesakes(session: Session, product: Product) -> Iterator[Model]:
    """The models that have or had this maker and name, by their part numbers.

    What was said of the maker as it was called then comes before what is said of it now.
    """
    maker = suppliers.called(session, product.maker)
    for maker_id in (maker.id, maker.merged_into_id) if maker else ():
        same = select(Model).where(Model.maker_id == maker_id, Model.folded == fold(product.name))
        yield from session.exec(same.order_by(Model.part_number)).all()


def checked_emdn(code: str) -> str:
    """An EMDN code as it is kept. Raises Refused for what cannot be one."""
    code = re.sub(r"\s", "", code).upper()
    if code and not re.fullmatch(r"[A-Z]\d{2,12}", code):
        raise Refused(
            "An EMDN code is a letter and two to twelve figures, such as Z120618.", field="emdn"
        )
    return code


@cache  # a query without a question is the same each time
def types() -> SelectOfScalar[EquipmentType]:
    loaded = alongside(EquipmentType.group)
    return select(EquipmentType).options(*loaded).order_by(EquipmentType.key)


@cache
def groups() -> SelectOfScalar[TypeGroup]:
    return select(TypeGroup).order_by(TypeGroup.key)


def group_of(session: Session, key: str) -> TypeGroup | None:
    """The family of equipment types with this key."""
    return session.exec(select(TypeGroup).where(TypeGroup.key == key)).first()


def models() -> SelectOfScalar[Model]:
    loaded, standing = alongside(Model.maker, Model.type), col(Model.merged_into_id).is_(None)
    ordered = select(Model).where(standing).order_by(col(Model.name_key), col(Model.id))
    return ordered.options(*loaded)


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


def model_called(session: Session, words: str) -> Model:
    """The model that somebody means by its maker and name, with the part number if need be."""
    made = col(Supplier.folded) + " " + col(Model.folded)
    whole = made + " " + func.lower(Model.part_number)
    meant = fold(words)
    asked = models().join(Supplier, col(Supplier.id) == col(Model.maker_id))
    found = session.exec(asked.where((made == meant) | (whole == meant)).limit(2)).all()
    if not found:
        raise Refused("There is no model called {name}.", name=words, field="into")
    if len(found) > 1:
        raise Refused(
            "Several are called {name}. Write what tells them apart.", name=words, field="into"
        )
    return found[0]


def taken_up(session: Session, key: UUID) -> Model | None:
    """The model that a merged one turned out to be."""
    into = select(Model.merged_into_id).where(Model.id == key).scalar_subquery()
    return session.exec(models().where(Model.id == into)).first()
