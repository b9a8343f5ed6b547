"""What is stuck in the funnel: what its list is asked for, and who can move it on."""

from typing import Any

from sqlmodel import Session

from assets.inventory import partners
from assets.procurement import projects
from assets.procurement.funnel import Step, Wanted
from assets.rights import Rights
from assets.words import N_, Language, say
from web.filters import site_of
from web.paging import Paged, Perhaps

MOVERS = {
    Step.WANTED: N_("Project manager: give it a budget line."),
    Step.BUDGETED: N_("Procurement: publish the call."),
    Step.TENDERED: N_("Procurement: award and sign the contract."),
    Step.CONTRACTED: N_("Supplier: deliver it."),
    Step.DELIVERED: N_("Acceptance commission: have it installed, tested and accepted."),
    Step.ACCEPTED: N_("Site: stick the label on it and photograph it."),
    Step.LABELLED: N_("Procurement: enter the supplier's invoice for it."),
    Step.PAID: N_("Finance: declare it in the next partner report."),
    Step.REPORTED: N_("Nobody: it has come to the end."),
}
PAY = N_("Accounting: pay invoice {number}.")
PAY_BY = N_("Accounting: pay invoice {number}, due on {day}.")


class AskedFunnel(Paged):
    """What the funnel is asked for: whose things, and at which step what is stuck is listed."""

    project: str = ""
    partner: str = ""
    site: str = ""
    step: Perhaps[Step] = None

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        project = projects.coded(session, self.project, seen_by) if self.project else None
        partner = partners.coded(session, self.partner) if self.partner else None
        site = site_of(session, self.site, seen_by)
        return Wanted(
            project_id=project.id if project else None,
            partner_id=partner.id if partner else None,
            site_id=site.id if site else None,
        )


def mover(language: Language, at: Step, row: Any) -> str:
    """Who can move it on, and by what."""
    if at is Step.LABELLED and row.invoice:
        return say(language, PAY_BY if row.due_on else PAY, number=row.invoice, day=row.due_on)
    return say(language, MOVERS[at])
