"""Reported faults, for programs: /api/v1/faults."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import reporting
from assets.inventory import register
from assets.maintenance import claims, faults, inbox, triage, worklists
from assets.maintenance.faults import LONGEST, Fault, Report
from assets.maintenance.terms import FailureMode
from assets.rights import Permission, Rights
from assets.words import Language
from labels.papers import claim_letter
from web import letters
from web.access import Db, Me, MyRights, Now, Today, may
from web.answer import Answer, AnswerFor, Day
from web.cared import TheFault
from web.doors import programs
from web.filters import AskedFaults

router = programs(tags=["faults"])


class Reporting(BaseModel):
    """What is wrong with the asset with this tag. Photos are added as documents of the fault."""

    model_config = ConfigDict(extra="forbid")

    asset: str
    kind: FailureMode
    words: str = Field(default="", max_length=LONGEST)
    phone: str = Field(default="", max_length=60)
    danger: bool = False
    language: Language | None = None


class Accepting(BaseModel):
    """The work that is ordered; or in `order`, the number of one that is open already."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=200)
    due_on: Day | None = None
    order: str = ""
    answer: str = Field(default="", max_length=LONGEST)


Posted = Annotated[Reporting, Body()]
Accepted = Annotated[Accepting, Body()]
To = Annotated[str, Body(embed=True, min_length=1, max_length=20)]
Said = Annotated[str, Body(embed=True, min_length=1, max_length=LONGEST)]


@router.get("/faults", dependencies=[may(Permission.FAULTS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedFaults, Query()]
) -> Response:
    """A page of what is reported; without a state, what nobody has looked at yet."""
    found = inbox.listed(db, asked.wanted(db, rights), asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/faults", dependencies=[may(Permission.FAULTS_SEE)], status_code=201)
def report(answer: Answer, db: Db, rights: MyRights, me: Me, said: Posted) -> Response:
    """Report a fault. Answers 201 with it, and with the address at which anybody can follow it."""
    asset = register.tagged(db, said.asset, rights)
    rights.must(Permission.FAULTS_SEE, asset)
    values = said.model_dump(exclude={"asset", "language"})
    told = Report(**values, language=said.language or me.language, reporter_id=me.id)
    secret = faults.new_secret()
    fault = reporting.report(db, asset, told, secret)
    made = inbox.fault(db, fault.number, rights)
    following = {"follow": f"/faults/follow/{secret}"}
    return answer.item(item(made, rights) | following, 201, f"/api/v1/faults/{fault.number}")


@router.get("/faults/{number}", dependencies=[may(Permission.FAULTS_SEE)])
def show(answer: Answer, rights: MyRights, fault: TheFault) -> Response:
    """One report. Its telephone number is told to those who see to it."""
    return answer.item(item(fault, rights))


@router.post("/faults/{number}/accept", dependencies=[may(Permission.FAULTS_HANDLE)])
def accept(
    answer: Answer, db: Db, fault: TheFault, me: Me, today: Today, said: Accepted
) -> Response:
    """Order the work, or let an order that is open already put it right; photos go along."""
    into = worklists.order(db, said.order, _rights(answer)) if said.order else None
    asked = triage.Asked(said.title, said.due_on, into, said.answer)
    triage.accept(db, fault, me, asked, today)
    return _told(answer, db, fault)


@router.post("/faults/{number}/join", dependencies=[may(Permission.FAULTS_HANDLE)])
def join(answer: Answer, db: Db, fault: TheFault, me: Me, to: To) -> Response:
    """It is what the report with the number `to` said before."""
    triage.join(db, fault, inbox.fault(db, to, _rights(answer)), me)
    return _told(answer, db, fault)


@router.post("/faults/{number}/answer", dependencies=[may(Permission.FAULTS_HANDLE)])
def reply(answer: Answer, db: Db, fault: TheFault, me: Me, words: Said) -> Response:
    """Tell whoever reported it something."""
    triage.answer(db, fault, me, words)
    return _told(answer, db, fault)


@router.post("/faults/{number}/reject", dependencies=[may(Permission.FAULTS_HANDLE)])
def reject(answer: Answer, db: Db, fault: TheFault, me: Me, reason: Said) -> Response:
    """Nothing will be done, and why."""
    triage.reject(db, fault, me, reason)
    return _told(answer, db, fault)


@router.get("/faults/{number}/claim", dependencies=[may(Permission.FAULTS_HANDLE)])
def claim(
    answer: Answer, db: Db, fault: TheFault, now: Now, language: Language | None = None
) -> Response:
    """The letter to the supplier, as text, in this language or in that of the site."""
    letter = letters.letter(db, fault, now, language, _rights(answer))
    return answer.item({"language": letter.language, "text": claim_letter.text(letter)})


@router.post("/faults/{number}/claim", dependencies=[may(Permission.FAULTS_HANDLE)])
def mark(answer: Answer, db: Db, fault: TheFault) -> Response:
    """Note on the order that the supplier was asked to put it right."""
    claims.mark(fault)
    return _told(answer, db, fault)


def _rights(answer: AnswerFor) -> Rights:
    rights: Rights = answer.request.state.rights
    return rights


def _told(answer: AnswerFor, db: Db, fault: Fault) -> Response:
    """The report as it stands now, with the order or the report that it belongs to."""
    db.flush()
    db.expire(fault)
    rights = _rights(answer)
    return answer.item(item(inbox.fault(db, fault.number, rights), rights))


def item(fault: Fault, by: Rights) -> dict[str, Any]:
    """A report as this person may read it."""
    handles = by.may(Permission.FAULTS_HANDLE, fault)
    return {
        "number": fault.number,
        "kind": fault.kind,
        "danger": fault.danger,
        "words": fault.words,
        "state": fault.state,
        "asset": fault.asset.tag,
        "site": fault.asset.site.code,
        "place": fault.asset.place.path,
        "reported_at": fault.reported_at.isoformat(),
        "language": fault.language,
        "phone": (fault.phone or None) if handles else None,
        "order": fault.order.number if fault.order else None,
        "warranty_claim": bool(fault.order and fault.order.warranty_claim),
        "joined_to": fault.joined_to.number if fault.joined_to else None,
        "answer": fault.answer,
        "handled_at": fault.handled_at.isoformat() if fault.handled_at else None,
        "version": fault.version,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "danger": row.danger,
        "words": row.words,
        "state": row.state,
        "asset": row.tag,
        "site": row.site,
        "place": row.place,
        "reported_at": row.reported_at.isoformat(),
        "order": row.order,
        "others": row.others,
    }
