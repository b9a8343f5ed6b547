"""The plaque and the poster as others read them: PDFium reads the words and measures the logo."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from assets.inventory.partners import Partner
from assets.procurement.projects import Part, Project, ProjectPartner
from assets.words import Language
from labels.fields import Mark
from labels.papers import plaque, poster
from labels.papers.operation import Operation
from tests.logos import a_logo

MM = 72 / 25.4
RO, HU = Language.RO, Language.HU
NAMES = [("Județul Timiș", "RO"), ("Szegedi Tudományegyetem", "HU"), ("Móra-Vitál", "HU")]


def an_operation(*languages, width=1200, share=1.0, names=NAMES, **values):
    said = {
        "code": "ROHU00627",
        "acronym": "Resilience4Health",
        "title": "Îngrijire comună",
        "programme": "Interreg VI-A Romania-Hungary",
        "starts_on": date(2024, 12, 23),
        "ends_on": date(2027, 12, 22),
        "total_minor": 1_093_749_944,
        "erdf_minor": 720_999_955,
    }
    project = Project(**(said | values))
    joined = [
        ProjectPartner(
            project_id=project.id,
            partner_id=project.id,
            part=Part.PARTNER if number else Part.LEAD,
            partner=Partner(code=f"P{number}", name=name, country=country),
        )
        for number, (name, country) in enumerate(names)
    ]
    logo = a_logo(width=width)
    height = Image.open(BytesIO(logo)).height
    return Operation(project, joined, Mark("", width, height, share, "", logo), languages or [RO])


def page_of(pdf):
    (page,) = pypdfium2.PdfDocument(pdf)
    return page


def words(page):
    return " ".join(page.get_textpage().get_text_range().split())


def size_of_logo(page):
    """Width and height on paper, in millimetres."""
    (picture,) = [each for each in page.get_objects() if each.type == 3]
    left, bottom, right, top = picture.get_bounds()
    return (right - left) / MM, (top - bottom) / MM


@pytest.mark.parametrize(
    ("paper", "size", "emblem"), [(plaque, (297, 210), 18), (poster, (297, 420), 36)]
)
def test_a_paper_for_the_wall_says_who_pays_for_what_in_both_languages(paper, size, emblem):
    page = page_of(paper.pdf(an_operation(RO, HU)))

    said = words(page)
    for told in (
        *("Resilience4Health", "Îngrijire comună", "Interreg VI-A Romania-Hungary"),
        *("Lider de proiect", "Vezető partner", "Județul Timiș (RO)", "Móra-Vitál (HU)"),
        *("10.937.499,44 EUR", "10 937 499,44 EUR", "7.209.999,55 EUR", "ROHU00627"),
        *(
            "23 decembrie 2024 \u2013 22 decembrie 2027",
            "2024. december 23. \u2013 2027. december 22.",
        ),
    ):
        assert told in said.replace("\xa0", " "), told
    assert [side / MM for side in page.get_size()] == pytest.approx(size, abs=0.1)
    assert size_of_logo(page) == pytest.approx((4 * emblem, emblem), abs=0.1)


@pytest.mark.parametrize(("width", "share"), [(1200, 0.5), (9000, 1.0), (500, 0.9)])
def test_a_logo_is_never_distorted_and_its_emblem_never_under_10_mm(width, share):
    page = page_of(plaque.pdf(an_operation(width=width, share=share)))

    wide, high = size_of_logo(page)
    assert wide / high == pytest.approx(width / 300, rel=0.002)
    assert high * share >= 8.8 if width == 9000 else high * share == pytest.approx(18, abs=0.1)


def test_what_is_long_gets_smaller_letters_on_one_page_and_loses_none():
    names = [(f"Spitalul Clinic Județean de Urgență și Szent-Györgyi Albert {n}", "RO")
             for n in range(30)]  # fmt: skip

    page = page_of(poster.pdf(an_operation(RO, HU, names=names, title="Măsuri comune " * 20)))

    said = words(page)
    assert all(f"Albert {number} (RO)" in said for number in range(30))
    read = page.get_textpage()
    for left, bottom, right, top in map(read.get_rect, range(read.count_rects())):
        assert 40 <= left < right <= page.get_width() - 40
        assert 40 <= bottom < top <= page.get_height() - 40


def test_what_is_not_known_is_left_out_and_the_same_facts_give_the_same_bytes():
    bare = an_operation(HU, total_minor=0, erdf_minor=0, programme="")

    first, second = plaque.pdf(bare), plaque.pdf(bare)

    assert first == second
    assert "EUR" not in words(page_of(first))
