import textwrap
from datetime import date
from decimal import Decimal

import pytest

from assets import trail
from assets.errors import Refused
from assets.inventory import shipped
from assets.inventory.catalogue import EquipmentType
from assets.listing import Cut
from assets.maintenance import authored, checklists, drafts, steps
from assets.maintenance.authored import Mistaken
from assets.maintenance.checklists import Wanted
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import Kind
from assets.words import Language, Words
from tests.builders import DAY, a_checklist, a_step, committed

NAMES = Words("Ultrasound", "Ultrasunet", "Ultrahang")
LIST = """\
    key = "ultrasound"
    kind = "function_check"
    types = ["PHY-US"]
    source = "IEC 62353. Verify against your manual."
    name = { en = "Ultrasound", ro = "Ultrasunet", hu = "Ultrahang" }
    [[steps]]
    key = "output"
    kind = "number"
    words = { en = "Output", ro = "Putere", hu = "Teljesítmény" }
    unit = "W"
    nominal = 1.0
    tolerance_percent = 20
    warn_low = 0.9
    as_left = true
"""


@pytest.fixture
def folder(tmp_path):
    """Holds what is shipped: `folder(text)` writes the one list of it."""

    def written(text):
        (tmp_path / "ultrasound.toml").write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    return written


def last(session, key="ultrasound"):
    return checklists.last(session, checklists.keyed(session, key))


@pytest.mark.parametrize(
    ("value", "comes_to"),
    [
        ("0.79", "fails"),
        ("0.8", "warns"),
        ("0.89", "warns"),
        ("0.9", "passes"),
        ("1.2", "passes"),
        ("1.21", "fails"),
    ],
)
def test_a_value_on_its_limit_is_within_it(folder, value, comes_to):
    (step,) = authored.read(folder(LIST) / "ultrasound.toml").asked

    fails, warns = step.fails(Decimal(value)), step.warns(Decimal(value))

    assert (fails, warns) == (comes_to == "fails", comes_to == "warns")


@pytest.mark.parametrize(
    ("here", "instead", "told"),
    [
        ('key = "ultrasound"', 'key = "Ultra sound"', "key:"),
        ('key = "ultrasound"', 'key = "other"', "its key is other"),
        ('kind = "function_check"', 'kind = "check"', "kind:"),
        ('source = "IEC 62353. Verify against your manual."', "", "source:"),
        (', hu = "Ultrahang"', "", "name.hu"),
        (', hu = "Teljesítmény"', "", "not in all three languages: output (hu)"),
        ('kind = "number"', 'kind = "figure"', "steps.0.kind"),
        ('kind = "number"', 'kind = "tick"', "steps.0.as_left: This kind of step has nothing"),
        ('key = "output"', 'key = "out put"', "steps.0.key"),
        ('unit = "W"', 'units = "W"', "steps.0.units"),
        ("tolerance_percent = 20", "tolerance_percent = -1", "steps.0.tolerance_percent: A toler"),
        ("nominal = 1.0", "", "steps.0.tolerance_percent: A tolerance is of a nominal"),
        ("nominal = 1.0", "nominal = 1.0\nhigh = 1.3", "steps.0.high: By the tolerance"),
        ("warn_low = 0.9", "warn_low = 0.7", "steps.0.warn_low: 0.7 is below 0.8"),
        ("warn_low = 0.9", "tolerance = 0.1", "steps.0.tolerance_percent: Say the tolerance in"),
        ('unit = "W"', 'choices = [{ key = "a", en = "A" }]', "steps.0.choices: Only a choice"),
        ("as_left = true", "as_left = yes", "ultrasound.toml: Invalid value"),
        ("as_left = true", "[[steps]]\nkey = 'a'", "steps.1.kind: Step 2: Field required"),
    ],
)
def test_every_mistake_in_an_authored_list_is_told_with_its_place(folder, here, instead, told):
    assert here in LIST
    path = folder(textwrap.dedent(LIST).replace(here, instead)) / "ultrasound.toml"

    with pytest.raises(Mistaken, match=r"^ultrasound\.toml: ") as no:
        authored.read(path)

    assert told in str(no.value)


def test_what_is_written_down_is_read_again_as_it_was():
    asked = [
        a_step("output", low=Decimal("0.80"), help=Words("Warm", "", ""), required=False),
        a_step("gel", StepKind.CHOICE, choices=(steps.Choice("dry", "Dry", fails=True),)),
    ]

    assert steps.read(steps.kept(asked)) == asked


def test_every_shipped_list_is_made_for_kinds_that_there_are(session):
    shipped.load(session)
    known = {each.key for each in session.exec(EquipmentType.__table__.select())}

    found = list(authored.shipped())

    assert {"treadmill", "lift"} <= {each.key for each in found}
    assert {key for each in found for key in each.types} <= known
    assert all("erify against your manual" in each.source for each in found)


