from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Uuid, create_engine, insert
from sqlmodel import select

from assets.errors import Forbidden
from assets.rights import EVERYTHING, GRANTED, Guarded, Permission, Rights, Role

# Role by verb, as the design of the house has it, written out by hand.
SEES = "assets places catalogue documents labels plans orders faults procurement"
EXPECTED = {
    Role.VIEWER: {},
    Role.TECHNICIAN: {
        "assets": "move condition",
        "labels": "print",
        "orders": "do",
        "faults": "handle",
        "documents": "keep",
    },
    Role.SITE_MANAGER: {
        "assets": "move condition register edit state import",
        "documents": "keep",
        "views": "share",
        "labels": "print",
        "orders": "do verify",
        "faults": "handle",
        "places": "keep",
        "plans": "keep",
        "catalogue": "keep",
        "trail": "see",
    },
    Role.PROCUREMENT_OFFICER: {
        "assets": "register edit state import",
        "documents": "keep",
        "views": "share",
        "labels": "print",
        "procurement": "keep",
        "catalogue": "keep",
    },
    Role.AUDITOR: {"trail": "see", "people": "see"},
}


def spelled(role):
    verbs = {f"{noun}:see" for noun in SEES.split()}
    return verbs | {
        f"{noun}:{verb}" for noun, all_ in EXPECTED[role].items() for verb in all_.split()
    }


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_may_do_what_the_design_says_and_no_more(role):
    assert {str(permission) for permission in GRANTED[role]} == spelled(role)


def test_the_administrator_may_do_everything():
    assert GRANTED[Role.ADMINISTRATOR] == set(Permission)
    assert EVERYTHING.everywhere == set(Permission)


def test_every_role_is_in_the_table_and_every_permission_is_held_by_somebody():
    assert set(GRANTED) == set(Role)
    assert frozenset().union(*GRANTED.values()) == set(Permission)


def test_an_auditor_and_a_viewer_change_nothing():
    for role in (Role.AUDITOR, Role.VIEWER):
        assert {permission.partition(":")[2] for permission in GRANTED[role]} == {"see"}


def test_whoever_may_change_a_thing_may_see_it():
    seen = {permission for permission in Permission if permission.endswith(":see")}
    for granted in GRANTED.values():
        nouns = {permission.partition(":")[0] for permission in granted}
        assert {see for see in seen if see.partition(":")[0] in nouns} <= granted


ROWS = Table("guarded", MetaData(), *(Column(name, Uuid) for name in ("site_id", "partner_id")))
KEYS = [UUID(int=number) for number in range(1, 4)]
PLACED = [(site, partner) for site in [None, *KEYS] for partner in [None, *KEYS]]

permissions = st.frozensets(st.sampled_from(list(Permission)[:4]))
held = st.dictionaries(st.sampled_from(KEYS), permissions)


class Row(Guarded):
    """Anything that belongs to a site or to a partner."""


@pytest.fixture(scope="module")
def rows():
    engine = create_engine("sqlite://")
    ROWS.metadata.create_all(engine)
    with engine.begin() as connection:
        values = [{"site_id": site, "partner_id": partner} for site, partner in PLACED]
        connection.execute(insert(ROWS), values)
        yield connection
    engine.dispose()


@given(everywhere=permissions, at_sites=held, at_partners=held)
def test_the_database_and_the_domain_agree_row_by_row(rows, everywhere, at_sites, at_partners):
    rights = Rights(everywhere, at_sites, at_partners)

    for permission in list(Permission)[:4]:
        reached = rows.execute(select(ROWS).where(rights.where(permission, ROWS.c))).all()
        allowed = [
            (site, partner)
            for site, partner in PLACED
            if rights.may(permission, Row(site_id=site, partner_id=partner))
        ]
        assert [tuple(row) for row in reached] == allowed


@given(everywhere=permissions, at_sites=held, at_partners=held)
def test_a_right_somewhere_is_a_right_to_something(everywhere, at_sites, at_partners):
    rights = Rights(everywhere, at_sites, at_partners)

    for permission in list(Permission)[:4]:
        anywhere = any(rights.may(permission, Row(site_id=s, partner_id=p)) for s, p in PLACED)
        assert rights.may(permission) == anywhere


def test_what_may_not_be_done_is_forbidden_with_a_sentence():
    here, elsewhere = uuid4(), uuid4()
    rights = Rights(at_sites={here: frozenset({Permission.ASSETS_MOVE})})

    rights.must(Permission.ASSETS_MOVE, Row(site_id=here))
    with pytest.raises(Forbidden, match="may not do that here"):
        rights.must(Permission.ASSETS_MOVE, Row(site_id=elsewhere))


def test_what_several_partners_share_is_kept_by_whoever_may_for_one_of_them():
    ours, theirs, keep = uuid4(), uuid4(), Permission.PROCUREMENT_KEEP
    rights = Rights(at_partners={ours: frozenset({keep})})

    assert rights.may_for(keep)
    assert rights.may_for(keep, [theirs, ours])
    assert not rights.may_for(keep, [theirs])
    assert not rights.may_for(keep, [])
    assert not Rights(at_sites={ours: frozenset({keep})}).may_for(keep)
    assert EVERYTHING.may_for(keep, [])
    with pytest.raises(Forbidden, match="may not do that here"):
        rights.must_for(keep, [theirs])


def test_who_has_no_role_may_nothing():
    assert not any(Rights().may(permission) for permission in Permission)
