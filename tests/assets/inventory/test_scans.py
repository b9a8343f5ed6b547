import pytest

from assets import mergers
from assets.errors import Forbidden, Missing, Refused
from assets.inventory import barcodes, identifiers, register, scans
from assets.inventory.catalogue import Model
from assets.inventory.partners import Partner
from assets.labelling import openings
from assets.labelling.kinds import Kind
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from tests.builders import DAY, a_model, a_person, a_room, a_site, an_asset, committed

GTIN = "08051499973926"  # IXYON XP ULTRA of Mectronic, as in EUDAMED


@pytest.fixture
def here(session):
    """What a site manager may do at Lovrin."""
    return Rights(at_sites={a_site(session).id: GRANTED[Role.SITE_MANAGER]})


@pytest.fixture
def laser(session):
    model = a_model(session, "Mectronic", "IXYON XP ULTRA", part_number="10IXUED050X")
    model.udi_di = GTIN
    return committed(session, model)


@pytest.fixture
def theirs(session):
    """A thing at Szentes."""
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    return an_asset(session, "Weight bath", place=pool)


def blank_label(session, site=None):
    (label,) = identifiers.blank(session, 1, site or a_site(session))
    return committed(session, label)


def test_a_tag_a_label_and_a_linked_barcode_open_their_thing(session, here):
    asset = an_asset(session)
    label = committed(session, identifiers.label_of(session, asset))
    scans.link(session, asset, "INV-2019-774", here)
    session.commit()

    opened = {
        text: scans.opened(session, text, here)
        for text in (asset.tag.lower(), "INV-2019-774", "inv-2019-775", f"HTTP://X/T/{label.code}")
    }

    assert opened == {
        asset.tag.lower(): f"/assets/{asset.tag}",
        "INV-2019-774": f"/assets/{asset.tag}",
        "inv-2019-775": None,
        f"HTTP://X/T/{label.code}": f"/assets/{asset.tag}?scanned={label.code}",
    }


def test_a_udi_opens_the_one_thing_of_its_model_and_serial_number(session, here, laser):
    asset = an_asset(session, model_id=laser.id, serial_number="IX-2041")
    an_asset(session, model_id=laser.id, serial_number="IX-2042")
    an_asset(session, serial_number="IX-2041")

    opened = scans.opened(session, f"]d201{GTIN}11260301" + "21IX-2041", here)
    unknown = scans.meaning(session, f"(01){GTIN}(21)IX-2043", here)

    assert opened == f"/assets/{asset.tag}"
    assert (unknown.address, unknown.model, unknown.kind) == (None, laser, "udi")


def test_a_model_of_hibc_is_known_with_the_mark_and_without(session, here):
    model = a_model(session)
    model.udi_di = "+A123BJC5D6E71"
    session.commit()

    assert scans.meaning(session, "+A123BJC5D6E71G", here).model == model


def test_the_code_of_a_merged_model_is_that_of_the_other(session, here, laser):
    other = a_model(session, "Mectronic", "IXYON XP")
    other.udi_di = "08051499973940"
    asset = an_asset(session, model_id=laser.id, serial_number="IX-2041")
    mergers.merge_models(session, laser, other, DAY)
    session.commit()

    found = scans.meaning(session, f"(01){GTIN}(21)IX-2041", here)

    assert (found.asset.tag, found.model.name) == (asset.tag, "IXYON XP")
    assert kept(session, f"(01){GTIN}(21)1", model_id=other.id).model_id == other.id


def test_what_could_be_this_or_that_opens_neither(session, here):
    """A plus sign may be a hyphen typed over a Romanian keyboard, which swaps Y and Z too."""
    gym = a_room(session)
    for tag in ("SYE-00001", "SZE-00001", "SZE-00002"):
        an_asset(session, place=gym, tag=tag)

    assert scans.opened(session, "SYE+00001", here) is None
    assert scans.opened(session, "SYE+00002", here) == "/assets/SZE-00002"


