"""What proves the demonstration's things: photos, and certificates that end."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session, col, select

from assets import files
from assets.demo import drawing
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.files import Stored
from assets.inventory import documents
from assets.inventory.documents import Kind
from assets.inventory.register import Asset

AGO = 30  # days before DAY on which the papers are put in order
ENDS = {"LOV": 200, "SZE": 21, "MOR": -9, "TIM": 52}  # days after DAY, of a certificate
HUES = ("#2f7f86", "#7a5c99")
TITLES = {
    "ro": ("Certificat de verificare", "Demonstrație"),
    "hu": ("Felülvizsgálati tanúsítvány", "Bemutató"),
}
MODELLED = 2  # things of a site that are photographed


def keep(tale: Tale) -> None:
    """At each site a certificate ends some day, and a few things are photographed."""
    day = tale.day - timedelta(AGO)
    certificates = {language: _paper(tale, *said) for language, said in TITLES.items()}
    for site in telling.sites():
        language = site["language"]
        tell = partial(_certify, tale, site, certificates[language])
        tale.happens(day, tell, who=f"site_manager@{site['code']}")
        photos = [_photo(tale, hue, site, TITLES[language][-1]) for hue in HUES]
        tell = partial(_photos, tale, site, photos)
        tale.happens(day, tell, who=f"technician@{site['code']}")


def _paper(tale: Tale, title: str, shown: str) -> Stored:
    return files.receive(drawing.paper(title, [shown]), f"{title}.pdf", tale.settings)


def _photo(tale: Tale, hue: str, site: Story, shown: str) -> tuple[Stored, Stored]:
    seen = drawing.whole(hue)
    plate = drawing.plate([site["name"], f"SN {hue[1:]}", shown])
    return (
        files.receive(seen, f"{site['code']}-{hue[1:]}.jpg", tale.settings),
        files.receive(plate, f"{site['code']}-{hue[1:]}-plate.jpg", tale.settings),
    )


def _in_use(tale: Tale, site: Story, session: Session) -> list[Asset]:
    here = select(Asset).where(Asset.site_id == tale.id("site", site["code"]))
    in_use = here.where(col(Asset.accepted_on).is_not(None) | col(Asset.in_use_on).is_not(None))
    return list(session.exec(in_use.order_by(Asset.tag)).all())


def _certify(tale: Tale, site: Story, certificate: Stored, session: Session) -> None:
    until = tale.day + timedelta(ENDS.get(site["code"], 100))
    said = {"number": f"DEMO-{site['code']}-1", "valid_until": until}
    if things := _in_use(tale, site, session):
        documents.attach(session, certificate, Kind.CERTIFICATE, to=things[:1], **said)


def _photos(tale: Tale, site: Story, photos: list[tuple[Stored, Stored]], session: Session) -> None:
    things = [each for each in _in_use(tale, site, session) if each.model_id]
    for thing, (whole, plate) in zip(things[:MODELLED], photos, strict=False):
        documents.attach(session, whole, Kind.WHOLE, to=[thing])
        documents.attach(session, plate, Kind.PLATE, to=[thing])
