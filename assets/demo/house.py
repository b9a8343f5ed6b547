"""The first day of the demonstration: partners, places, people, the catalogue and the projects."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from assets import ladders, people
from assets.demo import details
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import catalogue, partners, places, shipped
from assets.inventory.catalogue import EquipmentType, TypeGroup
from assets.inventory.partners import Partner
from assets.inventory.places import Kind, Place
from assets.maintenance import authored, profiles, safety_limits
from assets.money import Currency, Money
from assets.people import Person
from assets.procurement import projects, stages, thresholds
from assets.procurement.projects import Part, Project
from assets.rights import Role
from assets.words import Language


def build(session: Session, tale: Tale, password_hash: str) -> list[Person]:
    """All that must be there before anything can happen. Returns the people."""
    shipped.load(session)
    profiles.load(session)
    safety_limits.load(session)
    stages.load(session)
    thresholds.load(session)
    authored.load(session)
    ladders.load(session)
    for row in telling.read("partners.toml")["partners"]:
        told = {name: row[name] for name in ("code", "name", "country")}
        tale.named("partner", row["code"], partners.add(session, **told).id)
    for site in telling.sites():
        _site(session, tale, site)
    _catalogue(session)
    for row in telling.read("projects.toml")["projects"]:
        _project(session, tale, row)
    known = [_person(session, tale, row, password_hash) for row in _people()]
    details.ask(session)
    details.keep(session, tale)
    return known


def _people() -> list[Story]:
    people_told: list[Story] = telling.read("people.toml")["people"]
    return people_told


def _site(session: Session, tale: Tale, told: Story) -> None:
    site = Place(
        name=told["name"],
        kind=Kind.SITE,
        code=told["code"],
        country=told["country"],
        language=Language(told["language"]),
        zone=told["zone"],
        contact=told["contact"],
        capacity=told.get("capacity"),
        partner_id=tale.id("partner", told["partner"]),
    )
    places.open_site(session, site)
    tale.named("site", told["code"], site.id)
    known = {"": site}
    for row in told["places"]:
        inside = known[row.get("in", "")]
        known[row["key"]] = room = Place(
            name=row["name"],
            kind=Kind(row["kind"]),
            area_m2=Decimal(row["area_m2"]) if "area_m2" in row else None,
            capacity=row.get("capacity"),
            opens_on=_opens(tale, row) or inside.opens_on,
        )
        places.open_place(session, room, inside)
        tale.named("place", f"{told['code']}/{row['key']}", room.id)


def _opens(tale: Tale, row: Story) -> date | None:
    """The day that the place opens: its own, or the day on which its works are received."""
    if "opens_after" not in row:
        return tale.on(row, "opens")
    lot = next(lot for lot in telling.lots() if lot["number"] == row["opens_after"])
    received = next(each for each in lot["milestones"] if each["stage"] == "works_reception")
    days = (tale.on(received, name) for name in ("actual", "forecast", "baseline"))
    return next(day for day in days if day)


def _catalogue(session: Session) -> None:
    groups = {group.key: group for group in session.exec(catalogue.groups())}
    told = telling.read("types.toml")
    for row in told["types"]:
        session.add(_type(row, groups[row["group"]]))
    session.flush()
    kinds = {kind.key: kind for kind in session.exec(catalogue.types())}
    for row in [*shipped.rows("models.csv"), *told["models"]]:
        kind = kinds[row["type_key"]]
        part = row.get("part_number", "")
        model = catalogue.add_model(session, row["maker"], row["name"], kind.id, part)
        model.udi_di, model.source = row.get("udi_di") or None, row.get("source", "")
        model.emdn, model.mdr_class = row.get("emdn", ""), row.get("mdr_class", "")


def _type(row: Story, group: TypeGroup) -> EquipmentType:
    return shipped.type_of({name: str(value) for name, value in row.items()}, group)


def _project(session: Session, tale: Tale, row: Story) -> None:
    begins, ends = tale.on(row, "starts"), tale.on(row, "ends")
    assert begins is not None
    assert ends is not None
    project = Project(
        code=row["code"],
        acronym=row["acronym"],
        title=row["title"],
        programme=row["programme"],
        starts_on=begins,
        ends_on=ends,
        currency=Currency(row["currency"]),
        total_minor=_minor(row.get("total")),
        erdf_minor=_minor(row.get("erdf")),
        durability_years=row["durability_years"],
    )
    projects.begin(session, project)
    tale.named("project", row["code"], project.id)
    for code in row["partners"]:
        part = Part.LEAD if code == row["lead"] else Part.PARTNER
        projects.join(session, project, session.get_one(Partner, tale.id("partner", code)), part)
    for code in row["sites"]:
        projects.work_at(session, project, session.get_one(Place, tale.id("site", code)))


def _minor(amount: str | None) -> int:
    return Money.read(amount, Currency.EUR).minor if amount else 0


def _person(session: Session, tale: Tale, row: Story, password_hash: str) -> Person:
    person = people.add(
        session,
        name=row["name"],
        email=row["email"],
        password_hash=password_hash,
        language=Language(row["language"]),
        home_site_id=tale.id("site", row["home_site"]),
    )
    session.flush()
    site = tale.id("site", row["site"]) if "site" in row else None
    partner = tale.id("partner", row["partner"]) if "partner" in row else None
    people.give(session, person, Role(row["role"]), site_id=site, partner_id=partner)
    tale.named("person", row["email"], person.id)
    for at in {"site", "partner"} & set(row):
        tale.named("person", f"{row['role']}@{row[at]}", person.id)
    return person
