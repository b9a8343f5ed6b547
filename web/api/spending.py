"""Where a project's money is, for programs: /api/v1/projects/{code}/money."""

from fastapi.responses import Response

from assets.money import Money
from assets.procurement import spending
from assets.rights import Permission
from web import spent
from web.access import Db, MyRights, may
from web.answer import Answer
from web.doors import programs
from web.named import TheProject

router = programs("/projects/{code}/money", tags=["budgets"])


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, project: TheProject) -> Response:
    """The budget against what became of it, line by line, in euro.

    `unknown` are the currencies without a rate, whose amounts are left out.
    """
    account = spending.account(db, project, rights)
    items = [
        {
            name: said.json() if isinstance(said, Money) else said
            for name, said in zip(spent.HEADERS, row, strict=True)
        }
        for row in spent.rows(db, project, account)
    ]
    return answer.item({"items": items, "next": None, "unknown": sorted(account.unknown)})
