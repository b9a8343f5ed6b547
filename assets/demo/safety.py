"""The demonstration's safety tests: a tub whose leakage rises from test to test."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import Session

from assets.demo.tale import Tale
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.register import Asset
from assets.maintenance import measuring, plans, testing
from assets.maintenance.limits import Measure
from assets.maintenance.measuring import Findings, Measured, Setting
from assets.maintenance.safety_tests import Connection, Part
from assets.maintenance.terms import Kind, Outcome, Terms
from assets.people import Person
from assets.rhythm import Rhythm, Unit

TUB, ANALYSER = "DEMO-SZE-TANG", "DEMO-SZE-TEST"
TESTER = "technician@SZE"
BEGUN = 389  # days before DAY on which the calibration was planned
CALIBRATED = 120  # days after DAY, until which it holds
YEARLY = Terms(
    "Calibration by the maker",
    Kind.CALIBRATION,
    Rhythm(1, Unit.YEAR),
    title_ro="Etalonare la producător",
    title_hu="Gyári kalibrálás",
)
# Days before DAY, and what the leakage of the device and the resistance of its earth were then.
TOLD = ((388, "212", "0.11"), (200, "268", "0.12"), (21, "463", "0.14"))


def test(tale: Tale) -> None:
    """Tell each test of the tub, measured with an instrument that is calibrated every year."""
    begun = tale.day - timedelta(BEGUN)
    tale.happens(begun, partial(_plan, tale), who="site_manager@SZE")
    for ago, leakage, earth in TOLD:
        tell = partial(_test, tale, {Measure.EQUIPMENT: leakage, Measure.EARTH: earth})
        tale.happens(tale.day - timedelta(ago), tell, who=TESTER)


def _plan(tale: Tale, session: Session) -> None:
    analyser = session.get_one(Asset, tale.id("serial", ANALYSER))
    plans.add(session, analyser, YEARLY, tale.day + timedelta(CALIBRATED))


def _test(tale: Tale, values: dict[Measure, str], session: Session) -> None:
    setting = Setting(
        tested_on=session.info["at"].date(),
        protection_class=ProtectionClass.I,
        connection=Connection.FIXED,
        parts=[Part("Kád", AppliedPart.B)],
        instrument=session.get_one(Asset, tale.id("serial", ANALYSER)),
        mains_volts=Decimal(230),
    )
    due = (at for at in measuring.points(setting) if at.due)
    measured = [Measured(at, Decimal(values[at.measure])) for at in due]
    found = Findings(Outcome.PASS, Outcome.PASS, measured)
    tub = session.get_one(Asset, tale.id("serial", TUB))
    testing.record(session, tub, setting, found, session.get_one(Person, tale.id("person", TESTER)))
