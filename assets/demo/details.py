"""What the demonstration's houses ask of their things besides, and the lists that they keep."""

from decimal import Decimal
from functools import cache

from sqlmodel import Session, select

from assets import views
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.exchange.custom_fields import read
from assets.inventory import catalogue, custom_fields, tailoring
from assets.inventory.custom_fields import Choice, Kind
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.people import Person
from assets.rights import EVERYTHING
from assets.words import Words


def ask(session: Session) -> None:
    """Add the fields."""
    for row in _fields():
        tailoring.add(
            session,
            tailoring.Wanted(
                names=Words(row["en"], row["ro"], row["hu"]),
                kind=Kind(row["kind"]),
                type_id=catalogue.keyed(session, row["type"]).id,
                unit=row.get("unit", ""),
                least=Decimal(row["least"]) if "least" in row else None,
                most=Decimal(row["most"]) if "most" in row else None,
                choices=[Choice("", **each) for each in row.get("choices", [])],
            ),
        )


def answer(session: Session, asset: Asset, kind: str) -> None:
    """Write down what this thing says in the fields of its kind."""
    said = {row["en"]: row["say"] for row in _fields() if row["type"] == kind}
    if not said:
        return
    fields = custom_fields.fitting(session, asset.type_id)
    nth = int(asset.tag[-5:])
    answers = {
        field.key: read(field, said[field.name_en][nth % len(said[field.name_en])])
        for field in fields
    }
    asset.extra = custom_fields.validated(fields, answers, asset.extra)


def keep(session: Session, tale: Tale) -> None:
    """Keep the lists that somebody looks at every day."""
    for row in telling.read("fields.toml")["views"]:
        whose = session.exec(select(Person.id).where(Person.email == row["who"])).one()
        view = views.keep(session, whose, row["name"], row["address"])
        if "site" in row:
            site = session.get_one(Place, tale.id("site", row["site"]))
            views.share(view, site, EVERYTHING)


@cache  # it is asked for each thing
def _fields() -> list[Story]:
    told: list[Story] = telling.read("fields.toml")["fields"]
    return told
