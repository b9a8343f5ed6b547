from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from sqlmodel import select

from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.register import Condition
from assets.maintenance import orders, safety_limits, safety_tests
from assets.maintenance.safety_tests import SafetyTest
from assets.maintenance.terms import Kind, Outcome
from assets.rights import Role
from tests.assets.maintenance.safety import a_setting, a_test, an_analyser
from tests.browser import Browser
from tests.builders import (
    PASSWORD,
    a_person,
    a_site,
    a_type,
    an_asset,
    an_order,
    today_at,
)


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(app, session):
    safety_limits.load(session)
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def device(session):
    protection = {"protection_class": ProtectionClass.I, "applied_part": AppliedPart.BF}
    return an_asset(session, "Electrotherapy unit", **protection)


def typed(session, today, **values):
    """All that the form asks of a device of class I with a part of type BF, as people write it."""
    said = {
        "tested_on": today.isoformat(),
        "reason": "recurrent",
        "protection_class": "I",
        "connection": "detachable",
        "method": "direct",
        "part.1.label": "Electrod",
        "part.1.type": "BF",
        "instrument": an_analyser(session, today + timedelta(90)).tag,
        "mains_volts": "230",
        "visual": "pass",
        "functional": "pass",
        "defects": "",
        "protective_earth.device": "0,12",
        "equipment_leakage.normal": "118,5",
        "equipment_leakage.reversed": "121",
        "applied_part_leakage.1.normal": "14",
        "old_password": PASSWORD,
    }
    return said | values


def known(session):
    session.expire_all()
    return session.exec(select(SafetyTest).order_by(SafetyTest.number)).all()


def test_the_form_proposes_what_is_due_for_the_device_with_its_limits(technician, device):
    page = technician.get(f"/assets/{device.tag}/safety-tests/new").text

    for said in (
        'name="protective_earth.device"',
        'name="equipment_leakage.reversed"',
        'name="applied_part_leakage.1.normal"',
        "at most 0.3 Ω",
        "at most 500 µA",
        "at most 5,000 µA",
        "to be verified",
    ):
        assert said in page, said


