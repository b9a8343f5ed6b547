"""Notices and reminders, for programs: /api/v1/notices, /api/v1/reminders, /api/v1/ladder."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import ladders, notices, people, subscriptions
from assets.inventory.places import Place
from assets.notices import MAIL, Channel, Kind, Posting, Show, Wanted
from assets.people import Person
from assets.rights import Permission, Role
from assets.subscriptions import Topic
from web.access import Db, Me, MyRights, may, signed_in
from web.answer import Answer
from web.channels import must_be_understood
from web.doors import programs
from web.filters import site_of
from web.named import TheChannel
from web.paging import Paged, Perhaps

router = programs(tags=["notices"])


class Asked(Paged):
    """Which notices."""

    state: Perhaps[Show] = None
    kind: Perhaps[Kind] = None
    mine: bool = False


class Said(BaseModel):
    """Of what she is told, or who instead."""

    model_config = ConfigDict(extra="forbid")

    topic: Topic
    wanted: bool = True
    instead: str = ""


class Changes(BaseModel):
    """The hour of the daily mail, and what is chosen for some topics."""

    model_config = ConfigDict(extra="forbid")

    digest_hour: int | None = Field(default=None, ge=0, le=23)
    topics: list[Said] = Field(default_factory=list)


class NewChannel(BaseModel):
    """Another way to be reached."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    address: str = Field(min_length=1, max_length=500)


class Step(BaseModel):
    """Who is told after so many days."""

    model_config = ConfigDict(extra="forbid")

    after_days: int = Field(ge=1, le=ladders.LONGEST)
    role: Role


Steps = Annotated[list[Step], Body(embed=True, min_length=1)]


@router.get("/notices", dependencies=[signed_in()])
def index(
    answer: Answer, db: Db, me: Me, rights: MyRights, asked: Annotated[Asked, Query()]
) -> Response:
    """A page of the notices to the token's person, and to those whom she sees."""
    wanted = Wanted(asked.state, asked.kind, mine=asked.mine)
    found = notices.listed(db, wanted, me, rights, asked.cut)
    ways = notices.postings(db, [row.id for row in found.rows])
    return answer.page(found, [_notice(row, ways[row.id]) for row in found.rows])


@router.get("/reminders", dependencies=[signed_in()])
def show(answer: Answer, db: Db, me: Me) -> Response:
    """What the token's person is reminded of."""
    return answer.item(_hers(db, me))


@router.patch("/reminders", dependencies=[signed_in()])
def change(answer: Answer, db: Db, me: Me, said: Annotated[Changes, Body()]) -> Response:
    """Choose anew. What is not named stays."""
    if said.digest_hour is not None:
        me.digest_hour = said.digest_hour
    for each in said.topics:
        if each.instead:
            subscriptions.move(db, me, each.topic, to=people.known_as(db, each.instead))
        else:
            subscriptions.choose(db, me, each.topic, wanted=each.wanted)
    db.flush()
    return answer.item(_hers(db, me))


@router.post("/reminders/channels", dependencies=[signed_in()], status_code=201)
def reach(answer: Answer, db: Db, me: Me, said: Annotated[NewChannel, Body()]) -> Response:
    """Another way to be reached. Answers 201; its address is never told again."""
    must_be_understood(said.address)
    channel = notices.reach(db, me, said.name, said.address)
    return answer.item(_channel(channel), 201, f"/api/v1/reminders/channels/{channel.id}")


@router.post("/reminders/channels/{key}/give-up", dependencies=[signed_in()])
def give_up(answer: Answer, db: Db, channel: TheChannel) -> Response:
    """She is not reached this way any more."""
    notices.give_up(db, channel)
    db.flush()
    return answer.item(_channel(channel))


@router.get("/ladder", dependencies=[may(Permission.PEOPLE_KEEP)])
def ladder(answer: Answer, db: Db, rights: MyRights, site: str = "") -> Response:
    """Who is told when work is late: at a site, or in the whole house."""
    return answer.item(_ladder(db, site_of(db, site, rights)))


@router.put("/ladder", dependencies=[may(Permission.PEOPLE_KEEP)])
def set_ladder(answer: Answer, db: Db, rights: MyRights, steps: Steps, site: str = "") -> Response:
    """Say anew who is told after how many days."""
    place = site_of(db, site, rights)
    ladders.set_rungs(db, place, {step.after_days: step.role for step in steps}, rights)
    db.flush()
    return answer.item(_ladder(db, place))


def _notice(row: Any, ways: list[Posting]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "day": row.day.isoformat(),
        "to": row.name,
        "written_at": row.created_at.isoformat(),
        "ways": [
            {
                "way": MAIL if each.channel == MAIL else "channel",
                "tries": each.tries,
                "sent_at": each.posted_at.isoformat() if each.posted_at else None,
                "error": each.error or None,
            }
            for each in ways
        ],
    }


def _hers(db: Session, person: Person) -> dict[str, Any]:
    chosen = subscriptions.of_person(db, person)
    topics = []
    for topic in Topic:
        wish = chosen.get(topic)
        other = db.get(Person, wish.instead_id) if wish and wish.instead_id else None
        topics.append(
            {
                "topic": topic,
                "wanted": wish.wanted if wish else True,
                "instead": other.email if other else None,
            }
        )
    channels = [_channel(each) for each in db.exec(notices.channels_of(person)).all()]
    return {"digest_hour": person.digest_hour, "topics": topics, "channels": channels}


def _channel(channel: Channel) -> dict[str, Any]:
    return {"id": str(channel.id), "name": channel.name, "version": channel.version}


def _ladder(db: Session, site: Place | None) -> dict[str, Any]:
    rungs = ladders.of_site(db, site) if site else ladders.of_house(db)
    steps = [{"after_days": rung.after_days, "role": rung.role} for rung in rungs]
    return {"site": site.code if site else None, "steps": steps}
