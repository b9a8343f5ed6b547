"""What the register's labels say, and the paper that they are printed on."""

from collections.abc import Sequence

from assets.errors import Missing
from assets.inventory import identifiers
from assets.settings import Settings
from labels.fields import Label
from labels.sheet import sheets
from labels.stocks import STOCKS, Stock

# Where labels point while nobody has said where the register lives: they say SPECIMEN then.
NOWHERE = "http://127.0.0.1:8000"


def pdf(
    labels: Sequence[identifiers.Label], on: Stock, settings: Settings, *, skipping: int = 0
) -> bytes:
    """These labels as a PDF. Each has its asset, with place and partner, at hand, if it has one."""
    return sheets([said_of(label, settings) for label in labels], on, skipping=skipping)


def said_of(label: identifiers.Label, settings: Settings) -> Label:
    """What one label says: that of an asset, or a blank one, which people tell by its code."""
    asset, carried = label.asset, address(label.code, settings)
    if asset is None:
        return Label(code_text=carried, tag=label.code, name="", specimen=settings.specimen)
    return Label(
        code_text=carried,
        tag=asset.tag,
        name=asset.name,
        room=asset.place.name,
        owner=asset.partner.name if asset.partner else "",
        specimen=settings.specimen,
    )


def address(code: str, settings: Settings) -> str:
    """What the code carries. In capitals it makes a smaller code, and our pages answer both."""
    base = settings.base_url or NOWHERE
    root = base.count("/") == 2  # noqa: PLR2004  (a path of its own may not be put in capitals)
    return f"{base}/t/{code}".upper() if root else f"{base}/t/{code}"


def stock(name: str) -> Stock:
    """The paper of this name."""
    if name not in STOCKS:
        raise Missing("There is no paper called {name}.", name=name, field="stock")
    return STOCKS[name]
