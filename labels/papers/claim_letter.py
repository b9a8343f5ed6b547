"""The letter that claims a warranty: in the supplier's language, on paper and as text to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from assets.inventory.documents import Document
from assets.maintenance.claims import Claim
from assets.maintenance.faults import Fault
from assets.words import N_, Language, moment, say, say_count, spoken
from labels.papers import frame
from labels.papers.frame import STRONG, TEXT

GREETING = N_("Dear Sir or Madam,")
ASKING = N_(
    "The equipment named below has failed while it is under warranty, which lasts until {day}. "
    "We ask you to put it right under the warranty, and to tell us when you will come."
)
CONFIRMING = N_(
    "Please confirm that you have received this letter, "
    "and name the day on which the repair begins."
)
CLOSING = N_("Yours faithfully,")
HOUR = 3600
LETTER = ParagraphStyle("letter", TEXT, fontSize=10.5, leading=15)


@dataclass(frozen=True)
class Letter:
    """What is claimed, by whom, on which day, and the papers by which the thing was bought."""

    claim: Claim
    language: Language
    on: date
    sender: str
    papers: Sequence[Document] = ()

    def say(self, words: str, **values: object) -> str:
        return say(self.language, words, **values)


def pdf(letter: Letter) -> bytes:
    """The letter on A4, ready to be signed."""
    asset = letter.claim.asset
    within = frame.width(A4)

    def story() -> list[Flowable]:
        return [
            frame.text(letter.sender, STRONG),
            frame.text(asset.site.contact),
            frame.gap(8),
            *(frame.text(each, LETTER) for each in _addressed(letter)),
            frame.gap(8),
            frame.text(spoken(letter.on, letter.language), LETTER),
            frame.gap(6),
            frame.text(_subject(letter), frame.TITLE),
            frame.gap(4),
            *_paragraphs(letter.say(GREETING), letter.say(ASKING, day=asset.warranty_until)),
            frame.facts(_thing(letter), within),
            frame.gap(4),
            frame.text(letter.say(N_("What was reported")), STRONG),
            *_paragraphs(*_reports(letter), *_downtime(letter), letter.say(CONFIRMING)),
            *_paragraphs(letter.say(CLOSING)),
            frame.gap(16),
            frame.text(letter.sender, STRONG),
        ]

    def foot(page: int, count: int) -> str:
        return frame.page_of(letter.language, page, count)

    return frame.pdf(_subject(letter), story, foot, A4)


def text(letter: Letter) -> str:
    """The same, to be copied into a mail."""
    asset = letter.claim.asset
    parts = [
        [_subject(letter)],
        [letter.say(GREETING)],
        [letter.say(ASKING, day=asset.warranty_until)],
        [f"{name}: {said}" for name, said in _thing(letter)],
        [f"{letter.say(N_('What was reported'))}:", *_reports(letter)],
        _downtime(letter),
        [letter.say(CONFIRMING)],
        [letter.say(CLOSING), letter.sender, *([asset.site.contact] if asset.site.contact else [])],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _paragraphs(*said: str) -> list[Flowable]:
    return [each for words in said for each in (frame.text(words, LETTER), frame.gap(3))]


def _addressed(letter: Letter) -> list[str]:
    supplier = letter.claim.asset.supplier
    return [each for each in (supplier.name, supplier.contact) if each] if supplier else []


def _subject(letter: Letter) -> str:
    return letter.say(N_("Warranty claim: {name}"), name=letter.claim.asset.name)


def _thing(letter: Letter) -> list[tuple[str, str]]:
    """The thing, as the supplier knows it and as we do."""
    asset = letter.claim.asset
    said = {
        N_("Equipment"): asset.name,
        N_("Model"): f"{asset.model.maker.name} {asset.model.name}" if asset.model else "",
        N_("Serial number"): asset.serial_number,
        N_("Batch"): asset.batch_number,
        N_("Tag"): asset.tag,
        N_("Inventory number"): asset.inventory_number,
        N_("Place"): asset.place.path,
        N_("Delivered"): asset.delivered_on,
        N_("Accepted"): asset.accepted_on,
        N_("Warranty until"): asset.warranty_until,
        N_("Document of origin"): asset.source_document,
        N_("Lot"): asset.lot_number,
    }
    pairs = [(letter.say(name), spoken(value, letter.language)) for name, value in said.items()]
    pairs += [
        (spoken(each.kind, letter.language), _numbered(letter, each)) for each in letter.papers
    ]
    return [(name, value) for name, value in pairs if value]


def _numbered(letter: Letter, paper: Document) -> str:
    dated = letter.say(N_("of {day}"), day=paper.dated_on) if paper.dated_on else ""
    return f"{paper.number} {dated}".strip()


def _reports(letter: Letter) -> list[str]:
    return [_report(letter, each) for each in letter.claim.reports]


def _report(letter: Letter, fault: Fault) -> str:
    when = moment(fault.reported_at, letter.language, _zone(letter))
    said = f"{when}: {spoken(fault.kind, letter.language)}."
    return f"{said} {fault.words}".strip()


def _downtime(letter: Letter) -> list[str]:
    claim = letter.claim
    if claim.down_from is None or claim.downtime is None:
        return []
    since = moment(claim.down_from, letter.language, _zone(letter))
    length = _length(claim.downtime, letter.language)
    return [
        letter.say(N_("Out of order since {since}, so far {length}."), since=since, length=length)
    ]


def _length(lasted: timedelta, language: Language) -> str:
    """In days and hours: who waits for a repair does not count minutes."""
    hours = lasted.seconds // HOUR
    days = say_count(language, "{count} day", "{count} days", lasted.days) if lasted.days else ""
    of_day = say_count(language, "{count} hour", "{count} hours", hours)
    return f"{days} {of_day}".strip() if hours or not days else days


def _zone(letter: Letter) -> ZoneInfo:
    return ZoneInfo(letter.claim.asset.site.zone)
