import csv

import pytest
from sqlmodel import select

from assets.errors import Missing
from assets.procurement import stages
from assets.procurement.lots import Kind, Status
from assets.procurement.stages import Stage
from assets.words import Language, say


def codes(session, kind):
    return [stage.code for stage in session.exec(stages.usual(kind))]


def test_the_shipped_stages_come_in_three_languages(session):
    stages.load(session)

    signed = stages.coded(session, "contract_signed")
    assert signed.names == ("Contract signed", "Contract semnat", "Szerződéskötés")
    listed = session.exec(stages.listed()).all()
    assert [stage.position for stage in listed] == list(range(1, 36))
    assert all(all(stage.names) for stage in listed)


def test_loading_again_keeps_what_was_edited(session):
    stages.load(session)
    stages.coded(session, "delivery").days = 120

    assert stages.load(session) == []
    assert stages.coded(session, "delivery").days == 120


def test_goods_are_delivered_and_works_are_received(session):
    stages.load(session)

    goods, works = codes(session, Kind.GOODS), codes(session, Kind.WORKS)

    assert {"delivery", "installation", "training"} == set(goods) - set(works)
    assert {"design_done", "permit", "site_handover", "works_reception", "occupancy"} == set(
        works
    ) - set(goods)


def test_services_go_through_what_goods_and_works_share(session):
    stages.load(session)

    services = set(codes(session, Kind.SERVICES))

    assert services == set(codes(session, Kind.GOODS)) & set(codes(session, Kind.WORKS))


def test_a_stage_of_one_country_is_laid_there_alone(session):
    stages.load(session)
    stages.coded(session, "ex_ante").country = "HU"
    session.flush()

    laid = {
        country: [each.code for each in session.exec(stages.usual(Kind.GOODS, country))]
        for country in ("HU", "RO")
    }

    assert "ex_ante" in laid["HU"]
    assert "ex_ante" not in laid["RO"]


def test_the_law_of_a_country_says_how_long_and_in_which_days(session):
    """The standstill takes 10 days in Hungary (section 131 of its act) and 11 by the directive."""
    stages.load(session)
    standstill, told = (
        stages.coded(session, code) for code in ("standstill_end", "award_decision")
    )

    days = [standstill.days_for(Kind.GOODS, country) for country in ("HU", "RO", "")]

    assert days == [10, 11, 11]
    assert [told.working_in(country) for country in ("HU", "RO")] == [True, False]


def test_what_comes_only_sometimes_is_not_usual(session):
    stages.load(session)

    assert not {"complaint", "contract_mod", "progress_n"} & set(codes(session, Kind.WORKS))


def test_works_are_guaranteed_longer_than_goods(session):
    stages.load(session)

    warranty = stages.coded(session, "warranty_end")

    assert (warranty.days_for(Kind.GOODS), warranty.days_for(Kind.WORKS)) == (730, 1825)


def test_five_stages_carry_a_lot_onward(session):
    stages.load(session)

    onward = session.exec(stages.listed().where(Stage.reaches.is_not(None))).all()

    assert {stage.reaches for stage in onward} == set(Status) - {Status.PREPARED}


def test_every_stage_that_another_names_is_there():
    with stages.SHIPPED.open(encoding="utf-8", newline="") as shipped:
        rows = list(csv.DictReader(shipped))

    named = {row[column] for row in rows for column in ("after", "not_before")} - {""}

    assert named <= {row["code"] for row in rows}


def test_what_is_noted_of_a_stage_is_said_in_all_languages():
    with stages.SHIPPED.open(encoding="utf-8", newline="") as shipped:
        noted = {row["note"] for row in csv.DictReader(shipped)} - {""}

    assert noted == set(stages.NOTES)
    assert say(Language.HU, "As the contract says") == "A szerződés szerint"


def test_an_unknown_stage_is_missing(session):
    with pytest.raises(Missing):
        stages.coded(session, "blessing")
    assert session.exec(select(Stage)).all() == []
