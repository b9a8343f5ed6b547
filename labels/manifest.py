"""A list of labels for the programs of other printers, such as P-touch Editor or DYMO Connect."""

from collections.abc import Iterable, Iterator

from assets.exchange.exports import write_csv
from labels.codes import Kind, carried
from labels.fields import FIELDS, Label


def csv(labels: Iterable[Label], kind: Kind) -> Iterator[bytes]:
    """A column for what a code of this kind carries, one for the tag, and one for each field.

    With the mark by which those programs know UTF-8, and no text in it is a formula.
    """
    headers = ["qr", "tag", *FIELDS]
    return write_csv(headers, (_row(label, kind) for label in labels))


def _row(label: Label, kind: Kind) -> list[str]:
    return [carried(label, kind), label.tag, *(field.read(label) for field in FIELDS.values())]
