"""Pages about the steps of a checklist's draft: each written, moved and taken out by itself."""

import re
from dataclasses import asdict
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.maintenance import drafts
from assets.maintenance.checklists import Checklist
from assets.maintenance.steps import ADJUSTED, Choice, Step, StepKind
from assets.rights import Permission
from assets.words import Language, Words
from web.access import Db, may
from web.cared import TheChecklist
from web.doors import pages
from web.forms import Amount, Form, posted
from web.page import Page, PageFor

router = pages("/checklists/{key}/draft")

NUMBERS = ("nominal", "tolerance", "tolerance_percent", "low", "high", "warn_low", "warn_high")
FIRST = ""  # after which step it comes: after none


class Said(BaseModel):
    """What is said of a step. `choices` are new ones, one in a line; `failing` those that fail."""

    words_en: str = Field(default="", max_length=500)
    words_ro: str = Field(default="", max_length=500)
    words_hu: str = Field(default="", max_length=500)
    help_en: str = Field(default="", max_length=1000)
    help_ro: str = Field(default="", max_length=1000)
    help_hu: str = Field(default="", max_length=1000)
    kind: StepKind
    unit: str = Field(default="", max_length=20)
    decimals: int | None = Field(default=None, ge=0, le=4)
    nominal: Amount | None = Field(default=None, decimal_places=4)
    tolerance: Amount | None = Field(default=None, decimal_places=4)
    tolerance_percent: Amount | None = Field(default=None, decimal_places=4)
    low: Amount | None = Field(default=None, decimal_places=4)
    high: Amount | None = Field(default=None, decimal_places=4)
    warn_low: Amount | None = Field(default=None, decimal_places=4)
    warn_high: Amount | None = Field(default=None, decimal_places=4)
    choices: str = Field(default="", max_length=20_000)
    failing: str = Field(default="", max_length=20_000)
    required: bool = False
    as_left: bool = False
    critical: bool = False
    source: str = Field(default="", max_length=500)
    after: str = FIRST
    version: int | None = None


class Shifting(BaseModel):
    """How many places a step moves: up is less than nothing."""

    by: int = Field(default=1, ge=-100, le=100)
    version: int | None = None


class Removing(BaseModel):
    """Nothing but the draft that was looked at."""

    version: int | None = None


PostedStep = Annotated[Form[Said], posted(Said)]
PostedShifting = Annotated[Form[Shifting], posted(Shifting)]
PostedRemoving = Annotated[Form[Removing], posted(Removing)]


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db, checklist: TheChecklist) -> Response:
    asked = drafts.drafted(db, checklist)
    last = asked[-1].key if asked else FIRST
    said = {"kind": StepKind.VERDICT, "required": True, "after": last}
    return _step(page, db, checklist, Form(said))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, checklist: TheChecklist, form: PostedStep) -> Response:
    return _written(page, db, checklist, form)


