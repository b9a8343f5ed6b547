"""Other ways than mail: whatever the Apprise library speaks, if it is installed."""

import importlib.util
from functools import cache

from assets.notices import Letter
from jobs import letters


class NotSent(Exception):  # noqa: N818
    """A message that did not go; it is tried again."""


@cache
def known() -> bool:
    """Whether the library is here that speaks them."""
    return importlib.util.find_spec("apprise") is not None


def understood(address: str) -> bool:
    """Whether it is an address that the library can send to."""
    if not known():
        return False
    from apprise import Apprise  # noqa: PLC0415 - takes long to load, and few need it

    return bool(Apprise.instantiate(address))


def send(letter: Letter, *, base_url: str) -> None:
    """Send it as plain text. Raises NotSent when it did not go."""
    if not known():
        raise NotSent("The Apprise library is not installed.")
    from apprise import Apprise  # noqa: PLC0415

    sender = Apprise()
    if not sender.add(letter.address):
        raise NotSent("This address is not understood.")
    title, body = letters.subject(letter), letters.text(letter, base_url=base_url)
    if not sender.notify(title=title, body=body):
        raise NotSent("The service did not take it.")
