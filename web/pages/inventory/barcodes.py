"""Barcodes of others on a thing: taking them off again. They are put on by scanning, at /scan."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.inventory import barcodes
from assets.inventory.carriers import LONGEST
from assets.rights import Permission
from web.access import Db, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page

router = pages("/assets")


class Sticker(BaseModel):
    """A barcode, as a scanner reads it."""

    code: str = Field(min_length=1, max_length=LONGEST)


PostedSticker = Annotated[Form[Sticker], posted(Sticker)]


@router.post("/{tag}/barcodes/unlink", dependencies=[may(Permission.ASSETS_EDIT)])
def unlink(page: Page, db: Db, asset: TheAsset, form: PostedSticker) -> Response:
    barcodes.unlink(db, asset, form.data.code)
    return page.go_to(f"/assets/{asset.tag}")
