"""Which documents a list is asked for, as it stands in the address."""

from typing import Annotated

from fastapi import Query
from sqlmodel import Session

from assets.database import Record
from assets.exchange.paperwork import Ending, Wanted
from assets.inventory.documents import About, Kind
from assets.rights import Rights
from web import subjects
from web.filters import one_of, site_of
from web.paging import Paged
from web.subjects import Subject


class AskedPapers(Paged):
    """Words of the name or the number, what it is, where it belongs, and how near its end is.

    `about` and `key` name one thing, by its tag, its number or its id.
    """

    search: str = ""
    ending: str = ""
    kind: str = ""
    site: str = ""
    about: str = ""
    key: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        """What these words ask for. Raises Missing for what she may not see."""
        thing = self._thing(session, seen_by)
        return Wanted(
            search=self.search,
            ending=one_of(Ending, self.ending),
            kind=one_of(Kind, self.kind),
            site=site_of(session, self.site, seen_by),
            things=tuple(subjects.sources(session, thing).items()) if thing else (),
        )

    def thing(self, session: Session, seen_by: Rights) -> Subject | None:
        """The one thing that is asked for, as a page names it."""
        found = self._thing(session, seen_by)
        return subjects.subject(found) if found else None

    def _thing(self, session: Session, seen_by: Rights) -> Record | None:
        about = one_of(About, self.about)
        return subjects.meant(session, about, self.key, seen_by) if about else None


TheAskedPapers = Annotated[AskedPapers, Query()]
