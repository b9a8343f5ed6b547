"""What is to be expected of a project, for programs: /api/v1/projects/{code}/outlook."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from assets.errors import Missing
from assets.procurement import lots, outlooks
from assets.procurement.lots import Lot
from assets.procurement.outlooks import Outlook
from assets.rights import Permission
from web.access import Db, MyRights, may, slowly
from web.answer import Answer
from web.doors import programs
from web.named import TheProject
from web.purchases import day, prospect_item, reckoned

router = programs("/projects/{code}/outlook", tags=["projects"])


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, project: TheProject, rights: MyRights) -> Response:
    """When it is likely to end, and each of its lots, as it was reckoned last.

    `overtaken` is true where something has changed since that would make it say something else.
    """
    outlook = outlooks.of(db, project)
    if outlook is None:
        raise Missing("Nothing has been reckoned yet.")
    seen = db.exec(lots.listed(rights).where(Lot.project_id == project.id))
    said = _item(outlook, [each.number for each in seen])
    return answer.item(said | {"overtaken": outlooks.overtaken(db, project, outlook)})


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def reckon(answer: Answer, request: Request, code: str) -> Response:
    """Reckon it anew."""
    return answer.item(_item(reckoned(request, code), []))


def _item(outlook: Outlook, numbers: list[str]) -> dict[str, Any]:
    whole = outlook.whole
    found = {number: outlook.of_lot(number) for number in numbers}
    return {
        "on": day(outlook.on),
        "project": prospect_item(whole) if whole else None,
        "lots": {number: prospect_item(each) for number, each in found.items() if each},
    }
