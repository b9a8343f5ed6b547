import csv
import io
import re
from datetime import date

import pytest

from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_plan, a_room, a_site, an_asset, saved

DAYS = "since=2026-03-01&until=2026-03-31"


@pytest.fixture
def auditor(app, session):
    return Browser(app).sign_in(a_person(session, Role.AUDITOR, name="Ana"))


@pytest.fixture
def times(session):
    """Of a plan in Lovrin, one time done on its day and one a day late; in Szentes one in time."""
    spa = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    for number, (place, day) in enumerate([(None, 10), (None, 12), (spa, 10)]):
        plan = a_plan(session, an_asset(session, "Bath", place, in_use_on=date(2025, 1, 1)))
        values = {"due_on": date(2026, 3, 10), "late_on": date(2026, 3, 11), "plan_id": plan.id}
        done = {"state": State.DONE, "done_on": date(2026, 3, day), "opened_on": date(2026, 3, 1)}
        of = {"asset_id": plan.asset_id, "site_id": plan.site_id, "kind": Kind.PREVENTIVE}
        saved(session, WorkOrder(number=f"W-9{number}", title="Oil it", **values, **done, **of))


@pytest.mark.usefixtures("times")
def test_each_figure_says_what_it_is_reckoned_from_and_opens_the_rows_behind_it(auditor):
    page = auditor.get(f"/figures?{DAYS}").text
    late = auditor.get(f"/figures/pm-compliance?{DAYS}&share=left").text
    here = auditor.get(f"/figures?{DAYS}&site=LOV&figure=mtbf").text

    for said in (
        "66.7\N{NO-BREAK SPACE}%",
        "done in time: 2",
        "fell due: 3",
        "By month",
        "Szentes",
    ):
        assert said in page, said
    assert "/figures/pm-compliance?since=2026-03-01&amp;until=2026-03-31&amp;share=counted" in page
    for name, rows in (("availability", "hours not down"), ("failure-rate", "repairs")):
        assert re.search(rf'/figures/{name}\?[^"]*">{rows}: [\d,.]+</a> ÷ [^<]*</td>', page), name
    assert ("W-91" in late, "W-90" in late, "W-92" in late) == (True, False, False)
    assert "50.0\N{NO-BREAK SPACE}%" in here
    assert "n/a, at least 62 days" in here


@pytest.mark.usefixtures("times")
def test_figures_and_rows_are_taken_away_and_told_to_programs_alike(auditor):
    figures = auditor.get(f"/figures.csv?{DAYS}").text.removeprefix("\ufeff")
    rows = auditor.get(f"/figures/pm-compliance.csv?{DAYS}").text.removeprefix("\ufeff")

    told = {(each["figure"], each["site"]): each for each in csv.DictReader(io.StringIO(figures))}
    assert told["pm-compliance", ""]["value"] == "66.6667"
    assert (told["pm-compliance", "LOV"]["above"], told["mtbf", ""]["value"]) == ("1", "")
    counts = {each["number"]: each["counts"] for each in csv.DictReader(io.StringIO(rows))}
    assert counts == {"W-90": "true", "W-91": "false", "W-92": "true"}


def test_days_that_cannot_be_are_said_and_nothing_typed_is_lost(auditor):
    answer = auditor.get("/figures?since=2026-03-02&until=2026-03-01")
    empty = auditor.get(f"/figures?{DAYS}").text

    assert answer.status_code == 422
    assert "The first day is after the last one" in answer.text
    assert 'name="since" value="2026-03-02"' in answer.text
    assert "Nothing to reckon this from." in empty
    assert auditor.get("/figures/nothing").status_code == 404


@pytest.mark.usefixtures("times")
def test_the_figures_of_another_site_do_not_exist(app, session):
    ana = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Ana")
    hers = Browser(app).sign_in(ana)

    assert hers.get("/figures?site=SZE").status_code == 404
    assert hers.get("/figures/pm-compliance.csv?site=SZE").status_code == 404
    assert "Szentes" not in hers.get(f"/figures?{DAYS}").text
    assert "W-92" not in hers.get(f"/figures/pm-compliance?{DAYS}").text
