from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import select

from assets import files, settings
from assets.errors import Forbidden, Missing, Refused
from assets.inventory import identifiers, register
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.finding import Wanted
from assets.inventory.identifiers import Label
from assets.inventory.register import Asset
from assets.labelling import choosing, facts, habits, openings, prints, proofs
from assets.labelling.choosing import Chosen
from assets.labelling.kinds import Kind
from assets.labelling.prints import Arranged
from assets.listing import Cut
from assets.maintenance import spares
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import (
    a_document,
    a_lot,
    a_person,
    a_room,
    a_site,
    an_asset,
    committed,
)
from tests.labels.test_photographs import barcode, photo

TODAY = date(2027, 3, 1)
AGAIN = Arranged(reason="It fell off.")


def a_part(session, site=None):
    return committed(session, spares.add(session, site or a_site(session), "Filter", "F-12"))


def printed(session, kind, keys, how=Arranged(), by=EVERYTHING):  # noqa: B008
    return committed(session, prints.print_labels(session, kind, keys, how, by))


def technician_of(site, *more):
    held = frozenset({Permission.ASSETS_SEE, Permission.LABELS_SEE, Permission.LABELS_PRINT})
    return Rights(at_sites={site.id: held | {*more}})


def the_label(session, made):
    return identifiers.coded(session, made.codes[0])


@pytest.mark.parametrize("kind", Kind)
def test_everything_that_can_be_labelled_gets_a_label_that_opens_its_page(session, kind):
    asset, site = an_asset(session), a_site(session)
    things = {
        Kind.ASSET: (asset, f"/assets/{asset.tag}"),
        Kind.PLACE: (site, f"/places/{site.id}"),
        Kind.LOT: ((lot := a_lot(session)), f"/procurement/lots/{lot.number}"),
        Kind.PART: ((part := a_part(session)), f"/spares/{part.id}"),
        Kind.PAPER: ((paper := a_document(session, asset)), f"/documents/{paper.id}"),
    }
    thing, page = things[kind]

    chosen = choosing.keys(session, Chosen(kind, unprinted=True), TODAY, EVERYTHING)
    made = printed(session, kind, [thing.id])

    assert thing.id in chosen
    assert openings.address(session, the_label(session, made), EVERYTHING) == page
    left = choosing.keys(session, Chosen(kind, unprinted=True), TODAY, EVERYTHING)
    assert thing.id not in left
    assert len(left) == len(chosen) - 1


def test_a_reprint_says_why_and_keeps_the_code(session):
    asset = an_asset(session)
    first = printed(session, Kind.ASSET, [asset.id])

    with pytest.raises(Refused, match="Say why") as no:
        prints.print_labels(session, Kind.ASSET, [asset.id], Arranged(reason=" "), EVERYTHING)
    second = printed(session, Kind.ASSET, [asset.id], AGAIN)
    third = committed(session, prints.print_again(session, first.codes, AGAIN, EVERYTHING))

    assert no.value.field == "reason"
    assert first.codes == second.codes == third.codes
    assert (first.reason, second.reason) == ("", "It fell off.")
    assert the_label(session, first).prints == 3


def test_a_label_tells_each_of_its_prints_and_who_printed_it(session):
    kept, other = an_asset(session), an_asset(session)
    ana = a_person(session, name="Ana Pop")
    session.info["by"] = session.info["by"].__class__("web", ana.id)
    first = printed(session, Kind.ASSET, [kept.id, other.id])
    second = printed(session, Kind.ASSET, [kept.id], AGAIN)

    history = proofs.history(session, the_label(session, first))

    assert {(made.id, name) for made, name in history} == {
        (first.id, "Ana Pop"),
        (second.id, "Ana Pop"),
    }
    assert proofs.makers(session, [first.id]) == {first.id: "Ana Pop"}


