from datetime import UTC, datetime

import pytest

from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.labelling import printers, runs
from assets.labelling.printers import Said, Way
from assets.people import rights_of
from assets.rights import EVERYTHING
from tests.builders import a_person, a_site, saved

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)


def named(session, address="192.168.1.40", way=Way.RAW, **values):
    said = Said(**({"name": "Zebra", "way": way, "address": address} | values))
    return printers.name_one(session, a_site(session), said)


@pytest.mark.parametrize(
    ("said", "kept", "reached"),
    [
        ("192.168.1.40", "192.168.1.40:9100", ("192.168.1.40", 9100)),
        ("10.0.0.7:6101", "10.0.0.7:6101", ("10.0.0.7", 6101)),
        (" Zebra.Spital.lan ", "zebra.spital.lan:9100", ("zebra.spital.lan", 9100)),
        ("fd00::7", "[fd00::7]:9100", ("fd00::7", 9100)),
        ("[fd00::7]:9101", "[fd00::7]:9101", ("fd00::7", 9101)),
    ],
)
def test_a_printer_has_an_address_of_the_house_or_a_name(session, said, kept, reached):
    printer = named(session, said)

    assert (printer.address, printer.reached) == (kept, reached)


@pytest.mark.parametrize(
    "said",
    [
        *("127.0.0.1", "127.8.9.1:5432", "localhost", "db.localhost:80", "[::1]:631", "0.0.0.0"),
        *("169.254.169.254:80", "[fe80::1]", "224.0.0.251", "[::ffff:127.0.0.1]:22"),
        *("8.8.8.8", "[2001:4860:4860::8888]:9100"),
        *("", "a b", "http://10.0.0.7", "10.0.0.7:0", "10.0.0.7:99999", "10.0.0.7/x", "u@10.0.0.7"),
        *("-rf", "zebra..lan", "x" * 300, "[fd00::7", "10.0.0.7:port", "ze\nbra"),
    ],
)
def test_nothing_else_is_taken_as_one(session, said):
    with pytest.raises(Refused) as no:
        named(session, said)

    assert no.value.field == "address"


@pytest.mark.parametrize("said", ["", "-o", "two words", "a/b", "a;b", "$(id)", "x" * 200])
def test_a_queue_has_a_name_that_no_command_mistakes(session, said):
    with pytest.raises(Refused) as no:
        named(session, said, Way.QUEUE)

    assert no.value.field == "address"
    assert named(session, "office_2.floor", Way.QUEUE).address == "office_2.floor"


def test_two_printers_of_a_site_are_not_called_the_same(session):
    first = named(session)
    with pytest.raises(Refused, match="called so"):
        named(session)

    printers.describe(session, first, Said("Zebra", Way.PAPER))

    assert (first.address, first.sent_to) == ("", False)


def test_an_offset_is_one_that_a_printer_can_have(session):
    printer = named(session)
    printer.shift(-1.504, 0.8)

    with pytest.raises(Refused):
        printer.shift(21, 0)

    assert (printer.offset_x, printer.offset_y) == (-1.5, 0.8)


def test_a_printer_of_another_site_does_not_exist(session):
    printer = named(session)
    other = a_person(session, site=a_site(session, "SZE", "Szentes", "HU"))

    with pytest.raises(Missing):
        printers.printer(session, printer.id, rights_of(session, other))

    assert printers.printer(session, printer.id, EVERYTHING) is printer


def a_print(session):
    return saved(session, LabelPrint(stock="L7160", codes=["A", "B"], copies=2))


def test_what_is_printed_by_hand_or_given_up_is_sent_nowhere(session):
    made, at = a_print(session), AT
    by_hand = named(session, "", Way.PAPER, name="Office")
    gone = named(session)
    gone.given_up = True

    for printer in (by_hand, gone):
        with pytest.raises(Refused):
            runs.ask(session, made, printer, at)


def test_a_run_is_called_off_once_and_goes_on_where_it_stopped(session):
    at = AT
    run = runs.ask(session, a_print(session), named(session), at)
    session.commit()
    begun = runs.begin(session, run.id, at)
    assert begun.count == 4
    session.flush()
    assert runs.advance(session, begun, 3, at)
    session.expire_all()
    run = runs.run(session, run.id, EVERYTHING)

    runs.cancel(run, at)
    with pytest.raises(Refused, match="ended already"):
        runs.cancel(run, at)
    runs.resume(run, at)

    assert (run.done, run.stage) == (3, runs.Stage.WAITING)


def test_of_two_who_send_the_same_label_one_has_sent_it(session):
    at = AT
    run = runs.ask(session, a_print(session), named(session), at)
    session.commit()
    begun = runs.begin(session, run.id, at)
    session.flush()

    assert [runs.advance(session, begun, 1, at) for _ in range(2)] == [True, False]
