"""Things that come before their room is open, for programs: /api/v1/assets/{tag}/wait."""

from typing import Annotated

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import places, waiting
from assets.inventory.register import COMING, LIFE, State
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer
from web.doors import programs
from web.named import TheAsset

router = programs("/assets", tags=["assets"])


class Waiting(BaseModel):
    """In which store it waits, and for which room: their paths, or names that only they have."""

    model_config = ConfigDict(extra="forbid")

    store: str = Field(min_length=1)
    room: str = Field(min_length=1)


Posted = Annotated[Waiting, Body()]


@router.post("/{tag}/wait", dependencies=[may(Permission.ASSETS_MOVE)])
def wait(
    answer: Answer, db: Db, rights: MyRights, today: Today, asset: TheAsset, said: Posted
) -> Response:
    """Keep it in a store until the room for it opens. What has been coming so far has come."""
    store = places.called(db, said.store, rights, field="store")
    room = places.called(db, said.room, rights, field="room")
    rights.must(Permission.ASSETS_MOVE, store)
    if asset.state in COMING:
        rights.must(LIFE[asset.state][State.DELIVERED], asset)
    waiting.wait(asset, store, room, today)
    db.flush()
    said_of = {"tag": asset.tag, "state": asset.state, "version": asset.version}
    return answer.item(said_of | {"place": store.path, "waits_for": room.path})
