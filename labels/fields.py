"""What a label says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """One thing to be labelled, in the words of its own site."""

    code_text: str
    """What the code carries: an address in capitals, which makes a smaller code."""
    tag: str
    name: str
    room: str = ""
    owner: str = ""
    specimen: bool = False
    """Printed before the register has an address that a phone can reach."""


@dataclass(frozen=True)
class Mark:
    """The logo of a grant: its bytes as they are kept, and how large the emblem stands in it."""

    digest: str
    width: int
    height: int
    emblem_share: float
    statement: str
    png: bytes