def test_shipped_lists_are_taken_over_once_and_anew_when_they_change(session, folder):
    counts = [authored.load(session, folder(LIST)) for _ in range(2)]
    counts.append(authored.load(session, folder(LIST.replace("20\n", "30\n"))))

    assert counts == [1, 0, 1]
    first, second = reversed(
        session.exec(checklists.versions(checklists.keyed(session, "ultrasound"))).all()
    )
    assert (first.number, first.asked[0].least) == (1, Decimal("0.8"))
    assert (second.number, second.asked[0].least) == (2, Decimal("0.7"))


def test_a_shipped_list_that_the_house_has_followed_is_never_overwritten(session, folder):
    authored.load(session, folder(LIST))
    ours = checklists.keyed(session, "ultrasound")
    drafts.write(session, ours, a_step("gel", StepKind.TICK))
    assert authored.load(session, folder(LIST)) == 0
    drafts.publish(session, ours, DAY, "Our own")
    session.commit()

    count = authored.load(
        session, folder(LIST.replace("20\n", "30\n").replace('"Ultrasound"', '"Sono"'))
    )

    assert count == 0
    assert [each.key for each in last(session).asked] == ["output", "gel"]
    assert (ours.name_en, ours.shipped) == ("Ultrasound", False)


def test_a_draft_is_written_moved_and_published_while_the_last_version_holds(session):
    ours = a_checklist(session, a_step("belt"), a_step("speed"))

    drafts.write(session, ours, a_step("stop"), after="")
    drafts.shift(session, ours, "speed", -1)
    drafts.remove(session, ours, "belt")
    session.commit()
    held = [each.key for each in checklists.last(session, ours).asked]
    published = committed(session, drafts.publish(session, ours, date(2027, 4, 1), "Manual 3"))

    assert held == ["belt", "speed"]
    assert [each.key for each in published.asked] == ["stop", "speed"]
    assert (published.number, published.source, ours.draft) == (2, "Manual 3", None)
    assert checklists.version(session, ours, 1).asked[0].key == "belt"
    with pytest.raises(Refused, match="Nothing has changed since version 2"):
        drafts.publish(session, ours, DAY, "Manual 3")


def test_a_draft_is_on_the_trail_and_can_be_thrown_away(session):
    ours = a_checklist(session, a_step("belt"))

    drafts.write(session, ours, a_step("stop"))
    session.commit()
    drafts.discard(session, ours)
    session.commit()

    entries = [entry for entry, _ in session.exec(trail.history(ours.id)).all()]
    assert [len(each.changes["draft"][1] or []) for each in entries[:2]] == [0, 2]
    assert [each.key for each in drafts.drafted(session, ours)] == ["belt"]


def test_a_list_is_begun_from_another_one_and_has_a_key_of_its_own(session):
    first = a_checklist(session, a_step("belt"), names=NAMES)

    second = drafts.begin(session, NAMES, Kind.INSPECTION, ["PHY-US"], like=first)
    session.commit()

    assert (first.key, second.key) == ("ultrasound", "ultrasound_2")
    assert [each.key for each in drafts.drafted(session, second)] == ["belt"]
    assert checklists.last(session, second) is None


@pytest.mark.parametrize("words", ["ultrasunet", "ULTRAHANG", "ultrasound", "Ultrasound"])
def test_a_list_is_meant_by_its_name_in_any_language_or_by_its_key(session, words):
    ours = a_checklist(session, names=NAMES)

    assert checklists.called(session, words).id == ours.id


def test_what_is_not_published_or_is_withdrawn_is_not_offered(session):
    a_checklist(session, names=Words("Kept", "", ""), types=["PHY-US"])
    gone = a_checklist(session, names=Words("Gone", "", ""), types=["PHY-US"])
    drafts.withdraw(gone)
    drafts.begin(session, Words("Begun", "", ""), None, ["PHY-US"])
    session.commit()

    offered = [each.key for each in session.exec(checklists.found("")).all()]

    assert offered == ["kept"]
    assert [each.key for each in checklists.for_type(session, "PHY-US")] == ["kept"]
    assert checklists.for_type(session, "PHY-U") == []
    with pytest.raises(Refused, match="no checklist Gone"):
        checklists.called(session, "Gone")
    listed = checklists.listed(session, Wanted(withdrawn=True), Cut())
    assert [row.key for row in listed.rows] == ["gone"]


def test_lists_are_found_by_words_of_any_language_page_by_page(session):
    for name in ("Șold și genunchi", "Sold", "Knee"):
        a_checklist(session, names=Words(f"{name} list", name, ""))

    first = checklists.listed(session, Wanted(search="șold"), Cut(limit=1))
    rest = checklists.listed(session, Wanted(search="SOLD"), Cut(limit=1, after=first.following))

    assert [row.key for row in (*first.rows, *rest.rows)] == ["sold_list", "sold_si_genunchi_list"]
    assert (rest.following, first.rows[0].newest) == (None, 1)


def test_a_missing_language_is_told_and_english_stands_in_for_it():
    step = a_step("belt", words=Words("Belt", "", "Szalag"), help=Words("", "", ""))

    assert step.untold == [Language.RO]
    assert step.names == Words("Belt", "Belt", "Szalag")
    assert Step("belt", StepKind.TICK, Words("", "", "Szalag")).names.en == "Szalag"
