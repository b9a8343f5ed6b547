"""Lists that somebody keeps as she has set them: her own, or shared with a site."""

from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Forbidden, Missing, Refused
from assets.rights import Guarded, Permission, Rights
from assets.trail import private
from assets.words import fold

LONGEST = 2000  # letters of an address
MOST = 100  # that one person keeps

# The lists that can be kept, with what is asked of them.
LISTS = frozenset({
    "/agenda", "/assets", "/catalogue", "/catalogue/fields", "/catalogue/models",
    "/catalogue/suppliers", "/checklists", "/closures", "/documents", "/faults", "/figures",
    "/labels", "/labels/designs", "/labels/printers", "/labels/prints", "/labels/stocks",
    "/loans", "/notices", "/orders", "/people", "/places", "/plans", "/procurement",
    "/procurement/funnel", "/procurement/invoices", "/readings", "/safety-tests", "/spares",
    "/trail", "/transfers",
})  # fmt: skip
_PASSING = {"after", "before", "tag"}  # which page is open, and what is ticked


class SavedView(Guarded, table=True):
    """An address with its filters under a name. With a site, whoever is at that site sees it."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=80, sa_column_kwargs=private())
    address: str = Field(max_length=2000, sa_column_kwargs=private())

    @property
    def label(self) -> str:
        """Its name, where it is shared; what one keeps for herself is nobody's business."""
        return self.name if self.site_id else self.list

    @property
    def list(self) -> str:
        """Which list it shows."""
        return urlsplit(self.address).path

    def rename(self, name: str) -> None:
        called = " ".join(name.split())
        if not called:
            raise Refused("Give it a name.", field="name")
        if len(called) > 80:  # noqa: PLR2004
            raise Refused("This is too long: {most} characters at most.", most=80, field="name")
        self.name = called


def keep(session: Session, person_id: UUID, name: str, address: str) -> SavedView:
    """Keep a list as it stands in this address, for this person alone."""
    own = session.exec(select(SavedView).where(SavedView.person_id == person_id)).all()
    if len(own) >= MOST:
        raise Refused("You keep {most} views. Forget one that you do not need.", most=MOST)
    view = SavedView(person_id=person_id, name="", address=normal(address))
    view.rename(name)
    if any(fold(each.name) == fold(view.name) and each.list == view.list for each in own):
        raise Refused("You keep a view called {name} already.", name=view.name, field="name")
    session.add(view)
    session.flush()
    return view


def share(view: SavedView, site: Guarded, by: Rights) -> None:
    """Let everybody at this site see it."""
    by.must(Permission.VIEWS_SHARE, site)
    view.site_id = site.site_id


def unshare(view: SavedView, person_id: UUID, by: Rights) -> None:
    """Keep it for herself alone again. Only she whose view it is can do that."""
    if view.person_id != person_id:
        raise Forbidden("Somebody else keeps this view.")
    if view.site_id:
        by.must(Permission.VIEWS_SHARE, view)
    view.site_id = None


def may_keep(view: SavedView, person_id: UUID, rights: Rights) -> bool:
    """Whether it is hers to rename, to share and to forget: her own, or one of her site."""
    shared = view.site_id is not None and rights.may(Permission.VIEWS_SHARE, view)
    return view.person_id == person_id or shared


def must_keep(view: SavedView, person_id: UUID, rights: Rights) -> None:
    if not may_keep(view, person_id, rights):
        raise Forbidden("Somebody else keeps this view.")


def forget(session: Session, view: SavedView) -> None:
    session.delete(view)
    session.flush()


def listed(person_id: UUID, seen_by: Rights) -> SelectOfScalar[SavedView]:
    """The views that this person sees: her own, and those that are shared where she is."""
    return select(SavedView).where(_seen(person_id, seen_by)).order_by(SavedView.name)


def of_list(path: str, person_id: UUID, seen_by: Rights) -> SelectOfScalar[SavedView]:
    """The views of one list that this person sees."""
    address = col(SavedView.address)
    here = or_(address == path, address.startswith(f"{path}?", autoescape=True))
    return listed(person_id, seen_by).where(here)


def view(session: Session, key: UUID, person_id: UUID, seen_by: Rights) -> SavedView:
    found = session.exec(listed(person_id, seen_by).where(SavedView.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such view.")
    return found


def _seen(person_id: UUID, seen_by: Rights) -> ColumnElement[bool]:
    shared = col(SavedView.site_id).is_not(None)
    here = seen_by.where(Permission.ASSETS_SEE, SavedView)
    return or_(col(SavedView.person_id) == person_id, shared & here)


def normal(address: str) -> str:
    """The address of one of our lists as it is kept, whatever page is open and whatever ticked.

    Raises Refused for the address of anything else.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme or parts.netloc or parts.path not in LISTS or len(address) > LONGEST:
        raise Refused("Only a list of this register can be kept.", field="address")
    said = sorted(
        (each for each in parse_qsl(parts.query) if each[0] not in _PASSING),
        key=lambda each: each[0],
    )
    kept = f"{parts.path}?{urlencode(said)}" if said else parts.path
    if len(kept) > LONGEST:
        raise Refused("Only a list of this register can be kept.", field="address")
    return kept
