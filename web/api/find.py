"""Everything that can be found, for programs: /api/v1/find."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from assets import words
from assets.exchange import search as everything
from assets.exchange.candidates import MOST
from assets.exchange.search import Hit
from assets.words import Language
from web import findings
from web.access import Db, Me, MyRights, signed_in
from web.answer import Answer

router = APIRouter(tags=["find"])

FEW = 20


@router.get("/find", dependencies=[signed_in()])
def index(
    answer: Answer, db: Db, me: Me, rights: MyRights, search: str = "", kind: str = ""
) -> Response:
    """What a search finds, the likeliest first: up to 20 of each kind, or up to 100 of one.

    `shown_for` says what was searched instead when nothing is called as it was typed.
    """
    few = MOST if kind else FEW
    found = everything.found(db, search, rights, few=few, home=me.home_site_id, kind=kind)
    hits = [hit for group in found.groups for hit in group.hits]
    items = [item(hit, me.language) for hit in hits]
    return answer.item({"items": items, "shown_for": found.meant or None})


def item(hit: Hit, language: Language) -> dict[str, Any]:
    """One hit in the words of the person whose token it is."""
    return {
        "kind": hit.kind,
        "label": words.spoken(hit.line.name, language),
        "said": " · ".join(findings.said_of(hit, language)),
        "exact": hit.exact,
        "address": findings.address(hit),
        "api": findings.api_address(hit),
    }