def test_another_sites_things_open_only_what_their_label_tells_strangers(session, here, theirs):
    label = identifiers.label_of(session, theirs)
    barcodes.link(session, theirs, "INV-1", EVERYTHING)
    session.commit()

    assert scans.opened(session, theirs.tag, here) is None
    assert scans.opened(session, "INV-1", here) is None
    assert scans.opened(session, label.code, here) == f"/t/{label.code}"


def test_a_barcode_opens_one_thing_and_who_may_see_it_is_told_which(session, here, theirs):
    asset, other = an_asset(session, "Bike"), an_asset(session, "Treadmill")
    scans.link(session, asset, "4006381333931", here)
    barcodes.link(session, theirs, "INV-1", EVERYTHING)

    with pytest.raises(Refused, match=f"opens {asset.tag} already"):
        scans.link(session, other, "4006381333931", here)
    with pytest.raises(Refused, match="opens another thing already"):
        scans.link(session, other, "INV-1", here)
    with pytest.raises(Refused, match=f"opens {asset.tag} already"):
        scans.link(session, other, asset.tag, here)
    with pytest.raises(Refused, match="a label of ours"):
        scans.link(session, other, blank_label(session).code, here)
    with pytest.raises(Forbidden):
        scans.link(session, theirs, "INV-2", here)


def test_a_barcode_moves_with_its_thing_and_comes_off(session, here, theirs):
    asset = an_asset(session)
    linked = committed(session, scans.link(session, asset, "INV-1", here))
    asset.stand_in(session.get_one(register.Place, theirs.place_id), on=asset.created_at.date())
    session.commit()

    assert linked.site_id == theirs.site_id

    barcodes.unlink(session, asset, "INV-1")
    session.commit()

    assert scans.opened(session, "INV-1", EVERYTHING) is None
    with pytest.raises(Missing):
        barcodes.unlink(session, asset, "INV-1")


def test_a_blank_label_is_given_to_one_thing_once(session, here):
    asset, other = an_asset(session, "Bike"), an_asset(session, "Treadmill")
    label = blank_label(session)

    openings.claim(session, label, Kind.ASSET, asset.tag.lower(), here)
    session.commit()

    assert scans.opened(session, label.code, here) == f"/assets/{asset.tag}?scanned={label.code}"
    assert label.verified_at
    with pytest.raises(Refused, match="on something already"):
        openings.claim(session, label, Kind.ASSET, other.tag, here)
    with pytest.raises(Refused, match=f"{asset.tag} has the label {label.code} already"):
        openings.claim(session, blank_label(session), Kind.ASSET, asset.tag, here)


def test_a_label_goes_to_the_site_of_its_thing_and_only_who_labels_there_may_say_so(
    session, here, theirs
):
    label = blank_label(session)
    guest = Rights(at_sites={**here.at_sites, theirs.site_id: GRANTED[Role.VIEWER]})

    with pytest.raises(Forbidden):
        openings.claim(session, label, Kind.ASSET, theirs.tag, guest)
    openings.claim(session, label, Kind.ASSET, theirs.tag, EVERYTHING)

    assert label.site_id == theirs.site_id


def test_a_label_in_another_sites_hands_opens_nothing(session, here, theirs):
    label = blank_label(session, session.get_one(register.Place, theirs.site_id))
    viewer = Rights(at_sites={theirs.site_id: GRANTED[Role.VIEWER]})

    with pytest.raises(Missing):
        scans.in_hand(session, label.code, here)
    with pytest.raises(Missing):
        kept(session, label.code, by=here)
    with pytest.raises(Forbidden):
        scans.in_hand(session, label.code, viewer)


def kept(session, text, by=EVERYTHING, **values):
    """A thing registered with what was scanned from it."""
    found = scans.meaning(session, text, by)
    asset = register.register(session, place=a_room(session), name="Laser", **values)
    scans.keep(session, asset, found, by)
    return committed(session, asset)


