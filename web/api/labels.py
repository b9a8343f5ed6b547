"""Labels, for programs: /api/v1/labels."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import files, words
from assets.inventory import places, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.identifiers import Label, LabelPrint
from assets.labelling import facts, openings, proofs
from assets.labelling import prints as printing
from assets.labelling.choosing import Chosen
from assets.labelling.kinds import Kind
from assets.rights import Permission
from labels import prints
from web import labelling, presses
from web.access import Db, MyRights, Today, may, reading, slowly, writing
from web.answer import Answer, Day, Expected
from web.doors import programs
from web.filters import Sought, site_of
from web.forms import Form, posted
from web.labelling import Arrangement, Which
from web.named import Key
from web.page import asked_language
from web.paging import Paged, from_address
from web.stickers import Found

router = programs("/labels", tags=["labels"])


class Printing(Sought, Arrangement):
    """Which labels to print, and how.

    With `tags`, those of these: tags of things, numbers of lots, or the ids of what else `kind`
    says. With `again`, those of that print. Or else of all that the filter finds, or of them only
    those not printed yet. What was printed before asks for a `reason`.
    """

    kind: Kind = Kind.ASSET
    tags: list[str] = Field(default_factory=list)
    again: str = ""
    unprinted: bool = False
    delivered_on: Day | None = None

    @property
    def filtered(self) -> bool:
        own = {"unprinted", "delivered_on", "kind"}
        filters = Sought.model_fields.keys() | self.own_filters.keys() | own
        return bool(self.model_fields_set & filters)


class Blank(Arrangement):
    """How many labels to print in advance, and the code of the site where they wait."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(ge=1)
    site: str = Field(min_length=1)


class Claim(BaseModel):
    """What a blank label sticks on, of which kind it is: by a tag, a number or a name."""

    model_config = ConfigDict(extra="forbid")

    thing: str = Field(min_length=1, max_length=LONGEST)
    kind: Kind = Kind.ASSET


class Asked(Paged):
    """Which prints."""

    site: str = ""


PostedBlank = Annotated[Blank, Body()]
PostedClaim = Annotated[Claim, Body()]
PostedFound = Annotated[Form[Found], posted(Found)]
Posted = Annotated[Printing, Body()]
TheAsked = Annotated[Asked, from_address(Asked, wholly=True)]
A_PDF = {"content": {"application/pdf": {}}, "description": "The sheets, ready to be printed."}


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def index(answer: Answer, db: Db, rights: MyRights, asked: TheAsked) -> Response:
    """The prints, the latest first: when, by whom, how many labels, of which design."""
    found = proofs.prints(db, asked.cut, rights, site_of(db, asked.site, rights))
    keys = [row.id for row in found.rows]
    makers, counts = proofs.makers(db, keys), proofs.counts(db, keys, rights)
    rows = [_print(row, counts[row.id]) | {"printed_by": makers.get(row.id)} for row in found.rows]
    return answer.page(found, rows)


@router.get("/share", dependencies=[may(Permission.LABELS_PRINT)])
def share(answer: Answer, db: Db, rights: MyRights, site: str = "") -> Response:
    """How many funded things there are, and of how many a photo shows the sticker in place."""
    found = proofs.share(db, rights, site_of(db, site, rights))
    return answer.item(
        {"funded": found.funded, "with_photo": found.pictured, "percent": found.percent}
    )


@router.post("", dependencies=[slowly(Permission.LABELS_PRINT)], status_code=201)
def print_them(request: Request, answer: Answer, said: Posted) -> Response:
    """Print the labels of these, or else of all that the filter finds, from `first` on.

    Places of the sheet are counted from 1. Answers 201 with the print, the address of its PDF and,
    of a printer that is sent its labels, of the run that is on its way there.
    """
    rights = request.state.rights
    with reading(request) as db:
        today = db.info["at"].astimezone(request.state.zone).date()
        which = _which(db, rights, today, said)
        labelling.must_print(request, db, which, said)
    with writing(request) as db:
        made = which.print(db, said.arranged(db, rights), rights)
        return _printed(answer, db, made)


@router.post("/preview", dependencies=[may(Permission.LABELS_PRINT)])
def preview(
    request: Request, answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted
) -> Response:
    """What would be printed: how many, how many of them again, the first as SVG, and remarks.

    A remark that `stops` would refuse the print. Nothing is written.
    """
    which = _which(db, rights, today, said)
    values = said.model_dump()
    _, design, on = labelling.first(request, db, which, values, rights)
    dpi = labelling.dots(db, said.printer, rights)
    found = labelling.remarks(request, db, which, design, on, dpi)
    language = asked_language(request)
    return answer.item(
        {
            "count": which.count,
            "printed_before": which.printed,
            "svg": labelling.preview(request, db, which, values, rights),
            "remarks": [
                {
                    "detail": words.say(language, each.words.words, **each.words.values),
                    "stops": each.stops,
                }
                for each in found
            ],
        }
    )


