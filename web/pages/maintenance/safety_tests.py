"""Pages about safety tests: those of a thing and of the house, one of them, and making one."""

from datetime import date
from typing import Annotated

from fastapi.responses import Response

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory.register import Asset
from assets.maintenance import safety_tests, safety_trends, testing
from assets.maintenance.safety_tests import SafetyTest
from assets.maintenance.terms import Outcome
from assets.rights import Permission
from assets.words import N_, Language, say
from labels.papers import safety_certificate
from web import attached, measured, safety, views
from web.access import Db, Me, MyRights, Today, may
from web.cared import TheSafetyTest
from web.doors import pages
from web.filters import TheAskedTests
from web.forms import Form, posted
from web.measured import FOUND, MOST_PARTS, Testing
from web.named import TheAsset
from web.page import Page, PageFor
from web.passwords import Signature, signed_first
from web.standing import Standing

router = pages()

PDF = "application/pdf"
SHOWN_IN_HISTORY = 20
MOST_SHOWN = 50

PostedTesting = Annotated[Form[Testing], posted(Testing)]


@router.get("/safety-tests", dependencies=[may(Permission.ORDERS_SEE)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAskedTests) -> Response:
    found = safety_trends.listed(db, asked.wanted(db, rights), asked.cut, rights)
    choices = {
        "site": [(site.code or "", site.name) for site in page.sites],
        "verdict": [(each.value, page.said(each)) for each in FOUND],
    }
    said = asked.chosen(choices) | {"asset": asked.asset}
    return page.render(
        "maintenance/safety_tests/index.html",
        block="found",
        asked=asked,
        found=found,
        choices=choices,
        chips=asked.chips("/safety-tests", said),
        neighbours=asked.neighbours("/safety-tests", found),
        **views.of_list(page, db),
    )


@router.get("/safety-tests/{number}.pdf", dependencies=[may(Permission.ORDERS_SEE)])
def certificate(db: Db, test: TheSafetyTest) -> Response:
    values = db.exec(safety_tests.measurements_of(test)).all()
    pdf = safety_certificate.pdf(test, values)
    headers = {"Content-Disposition": f'inline; filename="{test.number}.pdf"'}
    return Response(pdf, media_type=PDF, headers=headers)


@router.get("/safety-tests/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, test: TheSafetyTest, today: Today) -> Response:
    values = db.exec(safety_tests.measurements_of(test)).all()
    entries = db.exec(trail.history(test.id).limit(SHOWN_IN_HISTORY)).all()
    told = testing.warnings(db, test, values)
    return page.render(
        "maintenance/safety_tests/show.html",
        test=test,
        measured=[(each, safety.where(page, each)) for each in values],
        limit_of=lambda each: safety.limit(page, each, each.unit),
        standing=standing(test, page.language),
        warnings=[page.say(said, **values) for said, values in told],
        repair=testing.repair_of(db, test),
        papers=attached.of(page, db, test, today),
        history=chronicle.told(db, entries, page.language),
    )


@router.post("/safety-tests/{number}/repair", dependencies=[may(Permission.ORDERS_DO)])
def repair(page: Page, db: Db, test: TheSafetyTest, me: Me, today: Today) -> Response:
    order = testing.ask_repair(db, test, me, today)
    return page.go_to(f"/orders/{order.number}")


@router.get("/assets/{tag}/safety-tests", dependencies=[may(Permission.ORDERS_SEE)])
def of_asset(page: Page, db: Db, asset: TheAsset) -> Response:
    tests = db.exec(safety_tests.of_asset(asset, page.rights).limit(MOST_SHOWN)).all()
    return page.render(
        "maintenance/safety_tests/of_asset.html",
        asset=asset,
        tests=tests,
        standing=standing(tests[0], page.language) if tests else None,
        charts=safety.charts(page, db, asset),
        wet=safety_trends.in_water(asset),
    )


@router.get("/assets/{tag}/safety-tests/new", dependencies=[may(Permission.ORDERS_DO)])
def new(page: Page, db: Db, asset: TheAsset, today: Today, order: str = "") -> Response:
    form: Form[Testing] = Form(measured.begun(page, db, asset, today) | {"order": order})
    return _form(page, db, asset, form, today)


@router.post("/assets/{tag}/safety-tests", dependencies=[signed_first(), may(Permission.ORDERS_DO)])
def sign(
    page: Page, db: Db, asset: TheAsset, today: Today, form: PostedTesting, signature: Signature
) -> Response:
    if form.valid and not form.data.lay_out:
        try:
            setting, found = measured.setting_of(page, db, form), measured.findings_of(form)
            if form.valid:
                test = testing.record(db, asset, setting, found, signature.sign())
                return page.go_to(f"/safety-tests/{test.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, asset, form, today)


def standing(test: SafetyTest, language: Language) -> Standing:
    """What somebody who opens a test wants to know first."""
    said = say(language, N_("{verdict} on {day}."), verdict=test.verdict, day=test.tested_on)
    if test.next_due_on:
        said += " " + say(language, N_("To be tested again by {day}."), day=test.next_due_on)
    tones = {Outcome.PASS: "good", Outcome.REMARK: "warn"}
    return Standing(tones.get(test.verdict, "bad") if test.verdict else "calm", said)


def _form(page: PageFor, db: Db, asset: Asset, form: Form[Testing], today: date) -> Response:
    form.values |= {"old_password": ""}
    setting = measured.as_set(form)
    return page.render(
        "maintenance/safety_tests/new.html",
        block="form",
        status=200 if page.request.method == "GET" else 422,
        form=form,
        asset=asset,
        rows=measured.rows(page, db, asset, setting, today) if setting else [],
        parts=range(1, max(2, len(setting.parts) + 1 if setting else 1) + 1)[:MOST_PARTS],
        instruments=measured.instruments(page, db, asset, today),
        choices=measured.choices(page),
    )
