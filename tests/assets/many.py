"""A register with as many things as a test needs, each with a plan, made in a few statements."""

from uuid import uuid4

from assets import trail
from assets.database import Actor, moment_of, transaction
from assets.inventory import finding, register
from assets.inventory.register import Asset, State
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.words import sort_key
from tests.builders import a_room, some_terms

BY = Actor("test")
_BLANK = Asset(tag="", name="", place_id=uuid4()).model_dump()
_PLAN = plans.new(some_terms()).model_dump()


def many(engine, session, count, name="Treadmill"):
    """So many things in use in the gym; they are all called the same."""
    gym = a_room(session, "Gym")
    with transaction(engine, by=BY) as writing:
        tags = register.new_tags(writing, gym.site_id, count)
        things = [_thing(tag, name, gym, moment_of(writing)) for tag in tags]
        trail.add_rows(writing, Asset, things, label="tag")
        trail.add_rows(writing, MaintenancePlan, list(map(_duty, things)), label="title")
        words = finding.words_of([name, "Gym"])
        finding.keep_words(
            writing, ((each["id"], words | finding.words_of([each["tag"]])) for each in things)
        )
    return gym


def _thing(tag, name, place, at):
    where = {"place_id": place.id, "site_id": place.site_id, "partner_id": place.partner_id}
    called = {"tag": tag, "name": name, "name_key": sort_key(name), "state": State.IN_USE}
    return _BLANK | where | called | {"id": uuid4(), "created_at": at}


def _duty(thing):
    where = {name: thing[name] for name in ("site_id", "partner_id", "created_at")}
    return _PLAN | where | {"id": uuid4(), "asset_id": thing["id"]}
