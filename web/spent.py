"""Where a project's money is, as a list that people and programs take away."""

from collections.abc import Iterator

from sqlmodel import Session

from assets.exchange.exports import Value
from assets.procurement import projects
from assets.procurement.projects import Project
from assets.procurement.spending import COLUMNS, Account

AMOUNTS = (*COLUMNS, "left", "over")
HEADERS = ("budget_line", "title", "category", "partner", *AMOUNTS)


def rows(session: Session, project: Project, account: Account) -> Iterator[list[Value]]:
    """Line by line, in euro. What no line pays comes last, without a line."""
    codes = {
        each.partner_id: each.partner.code for each in session.exec(projects.partners_of(project))
    }
    for row in account.rows:
        line = row.line
        said: list[Value] = ["", "", "", ""]
        if line and line.partner_id:
            said = [line.code, line.title, line.category.value, codes.get(line.partner_id, "")]
        yield [*said, *(row.spent.money(name) for name in AMOUNTS)]
