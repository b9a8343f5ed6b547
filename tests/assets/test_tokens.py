from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assets import tokens
from assets.errors import Missing
from assets.tokens import ApiToken
from tests.builders import a_person

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


def test_a_token_acts_for_its_person_and_only_its_digest_is_kept(session):
    ana = a_person(session)
    secret = tokens.issue(session, ana, read_only=True)
    session.commit()

    person, token = tokens.behind(session, secret)
    assert person == ana
    assert token.read_only
    assert secret.startswith("rehab_")
    assert len(secret) >= 6 + 43  # 256 bits
    assert secret not in str(token.model_dump())


def test_a_revoked_token_opens_nothing(session):
    secret = tokens.issue(session, a_person(session))
    other = tokens.issue(session, a_person(session, name="Bela"))
    session.commit()

    tokens.revoke(session, secret, at=NOW)
    session.commit()

    assert tokens.behind(session, secret) is None
    assert tokens.behind(session, other)
    assert session.exec(select(ApiToken).where(ApiToken.revoked_at == NOW)).one()


def test_a_token_of_somebody_disabled_opens_nothing(session):
    ana = a_person(session)
    secret = tokens.issue(session, ana)
    ana.disable()
    session.commit()

    assert tokens.behind(session, secret) is None


@pytest.mark.parametrize("made_up", ["", "rehab_", "nonsense", "rehab_\x00"])
def test_a_made_up_token_opens_nothing(session, made_up):
    tokens.issue(session, a_person(session))
    session.commit()

    assert tokens.behind(session, made_up) is None
    with pytest.raises(Missing, match="no such token"):
        tokens.revoke(session, made_up, at=NOW)


def test_a_token_is_revoked_once_and_the_first_moment_stays(session):
    secret = tokens.issue(session, a_person(session))
    tokens.revoke(session, secret, at=NOW)
    session.commit()

    with pytest.raises(Missing, match="no such token"):
        tokens.revoke(session, secret, at=datetime(2028, 1, 1, tzinfo=UTC))


def test_all_tokens_of_a_person_are_revoked_when_one_is_lost(session):
    ana, bela = a_person(session, name="Ana"), a_person(session, name="Bela")
    hers = [tokens.issue(session, ana) for _ in range(3)]
    his = tokens.issue(session, bela)
    session.commit()

    assert tokens.revoke_all(session, ana, at=NOW) == 3
    session.commit()

    assert [tokens.behind(session, secret) for secret in hers] == [None] * 3
    assert tokens.behind(session, his)
