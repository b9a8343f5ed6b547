from datetime import date
from decimal import Decimal
from uuid import uuid4

import pypdfium2
import pytest

from assets.inventory.partners import Partner
from assets.money import Currency, Money
from assets.procurement.budgets import CostCategory
from assets.procurement.expenditures import Expenditure
from assets.procurement.projects import Project
from assets.procurement.reports import PartnerReport
from assets.words import Language
from labels.papers import expenditure_list
from labels.papers.expenditure_list import Listed

DAY = date(2027, 12, 28)
FORINTS, EUROS = Money(1_234_567_890_00, Currency.HUF), Money(10_937_499_44, Currency.EUR)


def a_list(language):
    names = {"line": "PP3-5.1", "title": "Súlyfürdő medence " * 5, "lot": "ROHU00627-L03"}
    cost = Expenditure(
        uuid4(), names["line"], CostCategory.EQUIPMENT, names["title"], names["lot"], "C-1",
        "Medencegyártó és Forgalmazó Kft.", uuid4(), "FV-2027/000123", DAY, "", DAY,
        FORINTS, FORINTS, FORINTS, Decimal("391.28"), DAY.replace(day=1), EUROS, EUROS, EUROS,
    )  # fmt: skip
    report = PartnerReport(number=1, period_from=DAY, period_to=DAY, label="ROHU00627 PP3 1")
    report.project = Project(code="ROHU00627", acronym="Resilience4Health")
    report.partner = Partner(code="PP3", name="University of Szeged")
    return Listed(report, [cost], [], language)


@pytest.mark.parametrize(
    ("language", "day", "forints", "euros"),
    [
        (Language.EN, "28/12/2027", "HUF 1,234,567,890", "EUR 10,937,499.44"),
        (Language.RO, "28.12.2027", "1.234.567.890 HUF", "10.937.499,44 EUR"),
        (Language.HU, "2027. 12. 28.", "1 234 567 890 Ft", "10 937 499,44 EUR"),
    ],
)
def test_a_day_and_an_amount_stay_in_one_line(language, day, forints, euros):
    paper = pypdfium2.PdfDocument(expenditure_list.pdf(a_list(language)))

    said = paper[0].get_textpage().get_text_range().replace("\N{NO-BREAK SPACE}", " ")

    assert [said.count(each) for each in (day, forints)] == [2, 3]
    assert said.count(euros) >= 3
