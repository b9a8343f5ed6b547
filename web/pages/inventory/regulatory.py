"""What law and norms say of a thing: what it inherits, and what is said of it alone."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.inventory import inherited, nomenclature
from assets.inventory.catalogue import AppliedPart, Basis, DeviceClass, ProtectionClass
from assets.inventory.inherited import Own, Whence
from assets.inventory.register import Asset
from assets.rights import Permission
from assets.words import N_, Worded
from web.access import Db, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")

DETAILS = {
    "mdr_class": N_("MDR class"),
    "basis": N_("Regulatory basis"),
    "emdn": N_("EMDN code"),
    "protection_class": N_("Protection class"),
    "applied_part": N_("Applied part"),
    "service_life_years": N_("Years it usually lasts"),
    "power": N_("Power"),
}
CHOICES: dict[str, type[Worded]] = {
    "mdr_class": DeviceClass,
    "basis": Basis,
    "protection_class": ProtectionClass,
    "applied_part": AppliedPart,
}


class Details(BaseModel):
    """What holds for this thing alone. What is left empty is inherited."""

    mdr_class: DeviceClass | None = None
    basis: Basis | None = None
    emdn: str = Field(default="", max_length=20)
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    power: str = Field(default="", max_length=120)
    version: int | None = None

    @property
    def own(self) -> Own:
        said = self.model_dump(exclude={"version"})
        return Own(**said | {"mdr_class": self.mdr_class or ""})


PostedDetails = Annotated[Form[Details], posted(Details)]


@router.get("/{tag}/regulatory", dependencies=[may(Permission.ASSETS_EDIT)])
def revise(page: Page, db: Db, asset: TheAsset) -> Response:
    return _form(page, db, asset, Form(_said_of(asset)))


@router.post("/{tag}/regulatory", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(page: Page, db: Db, asset: TheAsset, form: PostedDetails) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            inherited.override(asset, form.data.own)
            return page.go_to(f"/assets/{asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, asset, form)


def _form(page: PageFor, db: Db, asset: Asset, form: Form[Details]) -> Response:
    return page.render(
        "inventory/register/override.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        inherits=_inherits(page, asset),
        emdn=nomenclature.meaning(db, str(form.values.get("emdn", ""))),
        choices={
            name: [(each, page.said(each)) for each in kind] for name, kind in CHOICES.items()
        },
        theirs=form.written_meanwhile(asset.version, _said_of(asset), DETAILS),
    )


def _inherits(page: PageFor, asset: Asset) -> dict[str, str]:
    """What holds where nothing is said here, and where that comes from."""
    said = {}
    for name, found in inherited.left_to_inherit(asset).items():
        if found.whence is Whence.NOTHING:
            said[name] = page.say(N_("Nothing is known to inherit."))
        else:
            value = CHOICES[name](found.value) if name in CHOICES else found.value
            said[name] = page.say(
                N_("Left empty: {value}, {whence}."), value=value, whence=found.whence
            )
    return said


def _said_of(asset: Asset) -> dict[str, Any]:
    """What the thing has of its own, as its form shows it."""
    return {name: getattr(asset, name) or "" for name in DETAILS}
