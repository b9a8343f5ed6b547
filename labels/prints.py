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
    """These labels as a PDF. Each has its asset, with place and partner, at hand."""
    return sheets([said_of(label, settings) for label in labels], on, skipping=skipping)


def said_of(label: identifiers.Label, settings: Settings) -> Label:
    """What one label of an asset says."""
    asset = label.asset
    assert asset is not None
    return Label(
        code_text=address(label.code, settings),
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
