"""The full record of a thing: on its page, its form and in its list."""

from datetime import date

import pytest

from assets.inventory import register
from assets.maintenance import verdicts
from assets.money import Currency
from assets.rights import EVERYTHING, Role
from tests.builders import (
    DAY,
    a_lot,
    a_model,
    a_partner,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
)
from web import standing
from web.details import DETAILS, Details

SAID = {
    "name": "Bath",
    "serial_number": "A1",
    "batch_number": "B-7",
    "manufactured_on": "2024-12-01",
    "expires_on": "2036-12-01",
    "software_version": "4.2",
    "accessories": "Two hoses",
    "external_ref": "SAP-1",
    "supplier": "Medimpex",
    "source_document": "Invoice 118",
    "price": "1.234,50",
    "currency": "RON",
    "acquired_on": "2025-01-10",
    "delivered_on": "2025-01-12",
    "installed_on": "2025-01-15",
    "accepted_on": "2025-01-16",
    "in_use_on": "2025-01-17",
    "department": "Balneo ward",
    "vat": "197,11",
    "funding_source": "County budget",
    "warranty_from": "2025-01-20",
    "warranty_until": "2027-01-20",
    "service_provider": "Servis SRL",
    "service_contract": "S-12/2027",
    "service_until": "2028-01-31",
    "service_life_years": "9",
    "inventory_number": "220418",
    "account": "2132",
    "class_code": "2.2.9",
    "depreciation_months": "48",
    "note": "By the window",
}


@pytest.fixture
def lovrin(session):
    return a_site(session)


@pytest.fixture
def ana(session, lovrin):
    return a_person(session, Role.TECHNICIAN, lovrin, name="Ana Pop")


@pytest.fixture
def manager(browser, session, lovrin):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, lovrin))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def edited(manager, asset, **said):
    return manager.post(f"/assets/{asset.tag}/edit", data={"name": asset.name} | said)


def test_what_the_form_says_is_kept_and_shown(manager, session, ana):
    asset = an_asset(session)

    answer = edited(manager, asset, **SAID, custodian="ana pop")

    assert answer.status_code == 303
    page = manager.get(f"/assets/{asset.tag}").text
    shown = ("B-7", "Two hoses", "Servis SRL", "S-12/2027", "Ana Pop", "1,234.50", "197.11")
    for words in (*shown, "Balneo ward", "County budget", "17 Jan 2025"):
        assert words in page
    form = manager.get(f"/assets/{asset.tag}/edit").text
    for value in {**SAID, "price": "1234.50", "vat": "197.11"}.values():
        assert value in form
    assert again(session, asset).custodian_id == ana.id


def test_a_model_is_known_by_its_maker_or_by_being_the_only_one_of_its_name(manager, session):
    asset, only = an_asset(session), a_model(session, "Trautwein", "Stanger 5")
    a_model(session, "Gymna", "Combi"), a_model(session, "BTL", "Combi")

    twice = edited(manager, asset, model="Combi")
    unnamed = edited(manager, asset, maker="Gymna")
    once = edited(manager, asset, model="stanger 5")

    assert 'id="maker-error"' in twice.text
    assert 'value="Combi"' in twice.text
    assert 'id="model-error"' in unnamed.text
    assert (once.status_code, again(session, asset).model_id) == (303, only.id)


def test_what_cannot_be_is_said_beside_its_field(manager, session):
    asset = an_asset(session)
    before = "This is before"
    wrong = [
        ({"delivered_on": "2025-01-12", "in_use_on": "2025-01-11"}, "in_use_on", before),
        ({"acquired_on": "2025-01-12", "accepted_on": "2025-01-11"}, "accepted_on", before),
        ({"in_use_on": "2124-01-11"}, "in_use_on", "This day is still to come."),
        ({"vat": "19"}, "vat", "Write the price that it is contained in."),
        ({"price": "18", "vat": "19"}, "vat", "It is contained in the price, and cannot be more."),
    ]

    for said, field, sentence in wrong:
        answer = edited(manager, asset, **said)

        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert sentence in answer.text
        assert all(f'value="{value}"' in answer.text for value in said.values())


def test_nothing_that_is_to_come_has_days_behind_it(manager, session):
    said = {"name": "Bath", "place": a_room(session).path, "in_use_on": "2025-01-11"}

    answer = manager.post("/assets", data=said | {"state": "planned"})
    begun = manager.post("/assets", data=said | {"state": "accepted", "in_use_on": ""})

    assert 'id="in_use_on-error"' in answer.text
    assert 'id="state-error"' in begun.text


