"""The protocols of a delivery: goods received, installed, explained and accepted, to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from assets.acceptance import Proof
from assets.inventory.register import Asset
from assets.money import Money
from assets.procurement.deliveries import Delivery, Tally
from assets.procurement.protocols import ProtocolKind
from assets.words import N_, Language, say, spoken
from labels.papers import frame
from labels.papers.frame import CAPTION

TITLES = {
    ProtocolKind.RECEIPT: N_("Goods-received note"),
    ProtocolKind.INSTALLATION: N_("Installation protocol"),
    ProtocolKind.TRAINING: N_("Training protocol"),
    ProtocolKind.ACCEPTANCE: N_("Acceptance protocol"),
}
COUNTED = {
    N_("No."): 6,
    N_("What it is"): 50,
    N_("On the delivery note"): 16,
    N_("Counted on arrival"): 14,
    N_("Difference"): 12,
    N_("Price of one without VAT"): 20,
    N_("Value without VAT"): 24,
    N_("Remark"): 30,
}
TAUGHT = {N_("No."): 6, N_("What it is"): 136, N_("How many"): 30}
LISTED = {
    N_("No."): 6,
    N_("Tag"): 14,
    N_("Name"): 36,
    N_("Serial number"): 20,
    N_("Inventory number"): 18,
    N_("Place"): 34,
}
ACCEPTED = LISTED | {N_("Warranty until"): 18, N_("Missing"): 30}
ABREAST = 3


@dataclass(frozen=True)
class Thing:
    """One thing on a protocol, where it stands, and what it lacks."""

    asset: Asset
    place: str
    warranty_until: date | None = None
    missing: Sequence[Proof] = ()


@dataclass(frozen=True)
class Sheet:
    """What a protocol says. Its delivery comes with the contract, the supplier and the lot."""

    kind: ProtocolKind
    number: str
    on: date
    language: Language
    delivery: Delivery
    tallies: Sequence[Tally] = ()
    things: Sequence[Thing] = ()
    signed_by: str = ""
    remarks: str = ""
    reason: str = ""

    @property
    def rows(self) -> list[list[str]]:
        """What stands in its table: lines of the contract, or single things."""
        if self.kind is ProtocolKind.RECEIPT:
            come = [each for each in self.tallies if each.noted or each.counted]
            return [self._counted(number, each) for number, each in enumerate(come, 1)]
        if self.kind is ProtocolKind.TRAINING:
            here = [each for each in self.tallies if each.counted]
            return [[str(n), each.line.title, str(each.counted)] for n, each in enumerate(here, 1)]
        return [self._thing(number, each) for number, each in enumerate(self.things, 1)]

    @property
    def columns(self) -> dict[str, int]:
        return {
            ProtocolKind.RECEIPT: COUNTED,
            ProtocolKind.INSTALLATION: LISTED,
            ProtocolKind.TRAINING: TAUGHT,
            ProtocolKind.ACCEPTANCE: ACCEPTED,
        }[self.kind]

    @property
    def total(self) -> list[str]:
        """The last row of what was counted: what all of it is worth."""
        if self.kind is not ProtocolKind.RECEIPT:
            return []
        minor = sum(each.line.price_minor * each.counted for each in self.tallies)
        worth = spoken(Money(minor, self.delivery.contract.currency), self.language)
        return ["", self.say(N_("Together")), "", "", "", "", worth, ""]

    def say(self, words: str, **values: object) -> str:
        return say(self.language, words, **values)

    def _counted(self, number: int, tally: Tally) -> list[str]:
        line, currency = tally.line, self.delivery.contract.currency
        difference = tally.counted - tally.noted
        return [
            str(number),
            line.title,
            str(tally.noted),
            str(tally.counted),
            f"{difference:+}".replace("-", "\N{MINUS SIGN}") if difference else "0",
            spoken(Money(line.price_minor, currency), self.language),
            spoken(Money(line.price_minor * tally.counted, currency), self.language),
            tally.remark,
        ]

    def _thing(self, number: int, thing: Thing) -> list[str]:
        asset = thing.asset
        said = [
            str(number),
            asset.tag,
            asset.name,
            asset.serial_number or (self.say(N_("Carries none")) if asset.unnumbered else ""),
            asset.inventory_number,
            thing.place,
        ]
        if self.kind is ProtocolKind.ACCEPTANCE:
            missing = ", ".join(self.say(each.words) for each in thing.missing)
            said += [spoken(thing.warranty_until, self.language), missing]
        return said


def pdf(sheet: Sheet) -> bytes:
    """The protocol on A4 across, in the language of the site, with lines to sign on."""
    title = sheet.say(TITLES[sheet.kind])

    def story() -> list[Flowable]:
        heads = [[frame.text(sheet.say(each), CAPTION)] for each in sheet.columns]
        said = [*sheet.rows, *filter(None, [sheet.total])]
        rows = [[[frame.text(each)] for each in row] for row in said]
        agreed = [sheet.remarks, sheet.reason]
        return [
            frame.text(title, frame.TITLE),
            frame.gap(2),
            frame.facts(_facts(sheet), frame.width()),
            frame.gap(4),
            frame.text(sheet.say(_finding(sheet))),
            frame.gap(4),
            frame.table(heads, rows, list(sheet.columns.values())),
            *(part for words in agreed if words for part in (frame.gap(4), frame.text(words))),
            *_signatures(sheet),
        ]

    def foot(page: int, count: int) -> str:
        return f"{sheet.number} · {frame.page_of(sheet.language, page, count)}"

    return frame.pdf(f"{title} {sheet.number}", story, foot)


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    delivery, contract = sheet.delivery, sheet.delivery.contract
    lot = contract.lot
    agreed = sheet.say(N_("{number} of {day}"), number=contract.number, day=contract.signed_on)
    said = {
        N_("Number"): sheet.number,
        N_("Date"): sheet.on,
        N_("Project"): f"{lot.project.code} {lot.project.acronym}",
        N_("Lot"): f"{lot.number} {lot.title}",
        N_("Buyer"): lot.partner.name,
        N_("Supplier"): contract.supplier.name,
        N_("Contract"): agreed,
        N_("Delivery note"): delivery.note_number,
        N_("Received on"): delivery.received_on,
    }
    return [
        (sheet.say(name), spoken(value, sheet.language)) for name, value in said.items() if value
    ]


def _finding(sheet: Sheet) -> str:
    """What was found, in one sentence."""
    if sheet.kind is ProtocolKind.RECEIPT:
        if any(each.differs for each in sheet.tallies):
            return N_("What was counted differs from the delivery note.")
        return N_("What was counted agrees with the delivery note.")
    if sheet.kind is ProtocolKind.ACCEPTANCE and any(each.missing for each in sheet.things):
        return N_("These things are accepted, although something is missing, as said beside them.")
    return {
        ProtocolKind.INSTALLATION: N_("These things were installed and are ready to be tried."),
        ProtocolKind.TRAINING: N_("The staff was shown how to use these things safely."),
        ProtocolKind.ACCEPTANCE: N_("These things were found in order and are accepted."),
    }[sheet.kind]


def _signatures(sheet: Sheet) -> list[Flowable]:
    """A block for each who signs; where nobody is named, for both sides."""
    heads = [each.strip() for each in sheet.signed_by.replace(";", "\n").splitlines()]
    heads = [each for each in heads if each] or [
        sheet.say(N_("For the supplier")),
        sheet.say(N_("For the buyer")),
    ]
    asked = [sheet.say(each) for each in (N_("Name"), N_("Place and date"), N_("Signature"))]
    abreast = 2 if len(heads) % ABREAST == 1 else ABREAST  # nobody signs alone on a line
    rows = [heads[begin : begin + abreast] for begin in range(0, len(heads), abreast)]
    return [frame.signatures(some, asked) for some in rows]