def test_only_what_may_be_labelled_is_and_what_is_not_seen_does_not_exist(session):
    here = an_asset(session)
    szentes = a_site(session, "SZE", "Szentes", "HU")
    theirs = an_asset(session, place=a_room(session, "Pool", szentes))
    sees = {
        a_site(session).id: frozenset(Permission),
        szentes.id: frozenset({Permission.ASSETS_SEE}),
    }

    with pytest.raises(Missing):
        prints.print_labels(
            session, Kind.ASSET, [here.id, theirs.id], Arranged(), technician_of(a_site(session))
        )
    with pytest.raises(Forbidden):
        prints.print_labels(
            session, Kind.ASSET, [here.id, theirs.id], Arranged(), Rights(at_sites=sees)
        )
    assert session.exec(select(Label)).all() == []


def test_the_prints_of_a_site_are_listed_there_and_nowhere_else(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    ours = printed(session, Kind.ASSET, [an_asset(session).id])
    pool = an_asset(session, place=a_room(session, "Pool", szentes))
    theirs = printed(session, Kind.ASSET, [pool.id])

    def listed(by, site=None):
        return [row.id for row in proofs.prints(session, Cut(), by, site).rows]

    assert listed(technician_of(lovrin)) == [ours.id]
    assert set(listed(EVERYTHING)) == {ours.id, theirs.id}
    assert listed(EVERYTHING, szentes) == [theirs.id]
    with pytest.raises(Missing):
        prints.print_of(session, theirs.id, technician_of(lovrin))


def test_things_are_chosen_by_site_lot_and_delivery_as_one_walks(session):
    lot = a_lot(session)
    attic, gym = a_room(session, "Attic"), a_room(session, "Gym")
    day = date(2027, 2, 3)
    bought = [
        an_asset(session, name, room, lot_number=lot.number, delivered_on=day)
        for name, room in (("Bike", gym), ("Tub", attic), ("Bed", attic))
    ]
    an_asset(session, "Old bench", attic)

    by_lot = Chosen(wanted=Wanted(lot_number=lot.number))
    by_day = Chosen(wanted=Wanted(site=a_site(session)), delivered_on=day)

    walked = [bought[2].id, bought[1].id, bought[0].id]
    assert choosing.keys(session, by_lot, TODAY, EVERYTHING) == walked
    assert choosing.keys(session, by_day, TODAY, EVERYTHING) == walked
    assert choosing.count(session, by_day, TODAY, EVERYTHING) == 3
    assert choosing.in_order(session, Kind.ASSET, [each.id for each in bought]) == walked


def test_a_label_says_where_a_thing_stands_whose_it_is_and_who_paid(session):
    lot = a_lot(session)
    asset = an_asset(session, "Tub", a_room(session), lot_number=lot.number, serial_number="S1")

    (fact,) = facts.of_codes(session, printed(session, Kind.ASSET, [asset.id]).codes)

    assert (fact.tag, fact.name, fact.room, fact.site) == (asset.tag, "Tub", "Gym", "Lovrin")
    assert (fact.lot, fact.project, fact.owner) == (lot.number, "ROHU00627", "TM")
    assert fact.serial_number == "S1"


@pytest.mark.parametrize(
    ("kind", "text"), [(Kind.PLACE, "gym"), (Kind.LOT, "ROHU00627-L01"), (Kind.PART, "filter")]
)
def test_a_blank_label_is_claimed_for_a_place_a_lot_or_a_part(session, kind, text):
    things = {Kind.PLACE: a_room(session), Kind.LOT: a_lot(session), Kind.PART: a_part(session)}
    first, second = identifiers.blank(session, 2, a_site(session))
    session.commit()

    openings.claim(session, first, kind, text, EVERYTHING)
    session.commit()

    assert getattr(first, f"{kind}_id") == things[kind].id
    assert first.verified_at is not None
    with pytest.raises(Refused, match=f"has the label {first.code} already"):
        openings.claim(session, second, kind, text, EVERYTHING)
    with pytest.raises(Refused, match="on something already"):
        openings.claim(session, first, kind, text, EVERYTHING)
    with pytest.raises(Refused) as no:
        openings.claim(session, second, kind, "nowhere", EVERYTHING)
    assert no.value.field == "thing"


def test_the_share_of_funded_things_counts_photos_of_stickers_in_place(session, tmp_path):
    lot = a_lot(session)
    kept = settings.Settings(home=tmp_path)
    funded = [an_asset(session, lot_number=lot.number) for _ in range(3)]
    an_asset(session), an_asset(session, lot_number=lot.number, state=register.State.PLANNED)
    made = printed(session, Kind.ASSET, [each.id for each in funded])

    sticker = files.receive(photo(barcode(made.codes[0])), "sticker.jpg", kept)
    proofs.verify(session, the_label(session, made), EVERYTHING, sticker)
    session.commit()

    found = proofs.share(session, EVERYTHING, a_site(session))
    assert (found.funded, found.pictured, found.percent) == (3, 1, 33)
    (document,) = proofs.photos(session, the_label(session, made))
    assert (document.kind, document.number) == (PaperKind.STICKER, made.codes[0])
    assert proofs.share(session, Rights()).funded == 0


def test_what_somebody_chose_last_is_remembered_for_her_alone(session):
    ana, bela = a_person(session, name="Ana"), a_person(session, name="Bela")

    for design in ("plate", "strip"):
        habits.remember(session, ana.id, Arranged(design=design, copies=2))
        session.commit()

    habit = habits.habit(session, ana.id, None)
    assert (habit.design, habit.copies) == ("strip", 2)
    assert habits.habit(session, bela.id, None) is None


def test_a_print_of_many_asks_the_database_a_few_times(session):
    room = a_room(session)
    things = [Asset(tag=f"LOV-{n:05}", name="Bed", place_id=room.id, site_id=room.site_id)
              for n in range(1, 601)]  # fmt: skip
    session.add_all(things)
    session.commit()
    keys, asked = [each.id for each in things], []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))

    made = prints.print_labels(session, Kind.ASSET, keys, Arranged(), EVERYTHING)
    told = facts.of_codes(session, made.codes)

    assert [fact.tag for fact in told] == [f"LOV-{n:05}" for n in range(1, 601)]
    assert len(asked) < 30
    session.rollback()


