import re
from datetime import date
from html import unescape
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from assets import people
from assets.procurement.timelines import MOST
from assets.rights import Role
from tests.builders import (
    a_lot,
    a_partner,
    a_person,
    a_project,
    a_schedule,
    a_site,
    committed,
)


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


def cells(page):
    """What the table of lots says, row by row, as a screen reader hears it."""
    return rows_of(page.split("<tbody>")[1].split("</tbody>")[0])


def rows_of(body):
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row.split("</td>")[:-1]]
        for row in rows
    ]


def test_the_timeline_has_a_name_and_the_table_the_same_facts(officer, session):
    lovrin = a_site(session)
    project = a_project(session, ends_on=date(2099, 7, 1))
    lot = a_lot(session, "Treadmills", project=project, site_id=lovrin.id)
    schedule = a_schedule(session, lot, date(2099, 3, 1))
    schedule.milestone("delivery").forecast(date(2099, 7, 26), "The maker waits for a part.")
    session.commit()

    page = officer.get("/procurement").text

    assert '<figure class="timeline" aria-label="Timeline of Resilience4Health">' in page
    assert 'aria-hidden="true" focusable="false"' in page
    said = "Ends 32 days after the project"  # 1 July to 2 August
    table = page.split('<table class="list lots">')[1].split("</table>")[0]
    assert table.count(said) == 1
    assert f'<span class="slip is-bad" title="{said}">{said}</span>' in page  # beside the drawing
    assert cells(page) == [
        [
            "L01 Treadmills",
            said,
            "TM",
            "Lovrin",
            "Being prepared",
            "Call published, 1 Mar 2099",
            "2 Aug 2099",
            "2 Aug 2099",
        ]
    ]


def drawn(page):
    """What the marks of the drawing say where one points at them, and where they lead."""
    marks = re.findall(r'<a href="([^"]*)" tabindex="-1">.*?<title>(.*?)</title>', page)
    return [(href, unescape(words)) for href, words in marks]


def table_of(page):
    """Where the drawing stands as a table."""
    return unescape(re.search(r'<p class="twin"><a href="([^"]*)">', page)[1])


def told(page):
    """What the twin says of each milestone, and where it leads."""
    twin = page.split('<table class="list milestones">')[1].split("</table>")[0]
    links = re.findall(r'<td class="what"><a href="([^"]*)">', twin)
    return list(zip(links, [row for row in rows_of(twin) if row], strict=True))


def test_the_table_says_of_every_mark_what_the_drawing_says(officer, session):
    schedule = a_schedule(session, a_lot(session), date(2026, 3, 1))
    schedule.milestone("notice_published").meet(date(2026, 3, 1), date(2026, 3, 1))
    schedule.milestone("delivery").forecast(date(2099, 7, 26), "The maker waits for a part.")
    session.commit()

    page = officer.get("/procurement?ties=true").text
    table = officer.get(table_of(page)).text

    lot = "/procurement/lots/ROHU00627-L01/milestones"
    marks = [each for each in drawn(page) if "planned for" not in each[1]]
    assert len(told(table)) == len(marks) == 6
    assert sorted(href for href, _ in told(table)) == sorted(href for href, _ in marks)
    delivered = (f"{lot}/delivery", "Delivered, expected on 26 July 2099")
    assert delivered in marks
    row = ["Delivered", "expected", "26 Jul 2099", "23 Jul 2026"]
    found = dict(told(table))[f"{lot}/delivery"]
    assert found[:3] == row[:3]
    assert found[4].endswith("days later than planned")
    assert found[5] == "Contract signed"


def test_one_zooms_and_goes_on_by_links_alone(officer, session):
    project = a_project(session, starts_on=date(2027, 1, 5), ends_on=date(2027, 12, 22))
    a_schedule(session, a_lot(session, project=project), date(2027, 3, 1), ["notice_published"])

    year = officer.get("/procurement?project=ROHU00627&zoom=year&on=2027-06-09&by=site").text
    march = officer.get("/procurement?zoom=month&on=2027-03-09").text

    month = "/procurement?project=ROHU00627&amp;zoom=month&amp;on=2027-06-09&amp;by=site"
    assert f'href="{month}"' in year
    assert 'rel="prev"' not in year
    assert 'rel="next"' not in year
    assert 'rel="next" href="/procurement?zoom=month&amp;on=2027-04-01"' in march
    assert [words for _, words in drawn(march)] == ["Call published, expected on 1 March 2027"]


