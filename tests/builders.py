"""Small things for tests, each with no more said than a test needs."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlmodel import select

from assets import files, people, reporting, settings, views
from assets.inventory import (
    catalogue,
    documents,
    loans,
    partners,
    places,
    register,
    suppliers,
    tailoring,
    transfers,
)
from assets.inventory.custom_fields import Choice
from assets.inventory.custom_fields import Kind as FieldKind
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.places import Kind, Place
from assets.maintenance import (
    drafts,
    meters,
    occurrences,
    orders,
    plans,
    profiles,
    rounds,
    spares,
    stock,
)
from assets.maintenance.faults import Report
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import FailureMode, Terms
from assets.maintenance.terms import Kind as WorkKind
from assets.money import Currency, Money
from assets.procurement import (
    contract_lines,
    contracts,
    lots,
    milestones,
    projects,
    schedules,
    stages,
)
from assets.rhythm import Rhythm, Unit
from assets.rights import EVERYTHING, Role
from assets.words import Language, Words

PASSWORD = "thermal water"
DAY = date(2027, 3, 1)
ZONES = {"RO": "Europe/Bucharest", "HU": "Europe/Budapest"}
PURCHASE = [
    "notice_published",
    "bid_deadline",
    "contract_signed",
    "delivery",
    "acceptance",
    "payment",
    "warranty_end",
]


def a_partner(session, code="TM", country="RO"):
    known = session.exec(partners.listed().where(partners.Partner.code == code)).first()
    return known or saved(session, partners.Partner(code=code, name=code, country=country))


def a_site(session, code="LOV", name="Lovrin", country="RO", **values):
    known = session.exec(select(Place).where(Place.code == code)).first()
    if known:
        return known
    owner = values.pop("partner_id", None) or a_partner(session, country=country).id
    site = Place(
        name=name,
        code=code,
        kind=Kind.SITE,
        country=country,
        zone=values.pop("zone", ZONES[country]),
        language=Language(country.lower()),
        partner_id=owner,
        **values,
    )
    return committed(session, places.open_site(session, site))


def today_at(site):
    """The day on which it was made, where it is: after ten in the evening UTC it is tomorrow."""
    return site.created_at.astimezone(places.zone_of(site)).date()


def a_room(session, name="Gym", site=None, **values):
    site = site or a_site(session)
    beside = select(Place).where(Place.parent_id == site.id, Place.name == name)
    if known := session.exec(beside).first():
        return known
    room = Place(name=name, **({"kind": Kind.ROOM} | values))
    return committed(session, places.open_place(session, room, site))


def an_asset(session, name="Treadmill", place=None, **values):
    place = place or a_room(session)
    return committed(session, register.register(session, place=place, name=name, **values))


def a_model(session, maker="Technogym", name="Run Artis", **values):
    return committed(session, catalogue.add_model(session, maker, name, **values))


def a_person(session, role=Role.TECHNICIAN, site=None, name=None, **values):
    """Someone with this role at `site`, or everywhere when no site is named."""
    name = name or role.value
    person = people.add(
        session,
        name=name,
        email=f"{name.replace(' ', '.')}@demo.example",
        password_hash=people.hashed(PASSWORD),
        home_site_id=site.id if site else None,
        **values,
    )
    session.flush()
    people.give(session, person, role, site_id=site.id if site else None)
    return committed(session, person)


def saved(session, record):
    session.add(record)
    return committed(session, record)


def committed(session, record):
    session.commit()
    return record


def a_project(session, code="ROHU00627", partners=(), **values):
    """The project of the demonstration, with its published days; the first partner leads."""
    days = {"starts_on": date(2024, 12, 23), "ends_on": date(2027, 12, 22)}
    named = {"code": code, "acronym": "Resilience4Health", "title": "Resilience4Health"}
    project = projects.begin(session, projects.Project(**(named | days | values)))
    for partner in partners or [a_partner(session)]:
        projects.join(session, project, partner)
    return committed(session, project)


def a_lot(session, title="Treadmills", project=None, partner=None, **values):
    partner = partner or a_partner(session)
    project = project or a_project(session, partners=[partner])
    kind = {"kind": lots.Kind.GOODS} | values
    return committed(session, lots.open_lot(session, project, title=title, partner=partner, **kind))


def a_contract(
    session, lot=None, supplier="Hidro S.R.L.", net=100_000_00, currency="RON", **values
):
    """A contract of a lot, signed on 1 February 2027, with these columns."""
    usual = {"number": "12/2027", "signed_on": date(2027, 2, 1)}
    signed = contracts.sign(
        session,
        lot or a_lot(session),
        suppliers.named(session, supplier),
        net=Money(net, Currency(currency)),
        today=DAY,
        **(usual | values),
    )
    return committed(session, signed)


def a_bought(session, contract, title="Treadmill", price=10_000_00, **values):
    """A line that buys things of a kind."""
    return a_line(session, contract, title, price, type_id=a_type(session).id, **values)


def a_line(session, contract, title="Treadmill", price=10_000_00, **values):
    money = Money(price, contract.currency)
    return committed(
        session, contract_lines.add(session, contract, title=title, price=money, **values)
    )


def a_schedule(session, lot, start=date(2027, 3, 1), codes=PURCHASE):
    """The lot with these stages laid by their usual days."""
    stages.load(session)
    chosen = [stages.coded(session, code) for code in codes]
    laid = milestones.plan_lot(session, lot, start, chosen)
    return committed(session, schedules.Schedule(lot, laid))


def a_type(session, key="REH-TREADMILL", **values):
    """An equipment type, in a group of its own when there is none."""
    known = session.exec(select(catalogue.EquipmentType).where(catalogue.EquipmentType.key == key))
    if found := known.first():
        return found
    named = {"name_en": key, "name_ro": key, "name_hu": key}
    group = saved(session, catalogue.TypeGroup(key=f"group of {key}", **named))
    return saved(session, catalogue.EquipmentType(key=key, group_id=group.id, **(named | values)))


def a_field(session, name="Voltage", kind=FieldKind.NUMBER, **said):
    """A field of the house's own, asked of everything unless a type is named."""
    names = said.pop("names", Words(name, f"{name} ro", f"{name} hu"))
    return committed(session, tailoring.add(session, tailoring.Wanted(names, kind, **said)))


