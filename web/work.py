"""What the page of an order shows, section by section: each line fills one of its templates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response
from sqlmodel import Session

from assets import chronicle, trail, words
from assets.errors import Missing, Refused
from assets.inventory.documents import Kind as Paper
from assets.inventory.documents import ids_beside
from assets.inventory.places import Place
from assets.maintenance import answers, completion, costs, inbox, labour, safety_tests, worklists
from assets.maintenance.orders import LIFE, State, WorkOrder
from assets.maintenance.terms import RECURRING, Cause, FailureMode, Kind, Outcome, Remedy, Waiting
from assets.money import SPENT_IN, Currency
from assets.words import N_, Language, Worded
from web import answering, attached, stops, stores
from web.access import Db, Today
from web.cared import TheOrder
from web.forms import Form
from web.page import Page, PageFor
from web.standing import Standing

# Such an order puts something right, and says what it was.
REPAIRS = {Kind.CORRECTIVE, Kind.MODIFICATION}
OUTCOMES = (Outcome.PASS, Outcome.REMARK, Outcome.FAIL)

BLANK = {
    "note": "",
    "reason": "",
    "outcome": Outcome.PASS,
    "failure_mode": "",
    "cause": "",
    "remedy": "",
    "signed_by": "",
    "person": "",
    "minutes": "",
    "rate": "",
}


@dataclass
class Opened:
    """An order as it lies open before whoever asks for its page or posts one of its forms."""

    page: Page
    db: Db
    order: TheOrder
    today: Today

    def shown(self, form: Form[Any] | None = None) -> Response:
        """Its page, with what was typed into one of its forms and refused."""
        form = form or Form({})
        shown = _of_order(self.page, self.db, self.order, self.today)
        blank = _blank(self.db, self.order, self.today)
        blank["outcome"] = _likely(self.db, self.order, shown["round"])
        form.values = blank | form.values | {"secret": ""}
        return self.page.render(
            "maintenance/orders/show.html",
            block="form",
            status=422 if form.errors else 200,
            form=form,
            **shown,
        )

    def after(self, form: Form[Any], step: Callable[[], str | None]) -> Response:
        """Where this step leads, which is back to the order unless it says an address.

        Nothing is done if somebody else has changed the order since it was looked at.
        """
        if form.valid:
            try:
                self.order.expect(form.data.version)
                return self.page.go_to(step() or f"/orders/{self.order.number}")
            except (Refused, Missing) as no:
                form.refuse(no)
        return self.shown(form)


TheOpened = Annotated[Opened, Depends()]


def _blank(db: Session, order: WorkOrder, today: date) -> dict[str, Any]:
    known = {
        name: getattr(order, name) or "" for name in ("note", "failure_mode", "cause", "remedy")
    }
    spent_in = SPENT_IN.get(db.get_one(Place, order.site_id).country, Currency.EUR)
    return BLANK | {"done_on": today, "day": today, "currency": spent_in} | known


def _likely(db: Session, order: WorkOrder, round_of: stops.Round | None) -> Outcome:
    """The outcome that is chosen already. What has failed on the way is never passed over."""
    if answers.failed(db, order):
        return Outcome.FAIL
    return Outcome.REMARK if round_of and round_of.progress.failed else Outcome.PASS


def _of_order(page: PageFor, db: Session, order: WorkOrder, today: date) -> dict[str, Any]:
    """The values of the template and of what it includes, by their names."""
    return {
        "order": order,
        "standing": standing(order, today, page.language),
        "steps": {to for to, needs in LIFE[order.state].items() if page.rights.may(needs, order)},
        "lacking": completion.lacking(db, order) if order.to_do else [],
        "correcting": worklists.correcting(db, order) if order.outcome is Outcome.FAIL else None,
        "worked": db.exec(labour.of_order(order)).all(),
        "cost": costs.of_order(db, order),
        "papers": attached.of(page, db, order, today),
        "certificate": Paper.CERTIFICATE,
        "checked": answering.section(page, db, order),
        "safety_tests": db.exec(safety_tests.of_order(order)).all(),
        "round": stops.of(db, order),
        "used": stores.of(db, order),
        "faults": inbox.of_order(db, order, page.rights),
        "warranty": _warranty(order, today, page.language),
        "history": _history(page, db, order),
        "near": answering.near(page, db, order, order.asset),
        **_choices(page, order),
    }


def _choices(page: PageFor, order: WorkOrder) -> dict[str, Any]:
    """What can be chosen in its forms."""
    return {
        "waits": said(page, Waiting),
        "currencies": [(each.value, each.value) for each in Currency],
        "outcomes": said(page, OUTCOMES) if order.kind in RECURRING else [],
        "repair": repair(page) if order.kind in REPAIRS else {},
    }


def repair(page: PageFor) -> dict[str, list[tuple[Worded, str]]]:
    """How it failed, why, and what was done about it."""
    kinds = {"failure_mode": FailureMode, "cause": Cause, "remedy": Remedy}
    return {name: said(page, kind) for name, kind in kinds.items()}


def said(page: PageFor, choices: Any) -> list[tuple[Worded, str]]:
    return [(each, page.said(each)) for each in choices]


def _warranty(order: WorkOrder, on: date, language: Language) -> str:
    """What is broken may be for the supplier to mend."""
    until = order.asset.warranty_until if order.asset and order.kind in REPAIRS else None
    if until is None or until < on or not order.to_do:
        return ""
    return words.say(language, N_("It is under warranty until {day}."), day=until)


def _history(page: PageFor, db: Session, order: WorkOrder) -> Any:
    """What happened to it and to the time that was worked on it."""
    entries = db.exec(trail.history_beside(order.id, *ids_beside(order.id), kind="labour")).all()
    return chronicle.told(db, entries, page.language)


def standing(order: WorkOrder, on: date, language: Language) -> Standing:
    """What somebody who opens an order wants to know first."""
    if order.state is State.CANCELLED:
        why = words.translations(language).gettext(order.reason)  # typed, or one of ours
        return Standing("calm", words.say(language, N_("Cancelled: {reason}"), reason=why))
    if not order.to_do:
        return _past(order, language)
    days = (order.due_on - on).days
    told = [words.say(language, N_("Due on {day}."), day=order.due_on)]
    if order.state is State.DRAFT:
        return Standing("calm", told[0])
    if days < 0:
        told.append(words.say_count(language, "{count} day late.", "{count} days late.", -days))
    if order.waiting_for:
        told.append(words.say(language, WAITS[order.waiting_for]))
    tone = "bad" if days < 0 else "warn" if days == 0 or order.waiting_for else "soon"
    return Standing(tone, " ".join(told))


WAITS = {
    Waiting.PARTS: N_("It waits for parts."),
    Waiting.VENDOR: N_("It waits for the service firm."),
    Waiting.ACCESS: N_("It waits until one can get at it."),
}


def _past(order: WorkOrder, language: Language) -> Standing:
    told = [words.say(language, N_("Done on {day}."), day=order.done_on)]
    if order.outcome:
        told.append(words.say(language, N_("{outcome}."), outcome=order.outcome))
    if order.state is not State.DONE:
        told.append(words.say(language, N_("{state}."), state=order.state))
    return Standing("warn" if order.outcome is Outcome.FAIL else "good", " ".join(told))
