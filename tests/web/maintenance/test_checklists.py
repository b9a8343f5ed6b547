import re
from decimal import Decimal

import pytest

from assets.maintenance import checklists, drafts
from assets.maintenance.steps import Choice, StepKind
from assets.rights import Role
from assets.words import Language, Words
from tests.builders import a_checklist, a_person, a_site, a_step, a_type

NUMBER = {"words_en": "Output", "words_ro": "Putere", "words_hu": "Teljesítmény", "kind": "number"}


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def drafted(session, key):
    session.expire_all()
    return drafts.drafted(session, checklists.keyed(session, key))


def beside(shown):
    return re.findall(r'id="(\w+)-error"', shown.text)


def test_a_list_is_begun_drafted_and_published_without_a_script(manager, session):
    a_type(session, "PHY-US")

    begun = manager.post("/checklists", data={"name_ro": "Ultrasunet", "type": "PHY-US"})
    draft = begun.headers["location"]
    added = manager.post(draft, data=NUMBER | {"low": "0,8", "unit": "W", "required": "true"})
    manager.post(
        draft,
        data={
            "words_en": "Gel",
            "kind": "choice",
            "choices": "Clear\nThin; Subțire; Híg",
            "failing": "Dry",
            "after": "",
        },
    )
    manager.post(f"{draft}/gel/shift", data={"by": "1"})
    published = manager.post("/checklists/ultrasunet/publish", data={"source": "Manual 3"})

    assert (draft, added.headers["location"]) == (
        "/checklists/ultrasunet/draft",
        "/checklists/ultrasunet/draft#output",
    )
    assert published.headers["location"] == "/checklists/ultrasunet"
    holds = checklists.last(session, checklists.keyed(session, "ultrasunet"))
    output, gel = holds.asked
    assert (output.least, output.unit, output.required) == (Decimal("0.8"), "W", True)
    assert [each.words for each in gel.choices] == [
        Words("Clear", "Clear", "Clear"),
        Words("Thin", "Subțire", "Híg"),
        Words("Dry", "Dry", "Dry"),
    ]
    assert [each.fails for each in gel.choices] == [False, False, True]
    page = manager.get("/checklists/ultrasunet").text
    assert "at least 0.8" in page
    assert "Manual 3" in page


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"words_en": "", "words_ro": "", "words_hu": ""}, "words_en"),
        ({"low": "much"}, "low"),
        ({"low": "2", "high": "1"}, "high"),
        ({"low": "0.00001"}, "low"),
        ({"tolerance": "1"}, "tolerance"),
        ({"kind": "choice"}, "choices"),
        ({"decimals": "9"}, "decimals"),
    ],
)
def test_a_mistake_in_a_step_is_told_beside_its_field_and_loses_nothing(
    manager, session, said, field
):
    a_checklist(session)

    answer = manager.post("/checklists/walk/draft", data=NUMBER | {"source": "Manual"} | said)

    assert (answer.status_code, beside(answer)) == (422, [field])
    assert 'value="Manual"' in answer.text
    assert [each.key for each in drafted(session, "walk")] == ["belt"]


def test_a_step_keeps_its_key_and_its_choices_theirs(manager, session):
    sling = a_step(
        "sling", StepKind.CHOICE, choices=(Choice("sound", "Sound"), Choice("worn", "Worn"))
    )
    a_checklist(session, a_step("belt"), sling)
    shown = manager.get("/checklists/walk/draft/sling")
    said = {"choice.sound.en": "Sound", "choice.worn.en": "Torn", "choice.worn.fails": "true"}

    manager.post(
        "/checklists/walk/draft/sling",
        data={"words_en": "The sling", "kind": "choice", "choices": "Wet", "after": ""} | said,
    )

    assert 'name="choice.sound.en" lang="en" value="Sound"' in shown.text
    changed, _ = drafted(session, "walk")
    assert (changed.key, changed.words.en) == ("sling", "The sling")
    assert [(each.key, each.en, each.fails) for each in changed.choices] == [
        ("sound", "Sound", False),
        ("worn", "Torn", True),
        ("wet", "Wet", False),
    ]


def test_who_comes_second_to_a_draft_is_told_and_keeps_what_she_typed(manager, session):
    ours = a_checklist(session)
    version = ours.version
    manager.post("/checklists/walk/draft", data=NUMBER | {"version": version})

    second = manager.post(
        "/checklists/walk/draft", data=NUMBER | {"words_en": "Mine", "version": version}
    )

    assert second.status_code == 422
    assert "Somebody else changed this meanwhile." in second.text
    assert 'value="Mine"' in second.text


def test_a_step_that_is_not_said_in_a_language_is_told(manager, session):
    a_checklist(session, a_step("belt", words=Words("Belt", "Banda", "")))

    page = manager.get("/checklists/walk").text

    assert re.search(r"Hungarian:\s+not said yet", page)
    assert "Romanian: not said yet" not in page


def test_an_earlier_version_is_shown_and_a_shipped_one_asks_to_be_verified(manager, session):
    ours = a_checklist(session, a_step("belt"))
    drafts.redraft(ours, [a_step("speed")])
    drafts.publish(session, ours, ours.created_at.date())
    session.commit()

    first = manager.get("/checklists/walk?number=1").text
    ours.shipped = True
    session.commit()

    assert 'id="belt"' in first
    assert 'id="speed"' not in first
    assert "Verify against your manual." in manager.get("/checklists/walk").text
    assert "Verify against your manual" in manager.get("/checklists").text
    assert manager.get("/checklists/walk?number=3").status_code == 404


@pytest.mark.parametrize("search", ["mers", "JARAS", "walk"])
def test_a_list_is_found_by_its_name_in_any_language(technician, session, search):
    a_checklist(session)
    a_checklist(session, names=Words("Other", "", ""))

    found = technician.get("/checklists", params={"search": search}).text

    assert "/checklists/walk" in found
    assert "/checklists/other" not in found
    assert "Walk" in technician.get("/checklists/suggestions", params={"q": search}).text
    assert (
        "/checklists/walk"
        in technician.get("/find", params={"search": search}, follow_redirects=True).text
    )


def test_withdrawn_lists_are_told_of_when_they_are_asked_for(manager, session):
    a_checklist(session)

    manager.post("/checklists/walk/withdraw")

    assert "/checklists/walk" not in manager.get("/checklists").text
    assert "/checklists/walk" in manager.get("/checklists?withdrawn=true").text
    manager.post("/checklists/walk/resume")
    assert "/checklists/walk" in manager.get("/checklists").text


def test_the_pages_are_there_in_every_language(browser, session):
    a_checklist(session, a_step("belt", low=Decimal(1), warn_low=Decimal(2), high=Decimal(3)))
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    browser.sign_in(person)
    for language in Language:
        person.language = language
        session.commit()
        for path in (
            "",
            "/walk",
            "/walk/edit",
            "/walk/draft",
            "/walk/draft/new",
            "/walk/draft/belt",
        ):
            assert browser.get(f"/checklists{path}").status_code == 200
