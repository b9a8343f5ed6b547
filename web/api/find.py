"""Everything that can be found, for programs: /api/v1/find."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import words
from assets.exchange import search as everything
from assets.exchange.candidates import MOST
from assets.exchange.search import Hit
from assets.words import Language
from web import findings
from web.access import Db, Me, MyRights, signed_in
from web.answer import Answer
from web.doors import programs
from web.paging import one_of

router = programs(tags=["find"])

FEW = 20


class Asked(BaseModel):
    """What is looked for, and of which kind."""

    model_config = ConfigDict(extra="forbid")

    search: str = ""
    kind: str = Field(default="", pattern=one_of(findings.WAYS))


@router.get("/find", dependencies=[signed_in()])
def index(
    answer: Answer, db: Db, me: Me, rights: MyRights, asked: Annotated[Asked, Query()]
) -> Response:
    """What a search finds, the likeliest first: up to 20 of each kind, or up to 100 of one.

    `shown_for` says what was searched instead when nothing is called as it was typed. `more` names
    the kinds of which there are more, each with the address that tells on; it is null where only
    another word of the name narrows them down.
    """
    few, kind = MOST if asked.kind else FEW, asked.kind
    found = everything.found(db, asked.search, rights, few=few, home=me.home_site_id, kind=kind)
    hits = [hit for group in found.groups for hit in group.hits]
    items = [item(hit, me.language) for hit in hits]
    more = findings.api_more(found)
    return answer.item({"items": items, "shown_for": found.meant or None, "more": more})


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
