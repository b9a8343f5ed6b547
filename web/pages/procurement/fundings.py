"""Pages about who pays: the sources of each partner's money in a project."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.inventory.partners import Partner
from assets.money import Money
from assets.procurement import fundings, projects
from assets.procurement.fundings import Funding, Source
from assets.procurement.projects import Project
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.budgeted import TheFunding
from web.doors import pages
from web.forms import Form, Sum, posted
from web.named import TheProject, id_of
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}/fundings")

SHOWN = Decimal("0.01")  # of a share in per cent


class Giving(BaseModel):
    """What one source gives one partner."""

    partner: str = Field(min_length=1)
    source: Source
    name: str = Field(default="", max_length=120)
    amount: Sum


PostedGiving = Annotated[Form[Giving], posted(Giving)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, project: TheProject) -> Response:
    joined = _joined(db, project)
    ours = [each.id for each in joined]
    seen = db.exec(fundings.seen(project, rights))
    found = sorted(seen, key=lambda each: _place(each, ours))
    total = sum(each.amount_minor for each in found)
    return page.render(
        "procurement/fundings/index.html",
        project=project,
        kept=not project.closed and rights.may_for(Permission.PROCUREMENT_KEEP, ours),
        names={each.id: each.code for each in joined},
        rows=[_row(each, project, total) for each in found],
        total=Money(total, project.currency),
    )


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, project: TheProject, source: str = "") -> Response:
    blank: dict[str, Any] = dict.fromkeys(Giving.model_fields, "") | {"source": Source.ERDF}
    known = fundings.of_key(db, project, id_of(source), rights) if source else None
    said = _said_of(page, db, project, known) if known else blank
    return _giving(page, db, rights, project, Form(said), known)


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def give(page: Page, db: Db, rights: MyRights, project: TheProject, form: PostedGiving) -> Response:
    if form.valid:
        try:
            said = form.data
            partner = partners.coded(db, said.partner)
            rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
            given = said.amount.of(project.currency, "amount")
            fundings.fund(db, project, partner, said.source, given, said.name)
            return page.go_to(f"/procurement/projects/{project.code}/fundings")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _giving(page, db, rights, project, form)


@router.post("/{funding}/end", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def end(page: Page, db: Db, project: TheProject, funding: TheFunding) -> Response:
    fundings.end(db, funding, project)
    return page.go_to(f"/procurement/projects/{project.code}/fundings")


def _joined(db: Db, project: Project) -> list[Partner]:
    return [each.partner for each in db.exec(projects.partners_of(project))]


def _place(funding: Funding, order: list[Any]) -> tuple[int, int, str]:
    """Partner by partner, the lead first, and of each the ERDF first."""
    known = order.index(funding.partner_id) if funding.partner_id in order else len(order)
    return known, list(Source).index(funding.source), funding.name


def _row(funding: Funding, project: Project, total: int) -> tuple[Funding, Money, Decimal]:
    share = Decimal(100 * funding.amount_minor) / total
    money = Money(funding.amount_minor, project.currency)
    return funding, money, share.quantize(SHOWN, ROUND_HALF_UP)


def _said_of(page: PageFor, db: Db, project: Project, funding: Funding) -> dict[str, Any]:
    codes = {each.id: each.code for each in _joined(db, project)}
    return {
        "partner": codes.get(funding.partner_id, "") if funding.partner_id else "",
        "source": funding.source,
        "name": funding.name,
        "amount": page.said(Money(funding.amount_minor, project.currency).amount),
    }


def _giving(
    page: PageFor,
    db: Db,
    rights: MyRights,
    project: Project,
    form: Form[Any],
    funding: Funding | None = None,
) -> Response:
    keeps = Permission.PROCUREMENT_KEEP
    ours = [each for each in _joined(db, project) if rights.may_for(keeps, [each.id])]
    return page.render(
        "procurement/fundings/form.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        funding=funding,
        project=project,
        partners=[(each.code, each.name) for each in ours],
        sources=[(each.value, page.said(each)) for each in Source],
    )