def test_a_thing_is_registered_with_its_full_record(manager, session, ana):
    place = a_room(session, "Gym").path

    answer = manager.post("/assets", data=SAID | {"place": place, "custodian": ana.email})

    asset = register.tagged(session, answer.headers["location"].rpartition("/")[2], EVERYTHING)
    assert (asset.custodian_id, asset.price_minor, asset.vat_minor) == (ana.id, 123450, 19711)
    assert asset.partner_id == a_site(session).partner_id


def test_facts_that_are_not_known_are_not_shown(manager, session):
    asset = an_asset(session)

    page = manager.get(f"/assets/{asset.tag}").text

    assert "<dd>\u2013</dd>" not in page
    for heading in ("Batch", "Warranty until", "Service firm", "Account<"):
        assert heading not in page


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ({"serial_number": "A1", "unnumbered": "true"}, "not both", "unnumbered"),
        ({"warranty_from": "2027-03-02", "warranty_until": "2027-03-01"}, "before", "warranty_un"),
        ({"expires_on": "2020-01-01", "manufactured_on": "2021-01-01"}, "before", "expires_on"),
        ({"depreciation_months": "0"}, "at least 1", "depreciation_months"),
        ({"service_life_years": "200"}, "at most 100", "service_life_years"),
        ({"price": "1,234"}, "read in two ways", "price"),
        ({"custodian": "Nobody"}, "Nobody called Nobody works there.", "custodian"),
        ({"owner": "XX"}, "There is no partner XX.", ""),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(manager, session, said, sentence, field):
    asset = an_asset(session)

    answer = edited(manager, asset, **said)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}' in answer.text
    assert again(session, asset).version == asset.version


def test_the_section_of_a_mistake_is_open(manager, session):
    asset = an_asset(session)

    answer = edited(manager, asset, depreciation_months="x")

    assert answer.text.count('<details class="folded" open>') == 1


def test_who_comes_second_is_shown_what_was_written_meanwhile(manager, session):
    asset = an_asset(session, unnumbered=True)
    seen = {"version": str(asset.version), "unnumbered": "true", "currency": "RON", "owner": "TM"}

    edited(manager, asset, **seen, account="2131")
    second = edited(manager, asset, **seen, class_code="2.1")

    told = second.text.partition("The register now says this.")[2]
    told = told.partition("</dl>")[0]
    assert "2131" in told
    assert "Carries no serial number" not in told
    assert 'value="2.1"' in second.text


def test_a_custodian_works_at_the_site_of_the_thing(manager, session, ana):
    asset, szentes = an_asset(session), a_site(session, "SZE", "Szentes", "HU")
    a_person(session, Role.TECHNICIAN, szentes, name="Bela")
    everywhere = a_person(session, Role.AUDITOR, name="Petra")

    offered = manager.get("/assets/custodians?place=Lovrin / Gym&custodian=").text
    refused = edited(manager, asset, custodian="Bela")

    assert ana.name in offered
    assert everywhere.name in offered
    assert "Bela" not in offered
    assert refused.status_code == 422


def test_of_two_of_one_name_the_address_says_who_is_meant(manager, session, lovrin, ana):
    other = a_person(session, Role.TECHNICIAN, lovrin, name="Other Ana")
    other.call(ana.name)
    session.commit()
    asset = an_asset(session)

    offered = manager.get("/assets/custodians?place=Lovrin / Gym&custodian=ana").text
    by_name = edited(manager, asset, custodian="Ana Pop")
    edited(manager, asset, custodian=other.email)

    assert ana.email in offered
    assert other.email in offered
    assert "Several people are called Ana Pop." in by_name.text
    assert again(session, asset).custodian_id == other.id


def test_who_was_kept_out_stays_custodian_and_is_not_offered(manager, session, ana):
    asset = an_asset(session, custodian_id=ana.id)
    ana.disabled = True
    session.commit()

    kept = edited(manager, asset, custodian="Ana Pop", account="2132")
    offered = manager.get("/assets/custodians?place=Lovrin / Gym&custodian=").text
    other = edited(manager, an_asset(session), custodian="Ana Pop")

    assert kept.status_code == 303
    assert again(session, asset).custodian_id == ana.id
    assert "Ana Pop" not in offered
    assert other.status_code == 422


