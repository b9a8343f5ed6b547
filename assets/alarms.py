"""Alarms: what is said at once, because somebody could be hurt."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from assets import colleagues, notices, people, subscriptions
from assets.database import moment_of
from assets.inventory import places
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import readings
from assets.notices import Kind
from assets.people import Person
from assets.rights import Permission
from assets.subscriptions import Topic
from assets.words import Words


def danger(session: Session, asset: Asset, words: str | Words, about: UUID) -> int:
    """Tell everybody who works at the thing's site now, once for what it is about; how many."""
    place = session.get_one(Place, asset.place_id)
    values = {
        "tag": asset.tag,
        "name": asset.name,
        "place": place.path,
        "words": words,
    }
    day, told = _day(session, asset), {}
    for person in _at_work(session, asset):
        heir = subscriptions.heir(session, person, Topic.DANGER)
        told[heir.id] = heir
    return sum(
        notices.write(session, Kind.DANGER, person, day, values, about) for person in told.values()
    )


def _at_work(session: Session, asset: Asset) -> list[Person]:
    """Who may do something about it."""
    there = session.exec(colleagues.at(asset)).all()
    return [
        each for each in there if people.rights_of(session, each).may(Permission.ORDERS_DO, asset)
    ]


def _day(session: Session, asset: Asset) -> date:
    site = session.get_one(Place, asset.site_id)
    return moment_of(session).astimezone(places.zone_of(site)).date()


readings.DANGER.append(danger)
