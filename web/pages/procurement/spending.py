"""The page that says where a project's money is: its budget against what became of it."""

from fastapi.responses import Response

from assets.errors import Missing
from assets.exchange import exports
from assets.procurement import projects, spending
from assets.procurement.spending import Account
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, may
from web.doors import pages
from web.named import TheProject
from web.page import Page, PageFor
from web.shelves import KINDS
from web.spent import HEADERS, rows

router = pages("/procurement/projects/{code}")

_BOUNDS = ("over", "left")


@router.get("/money", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, rights: MyRights, project: TheProject) -> Response:
    account = spending.account(db, project, rights)
    names = {each.partner_id: each.partner for each in db.exec(projects.partners_of(project))}
    return page.render(
        "procurement/spending/show.html",
        project=project,
        account=account,
        answer=_answer(page, account),
        names={key: partner.code for key, partner in names.items()},
        of_partners=[
            (names[key].name, spent) for key, spent in account.of_partners().items() if key in names
        ],
    )


@router.get("/money.{form}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def taken(db: Db, rights: MyRights, project: TheProject, form: str) -> Response:
    if form not in KINDS:
        raise Missing("There is no such page.")
    write = {"csv": exports.write_csv, "xlsx": exports.write_xlsx, "json": exports.write_json}
    content = b"".join(
        write[form](HEADERS, rows(db, project, spending.account(db, project, rights)))
    )
    headers = {"Content-Disposition": f'attachment; filename="{project.code}-money.{form}"'}
    return Response(content, media_type=KINDS[form], headers=headers)


def _answer(page: PageFor, account: Account) -> tuple[str, str]:
    """The tone and the sentence on top: what is left, or on how many lines too much is bound."""
    over, left = (account.total.money(name) for name in _BOUNDS)
    if over.minor:
        told = N_("{over} is bound beyond what its lines may cost. They are marked below.")
        return "bad", page.say(told, over=over)
    if not account.total.money("budget").minor:
        return "calm", page.say(N_("No budget has been approved yet."))
    return "good", page.say(N_("{left} is not bound yet."), left=left)
