import pytest

from assets import checks, files, logos, settings, trail
from assets.errors import Missing, Refused
from assets.procurement import marks
from tests.builders import a_project, committed
from tests.logos import a_logo


def uploaded(session, project, sent=None, **said):
    logo = logos.read(sent or a_logo())
    usual = {"emblem_share": 1.0, "statement": marks.STATEMENT}
    digest = files.keep(logo.content, settings.load())
    return committed(session, marks.upload(session, project, logo, digest, **(usual | said)))


def test_a_project_has_one_mark_whose_bytes_are_those_that_were_sent(session):
    project, first, second = a_project(session), a_logo(), a_logo(width=900)

    mark = uploaded(session, project, first)
    kept = files.kept(settings.load(), mark.digest).read_bytes()
    another = uploaded(session, project, second)

    assert kept == first
    assert another.id == mark.id == marks.must_be(session, project).id
    assert files.kept(settings.load(), mark.digest).read_bytes() == second
    assert (mark.width, mark.height) == (900, 300)


def test_what_is_said_of_it_changes_without_another_file(session):
    mark = uploaded(session, a_project(session))

    mark.describe(emblem_share=0.8, statement=" Finanțat de Uniunea Europeană ")

    assert (mark.emblem_share, mark.statement) == (0.8, "Finanțat de Uniunea Europeană")
    with pytest.raises(Refused, match="needs 237"):
        mark.describe(emblem_share=0.7, statement=marks.STATEMENT)
    with pytest.raises(Refused) as no:
        mark.describe(emblem_share=0.8, statement=" ")
    assert no.value.field == "statement"
    assert mark.emblem_share == 0.8


def test_the_trail_keeps_which_logo_stood_for_the_grant_before(session):
    project = a_project(session)
    before = uploaded(session, project).digest
    mark = uploaded(session, project, a_logo(width=900))

    entry, _ = session.exec(trail.history(mark.id)).first()

    assert entry.changes["digest"] == [before, mark.digest]


def test_a_register_that_lost_the_file_of_a_logo_says_so(session, engine):
    mark = uploaded(session, a_project(session))
    files.kept(settings.load(), mark.digest).unlink()

    told = list(checks.check(engine, settings.load()))

    assert f"The file of the logo {mark.digest} is not there." in told


def test_without_a_logo_there_is_none(session):
    project = a_project(session)

    assert marks.of(session, project) is None
    with pytest.raises(Missing, match="logo"):
        marks.must_be(session, project)
