"""What scanners read, for programs: /api/v1/scan, and the barcodes of things."""

from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response

from assets import words
from assets.inventory import barcodes, carriers, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.scans import Meaning
from assets.inventory.udi import Udi
from assets.rights import Permission
from web.access import Db, MyRights, may, reading, slowly
from web.answer import Answer, problem
from web.doors import programs
from web.forms import Form, posted
from web.named import TheAsset
from web.page import asked_language
from web.scanned import Photograph

router = programs(tags=["scans"])

PostedPhotograph = Annotated[Form[Photograph], posted(Photograph)]
PHOTO: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["photo"],
                "properties": {"photo": {"type": "string", "format": "binary"}},
            }
        }
    },
}

Code = Annotated[str, Body(embed=True, min_length=1, max_length=LONGEST)]


@router.post("/scan", dependencies=[slowly(Permission.ASSETS_SEE)])
def scan(request: Request, answer: Answer, code: Code) -> Response:
    """What a code is: what it says, and the asset, the model or the blank label that it opens.

    `doubt` says in words what is wrong with it, such as a check digit. Nothing is written.
    """
    with reading(request) as db:
        found = scans.meaning(db, code, request.state.rights)
        return answer.item(_item(request, found))


@router.post(
    "/scan/photo",
    dependencies=[slowly(Permission.ASSETS_SEE)],
    openapi_extra={"requestBody": PHOTO},
)
def photograph(request: Request, answer: Answer, form: PostedPhotograph) -> Response:
    """What each code in a photo is (JPEG, PNG or WebP), as `scan` tells it. Nothing is written."""
    if not form.valid:
        return problem(422, "There is no photo.", form.errors)
    codes = form.data.codes
    with reading(request) as db:
        found = [scans.meaning(db, code, request.state.rights) for code in carriers.joined(codes)]
        return answer.item({"items": [_item(request, each) for each in found]})


@router.get("/assets/{tag}/barcodes", dependencies=[may(Permission.ASSETS_SEE)])
def index(answer: Answer, db: Db, asset: TheAsset) -> Response:
    """The barcodes of others that open this asset."""
    return answer.item({"items": [each.code for each in db.exec(barcodes.of_asset(asset))]})


@router.post("/assets/{tag}/barcodes", dependencies=[may(Permission.ASSETS_EDIT)], status_code=201)
def link(answer: Answer, db: Db, rights: MyRights, asset: TheAsset, code: Code) -> Response:
    """Let a barcode open this asset. One opens one thing only."""
    linked = scans.link(db, asset, code, rights)
    return answer.item({"code": linked.code}, 201)


@router.post("/assets/{tag}/barcodes/unlink", dependencies=[may(Permission.ASSETS_EDIT)])
def unlink(answer: Answer, db: Db, asset: TheAsset, code: Code) -> Response:
    """The barcode opens this asset no more."""
    barcodes.unlink(db, asset, code)
    return answer.item({"code": code})


def _item(request: Request, found: Meaning) -> dict[str, Any]:
    scan, model = found.scan, found.model
    doubt = scan.doubt and words.say(asked_language(request), scan.doubt.words, **scan.doubt.values)
    blank = found.label.code if found.label and found.label.blank else None
    return {
        "kind": found.kind,
        "code": scan.code,
        "raw": scan.raw,
        "doubt": doubt,
        "udi": _udi(scan.udi) if scan.udi else None,
        "asset": found.asset.tag if found.asset else None,
        "model": {"id": str(model.id), "maker": model.maker.name, "name": model.name}
        if model
        else None,
        "blank_label": blank,
    }


def _udi(udi: Udi) -> dict[str, Any]:
    made, ends = udi.manufactured_on, udi.expires_on
    return {
        "issuing_agency": udi.agency,
        "udi_di": udi.device,
        "serial_number": udi.serial_number,
        "batch_number": udi.batch_number,
        "manufactured_on": made.isoformat() if made else None,
        "expires_on": ends.isoformat() if ends else None,
        "software_version": udi.software_version,
    }
