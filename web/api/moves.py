"""Many things moved at once, for programs: /api/v1/moves."""

from typing import Annotated

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import moves, places
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer
from web.doors import programs

router = programs("/moves", tags=["moves"])


class Move(BaseModel):
    """Which things, by their tags, and where they shall stand: a path, or a name."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(min_length=1)
    place: str = Field(min_length=1)


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)])
def move(
    answer: Answer, db: Db, rights: MyRights, today: Today, said: Annotated[Move, Body()]
) -> Response:
    """Put these things somewhere else at their site, all or none; parts that stand by go along.

    Answers the tags of all that were moved.
    """
    chosen = moves.chosen(db, said.tags, rights)
    to = places.called(db, said.place, rights)
    rights.must(Permission.ASSETS_MOVE, to)
    moved = moves.move(db, chosen, to, today)
    return answer.item({"tags": [asset.tag for asset in moved], "place": to.path})