def some_choices(*names):
    return [Choice("", name, f"{name} ro", f"{name} hu") for name in names]


def a_view(session, person, site=None, name="Steel", address="/assets?state=in_use"):
    view = views.keep(session, person.id, name, address)
    if site:
        views.share(view, site, EVERYTHING)
    return committed(session, view)


def some_terms(title="Check the belt", every=6, unit=Unit.MONTH, **values):
    return Terms(title, values.pop("kind", WorkKind.PREVENTIVE), Rhythm(every, unit), **values)


def a_document(session, thing, kind=PaperKind.CERTIFICATE, content=b"", name="Paper.csv", **said):
    """A file that is kept in the home of this test and belongs to `thing`."""
    stored = files.receive(content or name.encode(), name, settings.load())
    return committed(session, documents.attach(session, stored, kind, to=[thing], **said))


def a_plan(session, asset=None, due_on=DAY, **terms):
    """A plan on an asset, due first on `due_on`; every six months unless said otherwise."""
    asset = asset or an_asset(session)
    return committed(session, plans.add(session, asset, some_terms(**terms), due_on))


def an_order(session, asset=None, due_on=DAY, **terms):
    """The order of a new plan, ready to be done."""
    plan = a_plan(session, asset, due_on, **terms)
    return committed(session, occurrences.open_next(session, plan, due_on))


def a_step(key="belt", kind=None, words=None, **said):
    """A number, if limits or a unit are named; else passed or failed."""
    numeric = said.keys() & {"low", "high", "warn_low", "warn_high", "nominal", "unit"}
    kind = kind or (StepKind.NUMBER if numeric else StepKind.VERDICT)
    return Step(key, kind, words or Words(key.capitalize(), f"{key} ro", f"{key} hu"), **said)


def a_checklist(session, *asked, names=None, kind=None, types=(), on=DAY):
    """A published list; with one step when none is named."""
    checklist = drafts.begin(session, names or Words("Walk", "Mers", "Járás"), kind, types)
    drafts.redraft(checklist, asked or [a_step()])
    drafts.publish(session, checklist, on)
    return committed(session, checklist)


def a_checked_order(session, *asked, asset=None, **values):
    """An order for a treadmill that goes through these steps."""
    checklist = a_checklist(session, *asked)
    named = {"title": "Look at it", "kind": WorkKind.FUNCTION_CHECK, "due_on": DAY, "on": DAY}
    given = {"checklist_id": checklist.id} | named | values
    return committed(session, orders.ask(session, asset or an_asset(session), **given))


def a_round(session, count=1, place=None, title="Look at everything"):
    """A round over so many new things of the gym."""
    things = [an_asset(session, f"Treadmill {number}", place) for number in range(1, count + 1)]
    asked = {"title": title, "kind": WorkKind.INSPECTION, "due_on": DAY, "on": DAY}
    return committed(session, rounds.ask(session, things, **asked))


def a_spare_part(session, name="Drive belt", quantity=2, site=None, minimum=None, **values):
    """A part in the store of Lovrin, of which so many lie there."""
    part = spares.add(session, site or a_site(session), name, values.pop("part_number", ""))
    for column, value in values.items():
        setattr(part, column, value)
    part.keep(minimum)
    if quantity:
        stock.count(session, part, Decimal(quantity), stock.FIRST_COUNT)
    return committed(session, part)


def a_transfer(session, *assets, to=None, on=DAY, **values):
    """These things, or a treadmill of Lovrin, sent to Szentes."""
    going = assets or [an_asset(session)]
    to = to or a_site(session, "SZE", "Szentes", "HU")
    return committed(session, transfers.send(session, going, to, on, **values))


def a_loan(session, asset=None, borrower="Cardiology", on=DAY, **values):
    """One thing lent to a ward."""
    lent = loans.lend(session, [asset or an_asset(session)], borrower=borrower, on=on, **values)
    return committed(session, lent[0])


def a_fault(session, asset=None, kind=FailureMode.LEAKS, secret="", photo=None, **said):
    """A report about one thing, as a stranger sends it."""
    asset, said = asset or an_asset(session), Report(kind, **said)
    secret = secret or uuid4().hex
    return committed(session, reporting.report(session, asset, said, secret, photo))


def a_meter(session, key="free_chlorine", profile="DIN19643-2023", asset=None, **said):
    """A meter that shows this quantity, judged by this profile; a counter by none."""
    profiles.load(session)
    quantity = profiles.quantity(session, key)
    limits = profiles.profile(session, profile) if profile and not quantity.counter else None
    asset = asset or an_asset(session, "Pool")
    return committed(session, meters.add(session, asset, quantity, profile=limits, **said))
