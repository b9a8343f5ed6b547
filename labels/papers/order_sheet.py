"""The sheet of an order: what is done where, boxes to tick, parts, time, and lines to sign on."""

from collections.abc import Iterable, Sequence
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from assets.inventory.places import Place, zone_of
from assets.inventory.register import Asset
from assets.maintenance import spans, weighings
from assets.maintenance.answers import Answer
from assets.maintenance.faults import Fault
from assets.maintenance.order_sheets import Sheet
from assets.maintenance.rounds import Stop
from assets.maintenance.spares import StockMove, trimmed
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import titles_of
from assets.words import N_, Language, day, moment, say, spoken
from labels import codes
from labels.papers import frame
from labels.papers.frame import CAPTION, STRONG, TITLE, Cell, Square

ACROSS = frame.width(A4)
CODE = 26  # a side, with the white around it
BOX = 4.5
LINE = 7  # how high an empty line is that is written on by hand
SPARE = 3  # empty lines, where nothing has been written down yet

STEPS = (N_("No."), N_("What is looked at"), N_("Limits"), N_("Found"), N_("Done"), N_("Failed"))
STOPS = (N_("No."), N_("Thing"), N_("Place"), N_("Done"), N_("Failed"), N_("Note"))
PARTS = (N_("Spare part"), N_("Part number"), N_("Amount used"))
TIME = (N_("Day"), N_("Who"), N_("Minutes"))


def pdf(sheet: Sheet, printed_on: date, base: str = "") -> bytes:
    """The sheet in the language of its site. The code holds an address below `base`."""
    order, language = sheet.order, sheet.site.language or Language.EN

    def story() -> list[Flowable]:
        return [
            *_head(sheet, language, base),
            *_reported(sheet, language),
            *_to_do(sheet, language),
            *_parts(sheet, language),
            *_time(sheet, language),
            *_notes(sheet, language),
            frame.signatures(
                [say(language, each) for each in (N_("Done by"), N_("Received by"))],
                [say(language, each) for each in (N_("Name"), N_("Date"), N_("Signature"))],
                ACROSS,
            ),
        ]

    def foot(page: int, count: int) -> str:
        printed = say(language, N_("Printed on {day}"), day=printed_on)
        return f"{order.number} · {printed} · {frame.page_of(language, page, count)}"

    return frame.pdf(order.number, story, foot, A4)


def _head(sheet: Sheet, language: Language, base: str) -> list[Flowable]:
    order = sheet.order
    code = Square(CODE, codes.qr(f"{base}/orders/{order.number}" if base else order.number))
    beside = ACROSS - CODE - 4
    told = [
        frame.text(f"{say(language, N_('Order sheet'))} {order.number}", CAPTION),
        frame.text(spoken(titles_of(order), language), TITLE),
        frame.gap(2),
        frame.facts(_facts(sheet, language), beside),
    ]
    return [
        Table([[told, code]], [(ACROSS - CODE) * mm, CODE * mm], style=frame.LOOSE),
        frame.gap(4),
    ]


def _facts(sheet: Sheet, language: Language) -> list[tuple[str, str]]:
    order, asset = sheet.order, sheet.order.asset
    said: dict[str, object] = {
        N_("Kind"): order.kind,
        N_("Priority"): order.priority,
        N_("Due"): order.due_on,
        N_("State"): order.state,
        N_("Thing"): _named(order.asset_name, order.asset_tag, asset),
        N_("Model"): sheet.made,
        N_("Serial number"): asset.serial_number if asset else "",
        N_("Inventory number"): asset.inventory_number if asset else "",
        N_("Place"): order.place_path or order.stands,
        N_("Site"): sheet.site.name,
        N_("Given to"): _given_to(sheet, language),
        N_("Done on"): order.done_on,
        N_("Outcome"): order.outcome,
    }
    return [(say(language, name), spoken(value, language)) for name, value in said.items() if value]


def _named(name: str, tag: str, asset: Asset | None) -> str:
    if asset is None:
        return ""
    return f"{name or asset.name}, {tag or asset.tag}"


def _given_to(sheet: Sheet, language: Language) -> str:
    order = sheet.order
    whose = (
        order.taken_by.name if order.taken_by else "",
        spoken(order.role, language) if order.role else "",
        order.provider.name if order.provider else "",
    )
    return ", ".join(filter(None, whose))


def _section(title: str, language: Language, *parts: Flowable) -> list[Flowable]:
    return [frame.text(say(language, title), STRONG), frame.gap(1), *parts, frame.gap(5)]