@router.get("/{step}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, db: Db, checklist: TheChecklist, step: str) -> Response:
    known = drafts.step(db, checklist, step)
    return _step(page, db, checklist, Form(_said_of(db, checklist, known)), known)


@router.post("/{step}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, checklist: TheChecklist, step: str, form: PostedStep) -> Response:
    return _written(page, db, checklist, form, drafts.step(db, checklist, step))


@router.post("/{step}/shift", dependencies=[may(Permission.CATALOGUE_KEEP)])
def shift(page: Page, db: Db, checklist: TheChecklist, step: str, form: PostedShifting) -> Response:
    checklist.expect(form.data.version)
    drafts.shift(db, checklist, step, form.data.by)
    return page.go_to(f"/checklists/{checklist.key}/draft#{step}")


@router.post("/{step}/remove", dependencies=[may(Permission.CATALOGUE_KEEP)])
def remove(
    page: Page, db: Db, checklist: TheChecklist, step: str, form: PostedRemoving
) -> Response:
    checklist.expect(form.data.version)
    drafts.remove(db, checklist, step)
    return page.go_to(f"/checklists/{checklist.key}/draft")


def _written(
    page: PageFor, db: Db, checklist: Checklist, form: Form[Said], known: Step | None = None
) -> Response:
    if form.valid:
        try:
            checklist.expect(form.data.version)
            asked = {each.key for each in drafts.drafted(db, checklist)}
            name = next(filter(None, _words(form.data, "words")), "")
            key = known.key if known else drafts.free(name, asked, "step")
            drafts.write(db, checklist, _meant(form, key, known), after=form.data.after)
            return page.go_to(f"/checklists/{checklist.key}/draft#{key}")
        except Refused as no:
            form.refuse(_beside(no))
    return _step(page, db, checklist, form, known)


def _beside(no: Refused) -> Refused:
    """The same no, beside the English of what three fields say together."""
    spread = {"words": "words_en", "help": "help_en"}
    return Refused(no.words, field=spread.get(no.field, no.field), **no.values)


def _meant(form: Form[Said], key: str, known: Step | None) -> Step:
    """The step that the form means. What belongs to another kind of step is left out."""
    said = form.data
    numeric = said.kind is StepKind.NUMBER
    numbers = {name: getattr(said, name) for name in (*NUMBERS, "decimals")} if numeric else {}
    return Step(
        key=key,
        kind=said.kind,
        words=_words(said, "words"),
        help=_words(said, "help"),
        unit=said.unit if numeric else "",
        choices=_choices(form, known) if said.kind is StepKind.CHOICE else (),
        required=said.required,
        as_left=said.as_left and said.kind in ADJUSTED,
        critical=said.critical,
        source=said.source,
        **numbers,
    )


def _words(said: Said, name: str) -> Words:
    return Words(*(getattr(said, f"{name}_{language}") for language in Language))


def _choices(form: Form[Said], known: Step | None) -> tuple[Choice, ...]:
    """Those that the step has, as the form has them, and those that are new."""
    kept = [_choice(form, each) for each in known.choices] if known else []
    found = [each for each in kept if each]
    for lines, fails in ((form.data.choices, False), (form.data.failing, True)):
        for line in filter(str.strip, lines.splitlines()):
            names = re.split(r"\s*[;\t]\s*", line.strip())
            en, ro, hu = (names * 3 if len(names) == 1 else [*names, "", ""])[:3]
            key = drafts.free(en or ro or hu, {each.key for each in found}, "choice")
            found.append(Choice(key, en[:500], ro[:500], hu[:500], fails))
    return tuple(found)


def _choice(form: Form[Said], choice: Choice) -> Choice | None:
    """A choice as the form has it; None where all its names are taken away."""
    begun = f"choice.{choice.key}"
    if f"{begun}.en" not in form.values:
        return choice
    en, ro, hu = (str(form.values.get(f"{begun}.{each}", ""))[:500] for each in Language)
    return Choice(choice.key, en, ro, hu, f"{begun}.fails" in form.values) if en + ro + hu else None


def _said_of(db: Db, checklist: Checklist, step: Step) -> dict[str, Any]:
    """The step as its form shows it."""
    keys = [each.key for each in drafts.drafted(db, checklist)]
    place = keys.index(step.key)
    said = asdict(step) | {"after": keys[place - 1] if place else FIRST, "choices": ""}
    for name in ("words", "help"):
        said |= {f"{name}_{each}": getattr(step, name).of(each) for each in Language}
    return {name: "" if value is None else value for name, value in said.items()}


def _step(
    page: PageFor, db: Db, checklist: Checklist, form: Form[Any], known: Step | None = None
) -> Response:
    asked = drafts.drafted(db, checklist)
    return page.render(
        "maintenance/checklists/step.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        checklist=checklist,
        step=known,
        kinds=[(each, page.said(each)) for each in StepKind],
        beside=[(each.key, page.said(each.names)) for each in asked if each != known],
    )