def test_a_test_is_typed_with_decimal_commas_and_signed(technician, session, device, today):
    order = an_order(session, device, today, kind=Kind.SAFETY_TEST)

    signed = technician.post(
        f"/assets/{device.tag}/safety-tests", data=typed(session, today, order=order.number)
    )

    (test,) = known(session)
    assert signed.headers["location"] == f"/safety-tests/{test.number}"
    assert (test.verdict, test.signed_by, test.order_id) == (Outcome.PASS, "technician", order.id)
    values = session.exec(safety_tests.measurements_of(test)).all()
    assert [each.exact("value") for each in values] == [
        *map(Decimal, ("0.12", "118.5", "121", "14"))
    ]
    shown = technician.get(signed.headers["location"]).text
    assert "Passed on" in shown
    assert "118.5 µA" in shown
    assert test.number in technician.get(f"/orders/{order.number}").text
    assert test.number in technician.get(f"/assets/{device.tag}").text
    assert test.number in technician.get("/safety-tests?verdict=pass").text
    assert "No test like this" in technician.get("/safety-tests?verdict=fail").text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"old_password": "wrong"}, "This is not your password."),
        ({"old_password": ""}, "Sign with your password."),
        ({"protective_earth.device": ""}, "is not measured"),
        ({"protective_earth.device": "0,1 ohm"}, "is not a number"),
        ({"instrument": "LOV-99999"}, "There is no asset LOV-99999."),
        ({"visual": ""}, "Choose one of the list."),
        ({"lay_out": "true", "connection": "permanent"}, "Permanently installed device"),
    ],
)
def test_after_a_mistake_what_was_typed_is_still_there(
    technician, session, device, today, said, words
):
    answer = technician.post(
        f"/assets/{device.tag}/safety-tests", data=typed(session, today, **said)
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="118,5"' in answer.text or "connection" in said
    assert 'value="Electrod"' in answer.text
    assert PASSWORD not in answer.text
    assert known(session) == []


def test_a_failed_test_takes_it_out_of_use_and_its_repair_is_asked_for_once(
    technician, session, device, today
):
    failed = technician.post(
        f"/assets/{device.tag}/safety-tests",
        data=typed(session, today, **{"equipment_leakage.normal": "612", "defects": "Wet plug"}),
    ).headers["location"]

    asked = [technician.post(f"{failed}/repair") for _ in range(2)]

    session.expire_all()
    assert device.condition is Condition.DOWN
    (order,) = session.exec(select(orders.WorkOrder)).all()
    assert {each.headers["location"] for each in asked} == {f"/orders/{order.number}"}
    assert (order.kind, order.note) == (Kind.CORRECTIVE, "Wet plug")
    assert order.title_hu != order.title
    assert order.number in technician.get(failed).text


def test_the_trend_of_what_stands_in_water_is_drawn_without_asking(technician, session, today):
    bath = an_asset(session, "Stanger bath", type_id=a_type(session, emdn="Z120618").id)
    dry = an_asset(session, "Ultrasound")
    for thing in (bath, dry):
        for years, leakage in ((2, "300"), (1, "320"), (0, "470")):
            on = today - timedelta(365 * years)
            a_test(session, thing, a_setting(tested_on=on), EQUIPMENT=leakage)

    page = technician.get(f"/assets/{bath.tag}").text
    other = technician.get(f"/assets/{dry.tag}").text

    assert page.count('class="trend-chart"') == 4
    assert 'class="trend-chart"' not in other
    assert f"/assets/{dry.tag}/safety-tests" in other
    drawn = page.split('<figure class="trend"')[2].split("</figure>")[0]
    svg = ET.fromstring("<svg" + drawn.split("<svg", 1)[1].split("<details>")[0])
    marks = [each for each in svg if "mark" in each.get("class", "")]
    limit = next(each for each in svg if each.get("class") == "is-limit")
    first = next(each for each in svg if each.get("class") == "is-reference")
    # Of a drawing 96 high that ends 15 % above the limit of 500: 16 + 96 * (1 - value / 575).
    assert [float(each.get("y")) for each in marks] == pytest.approx([61.9, 58.6, 33.5], abs=0.05)
    assert float(limit.get("y1")) == pytest.approx(28.5, abs=0.05)
    assert float(first.get("y1")) == pytest.approx(61.9, abs=0.05)
    assert "is-warn" in marks[2].get("class")
    assert svg.find("desc").text.endswith("Limit: at most 500 µA.")
    assert drawn.count('<td class="what">') == 3


def test_the_certificate_is_read_back_in_the_language_of_the_site(
    technician, session, device, today
):
    test = a_test(session, device, a_setting(tested_on=today))

    first, second = (technician.get(f"/safety-tests/{test.number}.pdf") for _ in range(2))

    words = pypdfium2.PdfDocument(first.content)[0].get_textpage().get_text_range()
    assert first.content == second.content
    for said in (test.number, device.tag, "Lovrin", "500 µA", "0,3 ohm", "31 decembrie 2029"):
        assert said in " ".join(words.split()), said


def test_tests_are_taken_away_as_a_list(technician, session, device, today):
    test = a_test(session, device, a_setting(tested_on=today))

    lines = technician.get("/safety-tests.csv").text.splitlines()

    assert lines[0].split(";")[0].lstrip("\ufeff").startswith("number")
    assert test.number in lines[1]
    assert device.tag in lines[1]


def test_a_limit_is_changed_by_who_keeps_the_catalogue(app, session):
    safety_limits.load(session)
    keeper = Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))
    limit = next(each for each in session.exec(safety_limits.listed()) if each.most == 500)
    said = {"most": "400,5", "source": "Manual", "version": str(limit.version)}

    refused = keeper.post(f"/catalogue/safety-limits/{limit.id}/edit", data=said | {"most": "x"})
    changed = keeper.post(f"/catalogue/safety-limits/{limit.id}/edit", data=said)
    again = keeper.post(f"/catalogue/safety-limits/{limit.id}/edit", data=said)

    session.expire_all()
    assert [refused.status_code, changed.status_code, again.status_code] == [422, 303, 422]
    assert limit.most == Decimal("400.5")
    assert "at most 400.5 µA" in keeper.get("/catalogue/safety-limits").text


def test_tests_of_another_site_do_not_exist(technician, session, today):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    test = a_test(session, an_asset(session, place=szentes), a_setting(tested_on=today))

    for address in (f"/safety-tests/{test.number}", f"/safety-tests/{test.number}.pdf"):
        assert technician.get(address).status_code == 404
    assert test.number not in technician.get("/safety-tests").text
