"""The letter that asks a supplier for the penalty of his delay: on paper and as text to copy."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from assets.procurement.penalties import Late, Penalty
from assets.words import N_, Language, say, say_count, spoken
from labels.papers import frame
from labels.papers.frame import STRONG, TEXT

GREETING = N_("Dear Sir or Madam,")
REMINDING = N_(
    "By the contract named below, everything was to be done by {day}. "
    "What is listed here came later, or has not come yet."
)
ASKING = N_(
    "For each day of delay the contract asks for {rate} % of the price of what is late, without "
    "VAT. Reckoned until {day} the penalty is {amount}."
)
CAPPED = N_("It has reached the most that the contract allows: {most}.")
WITHOUT = N_("The contract names no penalty for a delay. We ask you to deliver without delay.")
ANSWER = N_("Please tell us in writing why it is late, and by which day you will deliver.")
CLOSING = N_("Yours faithfully,")
LETTER = ParagraphStyle("letter", TEXT, fontSize=10.5, leading=15)


@dataclass(frozen=True)
class Letter:
    """What is asked for, by whom, on which day."""

    penalty: Penalty
    language: Language
    on: date
    sender: str
    project: str = ""

    def say(self, words: str, **values: object) -> str:
        return say(self.language, words, **values)


def pdf(letter: Letter) -> bytes:
    """The letter on A4, ready to be signed."""
    within = frame.width(A4)

    def story() -> list[Flowable]:
        return [
            frame.text(letter.sender, STRONG),
            frame.gap(8),
            *(frame.text(each, LETTER) for each in _addressed(letter)),
            frame.gap(8),
            frame.text(spoken(letter.on, letter.language), LETTER),
            frame.gap(6),
            frame.text(_subject(letter), frame.TITLE),
            frame.gap(4),
            *_paragraphs(letter.say(GREETING), letter.say(REMINDING, day=letter.penalty.due_on)),
            frame.facts(_contract(letter), within),
            frame.gap(4),
            frame.table(_headings(letter), [_row(letter, each) for each in letter.penalty.late],
                        (5, 1, 2, 2, 2), within),
            frame.gap(4),
            *_paragraphs(*_asked(letter), letter.say(ANSWER), letter.say(CLOSING)),
            frame.gap(16),
            frame.text(letter.sender, STRONG),
        ]  # fmt: skip

    def foot(page: int, count: int) -> str:
        return frame.page_of(letter.language, page, count)

    return frame.pdf(_subject(letter), story, foot, A4)


def text(letter: Letter) -> str:
    """The same, to be copied into a mail."""
    parts = [
        [_subject(letter)],
        [letter.say(GREETING)],
        [letter.say(REMINDING, day=letter.penalty.due_on)],
        [f"{name}: {said}" for name, said in _contract(letter)],
        [" – ".join(filter(None, _told(letter, each))) for each in letter.penalty.late],  # noqa: RUF001
        _asked(letter),
        [letter.say(ANSWER)],
        [letter.say(CLOSING), letter.sender],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _paragraphs(*said: str) -> list[Flowable]:
    return [each for words in said for each in (frame.text(words, LETTER), frame.gap(3))]


def _addressed(letter: Letter) -> list[str]:
    supplier = letter.penalty.contract.supplier
    return [each for each in (supplier.name, supplier.contact) if each]


def _subject(letter: Letter) -> str:
    return letter.say(
        N_("Penalty for delay under contract {number}"), number=letter.penalty.contract.number
    )


def _contract(letter: Letter) -> list[tuple[str, str]]:
    contract = letter.penalty.contract
    said = {
        N_("Contract"): contract.number,
        N_("Signed on"): contract.signed_on,
        N_("To be done by"): letter.penalty.due_on,
        N_("Price without VAT"): letter.penalty.price,
        N_("Lot"): f"{contract.lot.number} {contract.lot.title}",
        N_("Project"): letter.project,
    }
    pairs = [(letter.say(name), spoken(value, letter.language)) for name, value in said.items()]
    return [(name, value) for name, value in pairs if value]


def _headings(letter: Letter) -> list[list[Flowable]]:
    names = (
        *(N_("What is late"), N_("How many"), N_("Price without VAT")),
        *(N_("Delivered"), N_("Days late")),
    )
    return [[frame.text(letter.say(name), STRONG)] for name in names]


def _row(letter: Letter, late: Late) -> list[list[Flowable]]:
    return [[frame.text(each)] for each in _cells(letter, late)]


def _cells(letter: Letter, late: Late) -> tuple[str, ...]:
    came = spoken(late.came_on, letter.language) if late.came_on else letter.say(N_("not yet"))
    title = late.title or letter.say(N_("Everything under the contract"))
    worth = spoken(late.net, letter.language)
    return title, str(late.quantity), worth, came, str(late.days)


def _told(letter: Letter, late: Late) -> tuple[str, ...]:
    title, quantity, worth, _, _ = _cells(letter, late)
    days = say_count(letter.language, "{count} day late", "{count} days late", late.days)
    return f"{quantity} × {title}", worth, days  # noqa: RUF001


def _asked(letter: Letter) -> list[str]:
    penalty, contract = letter.penalty, letter.penalty.contract
    if not contract.penalty:
        return [letter.say(WITHOUT)]
    rate = spoken((Decimal(contract.penalty) / 1000).normalize() + 0, letter.language)
    asked = letter.say(ASKING, rate=rate, day=letter.on, amount=penalty.amount)
    capped = penalty.most is not None and penalty.reckoned.minor > penalty.most.minor
    return [asked, letter.say(CAPPED, most=penalty.most)] if capped else [asked]
