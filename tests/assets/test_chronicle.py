from datetime import UTC, date, datetime

import pytest
from sqlmodel import SQLModel

from assets import chronicle, people, schema, trail
from assets.captions import CREATED
from assets.inventory import identifiers, places, transfers
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import occurrences
from assets.money import Currency
from assets.naming import FIELDS, KINDS
from assets.rights import Role
from assets.words import Language
from tests.builders import (
    DAY,
    a_model,
    a_partner,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_transfer,
    a_type,
    an_asset,
    an_order,
    committed,
    saved,
)


def told(session, *records, language=Language.EN):
    """What the history of these records says, the latest first."""
    entries = session.exec(trail.history(*(record.id for record in records))).all()
    told = chronicle.told(session, entries, language)
    return [" ".join(each.sentences) for each in told]


def change(session, record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return committed(session, record)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "Bath"}, "Name changed from Treadmill to Bath."),
        ({"serial_number": "DEMO-1"}, "Serial number is now DEMO-1."),
        ({"condition": Condition.DOWN}, "Condition changed from Working to Out of order."),
        ({"state": State.ON_LOAN}, "State changed from In use to On loan."),
        ({"warranty_until": date(2029, 3, 1)}, "Warranty until: 1 March 2029."),
        ({"accepted_on": date(2027, 3, 1)}, "Accepted on 1 March 2027."),
        ({"note": "By the window"}, "Note: “By the window”."),
        ({"note": "It is done."}, "Note: “It is done.”"),
        ({"note": "Is it done?"}, "Note: “Is it done?”"),
        ({"name": "Bath No."}, "Name changed from Treadmill to Bath No."),
        ({"name": "Bath …"}, "Name changed from Treadmill to Bath …"),
        (
            {"price_minor": 123450, "price_currency": Currency.RON},
            "Price is now RON\xa01,234.50.",
        ),
        ({"unnumbered": True}, "Carries no serial number: yes instead of no."),
        ({"due_key": date(2027, 3, 1), "name_key": "00"}, ""),
    ],
)
def test_a_change_is_told_in_a_sentence(session, values, sentence):
    asset = an_asset(session)

    change(session, asset, **values)

    assert told(session, asset)[: bool(sentence)] == [sentence][: bool(sentence)]
    assert told(session, asset)[-1] == "Registered as LOV-00001."


def test_an_amount_keeps_its_currency_when_only_the_amount_changes(session):
    asset = an_asset(session, price_minor=100, price_currency=Currency.HUF)

    change(session, asset, price_minor=300)

    assert told(session, asset)[0] == "Price changed from HUF\xa01 to HUF\xa03."


def test_an_amount_is_told_in_the_currency_of_its_time(session):
    asset = an_asset(session, price_minor=100, price_currency=Currency.HUF)
    change(session, asset, price_minor=300)

    change(session, asset, price_minor=50000, price_currency=Currency.RON)
    change(session, asset, price_minor=60000)

    assert [each for each in told(session, asset) if "Price" in each] == [
        "Price changed from RON\xa0500.00 to RON\xa0600.00.",
        "Price changed from HUF\xa03 to RON\xa0500.00.",
        "Price changed from HUF\xa01 to HUF\xa03.",
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.EN, "Language changed from Romanian to English."),
        (Language.RO, "Limbă: engleză în loc de română."),
        (Language.HU, "Nyelv: angol (korábban: román)."),
    ],
)
def test_a_language_is_told_by_its_name(session, language, sentence):
    person = a_person(session, language=Language.RO)

    change(session, person, language=Language.EN)

    assert told(session, person, language=language)[0] == sentence


def test_codes_of_the_catalogue_are_told_in_words(session):
    kind = a_type(session, checks="PM;EST", mdr_class="IIa")

    change(session, kind, checks="PM;CAL", mdr_class="-")

    said = told(session, kind)[0]
    checks = "Preventive maintenance, Calibration instead of Preventive maintenance, Electrical"
    assert checks in said
    assert "MDR class changed from IIa to No medical device." in said


