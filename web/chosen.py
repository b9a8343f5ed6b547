"""The filters of a list of things in the reader's words: what can be chosen, and what is."""

from sqlmodel import Session

from assets.inventory import catalogue
from assets.inventory.finding import Due, Wanted
from assets.inventory.register import Condition, State
from assets.words import N_
from web import custom_fields
from web.filters import Listed
from web.page import PageFor

Choices = dict[str, list[tuple[str, str]]]


def choices(db: Session, page: PageFor, asked: Listed, wanted: Wanted) -> Choices:
    """The choices of each filter that has few."""
    said, custodians = page.said, [("me", page.say(N_("In my care")))]
    if wanted.custodian and asked.custodian != "me":
        custodians.append((asked.custodian, wanted.custodian.name))
    return {
        "site": [(site.code or "", site.name) for site in page.sites],
        "group": [(group.key, said(group.names)) for group in db.exec(catalogue.groups())],
        "state": [(state, said(state)) for state in State],
        "condition": [(condition, said(condition)) for condition in Condition],
        "due": [(due, said(due)) for due in Due],
        "custodian": custodians,
    }


def chips(
    db: Session, page: PageFor, path: str, asked: Listed, wanted: Wanted
) -> list[tuple[str, str]]:
    """Each filter in force, in words, with the address of the list at `path` without it."""
    said = asked.chosen(choices(db, page, asked, wanted)) | _named(page, asked, wanted)
    return asked.chips(path, said) + custom_fields.chips(db, page, path, asked)


def _named(page: PageFor, asked: Listed, wanted: Wanted) -> dict[str, str]:
    """What is asked for that nobody chooses from a few."""
    mine = {"custodian": page.me.name} if asked.custodian == "me" else {}
    return mine | {
        "type": page.said(wanted.kind.names) if wanted.kind else "",
        "model": f"{wanted.model.maker.name} {wanted.model.name}" if wanted.model else "",
        "supplier": wanted.supplier.name if wanted.supplier else "",
        "lot": asked.lot,
        "place": wanted.place.path if wanted.place else "",
        "part_of": asked.part_of.upper(),
        "search": page.quoted(asked.search),
    }
