"""The card of a fixed asset: fișa mijlocului fix 14-2-2, tárgyi eszköz egyedi nyilvántartó lap.

Its headings are the official Romanian wording with Hungarian equivalents, as a public research note
on OMFP 2634/2015, annex 2, gives them (it cites static.anaf.ro/static/10/Anaf/legislatie and
contabun.ro): second-hand, to be verified against the text of the law before compliance is claimed.
The groups are those of HG 2139/2004.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton

from assets.inventory.depreciation import Depreciation
from assets.inventory.register import GONE, Asset
from assets.words import WRITTEN_AS, Language, say_count, spoken


class Heading(NamedTuple):
    """What one line of the card is called, in the two languages that it is kept in."""

    ro: str
    hu: str

    def beside(self, language: Language | None) -> tuple[str, str]:
        """The site's own language first."""
        return (self.hu, self.ro) if language is Language.HU else (self.ro, self.hu)


class Line(NamedTuple):
    """One line of the card: its headings and what is written there."""

    headings: tuple[str, str]
    value: str


TITLE = Heading("Fișa mijlocului fix (14-2-2)", "Tárgyi eszköz egyedi nyilvántartó lap")
NUMBER = Heading("Numărul de inventar", "Leltári szám")
ORIGIN = Heading(
    "Fel, număr și dată document de proveniență", "A származási bizonylat fajtája, száma, kelte"
)
VALUE = Heading("Valoarea de inventar", "Leltári érték")
VAT = Heading("din care TVA", "ebből áfa")
FUNDING = Heading("Sursa de finanțare", "Finanszírozási forrás")
ACCOUNT = Heading("Contul", "Főkönyvi számla")
CARE = Heading("Secția și gestionarul", "Szervezeti egység és leltárfelelős")
MONTHLY = Heading("Amortizarea lunară", "Havi amortizáció")
NAME = Heading(
    "Denumirea mijlocului fix și caracteristici tehnice",
    "Az állóeszköz megnevezése és műszaki jellemzői",
)
ACCESSORIES = Heading("Accesorii", "Tartozékok")
GROUP = Heading("Grupa", "Csoport")
CODE = Heading("Codul de clasificare (HG 2139/2004)", "Besorolási kód (HG 2139/2004)")
IN_USE = Heading("Data dării în folosință (anul, luna)", "Üzembe helyezés (év, hónap)")
COMPLETE = Heading("Data amortizării complete (anul, luna)", "Teljes amortizáció (év, hónap)")
DURATION = Heading("Durata normală de funcționare", "Normál működési időtartam")
RATE = Heading("Cota de amortizare (%)", "Amortizációs kulcs (%)")

OPERATIONS = Heading(
    "Operațiile care privesc mișcarea, creșterea sau diminuarea valorii",
    "A mozgásra, az érték növekedésére vagy csökkenésére vonatkozó műveletek",
)
COLUMNS = (
    Heading("Documentul (data, felul, numărul)", "Bizonylat (kelte, fajtája, száma)"),
    Heading("Operația", "Művelet"),
    Heading("Buc.", "Db"),
    Heading("Debit", "Tartozik"),
    Heading("Credit", "Követel"),
    Heading("Sold", "Egyenleg"),
)
ENTRY = Heading("Intrare", "Bevételezés")
EXIT = Heading("Scoatere din funcțiune", "Kivezetés")

GROUPS = {
    "1": Heading("Construcții", "Építmények"),
    "2": Heading(
        "Instalații tehnice, mijloace de transport, animale și plantații",
        "Műszaki berendezések, járművek, állatok és ültetvények",
    ),
    "3": Heading(
        "Mobilier, aparatură birotică, sisteme de protecție și alte active corporale",
        "Bútorok, irodai felszerelések, védelmi berendezések és egyéb tárgyi eszközök",
    ),
}
_PLATE = {
    "serial_number": Heading("seria", "gyári szám"),
    "power": Heading("alimentare", "tápellátás"),
    "software_version": Heading("software", "szoftver"),
}


def lines(asset: Asset, accessories: list[str]) -> Iterator[Line]:
    """The card line by line, in the language of the asset's site."""
    language = asset.site.language or Language.EN
    written = depreciation(asset)
    group = GROUPS.get(asset.class_code.partition(".")[0])
    told = {
        NUMBER: asset.inventory_number or asset.tag,
        ORIGIN: asset.source_document,
        VALUE: spoken(asset.price, language),
        VAT: spoken(asset.vat, language),
        FUNDING: asset.funding_source,
        ACCOUNT: asset.account,
        MONTHLY: spoken(written.monthly, language) if written else "",
        NAME: _named(asset, language),
        ACCESSORIES: "; ".join(filter(None, [asset.accessories, *accessories])),
        CARE: "; ".join(filter(None, [asset.department, _custodian(asset)])),
        GROUP: f"{asset.class_code[0]}. {_in(group, language)}" if group else "",
        CODE: asset.class_code,
        IN_USE: _month(asset.in_use_on, language),
        COMPLETE: _month(written.complete_on, language) if written else "",
        DURATION: _duration(asset, language),
        RATE: spoken(written.yearly_percent, language) if written else "",
    }
    yield from (Line(heading.beside(language), value) for heading, value in told.items())


def operations(asset: Asset) -> list[list[str]]:
    """What came of its value, cell by cell: how it came in, and how it went."""
    language, price = asset.site.language or Language.EN, asset.price
    value = spoken(price, language)
    came = [asset.acquired_on or asset.in_use_on, asset.source_document]
    found = [[_document(came, language), _in(ENTRY, language), "1", value, "", value]]
    if asset.state in GONE:
        nothing = spoken(price - price, language) if price else ""
        why = "; ".join(filter(None, [_in(EXIT, language), asset.ended_reason]))
        gone = _document([asset.ended_on, ""], language)
        found.append([gone, why, "1", "", value, nothing])
    return found


def _document(said: Iterable[date | str | None], language: Language) -> str:
    return "; ".join(spoken(each, language) for each in said if each)


def _custodian(asset: Asset) -> str:
    return asset.custodian.name if asset.custodian else ""


def depreciation(asset: Asset) -> Depreciation | None:
    """How it is written off, where its value and its months are known."""
    if asset.price is None or not asset.depreciation_months:
        return None
    return Depreciation(asset.price, asset.depreciation_months, asset.in_use_on)


def _named(asset: Asset, language: Language) -> str:
    kind = asset.type.names.of(language) if asset.type else ""
    made = f"{asset.model.maker.name} {asset.model.name}" if asset.model else ""
    said = [asset.name, kind if kind != asset.name else "", made]
    plate = ((heading, getattr(asset, name)) for name, heading in _PLATE.items())
    said += [f"{_in(heading, language)}: {value}" for heading, value in plate if value]
    return "; ".join(filter(None, said))


def _duration(asset: Asset, language: Language) -> str:
    months = asset.depreciation_months
    return say_count(language, "{count} month", "{count} months", months) if months else ""


def _month(day: date | None, language: Language) -> str:
    return format_skeleton("yMMMM", day, locale=WRITTEN_AS[language]) if day else ""


def _in(heading: Heading, language: Language) -> str:
    return heading.beside(language)[0]
