"""Closures, for programs: /api/v1/closures."""

from datetime import date
from typing import Annotated

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.maintenance import closures, seasons
from assets.maintenance.closures import Closure, Said
from assets.rights import Permission
from web import closing
from web.access import Db, MyRights, Today, may
from web.answer import Answer, AnswerFor, Day
from web.cared import TheClosure
from web.closing import AskedClosures
from web.doors import programs

router = programs("/closures", tags=["closures"])


class Changes(BaseModel):
    """What may be said of a closure. A field that is left out stays as it is.

    `checklist` is a key, or a name in one of the languages; "" asks for none.
    """

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    begins_on: Day | None = None
    ends_on: Day | None = None
    yearly: bool | None = None
    checklist: str | None = Field(default=None, max_length=200)

    def said(self, db: Db, before: Closure) -> Said:
        checklist = before.checklist
        if self.checklist is not None:
            checklist = closing.asked(db, self.checklist, before)
        return Said(
            before.name if self.name is None else self.name,
            self.begins_on or before.begins_on,
            self.ends_on or before.ends_on,
            before.yearly if self.yearly is None else self.yearly,
            checklist,
        )


class NewClosure(BaseModel):
    """A closure of a place (its path, or its name where only one is called so), or of a thing."""

    model_config = ConfigDict(extra="forbid")

    place: str = ""
    asset: str = ""
    name: str = Field(min_length=1, max_length=200)
    begins_on: Day
    ends_on: Day
    yearly: bool = False
    checklist: str = Field(default="", max_length=200)


Posted = Annotated[NewClosure, Body()]
Patched = Annotated[Changes, Body()]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedClosures, Query()]
) -> Response:
    """A page of closures: those of now and to come, or `state=past`, `state=cancelled`."""
    found = closures.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [closing.item(each, today) for each in found.rows])


@router.post("", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def shut(answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted) -> Response:
    """Shut a place or a thing. Answers 201 with the closure and the duties that it has moved."""
    subject = closing.subject(db, said.place, said.asset, rights)
    closure, moves = seasons.shut(db, subject, closing.said(db, said))
    made = closures.closure(db, closure.id, rights)
    moved = {"moved": [closing.move(each) for each in moves]}
    return answer.item(closing.item(made, today) | moved, 201, f"/api/v1/closures/{made.id}")


@router.post("/preview", dependencies=[may(Permission.PLANS_KEEP)])
def preview(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Which duties a new closure would move, and where to. Nothing is kept."""
    subject = closing.subject(db, said.place, said.asset, rights)
    moves = seasons.preview(db, subject, closing.said(db, said))
    return answer.item({"moved": [closing.move(each) for each in moves]})


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(answer: Answer, today: Today, closure: TheClosure) -> Response:
    """One closure."""
    return answer.item(closing.item(closure, today))


@router.patch("/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(
    answer: Answer, db: Db, rights: MyRights, today: Today, closure: TheClosure, said: Patched
) -> Response:
    """Other days. What the old ones had moved goes back first."""
    seasons.change(db, closure, said.said(db, closure))
    return _item(answer, db, rights, closure, today)


@router.post("/{key}/cancel", dependencies=[may(Permission.PLANS_KEEP)])
def cancel(answer: Answer, db: Db, rights: MyRights, today: Today, closure: TheClosure) -> Response:
    """It is not closed after all. What it had moved goes back to its own day."""
    seasons.cancel(db, closure)
    return _item(answer, db, rights, closure, today)


def _item(answer: AnswerFor, db: Db, rights: MyRights, closure: Closure, today: date) -> Response:
    db.flush()  # which counts the version on
    db.expire(closure)
    return answer.item(closing.item(closures.closure(db, closure.id, rights), today))
