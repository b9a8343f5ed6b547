"""What follows from other values and is written down to be found, sorted and shown quickly.

Each proof here reckons it again and gives, for every one, a sentence if it is wrong, or None.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.database import streamed
from assets.exchange import spellings
from assets.exchange.glossary import FoundBy
from assets.exchange.nouns import NOUNS, Noun
from assets.inventory import custom_fields, finding, places
from assets.inventory.catalogue import Model
from assets.inventory.documents import Document
from assets.inventory.finding import SearchWord
from assets.inventory.parts import ABSENT
from assets.inventory.places import Place, TagCounter
from assets.inventory.register import NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.inventory.transfers import Transfer, TransferCounter
from assets.maintenance import faults, meters, plans, safety_tests
from assets.maintenance.checklists import Checklist
from assets.maintenance.criticality import pressing_key
from assets.maintenance.faults import Fault, FaultCounter
from assets.maintenance.limits import Quantity
from assets.maintenance.meters import COUNTS, Meter, Reading
from assets.maintenance.orders import OrderCounter, WorkOrder, day_that_counts
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.safety_tests import Measurement, SafetyTest, SafetyTestCounter
from assets.maintenance.spares import SparePart, StockMove
from assets.people import Person
from assets.procurement import invoices
from assets.procurement.deliveries import DeliveryLine
from assets.procurement.invoices import Invoice
from assets.procurement.lots import Lot
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project, ends
from assets.procurement.stages import Stage
from assets.procurement.units import Unit
from assets.words import fold, sort_key

_AT_ONCE = 500

Wrong = Callable[[Session], Iterator[str | None]]


def _due_key(plan: Any) -> date:
    asked = not plan.paused and plan.ended_on is None and plan.suspended_on is None
    return (plan.due_on if asked else None) or NEVER


def _open_key(plan: Any) -> date:
    key = _due_key(plan)
    return key if key == NEVER else key - timedelta(plan.lead_days)


# Column by column, what follows from the same row.
OF_ITSELF: dict[type[Any], dict[str, Callable[[Any], Any]]] = {
    Person: {
        "name_key": lambda person: sort_key(person.name),
        "folded": lambda person: fold(f"{person.name} {person.email}"),
    },
    Supplier: {"folded": lambda supplier: fold(supplier.name)},
    Model: {
        "folded": lambda model: fold(model.name),
        "name_key": lambda model: sort_key(model.name),
    },
    Document: {"folded": lambda document: fold(document.name)},
    Asset: {
        "name_key": lambda asset: sort_key(asset.name),
        "due_key": lambda asset: asset.due_on or NEVER,
    },
    MaintenancePlan: {
        "due_key": _due_key,
        "open_key": _open_key,
    },
    Checklist: {
        "folded": lambda each: fold(f"{each.key} {each.name_en} {each.name_ro} {each.name_hu}")
    },
    SparePart: {
        "name_key": lambda part: sort_key(part.name),
        "folded": lambda part: fold(f"{part.name} {part.part_number}"),
        "short": lambda part: part.minimum is not None and part.quantity < part.minimum,
    },
    WorkOrder: {
        "due_key": day_that_counts,
        "pressing_key": lambda order: pressing_key(order.priority, day_that_counts(order)),
    },
    Fault: {"queue": faults.queued},
    Meter: {
        "read_key": lambda meter: (
            meters.NOT_ASKED if meter.given_up else meter.last_at or meters.NEVER_READ
        )
    },
    Project: {
        "stays_until": lambda project: ends(project)[0],
        "papers_until": lambda project: ends(project)[1],
    },
    Lot: {"number_key": lambda lot: sort_key(lot.number)},
    Invoice: {"number_key": lambda invoice: invoices.key_of(invoice.number)},
}


def keys(session: Session) -> Iterator[str | None]:
    for kind, columns in OF_ITSELF.items():
        table: Table = kind.__table__
        for row in streamed(session, table.select()):
            wrong = [name for name, reckon in columns.items() if getattr(row, name) != reckon(row)]
            yield _sentence(table.name, row.id, ", ".join(wrong))


def tree(session: Session) -> Iterator[str | None]:
    """Every place stands where its parents say, and one that gave way gave way to one of them."""
    known = {place.id: place for place in session.exec(select(Place))}
    for place in known.values():
        parent = known[place.parent_id] if place.parent_id else None
        follows = {
            "path": f"{parent.path} / {place.name}" if parent else place.name,
            "path_key": places.key_of(place, parent),
            "folded": fold(place.path),
            "depth": parent.depth + 1 if parent else 0,
            "site_id": parent.site_id if parent else place.id,
        }
        if place.merged_into_id:
            into = known[place.merged_into_id]
            standing = None if into.merged_into_id else into.id
            follows |= {"site_id": place.site_id, "parent_id": None, "merged_into_id": standing}
        wrong = [name for name, value in follows.items() if getattr(place, name) != value]
        yield _sentence("place", place.id, ", ".join(wrong))


def days(session: Session) -> Iterator[str | None]:
    """The next duty of an asset is the earliest of its plans, and so is what bars its use."""
    keys = {"due": col(MaintenancePlan.due_key), "barred": plans.barred()}
    mins = [func.min(each).label(name) for name, each in keys.items()]
    earliest = (
        select(MaintenancePlan.asset_id, *mins).group_by(col(MaintenancePlan.asset_id)).subquery()
    )
    noted: Select[Any] = select(Asset.id, Asset.due_key, Asset.barred_key, *earliest.c[1:])  # type: ignore[call-overload]
    joined = noted.outerjoin(earliest, earliest.c.asset_id == Asset.id)
    for asset_id, *kept, due, barred in streamed(session, joined):
        right = kept == [due or NEVER, barred or NEVER]
        yield _sentence("asset", asset_id, "" if right else "due_on or barred_key")


def read(session: Session) -> Iterator[str | None]:
    """Every meter says what its last reading says, and a counter has counted all that count."""
    known = select(Meter, Quantity.counter).join(Quantity, col(Quantity.id) == Meter.quantity_id)
    for meter, counter in session.exec(known):
        asked = select(Reading.at, Reading.value, Reading.severity, Reading.turn, Reading.total)  # type: ignore[call-overload]
        rows = session.exec(
            asked.where(Reading.meter_id == meter.id, COUNTS).order_by(Reading.at)
        ).all()
        last = rows[-1] if rows else None
        told = (meter.last_at, meter.last_value, meter.last_severity)
        whole = told == ((last.at, last.value, last.severity) if last else (None, None, None))
        yield _sentence("meter", meter.id, "" if whole else "last_value")
        turns = [(row.value, row.turn) for row in rows]
        counted = meters.totals(turns, meter.rolls_over_at) if counter else [None] * len(rows)
        right = counted == [row.total for row in rows]
        yield _sentence("reading", f"of the meter {meter.id}", "" if right else "total")


def stock(session: Session) -> Iterator[str | None]:
    """Of every spare part so many lie there as its movements make together."""
    together = func.sum(StockMove.change).label("moved")
    moved = select(StockMove.spare_part_id, together)
    by_part = moved.group_by(col(StockMove.spare_part_id)).subquery()
    told: Any = select(SparePart.id, SparePart.quantity, by_part.c.moved)
    for key, quantity, reckoned in streamed(
        session, told.outerjoin(by_part, by_part.c.spare_part_id == SparePart.id)
    ):
        yield _sentence("spare_part", key, "" if quantity == (reckoned or 0) else "quantity")


def counted(session: Session) -> Iterator[str | None]:
    """Of every line of a delivery so many were counted as things came with it."""
    came = select(Unit.delivery_line_id, func.count().label("came"))
    by_line = came.group_by(col(Unit.delivery_line_id)).subquery()
    told: Any = select(DeliveryLine.id, DeliveryLine.counted, by_line.c.came)
    for key, count, reckoned in streamed(
        session, told.outerjoin(by_line, by_line.c.delivery_line_id == DeliveryLine.id)
    ):
        yield _sentence("delivery_line", key, "" if count == (reckoned or 0) else "counted")


def parts(session: Session) -> Iterator[str | None]:
    """Every part stands where its whole stands."""
    whole = aliased(Asset)
    told: Any = select(Asset.id, Asset.place_id, col(whole.place_id).label("there"))
    here = col(Asset.state).not_in(ABSENT) & col(whole.state).not_in(ABSENT)
    together = told.join(whole, col(whole.id) == col(Asset.part_of_id)).where(here)
    for asset_id, here, there in streamed(session, together):
        yield _sentence("asset", asset_id, "" if here == there else "place_id")


def search_words(session: Session) -> Iterator[str | None]:
    """Every asset is found by all of its words and by no other."""
    together = func.aggregate_strings(col(SearchWord.word), " ").label("words")
    grouped = select(SearchWord.asset_id, together).group_by(col(SearchWord.asset_id)).subquery()
    said = finding.said().add_columns(grouped.c.words)
    said = said.outerjoin(grouped, grouped.c.asset_id == Asset.id)
    own = custom_fields.choices(session)
    for asset_id, *texts, extra, kept in streamed(session, said):
        follows = finding.words_of(texts, extra, own)
        right = follows == set((kept or "").split(" "))
        yield _sentence("asset", asset_id, "" if right else "search words")


def found_by(session: Session) -> Iterator[str | None]:
    """Everything else is found by all of its words and by no other, and nothing by what is gone."""
    for noun in NOUNS:
        said = streamed(session, noun.said())
        while rows := list(islice(said, _AT_ONCE)):
            kept = _kept(session, noun, [row.id for row in rows])
            for row in rows:
                right = noun.words(row) == kept[row.id]
                yield _sentence(noun.kind, row.id, "" if right else "words")
        living = select(noun.id).where(noun.id == FoundBy.key)
        lost = select(FoundBy.key).where(FoundBy.kind == noun.kind, ~living.exists()).distinct()
        for key in session.exec(lost):
            yield _sentence(noun.kind, key, "the words of what is gone")


def _kept(session: Session, noun: Noun, keys: list[UUID]) -> dict[UUID, set[str]]:
    kept: dict[UUID, set[str]] = defaultdict(set)
    words = select(FoundBy.key, FoundBy.word).where(FoundBy.kind == noun.kind)
    for key, word in session.exec(words.where(col(FoundBy.key).in_(keys))):
        kept[key].add(word)
    return kept


def spelled(session: Session) -> Iterator[str | None]:
    """Every name is found in spite of a typing error."""
    for noun in NOUNS:
        names = {name for row in streamed(session, noun.said()) for name in noun.names(row)}
        for kept, pairs in spellings.of(names, assets=noun.table is Asset).items():
            table: Table = kept.__table__  # type: ignore[attr-defined]
            lost = sorted(pairs - {tuple(row) for row in session.execute(table.select())})
            yield _sentence(noun.kind, table.name, ", ".join(word for _, word in lost))


def milestone_labels(session: Session) -> Iterator[str | None]:
    named: Select[Any] = (
        select(Milestone.id, Milestone.label, Lot.number, Stage.code, Milestone.nth)  # type: ignore[call-overload]
        .join(Lot, col(Lot.id) == col(Milestone.lot_id))
        .join(Stage, col(Stage.id) == col(Milestone.stage_id))
    )
    for key, label, number, code, nth in streamed(session, named):
        follows = f"{number} {code}" if nth == 1 else f"{number} {code}-{nth}"
        yield _sentence("milestone", key, "" if label == follows else "label")


def verdicts(session: Session) -> Iterator[str | None]:
    """A safety test has come to what was seen and measured in it, by the limits that it names."""
    tests: Iterator[Any] = session.exec(select(SafetyTest).order_by(col(SafetyTest.id)))
    while some := list(islice(tests, _AT_ONCE)):
        of_them = col(Measurement.test_id).in_([test.id for test in some])
        measured: dict[UUID, list[Measurement]] = defaultdict(list)
        for each in session.exec(select(Measurement).where(of_them)):
            measured[each.test_id].append(each)
            yield _sentence("measurement", each.id, "" if each.passed == each.within else "passed")
        for test in some:
            right = test.verdict == safety_tests.verdict_of(test, measured[test.id])
            yield _sentence("safety_test", test.id, "" if right else "verdict")


def counters(session: Session) -> Iterator[str | None]:
    """No number above the last one given stands on any tag, lot, order, report or transfer."""
    tags = _highest(session, select(Asset.tag))
    for code, last in session.execute(
        select(Place.code, TagCounter.last).join(TagCounter, col(TagCounter.site_id) == Place.id)
    ):
        yield _sentence("tag_counter", code, "last" if last < tags[f"{code}-"] else "")
    numbers = _highest(session, select(Lot.number))
    for code, last in session.execute(select(Project.code, Project.lots_numbered)):
        yield _sentence("project", code, "lots_numbered" if last < numbers[f"{code}-L"] else "")
    for counter, numbered in COUNTED.items():
        given = max(_highest(session, select(numbered)).values(), default=0)
        for last in session.exec(select(counter.last)):
            wrong = "last" if last < given else ""
            yield _sentence(counter.__tablename__, "of the register", wrong)


# What counts the numbers of the whole register, and where they stand.
COUNTED: dict[Any, Any] = {
    OrderCounter: WorkOrder.number,
    FaultCounter: Fault.number,
    TransferCounter: Transfer.number,
    SafetyTestCounter: SafetyTest.number,
}


def _highest(session: Session, numbered: Select[Any]) -> dict[str, int]:
    """The highest number after each beginning."""
    highest: dict[str, int] = defaultdict(int)
    for (number,) in streamed(session, numbered):
        beginning = number.rstrip("0123456789")
        if len(beginning) < len(number):
            highest[beginning] = max(highest[beginning], int(number[len(beginning) :]))
    return highest


def _sentence(kind: str, key: UUID | str | None, wrong: str) -> str | None:
    return f"{kind} {key}: {wrong} does not follow from the rest." if wrong else None


WRONG: dict[str, Wrong] = {
    "The keys that lists are sorted by": keys,
    "The tree of places": tree,
    "The days on which assets are next due": days,
    "The last readings and the totals of meters": read,
    "The places of parts": parts,
    "What was counted of each delivery": counted,
    "The stock of spare parts": stock,
    "The words that assets are found by": search_words,
    "The words that everything else is found by": found_by,
    "The spellings of names": spelled,
    "The labels of milestones": milestone_labels,
    "The verdicts of safety tests": verdicts,
    "The numbers that have been given": counters,
}