def _reported(sheet: Sheet, language: Language) -> list[Flowable]:
    told = [_report(each, sheet.site, language) for each in sheet.faults]
    if not told:
        return []
    return _section(N_("What was reported"), language, *map(frame.text, told))


def _report(fault: Fault, site: Place, language: Language) -> str:
    when = moment(fault.reported_at, language, zone_of(site))
    return f"{when}: {spoken(fault.kind, language)}. {fault.words}"


def _to_do(sheet: Sheet, language: Language) -> list[Flowable]:
    """The checklist; of a round, its stops; of other work, nothing but room to write."""
    if sheet.stops:
        rows = [_stop(each, sheet) for each in sheet.stops]
        return _section(
            N_("Stops"), language, _table(STOPS, rows, (5, 26, 30, 9, 10, 20), language)
        )
    if not sheet.steps:
        return []
    rows = [
        _step(number, each, sheet.given.get(each.key), language)
        for number, each in enumerate(sheet.steps, 1)
    ]
    return _section(
        N_("Checklist"), language, _table(STEPS, rows, (5, 43, 20, 20, 9, 10), language)
    )


def _step(number: int, step: Step, answer: Answer | None, language: Language) -> list[Cell]:
    asked = answer.asked if answer else step
    helps = spoken(asked.helps, language)
    found = answer and weighings.told(asked, answer.as_left or answer.as_found, language)
    ticked = [] if answer else [Square(BOX)]
    fails = [] if answer or step.kind is StepKind.TICK else [Square(BOX)]
    return [
        [frame.text(str(number))],
        [frame.text(spoken(asked.names, language)), *_below(helps)],
        [frame.text(spans.limits(asked, language))],
        [frame.text(found or ""), frame.gap(LINE - 4)],
        ticked,
        fails,
    ]


def _stop(stop: Stop, sheet: Sheet) -> list[Cell]:
    language, boxes = sheet.site.language or Language.EN, stop.open
    outcome = stop.outcome or stop.reached
    return [
        [frame.text(str(stop.position))],
        [frame.text(stop.asset_name), frame.text(stop.asset_tag, STRONG)],
        [frame.text(stop.place_path)],
        [Square(BOX)] if boxes else [frame.text(spoken(outcome, language))],
        [Square(BOX)] if boxes else [],
        [frame.text(stop.note), frame.gap(LINE - 4)],
    ]


def _parts(sheet: Sheet, language: Language) -> list[Flowable]:
    rows = [
        (used.spare_part.name, used.spare_part.part_number, _quantity(used, language))
        for used in sheet.used
    ]
    table = _table(PARTS, _written(rows, sheet, len(PARTS)), (56, 28, 16), language)
    return _section(N_("Parts used"), language, table)


def _quantity(used: StockMove, language: Language) -> str:
    amount = spoken(trimmed(-used.change), language)
    return f"{amount} {used.spare_part.unit}".strip()


def _time(sheet: Sheet, language: Language) -> list[Flowable]:
    rows = [(day(each.day, language), each.person.name, str(each.minutes)) for each in sheet.worked]
    table = _table(TIME, _written(rows, sheet, len(TIME)), (28, 56, 16), language)
    return _section(N_("Time worked"), language, table)


def _written(rows: Iterable[Sequence[str]], sheet: Sheet, columns: int) -> list[list[Cell]]:
    """What is written down, and empty lines while there is still something to do."""
    told: list[list[Cell]] = [[[frame.text(each)] for each in row] for row in rows]
    blank: list[list[Cell]] = [[_room_to_write(), *([[]] * (columns - 1))]]
    return told + blank * (SPARE if sheet.order.to_do else 0)


def _room_to_write() -> Cell:
    return [frame.gap(LINE)]


def _notes(sheet: Sheet, language: Language) -> list[Flowable]:
    if sheet.order.note:
        return _section(N_("Note"), language, frame.text(sheet.order.note))
    if not sheet.order.to_do:
        return []
    empty: list[list[Cell]] = [[_room_to_write()] for _ in range(SPARE)]
    return [frame.table([[frame.text(say(language, N_("Note")), STRONG)]], empty, (1,), ACROSS)]


def _table(
    headings: Sequence[str], rows: list[list[Cell]], shares: Sequence[float], language: Language
) -> Flowable:
    heads = [[frame.text(say(language, each), CAPTION)] for each in headings]
    return frame.table(heads, rows, shares, ACROSS)


def _below(words: str) -> list[Flowable]:
    return [frame.text(words, CAPTION)] if words else []
