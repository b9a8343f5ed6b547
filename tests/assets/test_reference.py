"""The shipped data hangs together: what is named exists, and nothing made up looks real."""

import csv
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

from biip.gtin import Gtin

SHIPPED = Path(__file__).parents[2] / "assets" / "reference"
DEMO = SHIPPED / "demo"
LANGUAGES = ("en", "ro", "hu")
# Days on which the demonstration may be filled: the first and the last before it stays put.
FIRST, LAST = date(2026, 11, 22), date(2027, 3, 1)


def rows(name):
    with (SHIPPED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def demo(name):
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


def sites():
    return [demo(f"sites/{path.name}") for path in sorted((DEMO / "sites").iterdir())]


def things():
    return [(site, thing) for site in sites() for thing in site["assets"]]


def lots():
    return [lot for path in sorted(DEMO.glob("lots-*.toml")) for lot in demo(path.name)["lots"]]


def milestones():
    return [(lot, each) for lot in lots() for each in lot["milestones"]]


def types():
    shipped = {row["key"]: row for row in rows("equipment_types.csv")}
    return shipped | {each["key"]: each for each in demo("types.toml")["types"]}


def models():
    return rows("models.csv") + demo("types.toml")["models"]


def serials():
    given = []
    for _, thing in things():
        serial, count = thing.get("serial"), thing.get("quantity", 1)
        if serial:
            numbered = [f"{serial}-{number:02}" for number in range(1, count + 1)]
            given += numbered if count > 1 else [serial]
    return given


def named(row):
    return [row[f"name_{language}"] for language in LANGUAGES]


def happened(days, day):
    """The days of a milestone, by what they are."""
    found = {key[:-3]: value for key, value in days.items() if key.endswith("_on")}
    counted = {key[:-7]: value for key, value in days.items() if key.endswith("_offset")}
    return found | {key: date.fromordinal(day.toordinal() + n) for key, n in counted.items()}


def test_the_124_types_are_named_in_three_languages_and_grouped():
    shipped, groups = rows("equipment_types.csv"), rows("type_groups.csv")

    assert len({row["key"] for row in shipped}) == 124
    assert {each["group"] for each in types().values()} == {row["key"] for row in groups}
    assert all(all(named(row)) for row in [*types().values(), *groups])


def test_romanian_is_written_with_commas_and_hungarian_with_long_umlauts():
    texts = {path: path.read_text(encoding="utf-8") for path in SHIPPED.rglob("*.*")}

    assert not [(str(path), letter) for path, text in texts.items() for letter in "ŞşŢţõûÕÛ"
                if letter in text]  # fmt: skip


def test_the_35_stages_follow_one_another():
    stages = rows("milestone_stages.csv")

    assert [int(stage["position"]) for stage in stages] == list(range(1, 36))
    assert len({stage["code"] for stage in stages}) == 35
    assert Counter(stage["kind"] for stage in stages) == {"GWS": 26, "W": 6, "G": 3}
    assert all(all(named(stage)) for stage in stages)


def test_devices_carry_numbers_that_check_and_no_number_is_shared():
    numbers = [row["udi_di"] for row in rows("models.csv") if row["udi_di"]]

    assert len(numbers) == len(set(numbers)) == 30
    assert all(Gtin.parse(number).as_gtin_14() == number for number in numbers)


def test_each_model_says_where_it_was_read_and_is_of_a_known_type():
    for row in models():
        assert row["type_key"] in types(), row
        assert row["maker"], row
        assert row["source"].startswith("EUDAMED " if row.get("udi_di") else "https://"), row
    made = Counter((row["maker"], row["name"], row.get("part_number")) for row in models())
    assert max(made.values()) == 1
    assert len(made) >= 36


def test_each_thing_stands_in_a_room_and_is_of_a_known_type_model_and_lot():
    numbers, lives = {lot["number"] for lot in lots()}, demo("lives.toml")
    for site, thing in things():
        rooms = {place["key"] for place in site["places"]}
        assert {thing["room"], thing.get("meant_for", thing["room"])} <= rooms, thing
        assert thing["type"] in types(), thing
        assert thing["life"] in lives, thing
        assert thing.get("lot") is None or thing["lot"] in numbers, thing


def test_the_model_of_a_thing_is_one_model_of_its_own_type():
    for _, thing in things():
        if "model" in thing:
            part = thing.get("part")
            fitting = [
                row["type_key"]
                for row in models()
                if (row["maker"], row["name"]) == (thing["maker"], thing["model"])
                and part in (None, row.get("part_number"))
            ]
            assert fitting == [thing["type"]], thing


def test_every_state_of_life_and_every_condition_is_shown():
    lives = demo("lives.toml")
    states = {lives[thing["life"]]["steps"][-1]["state"] for _, thing in things()}
    moves = demo("moves.toml")
    states |= {"in_transit" for sent in moves["transfers"] if "received_offset" not in sent}
    states |= {"on_loan" for lent in moves["loans"] if "returned_offset" not in lent}
    conditions = {thing.get("condition", "up") for _, thing in things()}

    assert states == {
        "planned", "ordered", "delivered", "installed", "accepted", "in_use", "in_storage",
        "on_loan", "in_transit", "retired", "disposed",
    }  # fmt: skip
    assert conditions == {"up", "degraded", "down", "quarantined"}


def test_180_things_stand_at_the_three_sites():
    counted = Counter()
    for site, thing in things():
        counted[site["code"]] += thing.get("quantity", 1)

    assert counted["LOV"] + counted["SZE"] + counted["MOR"] == 180
    assert counted["TIM"] + counted["SZG"] == 40


def test_serial_numbers_say_demo_and_only_things_that_have_come_have_one():
    lives = demo("lives.toml")

    assert all(serial.startswith("DEMO-") for serial in serials())
    assert len(serials()) == len(set(serials()))
    for _, thing in things():
        last = lives[thing["life"]]["steps"][-1]["state"]
        assert ("serial" in thing) == (last not in {"planned", "ordered"}), thing


def test_in_lovrin_what_has_come_waits_in_the_rented_store():
    lovrin, lives = demo("sites/lovrin.toml"), demo("lives.toml")
    there = {
        thing["room"]
        for thing in lovrin["assets"]
        if lives[thing["life"]]["steps"][-1]["state"] not in {"planned", "ordered"}
    }

    assert there == {"DEPOZIT"}
    assert [place.get("opens_after") for place in lovrin["places"] if place["key"] == "A"] == [
        "ROHU00627-L01"
    ]


def test_places_stand_in_one_another_and_share_no_name_with_their_neighbours():
    for site in sites():
        known = set()
        for place in site["places"]:
            assert place.get("in") in {None, *known}, place
            known.add(place["key"])
        beside = Counter((place.get("in"), place["name"].casefold()) for place in site["places"])
        assert max(beside.values()) == 1


def test_milestones_are_of_known_stages_that_fit_the_kind_of_lot():
    kinds = {stage["code"]: stage["kind"] for stage in rows("milestone_stages.csv")}
    repeatable = {row["code"] for row in rows("milestone_stages.csv") if row["repeatable"] == "Y"}
    for lot in lots():
        stages = Counter(each["stage"] for each in lot["milestones"])
        assert all(lot["kind"][0].upper() in kinds[stage] for stage in stages), lot["number"]
        assert {stage for stage, count in stages.items() if count > 1} <= repeatable


def test_nothing_has_happened_after_the_day_and_all_that_has_happened_was_planned():
    for day in (FIRST, LAST):
        for lot, each in milestones():
            days = happened(each, day)
            assert "baseline" in days, each
            assert days.get("actual", day) <= day, (lot["number"], each)
            assert not {"actual", "forecast"} <= set(days), (lot["number"], each)


def test_some_lots_slip_and_say_why():
    slipping = set()
    for lot in lots():
        why = None
        for each in lot["milestones"]:
            why = each.get("reason", why)
            if {"forecast_on", "forecast_offset"} & set(each):
                assert why, (lot["number"], each)
                slipping.add(lot["number"])

    assert {"ROHU00627-L01", "ROHU00627-L05", "ROHU00627-L07", "ROHU00627-L09"} <= slipping
    assert "ROHU00627-L03" not in slipping


def test_the_published_figures_of_resilience4health_stand():
    project = demo("projects.toml")["projects"][0]
    budgets = [float(lot["budget"]) for lot in lots() if lot["project"] == "ROHU00627"]

    assert (project["starts_on"], project["ends_on"]) == (date(2024, 12, 23), date(2027, 12, 22))
    assert (project["total"], project["erdf"]) == ("10937499.44", "7209999.55")
    assert sum(budgets) <= float(project["total"])


def test_projects_lots_and_people_name_partners_and_sites_that_exist():
    partners = {each["code"] for each in demo("partners.toml")["partners"]}
    codes = {site["code"] for site in sites()}
    projects = {each["code"]: each for each in demo("projects.toml")["projects"]}
    people = demo("people.toml")["people"]

    assert {site["partner"] for site in sites()} | {lot["partner"] for lot in lots()} <= partners
    assert all(set(each["partners"]) <= partners for each in projects.values())
    assert all(lot["project"] in projects and lot["site"] in codes for lot in lots())
    assert {each.get("site", "LOV") for each in people} <= codes
    assert {each["role"] for each in people} == {
        "viewer", "technician", "site_manager", "procurement_officer", "auditor", "administrator",
    }  # fmt: skip
    assert all(each["email"].endswith("@demo.example") for each in people)


def test_plans_are_on_known_types_and_things_and_some_are_late():
    plans = demo("plans.toml")

    assert {plan["type"] for plan in plans["type_plans"]} <= set(types())
    assert {plan["asset"] for plan in plans["asset_plans"]} <= set(serials())
    late = [plan for kind in plans.values() for plan in kind if plan["first_due_offset"] < 0]
    assert len(late) >= 10
