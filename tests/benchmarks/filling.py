"""A register of 100,000 assets, each with a plan and three entries on a trail that holds.

Its lists have what they are asked for: loans, transfers, certificates, custodians, lots.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Engine, event
from sqlmodel import Session, select

from assets import people, signins, tokens, trail, upgrades
from assets.database import Actor, open_engine, transaction
from assets.inventory import (
    catalogue,
    finding,
    partners,
    places,
    register,
    shipped,
)
from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset, Condition, State
from assets.labelling import prints
from assets.labelling.kinds import Kind as On
from assets.labelling.prints import Arranged
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind as WorkKind
from assets.maintenance.terms import Terms
from assets.rhythm import Rhythm, Unit
from assets.rights import EVERYTHING, Role
from assets.words import Language, sort_key
from tests.benchmarks import belongings

ASSETS = 100_000
ROOMS = 300
MODELS = 300
LABELLED = 1_000
LOT = 500
DUE_EVERY = 20  # the plan of every twentieth asset is due on the day: 5,000
DUE_WITHIN = 280  # days: with what ends, the month of the day has 20,000 entries
AT_ONCE = 10_000
DAY = date(2027, 3, 1)
MORNING = datetime(2027, 3, 1, 6, tzinfo=UTC)
BY = Actor("cli")
STATES = [State.IN_USE] * 18 + [State.IN_STORAGE, State.ON_LOAN]
CONDITIONS = [Condition.UP] * 8 + [Condition.DEGRADED, Condition.DOWN]


class Site(NamedTuple):
    """A site, and how many of twenty assets stand there."""

    code: str
    name: str
    country: str
    zone: str
    share: int


SITES = (
    Site("LOV", "Lovrin", "RO", "Europe/Bucharest", 12),
    Site("SZE", "Szentes", "HU", "Europe/Budapest", 5),
    Site("MOR", "Mórahalom", "HU", "Europe/Budapest", 3),
)


class Keys(NamedTuple):
    """With what the manager of the three sites comes in."""

    cookie: str
    token: str


class House(NamedTuple):
    """Where things can stand, what they can be, and who has them in her care."""

    custodians: list[UUID]
    rooms: list[Place]
    models: list[catalogue.Model]
    types: dict[UUID, catalogue.EquipmentType]


def filled(url: str, assets: int = ASSETS) -> Keys:
    """Fill the empty database at `url` with so many assets."""
    engine = open_engine(url, durable=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda one, _: one.execute("PRAGMA cache_size = -400000"))
    upgrades.upgrade(engine)
    chance = random.Random(20270301)
    with transaction(engine, by=BY, at=MORNING - timedelta(900)) as session:
        house, keys = _built(session), _known(session)
    for begin in range(0, assets, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, assets))
        things = {number: _asset(house, chance, number) for number in numbers}
        _lived(engine, list(things.values()), house)
        with transaction(engine, by=BY, at=MORNING) as session:
            belongings.add(session, list(things.items()), DAY, MORNING)
    with transaction(engine, by=BY, at=MORNING) as session:
        printed = session.exec(select(Asset.id).order_by(Asset.tag).limit(LABELLED)).all()
        prints.print_labels(session, On.ASSET, printed, Arranged(), EVERYTHING)
    engine.dispose()
    return keys


def _built(session: Session) -> House:
    shipped.load(session)
    rooms = [room for site in SITES for room in _rooms(session, site)]
    types = session.exec(catalogue.types()).all()
    for number, kind in zip(range(MODELS), types * 3, strict=False):
        catalogue.add_model(session, f"Maker {number % 30}", f"Model {number}", kind.id)
    models = session.exec(catalogue.models()).all()
    named = ((f"Custodian {number}", f"custodian{number}@demo.example") for number in range(20))
    custodians = [people.add(session, name=name, email=email).id for name, email in named]
    session.flush()
    return House(custodians, rooms, list(models), {kind.id: kind for kind in types})


def _rooms(session: Session, said: Site) -> Iterator[Place]:
    owner = partners.Partner(code=said.code, name=said.name, country=said.country)
    session.add(owner)
    session.flush()
    spoken = Language(said.country.lower())
    site = Place(
        name=said.name,
        code=said.code,
        kind=Kind.SITE,
        zone=said.zone,
        language=spoken,
        country=said.country,
        partner_id=owner.id,
    )
    places.open_site(session, site)
    word = "Sala" if spoken is Language.RO else "Terem"
    for number in range(ROOMS * said.share // 20):
        yield places.open_place(session, Place(name=f"{word} {number}", kind=Kind.ROOM), site)


def _known(session: Session) -> Keys:
    manager = people.add(session, name="Site manager", email="manager@demo.example")
    session.flush()
    for site in session.exec(select(Place).where(Place.kind == Kind.SITE)).all():
        people.give(session, manager, Role.SITE_MANAGER, site_id=site.id)
    now = datetime.now(UTC)
    cookie = signins.begin(session, manager, at=now, browser="bench")
    return Keys(cookie, tokens.issue(session, manager))


_BLANK = Asset(tag="", name="", place_id=uuid4()).model_dump()


_key = cache(sort_key)


def _asset(house: House, chance: random.Random, number: int) -> dict:
    room, model = chance.choice(house.rooms), chance.choice(house.models)
    names = house.types[model.type_id].names
    name = names.ro if room.name.startswith("Sala") else names.hu
    day = DAY + timedelta(number // DUE_EVERY % DUE_WITHIN + 1) if number % DUE_EVERY else DAY
    return _BLANK | {
        "id": uuid4(),
        "name": name,
        "name_key": _key(name),
        "state": State.ACCEPTED,
        "condition": chance.choice(CONDITIONS),
        "type_id": model.type_id,
        "model_id": model.id,
        "place_id": room.id,
        "site_id": room.site_id,
        "partner_id": room.partner_id,
        "serial_number": f"DEMO-{number:06}",
        "custodian_id": house.custodians[number % len(house.custodians)],
        "supplier_id": model.maker_id,
        "lot_number": f"L{number // LOT}",
        "acquired_on": date(2025, 1, 1) + timedelta(number % 300),
        "due_on": day,
        "due_key": day,
    }


def _lived(engine: Engine, things: list[dict], house: House) -> None:
    """They came, their plans were made, and later they were put to use."""
    at = MORNING - timedelta(400)
    with transaction(engine, by=BY, at=at) as session:
        _tag(session, things)
        for thing in things:
            thing["created_at"] = at
        trail.add_rows(session, Asset, things, label="tag")
        duties = [_duty(thing) for thing in things]
        trail.add_rows(session, MaintenancePlan, duties, label="title")
        finding.keep_words(session, _words(things, house))
    with transaction(engine, by=BY, at=at + timedelta(30)) as session:
        states = (STATES[number % len(STATES)] for number in range(len(things)))
        put = [
            trail.Change(thing, {"state": (State.ACCEPTED, state)})
            for thing, state in zip(things, states, strict=False)
        ]
        trail.change_rows(session, Asset, put, label="tag")
    for thing, change in zip(things, put, strict=True):
        thing["state"] = change.changes["state"][1]


def _tag(session: Session, things: list[dict]) -> None:
    for site_id in {thing["site_id"] for thing in things}:
        here = [thing for thing in things if thing["site_id"] == site_id]
        tags = register.new_tags(session, site_id, len(here))
        for thing, tag in zip(here, tags, strict=True):
            thing["tag"] = tag


def _duty(thing: dict) -> dict:
    where = {name: thing[name] for name in ("site_id", "partner_id", "created_at")}
    return _plan(thing["due_on"]) | where | {"id": uuid4(), "asset_id": thing["id"]}


@cache
def _plan(due_on: date) -> dict:
    terms = Terms("Look after it", WorkKind.PREVENTIVE, Rhythm(6, Unit.MONTH))
    plan = plans.new(terms)
    plan.fall_due(due_on)
    return plan.model_dump()


def _words(things: list[dict], house: House) -> Iterator[tuple[UUID, set[str]]]:
    rooms = {room.id: room.name for room in house.rooms}
    models = {model.id: (model.name, model.maker.name) for model in house.models}
    for thing in things:
        said = [thing[name] for name in ("tag", "name", "serial_number")]
        texts = [*said, rooms[thing["place_id"]], *models[thing["model_id"]]]
        yield thing["id"], finding.words_of(texts)
