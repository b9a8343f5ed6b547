"""Writing what a list brings, quickly: ten thousand rows while the others wait three seconds."""

from collections import defaultdict
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from assets import trail
from assets.database import in_haste, moment_of
from assets.exchange import holds
from assets.exchange.details import Values
from assets.exchange.drafts import Changed, Drafter, New
from assets.exchange.products import Products
from assets.inventory import finding, parts, register
from assets.inventory.catalogue import Model
from assets.inventory.custom_fields import CustomField
from assets.inventory.places import Place
from assets.inventory.register import GONE, HANDED, Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import inheritance, rests
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.writings import Writings

_AT_ONCE = 2000  # rows, for what is made of them takes room too

# Columns on whose change other records follow: plans, orders and labels.
_FOLLOWED = {"site_id", "partner_id", "type_id", "model_id"}
# What the same is owed to.
_ALIKE = (
    *("type_id", "model_id", "accepted_on", "in_use_on", "acquired_on", "state", "condition"),
    *("site_id", "partner_id"),
)
_OWED = ("due_on", "due_key", "barred_key")
_FOUND_BY = {"name", "model_id", "serial_number", "inventory_number", "place_id", "extra"}


class Done(NamedTuple):
    """How much was written, and the batch of the trail that holds it, if there is one."""

    batch_id: UUID | None
    created: int
    changed: int


class Arrivals:
    """What is to be written, and the versions of what it leans on."""

    def __init__(self, drafter: Drafter, new: list[New], changed: list[Changed], head: int) -> None:
        self.new, self.changed, self.rights, self.head = new, changed, drafter.rights, head
        rows = [each.values for each in new] + [each.after for each in changed]
        used = {row["place_id"] for row in rows}
        places = drafter.known.places.values()
        self._places = {each.id: each.version for each in places if each.id in used}
        self._fields = {each.id: each.version for each in drafter.known.fields.values()}
        self._take(rows, drafter.products)

    def write(self, session: Session) -> Done:
        """Write it all in this transaction. Raises Refused if the register has changed."""
        with in_haste(session):
            self._hold(session)
            self._complete_catalogue(session)
            self._register([each.values for each in self.new], session)
            change(session, [trail.Change(each.thing, each.changes) for each in self.changed])
        written = trail.batch_of(session) if self.new or self.changed else None
        return Done(written, len(self.new), len(self.changed))

    def _take(self, rows: list[Values], products: Products) -> None:
        """The models and companies that these rows name: those known, and those to be added."""
        models = {products.products[row["model_id"]] for row in rows if row["model_id"]}
        sold = {each.id for each in models}
        companies = {each.maker_id for each in models} | {row["supplier_id"] for row in rows}
        companies |= {row["service_provider_id"] for row in rows}
        self._new_models = [row for key, row in products.new_models.items() if key in sold]
        self._new_companies = [
            row for key, row in products.new_companies.items() if key in companies
        ]
        versions = products.versions
        self._models = {key: versions[key] for key in sold if key in versions}
        self._companies = {key: versions[key] for key in companies if key in versions}

    def _hold(self, session: Session) -> None:
        """Make sure that nothing has come between the plan and its writing.

        Where the trail is as long as it was, nothing has changed at all.
        """
        if holds.head(session) == self.head:
            return
        things = {each.thing["id"]: each.thing["version"] for each in self.changed}
        holds.standing(session, Asset, things)
        holds.standing(session, Place, self._places)
        holds.standing(session, Model, self._models)
        holds.standing(session, Supplier, self._companies)
        holds.standing(session, CustomField, self._fields)
        holds.unregistered(session, [each.values for each in self.new], self.rights)
        holds.uncatalogued(session, self._new_companies, self._new_models)

    def _complete_catalogue(self, session: Session) -> None:
        for table, rows in ((Supplier, self._new_companies), (Model, self._new_models)):
            for row in rows:
                row["created_at"] = moment_of(session)
            trail.add_rows(session, table, rows, label="name")

    def _register(self, things: list[Values], session: Session) -> None:
        _tag(session, things)
        for thing in things:
            thing["created_at"] = moment_of(session)
        duties = _duties(session, things)
        for table, rows, label in ((Asset, things, "tag"), (MaintenancePlan, duties, "title")):
            for some in holds.parts(rows, _AT_ONCE):
                trail.add_rows(session, table, some, label=label)
        for some in holds.parts(self.new, _AT_ONCE):
            finding.keep_words(session, map(_found_by, some))


