"""Plans that go by a meter: when they fall due, as far as the readings tell."""

from sqlmodel import Session

from assets.maintenance.meters import Meter


def heed(session: Session, meter: Meter) -> None:
    """Reckon anew the next day of every plan that goes by this meter, which was just read."""
