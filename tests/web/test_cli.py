import io
import json
import signal
import socket
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pypdfium2
import pytest
import zxingcpp
from sqlmodel import func, select

from assets import checks, people, settings, signins, tokens, upgrades
from assets.database import open_engine
from assets.inventory import identifiers
from assets.inventory.catalogue import EquipmentType
from assets.maintenance.orders import WorkOrder
from assets.people import Person
from assets.procurement.stages import Stage
from assets.rights import Permission
from assets.trail import Batch
from tests.builders import a_partner, a_person, a_site, an_asset
from tests.house import PATIENCE, House, free_port
from tests.registers import furnished
from web import cli


@pytest.fixture
def rehab(monkeypatch, capsys):
    """The command as somebody types it: what it says, and the status with which it ends."""

    def typed(*words, piped=""):
        monkeypatch.setattr("sys.argv", ["rehab", *map(str, words)])
        monkeypatch.setattr("sys.stdin", io.StringIO(piped))
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return Said(end.value.code or 0, said.out, said.err)

    return typed


class Said:
    """What a command said, and how it ended."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __repr__(self):
        return f"{self.status}: {self.out} {self.err}"


@pytest.fixture
def rehab_here(rehab, database_url, monkeypatch):
    """The command, in the register of this test."""
    monkeypatch.setenv("REHAB_DATABASE_URL", database_url)
    return rehab


@pytest.fixture
def nothing_yet(bare, monkeypatch):
    """The environment names a database in which there is nothing yet."""
    address = bare.url.render_as_string(hide_password=False)
    monkeypatch.setenv("REHAB_DATABASE_URL", address)
    return bare


def refused(said):
    """The one line in which a command says why not."""
    assert said.status == 1, said
    assert said.err.count("\n") == 1, said.err
    return said.err.strip()


def test_help_names_every_command_and_makes_nothing(rehab, home):
    said = rehab("--help")

    assert said.status == 0
    assert all(name in said.out for name in cli.COMMANDS)
    assert not home.exists()


@pytest.mark.parametrize("command", ["serve", "work", "demo", "upgrade", "backup", "check"])
def test_a_wrong_setting_stops_a_command_with_one_clear_line(rehab, monkeypatch, home, command):
    monkeypatch.setenv("REHAB_BASE_URL", "assets.example.org")

    assert refused(rehab(command)).startswith("REHAB_BASE_URL is wrong: ")
    assert not home.exists()


def test_a_database_that_cannot_be_reached_is_said_in_one_line(rehab, monkeypatch):
    address = f"postgresql+psycopg://me:secret@127.0.0.1:{free_port()}/rehab"
    monkeypatch.setenv("REHAB_DATABASE_URL", address)

    said = refused(rehab("check"))

    assert said.startswith("The database cannot be used: ")
    assert "secret" not in said


def test_a_home_that_cannot_be_made_is_said_in_one_line(rehab, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "file" / "home"))

    assert "home" in refused(rehab("demo"))


@pytest.mark.parametrize("command", ["backup", "check"])
def test_where_there_is_no_register_none_is_made(rehab, home, command):
    assert refused(rehab(command)).startswith("There is no register in")
    assert not home.exists()


def test_a_word_that_is_no_command_is_refused(rehab):
    said = rehab("serv")

    assert said.status != 0
    assert "serv" in said.err


def test_upgrade_brings_a_database_up_to_date(rehab, nothing_yet):
    assert rehab("upgrade").status == 0

    assert upgrades.at_head(nothing_yet)
    assert rehab("upgrade").out == "The register is up to date.\n"


def test_a_new_register_knows_the_shipped_types_and_stages(rehab, nothing_yet):
    rehab("upgrade")

    with nothing_yet.connect() as connection:
        types = connection.execute(select(func.count()).select_from(EquipmentType)).scalar_one()
        stages = connection.execute(select(func.count()).select_from(Stage)).scalar_one()
    assert types == 124
    assert stages > 20


def test_sqlite_is_brought_up_to_date_by_itself_and_postgresql_on_demand(rehab, nothing_yet):
    said = rehab("keep", "open-due", "--on", "2027-03-01")

    if nothing_yet.dialect.name == "postgresql":
        assert refused(said).endswith("run: rehab upgrade")
        assert not upgrades.at_head(nothing_yet)
    else:
        assert said.status == 0
        assert upgrades.at_head(nothing_yet)


def test_a_register_that_is_not_up_to_date_is_neither_checked_nor_copied(rehab_here, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")

    for command in ("check", "backup"):
        assert "rehab upgrade" in refused(rehab_here(command))


ADD = ["person", "add", "Ana@Demo.example", "--name", "Ana", "--language", "hu"]
PASSWORD = "apă termală"


def test_a_person_is_added_with_a_password_that_is_no_part_of_the_command(rehab_here, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")

    said = rehab_here(*ADD, "--site", "sze", "--password-stdin", piped=f"{PASSWORD}\n")

    assert said.status == 0, said
    ana = people.known_as(session, "ana@demo.example")
    assert (ana.name, ana.language, ana.home_site_id) == ("Ana", "hu", szentes.id)
    assert signins.recognised(ana, PASSWORD)


@pytest.mark.parametrize(
    ("words", "piped", "why"),
    [
        (ADD, "short\n", "at least 10 characters"),
        (ADD, "", "at least 10 characters"),
        ([*ADD[:-1], "de"], PASSWORD, "There is no language de"),
        ([*ADD, "--site", "XXX"], PASSWORD, "There is no site XXX"),
        (["person", "add", "ana", "--name", "Ana"], PASSWORD, "ana is not an e-mail address"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_with_a_sentence(
    rehab_here, session, words, piped, why
):
    assert why in refused(rehab_here(*words, "--password-stdin", piped=piped))
    assert session.exec(select(Person)).all() == []


def test_a_role_is_given_everywhere_at_a_site_or_for_a_partner(rehab_here, session):
    ana = a_person(session, name="Ana")
    lovrin, partner = a_site(session), a_partner(session, "PBH")

    rehab_here("person", "role", ana.email, "auditor")
    rehab_here("person", "role", ana.email, "site_manager", "--site", "LOV")
    rehab_here("person", "role", ana.email, "procurement_officer", "--partner", "PBH")

    rights = people.rights_of(session, ana)
    assert Permission.TRAIL_SEE in rights.everywhere
    assert Permission.PLACES_KEEP in rights.at_sites[lovrin.id]
    assert Permission.PROCUREMENT_KEEP in rights.at_partners[partner.id]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nobody@demo.example", "viewer"], "Nobody here is known as nobody@demo.example"),
        (["ana@demo.example", "king"], "There is no role king"),
        (["ana@demo.example", "viewer", "--site", "XXX"], "There is no site XXX"),
        (["ana@demo.example", "viewer", "--site", "LOV", "--partner", "TM"], "give it twice"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_with_a_sentence(rehab_here, session, words, why):
    a_person(session, name="Ana")
    a_site(session)

    assert why in refused(rehab_here("person", "role", *words))


def test_whoever_is_disabled_is_signed_out_and_stays_on_the_books(rehab_here, session):
    now = datetime.now(UTC)
    ana = a_person(session, name="Ana")
    secret = signins.begin(session, ana, at=now, browser="Firefox")
    session.commit()

    assert rehab_here("person", "disable", ana.email).status == 0

    session.expire_all()
    assert people.known_as(session, ana.email).disabled
    assert signins.person_behind(session, secret, at=now) is None


def test_a_token_is_printed_once_and_revoked(rehab_here, session):
    ana = a_person(session, name="Ana")

    secret = rehab_here("token", "new", "--person", ana.email, "--read-only").out.strip()
    person, token = tokens.behind(session, secret)
    assert (person, token.read_only) == (ana, True)

    assert rehab_here("token", "revoke", secret).status == 0
    session.expire_all()
    assert tokens.behind(session, secret) is None
    assert refused(rehab_here("token", "revoke", secret)) == "There is no such token, or no longer."


def test_every_token_of_a_person_is_revoked_when_one_was_lost(rehab_here, session):
    ana = a_person(session, name="Ana")
    secrets = [rehab_here("token", "new", "--person", ana.email).out.strip() for _ in range(2)]

    rehab_here("token", "revoke", "--person", ana.email)

    session.expire_all()
    assert [tokens.behind(session, secret) for secret in secrets] == [None, None]
    assert "Name the token" in refused(rehab_here("token", "revoke"))


def test_what_the_command_line_does_is_on_the_trail(rehab_here, session):
    rehab_here("person", "role", a_person(session, name="Ana").email, "auditor")

    assert session.exec(select(Batch).order_by(Batch.number.desc())).first().source == "cli"


def test_one_duty_is_kept_as_of_a_day(rehab_here, engine, session):
    furnished(engine)

    said = rehab_here("keep", "open-due", "--on", "2027-05-01")

    assert said.out == "open-due 2027-05-01: 0\n"  # the one that is open is not done yet
    assert len(session.exec(select(WorkOrder)).all()) == 1
    assert "There is no duty sweep" in refused(rehab_here("keep", "sweep", "--on", "2027-05-01"))
    assert rehab_here("keep", "open-due", "--on", "soon").status != 0


def test_check_says_what_was_proved(rehab_here, engine):
    furnished(engine)

    said = rehab_here("check")

    assert said.status == 0, said
    assert "The tree of places: 4 proved, 0 wrong" in said.out
    assert said.out.endswith("Everything is whole.\n")


def test_check_fails_and_says_why_when_somebody_has_tampered(rehab_here, engine):
    furnished(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE asset SET name = 'Swapped'")

    said = rehab_here("check")

    assert said.status == 1
    assert "name is 'Swapped', and the trail says 'Treadmill'" in said.err
    assert "whole" not in said.out


def test_backup_and_restore_bring_a_register_to_another_home(
    rehab_here, engine, monkeypatch, tmp_path
):
    furnished(engine)
    backup = rehab_here("backup").out.strip()
    monkeypatch.setenv("REHAB_DATABASE_URL", "")
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "elsewhere"))

    said = rehab_here("restore", backup)

    assert said.status == 0, said
    there = open_engine(settings.load().database)
    assert list(checks.check(there, settings.load())) == []
    there.dispose()
    assert "empty home only" in refused(rehab_here("restore", backup))
    assert "Everything is whole." in rehab_here("check").out


def test_a_backup_that_is_not_there_is_said(rehab, tmp_path):
    assert refused(rehab("restore", tmp_path / "gone.zip")).endswith("gone.zip")


def test_a_home_in_which_a_restore_was_broken_off_is_not_served_as_empty(rehab, home):
    (home / "restoring").mkdir(parents=True)

    assert "Repeat it" in refused(rehab("keep", "open-due"))


def test_the_demonstration_is_not_put_into_a_register_that_is_used(rehab_here, engine):
    furnished(engine)

    assert "not empty" in refused(rehab_here("demo"))


def test_a_port_in_use_is_said_in_one_line(rehab_here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert refused(rehab_here("serve", "--port", port)).startswith(f"Port {port} is in use.")


def answered(url, **headers):
    try:
        with urlopen(Request(url, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except HTTPError as no:
        return no.code, b""


@pytest.mark.parametrize("options", [[], ["--workers", "2", "--no-timetable"]])
def test_a_new_house_serves_its_register_at_once(tmp_path, options):
    house = House(tmp_path / "house")
    house.rehab(*ADD, "--password-stdin", says=PASSWORD)
    house.rehab("person", "role", "ana@demo.example", "administrator")
    token = house.rehab("token", "new", "--person", "ana@demo.example").strip()

    with house.serving(*options) as url:
        page, _ = answered(f"{url}/sign-in")
        status, body = answered(f"{url}/api/v1/assets", Authorization=f"Bearer {token}")

    assert (page, status) == (200, 200)
    assert json.loads(body)["items"] == []
    assert house.rehab("check").endswith("Everything is whole.\n")


def test_a_server_that_is_asked_to_end_ends_well(tmp_path):
    house = House(tmp_path / "house")
    with house.serving() as url:
        assert answered(f"{url}/health")[0] == 200

    assert house.ended == 0
    assert (house.home / "serve.log").read_text() == f"Rehab Assets is at {url}\n"


def test_what_was_written_before_a_server_was_killed_is_there_afterwards(tmp_path):
    house = House(tmp_path / "house")
    with house.serving(ending=signal.SIGKILL):
        house.rehab(*ADD, "--password-stdin", says=PASSWORD)

    assert house.rehab("check").endswith("Everything is whole.\n")
    again = house.tried(*ADD, "--password-stdin", says=PASSWORD)
    assert again.stderr == "ana@demo.example is already known here.\n"


def test_labels_are_printed_without_a_browser(rehab_here, session, tmp_path):
    asset, out = an_asset(session, "Galvanic bath"), tmp_path / "labels.pdf"

    said = rehab_here("labels", "-o", out, "--tag", asset.tag, "--skip", "3")

    page = pypdfium2.PdfDocument(out)[0].render(scale=300 / 72).to_pil()
    label = session.exec(identifiers.of_asset(asset)).one()
    assert (said.status, label.prints) == (0, 1)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [
        f"HTTP://127.0.0.1:8000/T/{label.code}"
    ]


def test_labels_of_what_is_not_there_are_refused_and_nothing_counts_as_printed(
    rehab_here, session, tmp_path
):
    asset, out = an_asset(session), tmp_path / "labels.pdf"

    said = rehab_here("labels", "-o", out, "--tag", asset.tag, "--tag", "LOV-99999")

    assert (said.status, said.err) == (1, "There is no asset LOV-99999.\n")
    assert session.exec(identifiers.of_asset(asset)).first() is None
    assert not out.exists()