def test_a_drawing_alone_is_a_picture_that_any_program_reads(officer, session):
    a_schedule(session, a_lot(session, "Beds & <chairs>"))

    answer = officer.get("/procurement/timeline.svg?language=hu&by=kind")

    picture = ET.fromstring(answer.content)
    words = [" ".join(each.itertext()) for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "L01 Beds & <chairs>" in words
    assert {"Árubeszerzés", "projekt vége", "szerződés vége"} <= set(words)


def words_of(answer):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return [" ".join(page.split()) for page in pages]


@pytest.mark.parametrize(("paper", "pages", "wide"), [("a3", 2, 1190), ("a4", 3, 841)])
def test_the_wall_has_every_lot_once_in_the_language_that_is_asked_for(
    officer, session, paper, pages, wide
):
    project = a_project(session, ends_on=date(2099, 7, 1))
    for number in range(1, 26):
        lot = a_lot(session, f"Șezlonguri {number}", project=project)
        if number in (1, 25):
            a_schedule(session, lot, date(2099, 3, 1))

    answer = officer.get(f"/procurement/timeline.pdf?paper={paper}&language=ro&by=partner")

    found = words_of(answer)
    size = pypdfium2.PdfDocument(answer.content)[0].get_size()
    assert (len(found), int(size[0])) == (pages, wide)
    everything = " ".join(found)
    assert [everything.count(f"L{n:02} Șezlonguri {n} ") for n in range(1, 26)] == [1] * 25
    for number, page in enumerate(found, 1):
        assert f"Pagina {number} din {pages}" in page
        assert "TM" in page  # the group says its name again
        assert "sfârșitul contractului" in page  # and the legend what everything means
    assert "Se încheie la 32 de zile după proiect" in found[-1]


@pytest.mark.parametrize(("count", "pages"), [(12, 1), (14, 1), (16, 2)])
def test_a_wall_is_drawn_smaller_rather_than_on_a_page_more_for_a_lot_or_two(
    officer, session, count, pages
):
    project = a_project(session, ends_on=date(2099, 7, 1))
    for number in range(count):
        a_lot(session, f"Șezlonguri {number}", project=project)
    session.commit()

    found = words_of(officer.get("/procurement/timeline.pdf?paper=a4"))

    assert len(found) == pages


def test_on_the_wall_no_line_goes_through_the_days_of_a_slip(officer, session):
    schedule = a_schedule(session, a_lot(session), date(2027, 3, 1))
    schedule.milestone("payment").forecast(date(2028, 1, 31), "The treasury is slow.")
    session.commit()

    (wall,) = words_of(officer.get("/procurement/timeline.pdf"))

    assert wall.index("end of the project") < wall.index("+182 days")  # drawn after the line


def test_the_table_names_no_lot_of_which_nothing_happens_then(officer, session):
    schedule = a_schedule(session, a_lot(session), date(2099, 3, 1))
    schedule.milestone("delivery").forecast(date(2099, 9, 1), "The maker waits for a part.")
    session.commit()

    planned_then = officer.get("/procurement?zoom=month&on=2099-06-01").text
    happens_then = officer.get("/procurement?zoom=month&on=2099-09-01").text

    assert 'href="#mark-baseline"' in planned_then
    assert "Nothing happens in this time." in officer.get(table_of(planned_then)).text
    assert [row[0] for _, row in told(officer.get(table_of(happens_then)).text)] == ["Delivered"]


@pytest.mark.parametrize("pages", [[10, 10], [10, 10, 3]])
def test_the_table_of_many_lots_is_leafed_and_leaves_none_out(officer, session, pages):
    project, count = a_project(session), sum(pages)
    for _ in range(count):
        a_schedule(session, a_lot(session, project=project), codes=["delivery", "acceptance"])

    shown, steps, path = [], [], table_of(officer.get("/procurement?by=kind").text)
    while path:
        page = officer.get(path).text
        shown += [href for href, _ in told(page)]
        steps.append(len(told(page)) // 2)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        path = following and unescape(following[1])
    back = unescape(re.search(r'rel="prev" href="([^"]*)"', page)[1])

    lots = [f"/procurement/lots/ROHU00627-L{n:02}/milestones" for n in range(1, count + 1)]
    assert shown == [f"{lot}/{code}" for lot in lots for code in ("delivery", "acceptance")]
    assert steps == pages
    assert told(officer.get(back).text)[0][0] == f"{lots[sum(pages[:-2])]}/delivery"


def test_the_page_of_the_drawing_has_a_row_for_each_lot_and_none_for_each_milestone(
    officer, session
):
    a_schedule(session, a_lot(session))

    page = officer.get("/procurement").text

    assert page.count("<tbody>") == 1
    assert len(cells(page)) == 1
    assert 'class="list milestones"' not in page


def test_no_script_draws_the_timeline(officer, session):
    a_schedule(session, a_lot(session))

    page = officer.get("/procurement").text

    assert "<script>" not in page
    assert "style=" not in page
    assert '<rect class="span is-baseline"' in page


def test_the_answer_on_top_says_how_many_lots_end_too_late(officer, session):
    project = a_project(session)
    for start in (date(2098, 3, 1), date(2099, 3, 1)):
        a_schedule(session, a_lot(session, project=project), start)

    page = officer.get("/procurement").text

    assert "2 lots end after the project, which ends on 22 December 2027." in page


def test_the_answer_on_top_calls_nothing_on_plan_that_has_no_plan_or_is_over(officer, session):
    project = a_project(session)
    schedule = a_schedule(session, a_lot(session, project=project), date(2098, 3, 1))
    project.ends_on = date(2099, 12, 31)
    session.commit()
    planned = officer.get("/procurement").text
    for each in schedule.within_project:
        each.actual_on = each.baseline_on
    session.commit()
    over = officer.get("/procurement").text
    a_lot(session, "Beds", project=project)
    session.commit()

    unplanned = officer.get("/procurement").text

    assert "Every lot is on plan." in planned
    assert "Every lot is over." in over
    assert "1 lot has no plan yet." in unplanned
    assert "Every lot" not in unplanned


def test_a_closed_project_says_how_long_its_things_must_stay(officer, session):
    project = a_project(session)
    project.close(final_payment_on=date(2028, 5, 2), today=date(2028, 5, 2))
    session.commit()

    page = officer.get("/procurement").text

    assert "This project is closed. Its things must stay until 2 May 2033." in page


def test_one_goes_from_one_project_to_the_other(officer, session):
    partner = a_partner(session)
    past = {"starts_on": date(2019, 1, 1), "ends_on": date(2022, 12, 31)}
    a_project(session, "ROHU00627", [partner], ends_on=date(2099, 1, 1))
    a_project(session, "ROHU443", [partner], acronym="Clinic", **past)

    running = officer.get("/procurement").text
    earlier = officer.get("/procurement?project=ROHU443").text

    assert 'href="/procurement?project=ROHU443"' in running
    assert "<h1>Clinic</h1>" in earlier
    assert 'href="/procurement?project=ROHU00627"' in earlier


def test_a_person_of_one_partner_does_not_see_the_others_lots(browser, session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    a_lot(session, "Treadmills", project=project, partner=ours)
    a_lot(session, "Galvanic baths", project=project, partner=theirs)
    person = people.add(
        session, name="Ana", email="ana@demo.example", password_hash=people.hashed("thermal water")
    )
    people.give(session, person, Role.VIEWER, partner_id=ours.id)
    browser.sign_in(committed(session, person))

    page = browser.get("/procurement").text

    assert "Treadmills" in page
    assert "Galvanic baths" not in page
    picture = browser.get("/procurement/timeline.svg").text
    assert "Treadmills" in picture
    assert "Galvanic" not in picture
    (wall,) = words_of(browser.get("/procurement/timeline.pdf"))
    assert "L01 Treadmills" in wall
    assert "Galvanic" not in wall
    assert browser.get("/procurement/lots/ROHU00627-L02").status_code == 404


def test_a_project_of_others_cannot_be_asked_for(browser, session):
    a_project(session)
    browser.sign_in(a_person(session, Role.VIEWER, a_site(session, "SZE", "Szentes", "HU")))

    assert browser.get("/procurement?project=ROHU00627").status_code == 404


def test_without_projects_the_page_says_so(officer):
    assert "There is no project here yet." in officer.get("/procurement").text


def test_a_project_without_lots_says_so(officer, session):
    a_project(session)

    assert "This project has no lots yet." in officer.get("/procurement").text


def test_more_lots_than_fit_are_said_to_be_there(officer, session):
    project = a_project(session)
    numbered = [a_lot(session, project=project) for _ in range(MOST)]

    whole = officer.get("/procurement").text
    a_lot(session, "One more", project=project)
    session.commit()
    parted = officer.get("/procurement").text

    told = "There are more lots than fit on one drawing."
    assert len(numbered) == len(cells(whole)) == len(cells(parted)) == 200
    assert told not in whole
    assert told in parted
    assert "One more" not in parted


def test_a_stranger_is_sent_to_sign_in(browser):
    assert browser.get("/procurement").status_code == 303
