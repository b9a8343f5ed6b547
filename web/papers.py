"""Which week of which site a sheet is asked for, as it stands in the address."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from assets import words
from assets.inventory import places
from assets.inventory.places import Place
from assets.maintenance import week_sheets
from assets.maintenance.terms import WEEK
from assets.words import N_
from web.page import PageFor

PDF = "application/pdf"
AHEAD = 5  # weeks that can be chosen, from this one on


class AskedSheet(BaseModel):
    """A site, a day of the week, and the numbers of some orders alone; how many are done now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str = ""
    week: str = ""
    numbers: str = ""
    done: int = 0

    def monday(self, today: date) -> date:
        """The first day of the week that is asked for, or of this one."""
        try:
            day = date.fromisoformat(self.week)
        except ValueError:
            day = today
        return week_sheets.monday(day)

    def site_of(self, db: Session, page: PageFor) -> Place | None:
        """The site that is asked for, or the only one that she sees."""
        if self.site:
            return places.site(db, self.site, page.rights)
        return page.sites[0] if len(page.sites) == 1 else None

    def must_be_at(self, db: Session, page: PageFor) -> Place:
        return self.site_of(db, page) or places.site(db, self.site, page.rights)

    def query(self, **changes: Any) -> str:
        said = self.model_dump() | changes
        return urlencode({name: value for name, value in said.items() if value})

    def weeks(self, today: date, page: PageFor) -> list[tuple[str, str]]:
        """The weeks that can be chosen, in words; and the one that is asked for."""
        first = week_sheets.monday(today)
        offered = {first + number * WEEK for number in range(AHEAD)} | {self.monday(today)}
        return [(day.isoformat(), self._called(day, page)) for day in sorted(offered)]

    def _called(self, first: date, page: PageFor) -> str:
        last = first + WEEK - timedelta(1)
        begin, end = (words.day(each, page.language) for each in (first, last))
        return page.say(N_("{first} to {last}"), first=begin, last=end)
