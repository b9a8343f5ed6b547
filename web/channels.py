"""Other ways than mail, as somebody names them."""

from assets.errors import Refused
from jobs import channels


def must_be_understood(address: str) -> None:
    """Raise Refused for an address that nothing here can send to."""
    if not channels.known():
        raise Refused(
            "This installation knows no other way than mail. Ask whoever installed it for Apprise.",
            field="address",
        )
    if not channels.understood(address):
        raise Refused("This address is not understood.", field="address")
