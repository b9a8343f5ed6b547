"""The letter as others read it: PDFium reads its words; the amounts are reckoned by hand."""

from datetime import date
from uuid import uuid4

import pypdfium2
import pytest

from assets.inventory.suppliers import Supplier
from assets.money import Currency, Money
from assets.procurement.contracts import Contract
from assets.procurement.lots import Kind, Lot
from assets.procurement.penalties import Late, Penalty
from assets.words import Language
from labels.papers import penalty_letter
from labels.papers.penalty_letter import Letter

LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"


def lei(amount):
    return Money(amount * 100, Currency.RON)


def a_letter(language=Language.EN, title="Rails", **values):
    """100,000 lei, due on 1 May, 0.1 % for a day: one thing of 10,000 is 20 days late."""
    supplier = Supplier(name="Hidro S.R.L.", folded="", contact="office@hidro.example")
    lot = Lot(number="ROHU00627-L04", number_key="", title="Baths", kind=Kind.GOODS)
    usual = {"penalty": 100, "penalty_most": 10_000, "net_minor": 100_000_00}
    contract = Contract(
        lot_id=uuid4(), supplier_id=supplier.id, number="12/2027", signed_on=date(2027, 2, 1),
        currency=Currency.RON, **(usual | values),
    )  # fmt: skip
    contract.lot, contract.supplier = lot, supplier
    late = [Late(title, 1, lei(10_000), 20, None)]
    penalty = Penalty(contract, date(2027, 5, 1), late, lei(100_000))
    return Letter(penalty, language, date(2027, 5, 21), "Timiș County", "ROHU00627")


def words(letter):
    pages = pypdfium2.PdfDocument(penalty_letter.pdf(letter))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ("Penalty for delay under contract 12/2027", "RON 200.00", "1 May 2027")),
        (Language.RO, ("Penalități de întârziere la contractul 12/2027", "200,00 RON", "0,1 la")),
        (Language.HU, ("Késedelmi kötbér, szerződés: 12/2027", "200,00 RON", "0,1 százalékát")),
    ],
)
def test_the_supplier_reads_in_his_language_what_he_owes(language, said):
    letter = a_letter(language)

    (page,) = words(letter)
    text = penalty_letter.text(letter).replace("\xa0", " ")

    for each in (*said, "ROHU00627-L04", "Timiș County"):
        assert each in page.replace("\xa0", " "), each
        assert each in text, each
    assert "Hidro S.R.L. office@hidro.example" in page


def test_a_penalty_that_has_reached_its_most_says_so():
    # 20 days by 0.1 % of 10,000 are 200; the most is 0.1 % of 100,000.
    text = penalty_letter.text(a_letter(penalty_most=100))

    assert "the penalty is RON\xa0100.00" in text
    assert "the most that the contract allows" in text


def test_without_an_agreed_penalty_nothing_is_asked_but_to_deliver():
    text = penalty_letter.text(a_letter(penalty=None, penalty_most=None))

    assert "names no penalty" in text
    assert "per cent" not in text


def test_no_letter_of_the_alphabets_is_lost():
    assert LETTERS in words(a_letter(title=f"<b>{LETTERS}</b>"))[0]