def test_a_shipped_title_and_a_reason_of_ours_are_told_in_the_readers_language(session):
    plan = a_plan(session, title="Check", title_ro="Verificare")
    order = committed(session, occurrences.open_next(session, plan, DAY))
    asset = session.get_one(Asset, plan.asset_id)
    asset.step(State.RETIRED, DAY)
    session.commit()

    planned, cancelled = (told(session, each, language=Language.RO) for each in (plan, order))

    assert "Verificare" in planned[-1]
    assert told(session, plan)[-1] == "Planned: Check."
    assert "The asset was retired." not in cancelled[0]
    assert "Reason: “The asset was retired.”" in told(session, order)[0]
    entries = session.exec(trail.history(plan.id)).all()
    assert chronicle.told(session, entries, Language.RO)[0].subject == "Verificare"


def test_what_is_taken_away_says_what_it_was(session):
    asset = an_asset(session, model_id=a_model(session, "Technogym", "Run Artis").id)

    change(session, asset, model_id=None)

    assert told(session, asset)[0] == "Model removed; it was Run Artis."


def test_personal_data_are_never_told_only_that_they_changed(session):
    person = a_person(session, name="Ana Pop")

    change(session, person, email="ana@hospital.example", password_hash="x", name="Ana Ionescu")

    said = told(session, person)[0]
    assert said == "Name changed. E-mail address changed. Password changed."


def test_roles_are_told_with_where_they_hold_and_whose_they_are(session):
    person, site = a_person(session, Role.VIEWER, name="Ana Pop"), a_site(session)
    held = people.give(session, person, Role.TECHNICIAN, site_id=site.id)
    committed(session, held)

    change(session, held, ended=True)

    assert told(session, held) == [
        "Role taken away: Technician, Lovrin.",
        "Role given: Technician, Lovrin.",
    ]
    entries = session.exec(trail.history(held.id)).all()
    assert chronicle.told(session, entries, Language.EN)[0].subject == "Ana Pop"


def test_a_role_everywhere_says_so(session):
    person = a_person(session, Role.AUDITOR)
    held = session.exec(people.roles_of(person.id)).one()

    assert told(session, held) == ["Role given: Auditor, everywhere."]


def test_keeping_somebody_out_and_letting_her_in_again_are_told(session):
    person = a_person(session)

    change(session, person, disabled=True)
    change(session, person, disabled=False)

    assert told(session, person)[:2] == ["Let in again.", "Kept out from now on."]


def test_a_renamed_place_tells_the_rooms_new_day(session):
    room = a_room(session, "Gym", opens_on=date(2027, 8, 25))

    places.keep_open(session, room, opens_on=date(2027, 10, 6), closes_on=None)
    committed(session, room)

    assert told(session, room)[0] == "Opens: 6 October 2027 instead of 25 August 2027."


def test_what_has_no_name_on_screen_is_told_again_as_it_was_first(session):
    label = committed(session, identifiers.label_of(session, an_asset(session)))
    for month in (3, 4):
        label.verify(datetime(2027, month, 1, tzinfo=UTC))
        session.commit()

    assert told(session, label)[:2] == ["Found where it sticks."] * 2


def test_what_is_named_in_three_languages_is_told_to_be_new_in_the_readers(session):
    kind = a_type(session, name_en="Parallel bars", name_ro="Bare paralele")

    assert told(session, kind) == ["Parallel bars entered."]
    assert told(session, kind, language=Language.RO) == ["S-a introdus: Bare paralele."]


def test_the_end_of_a_transfer_is_told_once(session):
    sent = a_transfer(session)

    transfers.call_back(session, sent, DAY)
    session.commit()

    assert told(session, sent)[0] == "Called back."


def test_what_has_no_sentence_of_its_own_is_still_told(session):
    partner = a_partner(session)

    assert told(session, partner) == ["TM entered."]


def test_a_deleted_record_is_told_by_the_label_it_had(session):
    partner = saved(session, a_partner(session, "GONE"))

    session.delete(partner)
    session.commit()

    assert told(session, partner)[0] == "GONE removed."


def test_every_tracked_table_and_every_sentence_speaks_of_what_exists():
    tables = {name for name in SQLModel.metadata.tables if name not in trail.UNTRACKED}
    columns = {each.name for table in schema.TABLES.tables.values() for each in table.columns}

    assert tables - set(KINDS) == set()
    assert set(CREATED) <= tables
    assert set(FIELDS) <= columns


def test_a_moment_is_told_by_the_clock_of_the_site(session):
    order = committed(session, an_order(session))

    change(session, order, down_from=datetime(2027, 3, 1, 6, 30, tzinfo=UTC))

    assert told(session, order)[0].endswith(" 1 Mar 2027, 08:30.")