def change(session: Session, changed: Sequence[trail.Change]) -> None:
    """Change many things: those that others follow record by record, and all the rest at once."""
    laden = _laden(session, changed) | followed_by_others(session, changed)
    followed = {each.row["id"]: each for each in changed if each.row["id"] in laden}
    alone = [each for each in changed if each.row["id"] not in followed]
    trail.change_rows(session, Asset, alone, label="tag")
    _rest(session, alone)
    said = [each.row["id"] for each in alone if each.changes.keys() & _FOUND_BY]
    finding.rewrite_words(session, said)
    for some in holds.parts(followed):
        for asset in session.exec(select(Asset).where(col(Asset.id).in_(some))).all():
            for column, (_, new) in followed[asset.id].changes.items():
                setattr(asset, column, new)
    session.flush()


def _laden(session: Session, changed: Sequence[trail.Change]) -> set[UUID]:
    """What is moved and has parts that go along."""
    moved = [each.row["id"] for each in changed if "place_id" in each.changes]
    return {key for some in holds.parts(moved) for key in parts.wholes(session, some)}


def _found_by(new: New) -> tuple[UUID, set[str]]:
    return new.values["id"], {*new.words.split(), *finding.words_of([new.values["tag"]])}


def followed_by_others(session: Session, changed: Sequence[trail.Change]) -> set[UUID]:
    """Those whose plans, orders or labels follow what changes."""
    placed = Writings.on_places(session)
    moves = (each.row["id"] for each in changed if placed and "place_id" in each.changes)
    return {*moves} | {each.row["id"] for each in changed if _follows(each)}


def _rest(session: Session, changed: Sequence[trail.Change]) -> None:
    """What comes to rest, or is back from it, takes its plans along."""
    reasons = {}
    for row, changes in changed:
        pairs = (changes.get(name, (row[name],) * 2) for name in ("state", "condition"))
        before, after = (rests.why(*each) for each in zip(*pairs, strict=True))
        if before != after:
            reasons[row["id"]] = after
    rests.follow_all(session, reasons, moment_of(session).date())


def _follows(changed: trail.Change) -> bool:
    """Whether others follow it: it comes, goes, is back, or changes its kind, site or owner."""
    old, new = changed.changes.get("state", (None, None))
    comes = new in inheritance.HERE and old not in inheritance.HERE
    goes = new in GONE and old not in GONE
    back = old in HANDED and new not in HANDED
    return comes or goes or back or bool(changed.changes.keys() & _FOLLOWED)


def _tag(session: Session, things: list[Values]) -> None:
    """Give each thing the next tag of its site, in the order of the list."""
    of_site: dict[UUID, list[Values]] = defaultdict(list)
    for thing in things:
        of_site[thing["site_id"]].append(thing)
    for site_id in sorted(of_site):
        tags = register.new_tags(session, site_id, len(of_site[site_id]))
        for thing, tag in zip(of_site[site_id], tags, strict=True):
            thing["tag"] = tag


def _duties(session: Session, things: list[Values]) -> list[Values]:
    """The plans that these things have from types and models; their next day is noted on them."""
    here = [thing for thing in things if thing["state"] in inheritance.HERE]
    written = Writings(session, (SimpleNamespace(**thing) for thing in here))
    same = (*_ALIKE, "place_id") if written.placed else _ALIKE
    owed: dict[Any, tuple[Asset, list[Values]]] = {}
    duties: list[Values] = []
    for thing in here:
        alike = tuple(thing[name] for name in same)
        if alike not in owed:
            asked = written.of(thing["type_id"], thing["model_id"], thing["place_id"])
            owed[alike] = _owed(thing, asked, session)
        like, plans = owed[alike]
        thing |= {name: getattr(like, name) for name in _OWED}
        own = {
            "asset_id": thing["id"],
            "site_id": thing["site_id"],
            "partner_id": thing["partner_id"],
        }
        duties += [plan | own | {"id": uuid4()} for plan in plans]
    return duties


def _owed(
    thing: Values, asked: Sequence[MaintenancePlan], session: Session
) -> tuple[Asset, list[Values]]:
    """What is owed to one thing, and so to all of its type that came on the same days."""
    at, asset = moment_of(session), Asset(**thing)
    plans = [inheritance.inherited(session, plan, asset, at.date()) for plan in asked]
    inheritance.owe(asset, plans)
    return asset, [plan.model_dump() | {"created_at": at} for plan in plans]
