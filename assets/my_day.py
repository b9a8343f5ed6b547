"""My day: what one person must do and know today, before anything else."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from assets import agenda, owing
from assets.agenda import Duty, Group, Source, Unfit
from assets.maintenance.terms import When
from assets.rights import Permission, Rights


@dataclass(frozen=True)
class MyDay:
    """What one person must do and know today."""

    late: Group
    today: Group
    week: Group
    unfit: Unfit
    # What comes after this week, if there is nothing until then.
    following: Duty | None

    @property
    def free(self) -> bool:
        """Whether nothing is late, today's or this week's."""
        return not (self.late.count or self.today.count or self.week.count)


def of(session: Session, rights: Rights, on: date) -> MyDay:
    """The day of a person with these rights."""
    sources = everything(rights)
    late, today, week = (
        agenda.group(session, sources, when, on) for when in (When.LATE, When.TODAY, When.WEEK)
    )
    nothing = not (late.count or today.count or week.count)
    ahead = agenda.near(sources, When.LATER, on) if nothing else []
    later = agenda.first(session, ahead, most=1)
    return MyDay(late, today, week, agenda.unfit(session, rights, on), next(iter(later), None))


def everything(rights: Rights) -> list[Source]:
    """What she may do something about: work, milestones, and the money of what she buys."""
    keeps = Permission.PROCUREMENT_KEEP
    money = [owing.bills(rights, keeps), owing.reports(rights, keeps)]
    return [*agenda.work(rights), agenda.milestones(rights), *money]
