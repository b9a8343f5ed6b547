"""The one record that an address names, if it exists for whoever asks as she has read it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from assets import feeds, notices, views
from assets.database import Row
from assets.errors import Missing
from assets.feeds import Feed
from assets.inventory import (
    catalogue,
    custom_fields,
    dispatches,
    documents,
    lendings,
    partners,
    places,
    register,
    suppliers,
)
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.custom_fields import CustomField
from assets.inventory.documents import Document
from assets.inventory.loans import Loan
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.inventory.transfers import Transfer
from assets.notices import Channel
from assets.procurement import projects, schedules
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.rights import Guarded, Permission
from assets.views import SavedView
from web.access import SAFE, Db, Me, MyRights
from web.answer import Expected


def within(request: Request, record: Guarded) -> None:
    """Raise Forbidden unless the route's permission reaches this record, which she may see."""
    if request.state.needs:
        request.state.rights.must(request.state.needs, record)


def _asset(tag: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Asset:
    asset = register.tagged(db, tag, rights)
    within(request, asset)
    asset.expect(expected)
    return asset


TheAsset = Annotated[Asset, Depends(_asset)]


def id_of(key: str) -> UUID:
    """An id as it stands in an address, where anybody may have written it."""
    try:
        return UUID(key)
    except ValueError:
        raise Missing("There is no such page.") from None


Key = Annotated[UUID, Depends(id_of)]


class TakenUp(Exception):  # noqa: N818
    """What stood at this address turned out to be something else, which has another."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def led_on(request: Request, into: Row | None) -> None:
    """Lead whoever looks at a merged record to the one that took it up."""
    if into is not None and request.method in SAFE:
        raise TakenUp(request.url.path.replace(request.path_params["key"], str(into.id)))


def _place(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Place:
    try:
        place = places.place(db, key, rights)
    except Missing:
        led_on(request, places.taken_up(db, key, rights))
        raise
    within(request, place)
    place.expect(expected)
    return place


ThePlace = Annotated[Place, Depends(_place)]


def _type(db: Db, key: str, expected: Expected) -> EquipmentType:
    kind = catalogue.keyed(db, key)
    kind.expect(expected)
    return kind


TheType = Annotated[EquipmentType, Depends(_type)]


def _model(request: Request, db: Db, key: Key, expected: Expected) -> Model:
    try:
        model = catalogue.model(db, key)
    except Missing:
        led_on(request, catalogue.taken_up(db, key))
        raise
    model.expect(expected)
    return model


TheModel = Annotated[Model, Depends(_model)]


def _field(db: Db, key: str, expected: Expected) -> CustomField:
    field = custom_fields.field(db, key)
    field.expect(expected)
    return field


TheField = Annotated[CustomField, Depends(_field)]


def _view(key: Key, db: Db, me: Me, rights: MyRights, expected: Expected) -> SavedView:
    view = views.view(db, key, me.id, rights)
    views.must_keep(view, me.id, rights)
    view.expect(expected)
    return view


TheView = Annotated[SavedView, Depends(_view)]


def _feed(key: Key, db: Db, me: Me, expected: Expected) -> Feed:
    feed = feeds.feed(db, key, me)
    feed.expect(expected)
    return feed


TheFeed = Annotated[Feed, Depends(_feed)]


def _channel(key: Key, db: Db, me: Me, expected: Expected) -> Channel:
    channel = notices.channel(db, key, me)
    channel.expect(expected)
    return channel


TheChannel = Annotated[Channel, Depends(_channel)]


def _supplier(request: Request, db: Db, key: Key, expected: Expected) -> Supplier:
    try:
        supplier = suppliers.supplier(db, key)
    except Missing:
        led_on(request, suppliers.taken_up(db, key))
        raise
    supplier.expect(expected)
    return supplier


TheSupplier = Annotated[Supplier, Depends(_supplier)]


def _partner(code: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Partner:
    partner = partners.coded(db, code)
    rights.must_for(request.state.needs, [partner.id])
    partner.expect(expected)
    return partner


ThePartner = Annotated[Partner, Depends(_partner)]


def _project(code: str, request: Request, db: Db, rights: MyRights) -> Project:
    project = projects.coded(db, code, rights)
    if request.state.needs == Permission.PROCUREMENT_KEEP:
        joined = db.exec(projects.partners_of(project)).all()
        rights.must_for(request.state.needs, [each.partner_id for each in joined])
    return project


TheProject = Annotated[Project, Depends(_project)]


def _schedule(number: str, request: Request, db: Db, rights: MyRights) -> Schedule:
    schedule = schedules.of_lot(db, number, rights)
    within(request, schedule.lot)
    return schedule


TheSchedule = Annotated[Schedule, Depends(_schedule)]


def _schedule_as_read(schedule: TheSchedule, expected: Expected) -> Schedule:
    schedule.lot.expect(expected)
    return schedule


TheScheduleAsRead = Annotated[Schedule, Depends(_schedule_as_read)]


def _transfer(number: str, db: Db, rights: MyRights, expected: Expected) -> Transfer:
    transfer = dispatches.transfer(db, number, rights)
    transfer.expect(expected)
    return transfer


TheTransfer = Annotated[Transfer, Depends(_transfer)]


def _departure(transfer: TheTransfer, request: Request) -> Transfer:
    """A transfer, for those who send it."""
    within(request, transfer)
    return transfer


TheDeparture = Annotated[Transfer, Depends(_departure)]


def _arrival(transfer: TheTransfer, request: Request) -> Transfer:
    """A transfer, for those who receive it."""
    within(request, transfer.to_site)
    return transfer


TheArrival = Annotated[Transfer, Depends(_arrival)]


def _loan(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Loan:
    loan = lendings.loan(db, key, rights)
    within(request, loan)
    loan.expect(expected)
    return loan


TheLoan = Annotated[Loan, Depends(_loan)]


def _document(key: Key, db: Db, rights: MyRights, expected: Expected) -> Document:
    document = documents.document(db, key, rights)
    document.expect(expected)
    return document


TheDocument = Annotated[Document, Depends(_document)]
