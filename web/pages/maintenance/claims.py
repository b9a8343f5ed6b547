"""Pages about warranty: the letter to the supplier, and that it was sent."""

from datetime import datetime
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel

from assets.errors import Refused
from assets.maintenance import claims
from assets.maintenance.faults import Fault
from assets.rights import Permission
from assets.words import Language
from labels.papers import claim_letter
from web import letters
from web.access import Db, Now, may
from web.cared import TheFault
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/faults")


class Claiming(BaseModel):
    """Nothing but the report that was looked at."""

    version: int | None = None


PostedClaiming = Annotated[Form[Claiming], posted(Claiming)]


@router.get("/{number}/claim", dependencies=[may(Permission.FAULTS_HANDLE)])
def claim(
    page: Page, db: Db, fault: TheFault, now: Now, language: Language | None = None
) -> Response:
    return _claimed(page, db, fault, now, language)


@router.get("/{number}/claim.pdf", dependencies=[may(Permission.FAULTS_HANDLE)])
def letter(
    page: Page, db: Db, fault: TheFault, now: Now, language: Language | None = None
) -> Response:
    pdf = claim_letter.pdf(letters.letter(db, fault, now, language, page.rights))
    headers = {"Content-Disposition": f'inline; filename="{fault.number}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/{number}/claim", dependencies=[may(Permission.FAULTS_HANDLE)])
def mark(page: Page, db: Db, fault: TheFault, now: Now, form: PostedClaiming) -> Response:
    try:
        fault.expect(form.data.version)
        claims.mark(fault)
        return page.go_to(f"/faults/{fault.number}")
    except Refused as no:
        form.refuse(no)
    return _claimed(page, db, fault, now, None, form)


def _claimed(
    page: PageFor,
    db: Db,
    fault: Fault,
    now: datetime,
    language: Language | None,
    form: Form[Any] | None = None,
) -> Response:
    letter = letters.letter(db, fault, now, language, page.rights)
    return page.render(
        "maintenance/faults/claim.html",
        status=422 if form else 200,
        form=form or Form({}),
        fault=fault,
        letter=letter,
        text=claim_letter.text(letter),
        languages=list(Language),
    )
