"""A list of labels for the programs of other printers, such as P-touch Editor or DYMO Connect."""

from collections.abc import Iterable, Iterator

from assets.exchange.exports import write_csv
from labels.fields import FIELDS, Label


def csv(labels: Iterable[Label]) -> Iterator[bytes]:
    """A column for what the code carries, one for the tag and one for each field, in their order.

    With the mark by which those programs know UTF-8, and no text in it is a formula.
    """
    headers = ["qr", "tag", *FIELDS]
    return write_csv(headers, (_row(label) for label in labels))


def _row(label: Label) -> list[str]:
    return [label.code_text, label.tag, *(field.read(label) for field in FIELDS.values())]
