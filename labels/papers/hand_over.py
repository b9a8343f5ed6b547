"""The sheet that goes along with a transfer, in the languages of both sites side by side."""

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from assets.inventory.places import Place
from assets.inventory.transfers import Transfer, TransferLine
from assets.words import N_, Language, say, spoken
from labels.papers import frame
from labels.papers.frame import CAPTION, STRONG, TEXT

HEADINGS = (
    N_("No."),
    N_("Tag"),
    N_("Name"),
    N_("Serial number"),
    N_("Inventory number"),
    N_("Condition when sent"),
    N_("Condition when received"),
    N_("Note"),
)
SHARES = (6, 11, 32, 16, 15, 18, 18, 20)


def pdf(transfer: Transfer, lines: Sequence[TransferLine], sender: str, receiver: str) -> bytes:
    """The sheet of a transfer between two owners; where both sites speak alike, in one language."""
    spoken_there = frame.languages(transfer.site, transfer.to_site)

    def story() -> list[Flowable]:
        heads = [_head(transfer, sender, receiver, each, spoken_there) for each in spoken_there]
        return [
            frame.side_by_side(heads),
            frame.gap(6),
            _things(lines, spoken_there),
            frame.signatures(
                [_said(N_("Handed over by"), spoken_there), _said(N_("Received by"), spoken_there)],
                [
                    _said(each, spoken_there)
                    for each in (N_("Name"), N_("Place and date"), N_("Signature"))
                ],
            ),
        ]

    def foot(page: int, count: int) -> str:
        of = (frame.page_of(each, page, count) for each in spoken_there)
        return f"{transfer.number} · {' · '.join(of)}"

    return frame.pdf(transfer.number, story, foot)


def _head(
    transfer: Transfer, sender: str, receiver: str, language: Language, among: list[Language]
) -> list[Flowable]:
    said = {
        N_("Number"): transfer.number,
        N_("From"): _place(transfer.site, sender),
        N_("To"): _place(transfer.to_site, receiver),
        N_("Sent on"): transfer.sent_on,
        N_("Expected on"): transfer.expected_on,
        N_("Note"): transfer.note,
    }
    pairs = [
        (say(language, name), spoken(value, language)) for name, value in said.items() if value
    ]
    title = frame.text(say(language, N_("Hand-over sheet")), frame.TITLE)
    return [title, frame.gap(2), frame.facts(pairs, frame.width() / len(among))]


def _place(site: Place, owner: str) -> str:
    return f"{site.name}, {owner}" if owner else site.name


def _things(lines: Sequence[TransferLine], among: list[Language]) -> Flowable:
    heads = [_in_each(each, among, CAPTION) for each in HEADINGS]
    rows = [_row(number, line, among) for number, line in enumerate(lines, 1)]
    return frame.table(heads, rows, SHARES)


def _row(number: int, line: TransferLine, among: list[Language]) -> list[list[Flowable]]:
    asset = line.asset
    made = f"{asset.model.maker.name} {asset.model.name}" if asset.model else ""
    return [
        [frame.text(str(number))],
        [frame.text(asset.tag, STRONG)],
        [frame.text(asset.name), frame.text(made, CAPTION)],
        [frame.text(asset.serial_number)],
        [frame.text(asset.inventory_number)],
        _in_each(line.condition_sent.words, among),
        _in_each(line.condition_received.words if line.condition_received else "", among),
        [frame.text(line.note)],
    ]


def _in_each(words: str, among: list[Language], style: ParagraphStyle = TEXT) -> list[Flowable]:
    """The same in each language, one under the other."""
    return [frame.text(say(each, words), style) for each in among if words]


def _said(words: str, among: list[Language]) -> str:
    """The same in each language, on one line."""
    return " / ".join(say(each, words) for each in among)
