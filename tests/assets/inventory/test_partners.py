import pytest

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.listing import Cut
from tests.builders import a_partner, committed


def a_new_one(session, **said):
    usual = {"code": "TM", "name": "Județul Timiș", "country": "RO"}
    return committed(session, partners.add(session, **(usual | said)))


def test_a_partner_has_a_code_in_capitals_and_a_country(session):
    partner = a_new_one(session, code=" tm ", name=" Județul Timiș ", country="ro")

    assert (partner.code, partner.name, partner.country) == ("TM", "Județul Timiș", "RO")
    assert partners.coded(session, " tm") is partner


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"code": ""}, "code", "up to twenty letters and figures"),
        ({"code": "T/M"}, "code", "up to twenty letters and figures"),
        ({"code": "ț"}, "code", "up to twenty letters and figures"),
        ({"code": "x" * 21}, "code", "up to twenty letters and figures"),
        ({"code": "szte"}, "code", "There is a partner SZTE already."),
        ({"name": " "}, "name", "Give it a name."),
        ({"country": "XX"}, "country", "There is no country XX."),
        ({"country": "EU"}, "country", "There is no country EU."),
        ({"country": "00"}, "country", "There is no country 00."),
        ({"country": ""}, "country", "There is no country"),
    ],
)
def test_a_partner_that_makes_no_sense_is_refused(session, said, field, sentence):
    a_partner(session, "SZTE", "HU")

    with pytest.raises(Refused, match=sentence) as no:
        a_new_one(session, **said)

    assert no.value.field == field
    assert [each.code for each in session.exec(partners.listed())] == ["SZTE"]


def test_a_partner_may_get_another_name_and_country_but_no_other_code(session):
    partner = a_new_one(session)

    partner.revise(name="University of Szeged", country="hu")

    assert (partner.code, partner.name, partner.country) == ("TM", "University of Szeged", "HU")


def test_a_partner_is_not_left_half_revised(session):
    partner = a_new_one(session)

    with pytest.raises(Refused):
        partner.revise(name="University of Szeged", country="XX")

    assert (partner.name, partner.country) == ("Județul Timiș", "RO")


def test_partners_are_paged_by_their_codes(session):
    for code in ("PB", "MV", "TM", "A-1"):
        a_partner(session, code)

    first = partners.found(session, Cut(limit=3))
    second = partners.found(session, Cut(limit=3, after=first.following))

    assert [each.code for each in first.rows] == ["A-1", "MV", "PB"]
    assert [each.code for each in second.rows] == ["TM"]


def test_an_unknown_partner_is_missing(session):
    with pytest.raises(Missing, match="There is no partner NOBODY"):
        partners.coded(session, "NOBODY")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("", ""), ("5941", "5941"), (" 594 1234-5 ", "59412345"), ("594123456789", "594123456789")],
)
def test_a_company_prefix_has_4_to_12_figures_or_there_is_none(session, said, kept):
    assert a_new_one(session, gs1_prefix=said).gs1_prefix == kept


@pytest.mark.parametrize("said", ["594", "5941234567890", "59A1", "(8004)5941", "٥٩٤١"])
def test_what_is_no_company_prefix_is_refused(session, said):
    partner = a_new_one(session, gs1_prefix="5941234")

    with pytest.raises(Refused, match="4 to 12 figures") as no:
        partner.revise(name="Another", country="HU", gs1_prefix=said)

    assert no.value.field == "gs1_prefix"
    assert (partner.name, partner.gs1_prefix) == ("Județul Timiș", "5941234")
