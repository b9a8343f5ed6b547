"""What stands in every address that is about something, at a site of others."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlmodel import select

from assets import trail, workdays
from assets.inventory import identifiers, suppliers
from assets.inventory.leaving import Departure
from assets.inventory.places import Place
from assets.labelling import drafts, papers, printers, prints, runs
from assets.labelling.kinds import Kind
from assets.labelling.printers import Said, Way
from assets.labelling.prints import Arranged
from assets.maintenance import closures, officers, readings, safety_limits, stock
from assets.maintenance.officers import Office
from assets.maintenance.readings import Taken
from assets.maintenance.rounds import Stop
from assets.maintenance.spares import SparePart
from assets.money import Currency, Money
from assets.people import RoleHeld
from assets.procurement import (
    bids,
    budgets,
    deliveries,
    dossier_runs,
    dossiers,
    fundings,
    guests,
    inspections,
    items,
    releases,
    reports,
    results,
    thresholds,
    vat,
)
from assets.procurement.fundings import Source
from assets.rights import EVERYTHING, Role
from assets.words import Language, Words
from labels.designs import PLATE
from tests.assets.labelling.measures import L7160
from tests.assets.maintenance.safety import a_setting, a_test
from tests.assets.procurement.money import a_line as a_budget_line
from tests.assets.procurement.money import an_invoice, billed, paid
from tests.builders import (
    DAY,
    a_checklist,
    a_contract,
    a_document,
    a_fault,
    a_field,
    a_line,
    a_loan,
    a_lot,
    a_meter,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_room,
    a_schedule,
    a_site,
    a_spare_part,
    a_transfer,
    a_type,
    a_view,
    an_asset,
    an_order,
    committed,
    saved,
)

# What is hers alone whom it reminds.
HERS_ALONE = {
    "feeds": {"key": UUID(int=0), "secret": "unknown"},
    "channels": {"key": UUID(int=0)},
    "notices": {"key": UUID(int=0)},
}
LATER = "2199-01-01"  # than all that is made here
LATER_STILL = date(2199, 1, 2)
LONG_AGO = date(2020, 1, 2)


@pytest.fixture
def theirs(session):
    """What stands in every address that is about something: all of it at Szentes, and theirs."""
    partner = a_partner(session, "SZ", "HU")
    szentes = a_site(session, "SZE", "Szentes", "HU", partner_id=partner.id)
    partner.gs1_prefix = "59412345"
    asset = an_asset(session, "Weight bath", place=a_room(session, "Pool", szentes))
    label = committed(session, identifiers.label_of(session, asset))
    schedule = a_schedule(session, a_lot(session, "Weight baths", partner=partner))
    bela = a_person(session, Role.TECHNICIAN, szentes, name="Bela")
    held = session.exec(select(RoleHeld).where(RoleHeld.person_id == bela.id)).one()
    made = prints.print_labels(session, Kind.ASSET, [asset.id], Arranged(), EVERYTHING)
    session.commit()
    order = an_order(session, asset)
    order.checklist_id = a_checklist(session).id
    session.commit()
    test = a_failed_test(session, szentes, label.created_at.date())
    return _of_care(session, asset, order, szentes, test) | {
        "assets": {"tag": asset.tag, "key": asset.tag, "day": LATER, "state": "retired"},
        "8004": {"giai": partner.gs1_prefix + label.code},
        "bulk": {"number": session.exec(trail.history(asset.id)).all()[0][1].number},
        **_away(session, szentes),
        "documents": {"key": a_document(session, asset).id},
        **_labelled(session, szentes, label, made),
        "places": {"key": szentes.id, "day": LATER},
        **{
            f"{list_}.": {"form": "csv"}
            for list_ in ("assets", "documents", "lists", "orders", "plans")
        },
        "import": {"digest": "0" * 64},
        "trail": {"number": session.exec(trail.history(asset.id)).all()[0][1].number},
        "people": {"key": bela.id, "role": held.id},
        **_catalogued(session),
        "views": {"key": a_view(session, bela, szentes).id},
        **HERS_ALONE,
        "partners": {"code": partner.code},
        **_planned(schedule),
        **_bought(session, schedule.lot),
        **_paid_for(session, schedule.lot, partner),
        **_held(session, schedule.lot, partner, bela, szentes),
    }


def _planned(schedule):
    number = schedule.lot.number
    said = {"number": number, "key": number, "code": "delivery", "after": "contract_signed"}
    milestone = schedule.milestone("delivery")
    return {"lots": said, "milestones": {"key": milestone.id}, "stages": {"code": "delivery"}}


def _bought(session, lot):
    """An item, an offer and a contract that is late."""
    supplier = suppliers.named(session, "Medimpex")
    item = items.add(session, lot, title="Weight bath")
    offer = bids.receive(session, lot, supplier, Money(1, Currency.HUF), today=DAY)
    contract = a_contract(session, lot, "Medimpex", ends_on=LONG_AGO, signed_on=LONG_AGO)
    line = a_line(session, contract, item_id=item.id)
    brought = committed(session, deliveries.announce(session, contract, {line.id: 1}))
    threshold = thresholds.load(session)[0]
    return {
        "items": {"key": item.id},
        "bids": {"key": offer.id},
        "contracts": {"key": contract.id, "line": line.id},
        "deliveries": {"key": brought.id, "kind": "receipt"},
        "thresholds": {"key": threshold.id},
    }


def _paid_for(session, lot, partner):
    """What stands in the addresses of money: a budget, its sources, an invoice, a report."""
    line = a_budget_line(session, "PP3-5.1", partner, project=lot.project)
    budgets.reallocate(session, lot.project)
    fundings.fund(session, lot.project, partner, Source.ERDF, Money(100_00, Currency.EUR))
    (funding,) = session.exec(fundings.of_project(lot.project)).all()
    said = results.Said(Words("Workshops", "Ateliere", "Műhelyek"), 6)
    result = committed(session, results.promise(session, lot.project, said))
    invoice = an_invoice(session, lot=lot)
    bill = billed(session, invoice, line, 100)
    payment = paid(session, invoice)
    period = date(2027, 1, 1), date(2027, 3, 31)
    report = committed(session, reports.begin(session, lot.project, partner, period))
    cost = committed(session, reports.declare(session, report, bill))
    vat.load(session)
    session.commit()
    return {
        "projects": {
            "code": lot.project.code,
            "line": line.id,
            "funding": funding.id,
            "result": result.id,
            "form": "xlsx",
        },
        "invoices": {"key": invoice.id, "line": bill.id, "payment": payment.id},
        "reports": {"key": report.id, "cost": cost.id},
        "vat": {"key": session.exec(vat.listed()).first().id},
    }


def _held(session, lot, partner, person, site):
    """What a grant holds there, and what a controller was given."""
    bought = an_asset(session, "Shower", site, lot_number=lot.number)
    words = releases.ask(session, bought, Departure.SALE, "Sold", person, date(2027, 3, 1))
    whose = lot.project, partner
    check = inspections.begin(session, *whose, on=date(2027, 3, 1))
    lasts = {"ends_on": LATER_STILL, "today": date(2198, 12, 1)}
    link = guests.invite(session, *whose, "FLC", "house", **lasts)
    made = dossiers.keep(session, *whose, digest="0" * 64, size=1, things=1)
    order = dossier_runs.ask(session, *whose, person.id, Language.EN, at=made.created_at)
    session.commit()
    return {
        "releases": {"key": words.id},
        "inspections": {"key": check.id, "tag": bought.tag},
        "guests": {"key": link.id},
        "guest": {"secret": "unknown", "tag": bought.tag, "form": "pdf", "key": UUID(int=0)},
        "dossier": {"key": made.id},
        "dossier-runs": {"key": order.id},
        "dossiers": {"key": made.id},
    }


def _labelled(session, site, label, made):
    zebra = printers.name_one(session, site, Said("Zebra", Way.RAW, address="10.0.0.7"))
    run = {"key": runs.ask(session, made, zebra, made.created_at).id}
    return {
        "t": {"code": label.code},
        "codes": {"code": label.code},
        "labels": {"key": made.id, "code": label.code},
        "prints": {"key": made.id},
        "printers": {"key": zebra.id},
        "runs": run,
        "label-runs": run,
        "stocks": {"key": papers.add(session, site, "Film", L7160).key},
        "designs": {"key": drafts.add(session, site, "Ours", PLATE.said()).key},
    }


def _read(session, asset):
    meter = a_meter(session, asset=asset)
    taken = Taken(Decimal("0.4"), meter.created_at)
    reading = committed(session, readings.take(session, meter, taken))
    return {"meters": {"key": meter.id}, "readings": {"key": reading.id}}


def _of_care(session, asset, order, szentes, test):
    return _kept(session, szentes) | {
        "orders": {
            "number": order.number,
            "key": order.number,
            "step": "belt",
            **_written_on(session, order),
        },
        "checklists": {"key": "walk", "number": 1, "step": "belt"},
        **_reported(session, asset),
        "safety-tests": {"number": test.number, "key": test.number},
        "safety-tests.": {"form": "csv"},
        "spares": {"key": session.exec(select(SparePart)).one().id},
        "spares.": {"form": "csv"},
        "plans": {"key": a_plan(session, asset).id},
        **_read(session, asset),
        "logger": {"digest": "0" * 64},
    }


def _reported(session, asset):
    asset.warranty_until = LATER_STILL
    number = a_fault(session, asset, secret="of theirs").number
    return {"faults": {"number": number, "key": number}, "follow": {"secret": "of theirs"}}


def a_failed_test(session, szentes, on):
    setting = a_setting(an_asset(session, "Analyser", szentes), tested_on=on)
    return a_test(session, an_asset(session, "Weight bath", szentes), setting, EQUIPMENT="900")


def _away(session, szentes):
    mora = a_site(session, "MOR", "Mórahalom", "HU", partner_id=szentes.partner_id)
    sent = a_transfer(session, an_asset(session, place=szentes), to=mora)
    lent = a_loan(session, an_asset(session, place=szentes))
    return {"transfers": {"number": sent.number, "key": sent.number}, "loans": {"key": lent.id}}


def _kept(session, szentes):
    """What is shut there, who answers for it, and a day that somebody has declared worked."""
    days = date(2027, 7, 5), date(2027, 7, 25)
    shut = committed(session, closures.shut(session, szentes, closures.Said("Drain", *days)))
    bela = officers.Said(None, "Bela", "", None, days[0])
    officer = committed(session, officers.appoint(session, szentes, Office.RSVTI, bela))
    day = workdays.declare(session, country="HU", day=date(2027, 7, 3), working=True)
    return {
        "closures": {"key": shut.id},
        "officers": {"key": officer.id},
        "calendar": {"country": day.country, "day": day.day},
        "registers": {"name": "iscir"},
        "figures": {"name": "mtbf"},
    }


def _written_on(session, order):
    """A stop of an order, and a part that it used."""
    stop = saved(session, Stop(order_id=order.id, asset_id=order.asset_id, position=1))
    part = a_spare_part(session, site=session.get(Place, order.site_id))
    used = committed(session, stock.use(session, part, order, Decimal(1)))
    return {"stop": stop.id, "move": used.id}


def _catalogued(session):
    model = a_model(session)
    return {
        "types": {"key": a_type(session).key, "day": LATER},
        "models": {"key": model.id, "day": LATER},
        "suppliers": {"key": model.maker_id, "day": LATER},
        "fields": {"key": a_field(session).key},
        "limits": {"key": "DIN19643-2023"},
        "quantities": {"key": "ph"},
        "safety-limits": {"key": session.exec(safety_limits.listed()).first().id},
    }
