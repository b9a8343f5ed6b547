"""Pages about the delay of a supplier: what he owes, and the letter that asks for it."""

from fastapi.responses import Response

from assets.rights import Permission
from assets.words import Language
from labels.papers import penalty_letter
from web import bought
from web.access import Db, Today, may
from web.bought import TheContract
from web.doors import pages
from web.page import Page

router = pages("/procurement/contracts/{key}")


@router.get("/penalty", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(
    page: Page, db: Db, contract: TheContract, today: Today, language: Language | None = None
) -> Response:
    letter = bought.letter(db, contract, today, language)
    return page.render(
        "procurement/contracts/penalty.html",
        contract=contract,
        letter=letter,
        penalty=letter.penalty,
        text=penalty_letter.text(letter),
        languages=list(Language),
    )


@router.get("/penalty.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def paper(
    db: Db, contract: TheContract, today: Today, language: Language | None = None
) -> Response:
    pdf = penalty_letter.pdf(bought.letter(db, contract, today, language))
    headers = {"Content-Disposition": 'inline; filename="penalty.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)