def test_a_scanned_udi_is_kept_and_makes_its_model_known(session):
    text, model = f"]d201{GTIN}21IX-1\x1d10L9", a_model(session)

    asset = kept(session, text, model_id=model.id, serial_number="IX-1")

    assert asset.udi_raw == text
    assert session.get_one(Model, model.id).udi_di == GTIN
    assert scans.opened(session, text, EVERYTHING) == f"/assets/{asset.tag}"
    with pytest.raises(Refused, match=f"opens {asset.tag} already"):
        kept(session, text)


def test_a_udi_says_which_of_two_models_of_one_name_it_is(session, laser):
    twin = a_model(session, "Mectronic", "IXYON XP ULTRA", part_number="10IXUED049X")

    asset = kept(session, f"(01){GTIN}(21)1", model_id=twin.id)

    assert asset.model_id == laser.id


@pytest.mark.usefixtures("laser")
def test_a_udi_of_another_model_than_the_one_named_is_refused_beside_it(session):
    other = a_model(session, "Mectronic", "IXYON XP")
    other.udi_di = "08051499973940"
    session.commit()

    with pytest.raises(Refused, match="that of IXYON XP ULTRA") as known:
        kept(session, f"(01){GTIN}(21)1", model_id=other.id)
    with pytest.raises(Refused, match="IXYON XP has the UDI-DI 08051499973940") as new:
        kept(session, "(01)08051499973933(21)1", model_id=other.id)

    assert known.value.field == new.value.field == "model"


def test_a_thing_registered_from_a_blank_label_or_a_barcode_is_opened_by_it(session):
    label = blank_label(session)

    labelled, coded = kept(session, label.code), kept(session, "INV-9")

    assert identifiers.coded(session, label.code).asset_id == labelled.id
    assert scans.opened(session, "INV-9", EVERYTHING) == f"/assets/{coded.tag}"


def test_who_names_no_part_number_means_the_model_that_there_is(session, laser):
    assert a_model(session, "Mectronic", "Ixyon XP Ultra") == laser
    assert a_model(session, "Mectronic", "IXYON XP ULTRA", part_number="2") != laser


def test_labels_in_advance_are_counted(session):
    assert len(identifiers.blank(session, 500, a_site(session))) == 500
    for count in (0, 501):
        with pytest.raises(Refused):
            identifiers.blank(session, count, a_site(session))
    assert a_person(session)


def test_a_giai_of_a_label_opens_what_the_label_does_whatever_prefix_its_owner_has_now(
    session, here, theirs
):
    asset = an_asset(session, "Bath")
    mine, other = identifiers.label_of(session, asset), identifiers.label_of(session, theirs)
    session.commit()
    number = f"59412345{mine.code}"

    ways = (f"]C18004{number}", f"(8004){number}", f"https://a.example/8004/{number}".upper())

    opened = f"/assets/{asset.tag}?scanned={mine.code}"
    assert {scans.opened(session, each, here) for each in ways} == {opened}
    assert scans.opened(session, f"(8004)59412345{other.code}", here) == f"/t/{other.code}"
    assert scans.opened(session, f"(8004)594{mine.code}", here) is None


def test_a_giai_opens_the_thing_of_the_owner_with_that_prefix(session, here, theirs):
    asset = an_asset(session, "Bath")
    owner = session.get_one(Partner, asset.partner_id)
    owner.gs1_prefix = "59412345"
    session.commit()
    number = f"59412345{asset.tag}"

    ways = (f"]C18004{number}", f"(8004){number}", f"https://a.example/8004/{number}")

    assert {scans.opened(session, each, here) for each in ways} == {f"/assets/{asset.tag}"}
    assert scans.opened(session, f"(8004)59412346{asset.tag}", here) is None
    assert scans.opened(session, f"(8004)59412345{theirs.tag}", here) is None
