"""Hard warnings: each names the days that do not go together."""

from datetime import date

import pytest

from assets.inventory import suppliers
from assets.inventory.register import State
from assets.procurement import lacks, schedules
from assets.procurement.contracts import Contract, ContractChange
from assets.rights import EVERYTHING
from assets.words import Language, say
from tests.builders import (
    a_lot,
    a_partner,
    a_project,
    a_room,
    a_schedule,
    a_site,
    an_asset,
    committed,
    saved,
)

TODAY = date(2027, 8, 1)


def clashes(session, number="ROHU00627-L01"):
    committed(session, None)
    session.expire_all()
    found = schedules.of_lot(session, number, EVERYTHING).clashes()
    return [say(Language.EN, each.words, **each.values) for each in found]


@pytest.mark.parametrize(
    ("country", "on", "said"),
    [
        # The contract of Friday 12 March 2027: 15 March is free, so is Good Friday, the 26th,
        # and Easter Monday, the 29th. The tenth working day is the 31st.
        ("HU", date(2027, 3, 31), []),
        (
            "HU",
            date(2027, 4, 1),
            [
                (
                    "“Result notice published” on 1 April 2027 comes more than 10 working days "
                    "after “Contract signed” on 12 March 2027: the last day is 31 March 2027."
                )
            ],
        ),
        ("RO", date(2027, 4, 1), []),
    ],
)
def test_a_result_is_published_within_ten_working_days_in_hungary(session, country, on, said):
    partner = a_partner(session, "P", country)
    lot = a_lot(session, partner=partner, project=a_project(session, partners=[partner]))
    schedule = a_schedule(session, lot, date(2027, 3, 12), ["contract_signed", "result_notice"])

    schedule.milestone("result_notice").meet(on, today=TODAY)

    assert clashes(session) == said


def contracted(session, lot, number, ends_on):
    return saved(
        session,
        Contract(
            lot_id=lot.id,
            partner_id=lot.partner_id,
            currency="RON",
            supplier_id=suppliers.named(session, "Maker").id,
            number=number,
            signed_on=date(2027, 3, 28),
            ends_on=ends_on,
            net_minor=1,
        ),
    )


def test_a_delivery_after_the_end_of_the_contract_is_pointed_out(session):
    lot = a_schedule(session, a_lot(session)).lot  # delivered on 26 June 2027
    contract = contracted(session, lot, "7", date(2027, 6, 20))
    late = clashes(session)

    agreed = {"number": 1, "signed_on": TODAY, "reason": "More time."}
    session.add(ContractChange(contract_id=contract.id, ends_on=date(2027, 6, 26), **agreed))

    assert late == [
        "“Delivered” on 26 June 2027 comes after the end of the contract on 20 June 2027."
    ]
    assert clashes(session) == []


def test_what_is_installed_after_the_end_of_the_contract_is_pointed_out(session):
    codes = ["contract_signed", "delivery", "installation", "training"]
    lot = a_schedule(session, a_lot(session), date(2027, 3, 28), codes).lot
    contracted(session, lot, "7", date(2027, 6, 26))  # the day of delivery, 14 before the other

    assert clashes(session) == [
        "“Installed” on 10 July 2027 comes after the end of the contract on 26 June 2027."
    ]


def test_a_contract_that_was_terminated_binds_nothing_any_more(session):
    lot = a_schedule(session, a_lot(session)).lot
    contract = contracted(session, lot, "7", date(2027, 6, 20))
    late = clashes(session)

    contract.terminate(date(2027, 6, 1), TODAY, "It does not deliver.")

    assert len(late) == 1
    assert clashes(session) == []


def test_things_that_come_before_their_room_is_there_are_pointed_out(session):
    lot = a_schedule(session, a_lot(session)).lot
    gym = a_room(session, "Gym", a_site(session), opens_on=date(2027, 9, 1))
    an_asset(session, place=gym, lot_number=lot.number, state=State.PLANNED)

    [said] = clashes(session)
    assert said.startswith(
        "“Delivered” on 26 June 2027 comes before Gym opens on 1 September 2027. Agree on a store"
    )


def test_of_several_rooms_the_last_to_open_counts_and_else_the_site(session):
    site = a_site(session, opens_on=date(2027, 10, 1))
    lot = a_schedule(session, a_lot(session, site_id=site.id)).lot
    before = clashes(session)

    for name, opens_on in {"Gym": date(2027, 9, 1), "Pool": date(2027, 11, 1)}.items():
        room = a_room(session, name, site, opens_on=opens_on)
        an_asset(session, place=room, lot_number=lot.number, state=State.PLANNED)

    assert "comes before Lovrin opens on 1 October 2027" in before[0]
    assert "comes before Pool opens on 1 November 2027" in clashes(session)[0]


def test_what_an_accepted_thing_lacks_is_named_with_its_days(session):
    lot = a_schedule(session, a_lot(session)).lot
    room = a_room(session, "Gym", a_site(session))
    here = {"place": room, "lot_number": lot.number, "accepted_on": date(2027, 6, 30)}
    an_asset(session, "Bare", **here)
    an_asset(session, "Whole", **here, serial_number="S-1")
    an_asset(session, "Plain", **here, unnumbered=True)
    committed(session, None)

    found = {
        day: [
            say(Language.EN, each.words, **each.values) for each in lacks.of_lot(session, lot, day)
        ]
        for day in (date(2027, 7, 30), date(2027, 7, 31))
    }

    said = "LOV-0000{} was accepted on 30 June 2027 and has no photo of its sticker, due by {}."
    bare = "LOV-00001 was accepted on 30 June 2027 and has no serial number yet."
    assert found[date(2027, 7, 30)] == [bare]
    assert found[date(2027, 7, 31)] == [
        bare,
        *(said.format(number, "30 July 2027") for number in (1, 2, 3)),
    ]