@pytest.mark.parametrize(
    ("how", "field"), [(Arranged(copies=0), "copies"), (Arranged(copies=101), "copies")]
)
def test_copies_have_bounds(session, how, field):
    with pytest.raises(Refused) as no:
        prints.print_labels(session, Kind.ASSET, [an_asset(session).id], how, EVERYTHING)

    assert no.value.field == field


@pytest.mark.parametrize("kind", [Kind.ASSET, Kind.PLACE, Kind.PAPER])
def test_a_list_to_choose_from_is_leafed_through_to_its_end(session, kind):
    things = [an_asset(session, "Bath", a_room(session, f"Room {n % 2}")) for n in range(5)]
    for each in things:
        a_document(session, each, content=each.tag.encode())
    wanted = Chosen(kind)
    whole = choosing.keys(session, wanted, TODAY, EVERYTHING)

    leafed, last = [], None
    while found := choosing.keys(session, wanted, TODAY, EVERYTHING, most=2, after=last):
        leafed, last = leafed + found, found[-1]

    assert (leafed, len(whole) > 2) == (whole, True)


def test_a_folder_tells_the_site_that_keeps_it_and_a_blank_code_can_be_given_to_it(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    paper = a_document(session, an_asset(session), number="C-12/2026")
    label = the_label(session, committed(session, prints.print_blank(session, 1, lovrin, AGAIN)))

    opened = openings.claim(
        session, label, Kind.PAPER, "C-12/2026", technician_of(lovrin, Permission.DOCUMENTS_SEE)
    )
    with pytest.raises(Refused, match=r"There is no such document\."):
        openings.claim(
            session,
            label,
            Kind.PAPER,
            "C-12/2026",
            technician_of(szentes, Permission.DOCUMENTS_SEE),
        )

    (told,) = facts.of_codes(session, [label.code])
    assert (opened, told.site) == (f"/documents/{paper.id}", lovrin.name)
    assert facts.of_things(session, Kind.PAPER, [paper.id])[paper.id].site == lovrin.name
