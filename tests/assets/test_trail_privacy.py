import json
from datetime import UTC, datetime
from uuid import uuid4

from sqlmodel import select

from assets import checks, schema, tokens, trail
from assets.database import Actor, transaction
from assets.people import Person
from assets.trail import Entry
from tests.builders import a_person

BY = Actor("test", uuid4())
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def last_changes(session, record):
    return session.exec(trail.history(record.id)).first()[0].changes


def sound(engine):
    with transaction(engine, by=BY, read_only=True) as session:
        return [problem for problem in checks.broken(session) if problem] == []


def test_names_addresses_and_secrets_enter_the_trail_only_as_changed(engine, session):
    person = a_person(session, name="Ileana Cosânzeana")
    secret = tokens.issue(session, person)
    session.commit()
    with transaction(engine, by=BY) as changes:
        person = changes.get_one(Person, person.id)
        person.name, person.email = "Ilona Tündér", "ilona@demo.example"
    with transaction(engine, by=BY) as changes:
        changes.delete(changes.exec(select(tokens.ApiToken)).one())

    written = json.dumps([entry.model_dump(mode="json") for entry in session.exec(select(Entry))])
    for hidden in (
        "Ileana",
        "Ilona",
        "demo.example",
        secret,
        tokens.digest(secret),
        person.password_hash,
    ):
        assert hidden not in written
        assert json.dumps(hidden)[1:-1] not in written
    assert last_changes(session, person) == {
        "name": ["changed", "changed"],
        "email": ["changed", "changed"],
    }


def test_every_column_that_holds_a_person_or_a_secret_is_private():
    private = {
        f"{table.name}.{column.name}"
        for table in schema.TABLES.tables.values()
        for column in table.columns
        if column.info.get("private")
    }

    assert private >= {
        "person.name",
        "person.email",
        "person.password_hash",
        "api_token.digest",
    }
