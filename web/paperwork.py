"""Which documents a list is asked for, as it stands in the address."""

from typing import Annotated

from sqlmodel import Session

from assets.database import Record
from assets.exchange.paperwork import Ending, Wanted
from assets.inventory.documents import About, Kind
from assets.rights import Rights
from web import subjects
from web.filters import site_of
from web.paging import Paged, Perhaps, from_address
from web.subjects import Subject


class AskedPapers(Paged):
    """Words of the name or the number, what it is, where it belongs, and how near its end is.

    `about` and `key` name one thing, by its tag, its number or its id.
    """

    search: str = ""
    ending: Perhaps[Ending] = None
    kind: Perhaps[Kind] = None
    site: str = ""
    about: Perhaps[About] = None
    key: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        """What these words ask for. Raises Missing for what she may not see."""
        thing = self._thing(session, seen_by)
        return Wanted(
            search=self.search,
            ending=self.ending,
            kind=self.kind,
            site=site_of(session, self.site, seen_by),
            things=tuple(subjects.sources(session, thing).items()) if thing else (),
        )

    def thing(self, session: Session, seen_by: Rights) -> Subject | None:
        """The one thing that is asked for, as a page names it."""
        found = self._thing(session, seen_by)
        return subjects.subject(found) if found else None

    def _thing(self, session: Session, seen_by: Rights) -> Record | None:
        return subjects.meant(session, self.about, self.key, seen_by) if self.about else None


TheAskedPapers = Annotated[AskedPapers, from_address(AskedPapers)]
