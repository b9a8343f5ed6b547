from datetime import date

from assets.inventory import cards, register
from assets.inventory.register import State
from assets.money import Currency
from assets.rights import EVERYTHING
from assets.words import Language
from tests.builders import a_model, a_person, a_room, a_site, a_type, an_asset

SERVER = {
    "inventory_number": "220418",
    "source_document": "Factură 1187",
    "price_minor": 5_620_000,
    "price_currency": Currency.RON,
    "vat_minor": 897_311,
    "funding_source": "Buget local",
    "account": "2132",
    "department": "Balneo",
    "class_code": "2.2.9",
    "depreciation_months": 48,
    "in_use_on": date(2024, 6, 26),
    "accessories": "Șină de montaj",
    "serial_number": "SRV-1",
}

# The fields of the form, as a public summary of OMFP 2634/2015 lists them, with our figures.
LOVRIN = [
    ("Numărul de inventar", "Leltári szám", "220418"),
    (
        "Fel, număr și dată document de proveniență",
        "A származási bizonylat fajtája, száma, kelte",
        "Factură 1187",
    ),
    ("Valoarea de inventar", "Leltári érték", "56.200,00 RON"),
    ("din care TVA", "ebből áfa", "8.973,11 RON"),
    ("Sursa de finanțare", "Finanszírozási forrás", "Buget local"),
    ("Contul", "Főkönyvi számla", "2132"),
    ("Amortizarea lunară", "Havi amortizáció", "1.170,83 RON"),
    (
        "Denumirea mijlocului fix și caracteristici tehnice",
        "Az állóeszköz megnevezése és műszaki jellemzői",
        "Serverul clinicii; Server; Dell R750; seria: SRV-1",
    ),
    ("Accesorii", "Tartozékok", "Șină de montaj; Tastatură LOV-00002"),
    ("Secția și gestionarul", "Szervezeti egység és leltárfelelős", "Balneo; Ana Pop"),
    ("Grupa", "Csoport", "2. Instalații tehnice, mijloace de transport, animale și plantații"),
    ("Codul de clasificare (HG 2139/2004)", "Besorolási kód (HG 2139/2004)", "2.2.9"),
    ("Data dării în folosință (anul, luna)", "Üzembe helyezés (év, hónap)", "iunie 2024"),
    ("Data amortizării complete (anul, luna)", "Teljes amortizáció (év, hónap)", "iunie 2028"),
    ("Durata normală de funcționare", "Normál működési időtartam", "48 de luni"),
    ("Cota de amortizare (%)", "Amortizációs kulcs (%)", "25,00"),
]


def test_the_card_says_all_that_the_form_asks_for_in_both_languages(session):
    kind, model = a_type(session, "IT-SERVER", name_ro="Server"), a_model(session, "Dell", "R750")
    made = {"type_id": kind.id, "model_id": model.id}
    made |= {"custodian_id": a_person(session, name="Ana Pop").id}
    asset = an_asset(session, "Serverul clinicii", **SERVER, **made)

    card = cards.lines(register.asset(session, asset.id, EVERYTHING), ["Tastatură LOV-00002"])

    said = [(*line.headings, line.value.replace("\xa0", " ")) for line in card]
    assert said == LOVRIN


def test_what_came_in_with_its_value_goes_out_with_it(session):
    gone = {"state": State.DISPOSED, "ended_on": date(2026, 5, 4), "ended_reason": "Uzată"}
    asset = an_asset(session, "Server", acquired_on=date(2024, 6, 3), **SERVER, **gone)

    rows = cards.operations(register.asset(session, asset.id, EVERYTHING))

    said = [[cell.replace("\xa0", " ") for cell in row] for row in rows]
    assert said == [
        ["3 iunie 2024; Factură 1187", "Intrare", "1", "56.200,00 RON", "", "56.200,00 RON"],
        ["4 mai 2026", "Scoatere din funcțiune; Uzată", "1", "", "56.200,00 RON", "0,00 RON"],
    ]
    assert all(len(row) == len(cards.COLUMNS) for row in said)


def test_a_hungarian_site_reads_its_own_language_first(session):
    hall = a_room(session, "Terem", a_site(session, "SZE", "Szentes", "HU"))
    paid = {"price_minor": 1_000_000, "price_currency": Currency.HUF}
    asset = an_asset(session, "EKG", hall, **(SERVER | paid))

    lines = list(cards.lines(register.asset(session, asset.id, EVERYTHING), []))
    said = {line.headings[0]: line.value.replace("\xa0", " ") for line in lines}

    assert cards.TITLE.beside(Language.HU)[0] == "Tárgyi eszköz egyedi nyilvántartó lap"
    assert said["Leltári érték"] == "10 000 Ft"
    assert said["Üzembe helyezés (év, hónap)"] == "2024. június"
    assert said["Normál működési időtartam"] == "48 hónap"


def test_what_is_not_known_stays_empty(session):
    asset = an_asset(session, "Masă", class_code="9.1")

    lines = list(cards.lines(register.asset(session, asset.id, EVERYTHING), []))

    known = [line.value for line in lines if line.value]
    assert known == ["LOV-00001", "Masă", "9.1"]