@router.post("/blank", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def print_blank(
    request: Request, answer: Answer, db: Db, rights: MyRights, said: PostedBlank
) -> Response:
    """Print labels in advance. Answers 201 with the print, its PDF and the run to a printer."""
    site = places.site(db, said.site, rights)
    rights.must(Permission.LABELS_PRINT, site)
    labelling.must_print(request, db, labelling.BLANK, said)
    made = printing.print_blank(db, said.count, site, said.arranged(db, rights))
    return _printed(answer, db, made)


@router.post("/{code}/claim", dependencies=[may(Permission.LABELS_PRINT)])
def claim(answer: Answer, db: Db, rights: MyRights, code: str, said: PostedClaim) -> Response:
    """Give a blank label to what it sticks on."""
    label = scans.in_hand(db, code, rights)
    address = openings.claim(db, label, said.kind, said.thing, rights)
    opens = address.rpartition("/")[2]
    return answer.item({"code": label.code, "kind": said.kind, str(said.kind): opens})


@router.post("/{code}/verify", dependencies=[slowly(Permission.LABELS_PRINT)])
def verify(
    request: Request, answer: Answer, code: str, form: PostedFound, expected: Expected
) -> Response:
    """Somebody has scanned it where it sticks; `photo` (a form) shows it there."""
    rights, sent = request.state.rights, form.data.sent
    with reading(request) as db:
        proofs.coded(db, code, rights)
    settings, photo = request.app.state.settings, None
    if sent:
        photo = files.receive(sent.file.read(), sent.filename or "", settings, request.state.zone)
    with writing(request) as db:
        label = proofs.coded(db, code, rights)
        label.expect(expected)
        proofs.verify(db, label, rights, photo)
        return answer.item(_label(db, label, rights))


@router.get("/{code}/history", dependencies=[may(Permission.LABELS_PRINT)])
def history(answer: Answer, db: Db, rights: MyRights, code: str) -> Response:
    """One label: what it is on, when and by whom it was printed and found in its place."""
    return answer.item(_label(db, proofs.coded(db, code, rights), rights))


@router.get(
    "/{key}.pdf",
    dependencies=[slowly(Permission.LABELS_PRINT)],
    response_class=Response,
    responses={200: A_PDF},
)
def download(request: Request, key: Key) -> Response:
    """The sheets of a print."""
    with reading(request) as db:
        made, codes = printing.part_of(db, key, request.state.rights)
        laid = prints.laid(db, made, request.app.state.settings, codes)
    return Response(prints.pdf(laid), media_type="application/pdf")


@router.get("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(answer: Answer, db: Db, rights: MyRights, key: Key) -> Response:
    """One print."""
    made, codes = printing.part_of(db, key, rights)
    return answer.item(item(made, len(codes)))


def _printed(answer: Answer, db: Session, made: LabelPrint) -> Response:
    run = presses.begun(db, made)
    begun = {"run": f"/api/v1/label-runs/{run.id}"} if run else {}
    return answer.item(item(made) | begun, 201, f"/api/v1/labels/{made.id}")


def item(made: LabelPrint, count: int | None = None) -> dict[str, Any]:
    """A print under the names of the contract, with as many of its labels as may be seen."""
    return _print(made, len(made.codes) if count is None else count) | {
        "pdf": f"/api/v1/labels/{made.id}.pdf"
    }


def _print(made: Any, count: int) -> dict[str, Any]:
    return {
        "id": str(made.id),
        "printed_at": made.created_at.isoformat(),
        "count": count,
        "stock": made.stock,
        "design": made.design,
        "first": made.skipping + 1,
        "copies": made.copies,
        "reason": made.reason,
        "printer": str(made.printer_id) if made.printer_id else None,
    }


def _label(db: Db, label: Label, rights: MyRights) -> dict[str, Any]:
    fact, found = facts.of_codes(db, [label.code])[0], proofs.verifier(db, label)
    printed = proofs.history(db, label)
    counts = proofs.counts(db, [made.id for made, _ in printed], rights)
    return {
        "code": label.code,
        "kind": fact.kind,
        "tag": fact.number or None,
        "name": fact.name,
        "version": label.version,
        "prints": label.prints,
        "verified_at": found[0].isoformat() if found else None,
        "verified_by": found[1] if found else None,
        "photos": [str(each.id) for each in proofs.photos(db, label)],
        "history": [_print(made, counts[made.id]) | {"printed_by": name} for made, name in printed],
    }


def _which(db: Db, rights: MyRights, on: date, said: Printing) -> Which:
    if said.filtered and not said.tags and not said.again:
        chosen = Chosen(said.kind, said.wanted(db, rights), said.unprinted, said.delivered_on)
        return labelling.found(db, chosen, on, rights, wholly=True)
    return labelling.named(db, said.kind, said.tags, said.again, rights)
