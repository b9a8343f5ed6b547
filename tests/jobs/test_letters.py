from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from assets.notices import Kind, Letter
from assets.words import Language
from jobs import letters

AT = datetime(2027, 3, 1, 5, tzinfo=UTC)
NOBODY = UUID(int=0)


def a_line(number="W-00001", due_on="2027-02-20", title="Check the belt"):
    return {
        "number": number,
        "titles": [title, "Verificarea benzii", "A szalag ellenőrzése"],
        "tag": "LOV-00042",
        "name": "Treadmill",
        "place": "Gym",
        "site": "LOV",
        "due_on": due_on,
    }


def a_letter(*lines, count=0, off=None, language=Language.EN, name="Bela"):
    values = {
        "late": {"count": count or len(lines), "lines": list(lines)},
        "today": {"count": 0, "lines": []},
        "week": {"count": 0, "lines": []},
        "off": off,
    }
    day = date(2027, 3, 1)
    return Letter(NOBODY, "digest:x", Kind.DIGEST, day, values, name, "b@x.example", language)


def told(letter, form="plain", base_url="https://assets.example.org"):
    mail = letters.written(letter, base_url=base_url, sender="rehab@x.example", at=AT)
    return mail.get_body((form,)).get_content()


def test_the_same_notice_always_has_the_same_id():
    first, second = (
        letters.written(a_letter(a_line(), name=name), base_url="", sender="r@x.example", at=AT)
        for name in ("Bela", "Béla")
    )

    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@x.example>")


@pytest.mark.parametrize("form", ["plain", "html"])
def test_only_what_there_is_has_a_heading(form):
    said = told(a_letter(a_line()), form)

    assert "Late" in said
    assert "In the next 7 days" not in said


@pytest.mark.parametrize("form", ["plain", "html"])
def test_what_does_not_fit_is_counted(form):
    assert "31 more are in the list of work." in told(a_letter(a_line(), count=32), form)
    assert "1 more is in the list of work." in told(a_letter(a_line(), count=2), form)
    assert "more" not in told(a_letter(a_line()), form)


@pytest.mark.parametrize("form", ["plain", "html"])
def test_an_outage_is_told(form):
    said = told(a_letter(a_line(), off=["2027-02-26", "2027-02-28"]), form)

    assert "from 26 February 2027 to 28 February 2027" in said


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [
        (Language.EN, "Check the belt", "20 Feb 2027"),
        (Language.RO, "Verificarea benzii", "20 feb. 2027"),
        (Language.HU, "A szalag ellenőrzése", "2027. febr. 20."),
    ],
)
def test_a_shipped_title_is_told_in_her_language(language, title, day):
    said = told(a_letter(a_line(), language=language))

    assert title in said
    assert day in said


def test_without_an_address_of_its_own_a_mail_has_no_links():
    said = told(a_letter(a_line()), base_url="")

    assert "http" not in said
    assert "/orders/" not in said


def test_what_has_no_order_yet_leads_to_the_asset():
    assert "https://assets.example.org/assets/LOV-00042" in told(a_letter(a_line(number="")))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_every_kind_of_notice_has_its_words(kind, form):
    assert (letters.TEMPLATES / f"{kind}.{form}").exists()


def an_awaited(**values):
    line = a_line("", "2027-02-27", "Transfer MV-00001") | {"tag": "", "place": "", "site": ""}
    return line | {"name": "Lovrin → Szentes", "transfer": "MV-00001", "loan": ""} | values


def a_letter_that_waits(*lines, count=0, language=Language.EN):
    letter = a_letter(language=language)
    letter.values["awaited"] = {"count": count or len(lines), "lines": list(lines)}
    return letter


@pytest.mark.parametrize("form", ["plain", "html"])
def test_what_has_not_arrived_or_is_not_back_is_told_with_its_page(form):
    loan = an_awaited(titles=["Lent to Surgery"] * 3, transfer="", loan="abc", tag="LOV-00042")

    said = told(a_letter_that_waits(an_awaited(), loan, count=5), form)

    assert "Not arrived, not back" in said
    assert "https://assets.example.org/transfers/MV-00001" in said
    assert "https://assets.example.org/loans/abc" in said
    assert "Lovrin → Szentes" in said
    assert "2 days late" in said
    assert "and 3 more" in said
    assert "list of work" not in said


def test_a_mail_that_only_waits_says_so_in_its_subject():
    for language, subject in {
        Language.EN: "Not arrived or not back on 1 March 2027: 1",
        Language.RO: "Nesosite sau neînapoiate la 1 martie 2027: 1",
        Language.HU: "Nem érkezett meg vagy nem került vissza (2027. március 1.): 1",
    }.items():
        letter = a_letter_that_waits(an_awaited(), language=language)
        mail = letters.written(letter, base_url="", sender="r@x.example", at=AT)
        assert mail["Subject"] == subject
