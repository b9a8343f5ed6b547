from datetime import date

import pytest

from assets.errors import Refused
from assets.inventory import columns, finding, inherited, life, register
from assets.inventory.catalogue import AppliedPart, Basis, ProtectionClass
from assets.inventory.inherited import Own, Whence
from assets.rights import EVERYTHING
from tests.builders import DAY, a_model, a_type, an_asset


@pytest.fixture
def bath(session):
    """A bath of a kind and a model that both say something of it."""
    kind = a_type(session, "BAL-STANGER", mdr_class="IIa", emdn="Z1206", service_life_years=10)
    model = a_model(session, "Trautwein", "Stanger 5")
    model.emdn, model.protection_class, model.power = "Z120618", ProtectionClass.I, "230 V"
    asset = an_asset(session, type_id=kind.id, model_id=model.id)
    session.expire_all()
    return register.tagged(session, asset.tag, EVERYTHING)


def held(asset):
    return {name: (each.value, each.whence) for name, each in inherited.of_asset(asset).items()}


def test_the_first_that_says_something_is_right(bath):
    assert held(bath) == {
        "mdr_class": ("IIa", Whence.KIND),
        "basis": (None, Whence.NOTHING),
        "emdn": ("Z120618", Whence.MODEL),
        "protection_class": (ProtectionClass.I, Whence.MODEL),
        "applied_part": (None, Whence.NOTHING),
        "service_life_years": (10, Whence.KIND),
        "power": ("230 V", Whence.MODEL),
    }


def test_a_list_says_what_holds_as_the_page_does(bath, session):
    bath.emdn, bath.in_use_on = "Z120690", DAY
    session.commit()

    row = finding.one(session, bath.tag, EVERYTHING)

    holds = {name: each.value for name, each in inherited.of_asset(bath).items()}
    for name in columns.INHERITED:
        assert (getattr(row, name) or None) == holds[name], name
    assert row.replace_on == life.replace_on(bath) == date(2037, 3, 1)


def test_its_own_comes_before_what_it_inherits_and_can_be_taken_back(bath):
    inherited.override(bath, Own(emdn="z 12 0690", basis=Basis.LEGACY, power="400 V"))

    assert held(bath)["emdn"] == ("Z120690", Whence.OWN)
    assert held(bath)["basis"] == (Basis.LEGACY, Whence.OWN)
    assert inherited.left_to_inherit(bath)["power"].value == "230 V"

    inherited.override(bath, Own(applied_part=AppliedPart.B))
    assert held(bath)["emdn"] == ("Z120618", Whence.MODEL)
    assert held(bath)["applied_part"] == (AppliedPart.B, Whence.OWN)


def test_a_thing_of_no_model_and_no_kind_inherits_nothing(session):
    asset = register.tagged(session, an_asset(session).tag, EVERYTHING)

    assert {each.whence for each in inherited.of_asset(asset).values()} == {Whence.NOTHING}


def test_what_is_no_code_is_refused_beside_its_field(bath):
    with pytest.raises(Refused) as no:
        inherited.override(bath, Own(emdn="nonsense"))

    assert no.value.field == "emdn"
