"""A device, an instrument that is calibrated, and one test of the other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import select

from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.maintenance import measuring, safety_limits, testing
from assets.maintenance.limits import Measure
from assets.maintenance.measuring import Findings, Measured, Setting
from assets.maintenance.safety_tests import Connection, Part
from assets.maintenance.terms import Outcome
from assets.people import Person
from tests.builders import DAY, a_document, a_person, an_asset, committed

USUAL = {
    Measure.EARTH: "0.12",
    Measure.INSULATION: "100",
    Measure.EQUIPMENT: "120",
    Measure.APPLIED_PART: "20",
}


def an_analyser(session, until=date(2029, 12, 31)):
    """An instrument with a certificate that says until when it is calibrated."""
    analyser = an_asset(session, "Safety analyser")
    if until:
        a_document(session, analyser, name=f"{until}.csv", valid_until=until)
    return analyser


def a_setting(instrument=None, **values):
    """A device of class I with a plug and one part of type BF."""
    usual = {
        "tested_on": DAY,
        "protection_class": ProtectionClass.I,
        "connection": Connection.DETACHABLE,
        "parts": [Part("Electrode", AppliedPart.BF)],
    }
    return Setting(instrument=instrument, **(usual | values))


def values_for(setting, **figures):
    """A value for all that is due, as usual unless it is given by the name of its measure."""
    said = {measure: Decimal(figures.get(measure.name, USUAL[measure])) for measure in Measure}
    return [Measured(at, said[at.measure]) for at in measuring.points(setting) if at.due]


def findings(measured, **values):
    usual = {"visual": Outcome.PASS, "functional": Outcome.PASS}
    return Findings(measured=measured, **(usual | values))


def a_test(session, asset, setting=None, found=None, **figures):
    """A test that was passed, unless its figures say otherwise."""
    safety_limits.load(session)
    setting = setting or a_setting()
    if setting.instrument is None:
        setting = replace(setting, instrument=an_analyser(session))
    found = found or findings(values_for(setting, **figures))
    return committed(session, testing.record(session, asset, setting, found, a_tester(session)))


def a_tester(session):
    known = session.exec(select(Person).where(Person.name == "tester")).first()
    return known or a_person(session, name="tester")
