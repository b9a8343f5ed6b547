"""What was found, as it is shown: the icon, the two lines and the addresses of every hit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlencode

from assets import words
from assets.exchange.candidates import MOST
from assets.exchange.search import Found, Group, Hit
from assets.words import N_, Language, fold

_WORD = re.compile(r"[^\W_]+")  # a hyphen begins another one


@dataclass(frozen=True)
class Way:
    """How hits of one noun are headed, and where they lead; `all` is its list, if that searches.

    `api` and `api_all` are the same for programs.
    """

    heading: str
    icon: str
    page: str
    api: str = ""
    all: str = "/find"
    api_all: str = "/api/v1/find"


WAYS = {
    "asset": Way(
        N_("Assets"), "package", "/assets/{}", "/api/v1/assets/{}", "/assets", "/api/v1/assets"
    ),
    "place": Way(N_("Places"), "map-pin", "/places/{}", "/api/v1/places/{}"),
    "work_order": Way(N_("Orders"), "wrench", "/orders/{}", "/api/v1/orders/{}"),
    "fault": Way(
        N_("Reported faults"), "message-circle-warning", "/faults/{}", "/api/v1/faults/{}"
    ),
    "model": Way(N_("Models"), "boxes", "/catalogue/models/{}", "/api/v1/models/{}"),
    "equipment_type": Way(
        N_("Kinds of equipment"), "shapes", "/catalogue/types/{}", "/api/v1/types/{}"
    ),
    "checklist": Way(
        N_("Checklists"),
        "list-checks",
        "/checklists/{}",
        "/api/v1/checklists/{}",
        "/checklists",
        "/api/v1/checklists",
    ),
    "spare_part": Way(
        N_("Spare parts"),
        "package-open",
        "/spares/{}",
        "/api/v1/spares/{}",
        "/spares",
        "/api/v1/spares",
    ),
    "document": Way(N_("Documents"), "file-text", "/documents/{}", "/api/v1/documents/{}"),
    "lot": Way(N_("Lots"), "shopping-cart", "/procurement/lots/{}", "/api/v1/lots/{}"),
    "project": Way(
        N_("Projects"), "folder-kanban", "/procurement/projects/{}", "/api/v1/projects/{}"
    ),
    "invoice": Way(
        N_("Invoices"),
        "receipt-text",
        "/procurement/invoices/{}",
        "/api/v1/invoices/{}",
        "/procurement/invoices",
        "/api/v1/invoices",
    ),
    "partner_report": Way(
        N_("Partner reports"), "file-text", "/procurement/reports/{}", "/api/v1/reports/{}"
    ),
    "supplier": Way(N_("Suppliers"), "factory", "/catalogue/suppliers/{}", "/api/v1/suppliers/{}"),
    "partner": Way(N_("Partners"), "handshake", "/partners"),
    "person": Way(N_("People"), "user", "/people/{}"),
}


# A text in pieces, each with whether it was looked for.
Pieces = list[tuple[str, bool]]


class Shown(NamedTuple):
    """A hit as a page shows it."""

    address: str
    icon: str
    name: Pieces
    said: list[Pieces]


@dataclass(frozen=True)
class Section:
    """The hits of one noun, and the way to all of them where there are more."""

    kind: str
    heading: str
    hits: list[Shown]
    count: int
    all: str
    many: bool


def section(group: Group, found: Found, language: Language) -> Section:
    way = WAYS[group.kind]
    hits = [_shown(hit, found.terms, language) for hit in group.hits]
    return Section(
        group.kind, way.heading, hits, group.count, _more(group, found, way.all), group.many
    )


def api_more(found: Found) -> dict[str, str | None]:
    """Of which nouns more was found than is told, and where a program reads on.

    That is nowhere where only another word narrows it down.
    """
    more = [group for group in found.groups if group.count > len(group.hits)]
    return {each.kind: _more(each, found, WAYS[each.kind].api_all) or None for each in more}


def _more(group: Group, found: Found, everything: str) -> str:
    """The address of all that was found of a noun, if there is more of it and one that has it."""
    here = everything.endswith("/find")
    said = {"search": found.text} | ({"kind": group.kind} if here else {})
    to_tell = min(group.count, MOST) if here else group.count
    return f"{everything}?{urlencode(said)}" if len(group.hits) < to_tell else ""


def _shown(hit: Hit, terms: Sequence[str], language: Language) -> Shown:
    name = marked(words.spoken(hit.line.name, language), terms)
    said = [marked(text, terms) for text in said_of(hit, language)]
    return Shown(address(hit), WAYS[hit.kind].icon, name, said)


def said_of(hit: Hit, language: Language) -> list[str]:
    """What tells it from its like, in the reader's language."""
    said = (words.spoken(each, language) for each in hit.line.said)
    return [each for each in said if each]


def address(hit: Hit) -> str:
    """Its page."""
    return WAYS[hit.kind].page.format(quote(hit.line.code, safe=""))


def api_address(hit: Hit) -> str | None:
    return WAYS[hit.kind].api.format(quote(hit.line.code, safe="")) or None


def marked(text: str, terms: Sequence[str]) -> Pieces:
    """The text, with what was looked for told apart where a word begins so."""
    pieces: Pieces = []
    last = 0
    for word in _WORD.finditer(text):
        begin = word.start()
        reach = max((_reach(text[begin:], term) for term in terms), default=0)
        if reach and begin >= last:
            pieces += [(text[last:begin], False), (text[begin : begin + reach], True)]
            last = begin + reach
    return [piece for piece in (*pieces, (text[last:], False)) if piece[0]]


def _reach(text: str, term: str) -> int:
    """How many letters the term takes of the beginning, however accented; none, if it differs."""
    most = min(len(text), len(term) + 1)
    ends = (end for end in range(1, most + 1) if fold(text[:end]).startswith(term))
    return next(ends, 0)