def test_nobody_is_offered_of_a_place_that_she_does_not_see(manager, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")

    a_person(session, Role.TECHNICIAN, szentes, name="Bela")

    elsewhere = manager.get(f"/assets/custodians?place={szentes.path}")

    assert (elsewhere.status_code, "Bela" in elsewhere.text) == (200, False)


def test_my_things_are_a_filter(browser, session, ana):
    an_asset(session, "Mine", custodian_id=ana.id)
    an_asset(session, "Yours")
    browser.sign_in(ana)

    mine = browser.get("/assets?custodian=me").text
    hers = browser.get(f"/assets?custodian={ana.id}").text

    for page in (mine, hers):
        assert "Mine" in page
        assert "Yours" not in page
        assert "Ana Pop<span" in page


def test_a_list_shows_the_columns_that_are_chosen(manager, session, ana):
    an_asset(session, custodian_id=ana.id, account="2132", service_until=DAY)

    page = manager.get("/assets?columns=custodian&columns=account&columns=service_until").text

    for shown in ("Ana Pop", "2132", "1 Mar 2027"):
        assert shown in page


def test_an_owner_is_named_by_who_may_edit_there_too(manager, session):
    asset, partner = an_asset(session), a_partner(session, "PB")

    answer = edited(manager, asset, owner="PB")

    assert answer.status_code == 303
    assert again(session, asset).partner_id == partner.id


def test_the_year_of_replacement_is_shown_and_late_is_said(manager, session):
    kind = a_type(session, service_life_years=10)
    old = an_asset(session, type_id=kind.id, in_use_on=date(2010, 5, 1))
    young = an_asset(session, type_id=kind.id, in_use_on=date(2095, 5, 1))

    assert "2020, which is past" in manager.get(f"/assets/{old.tag}").text
    assert "<dd>2105</dd>" in manager.get(f"/assets/{young.tag}").text


@pytest.mark.parametrize(
    ("condition", "until", "sentence"),
    [
        ("up", date(2027, 4, 1), "Its warranty ends on 1 April 2027."),
        ("up", date(2028, 4, 1), ""),
        ("down", date(2028, 4, 1), "It is under warranty until 1 April 2028."),
        ("down", date(2027, 2, 28), ""),
    ],
)
def test_the_warranty_is_spoken_of_where_that_helps(session, condition, until, sentence):
    asset = an_asset(session, condition=condition, warranty_until=until)

    asset = again(session, asset)
    said = standing.standing(asset, verdicts.of(session, asset, DAY), DAY, "en")

    assert said.words.endswith(sentence)
    assert ("warranty" in said.words) == bool(sentence)
    assert "warranty" not in said.beside


def test_the_project_that_bought_it_stands_beside_what_it_was_paid_from(manager, session):
    lot = a_lot(session, site_id=a_site(session).id)
    asset = an_asset(session, lot_number=lot.number, funding_source="ERDF")

    page = manager.get(f"/assets/{asset.tag}").text

    assert "ERDF" in page
    assert 'href="/procurement/projects/ROHU00627"' in page
    assert f'href="/procurement/lots/{lot.number}"' in page


def test_a_lot_that_one_may_not_see_is_named_and_leads_nowhere(manager, session):
    lot = a_lot(session)
    asset = an_asset(session, lot_number=lot.number)

    page = manager.get(f"/assets/{asset.tag}").text

    assert f"<dd>{lot.number}</dd>" in page


def test_the_card_is_printed_in_the_language_of_its_site(manager, session):
    paid = {"price_minor": 100_000, "price_currency": Currency.RON, "depreciation_months": 12}
    asset = an_asset(session, "Baie", **paid)

    page = manager.get(f"/assets/{asset.tag}/card").text

    assert '<table class="card" lang="ro">' in page
    for said in ("Fișa mijlocului fix (14-2-2)", "Leltári szám", "1.000,00", "83,33", "12 luni"):
        assert said in page


@pytest.mark.parametrize(
    ("language", "missing"), [("en", "Contul"), ("ro", "Contul"), ("hu", "Főkönyvi számla")]
)
def test_what_is_missing_from_a_card_is_told_in_the_reader_s_language(
    manager, session, language, missing
):
    asset = an_asset(session)
    manager.post("/language", data={"language": language, "back": "/"})

    page = manager.get(f"/assets/{asset.tag}/card").text

    assert missing in page[: page.index("<table")]


def test_every_field_of_the_form_has_a_name_for_who_comes_second():
    assert set(DETAILS) == set(Details.model_fields) - {"version"}
