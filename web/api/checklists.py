"""Checklists, for programs: /api/v1/checklists."""

from typing import Annotated, Any

from fastapi import Body, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue
from assets.listing import PageOf
from assets.maintenance import checklists, drafts, steps
from assets.maintenance.checklists import Checklist, ChecklistVersion, Wanted
from assets.maintenance.terms import Kind
from assets.rights import Permission
from assets.words import Words
from web.access import Db, Today, may
from web.answer import Answer, AnswerFor
from web.cared import TheChecklist
from web.doors import programs
from web.paging import Paged, Perhaps

router = programs("/checklists", tags=["checklists"])


class Asked(Paged):
    """Which checklists, and which page of them. `type` is the key of a kind of equipment."""

    search: str = ""
    kind: Perhaps[Kind] = None
    type: str = ""
    withdrawn: bool = False


class Names(BaseModel):
    """What a checklist is called; one language is enough to begin with."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(default="", max_length=200)
    ro: str = Field(default="", max_length=200)
    hu: str = Field(default="", max_length=200)


class Changes(BaseModel):
    """What may be said of a checklist. What is left out stays as it is.

    `types` are keys of equipment types. `steps` are all the steps of the draft, as a version of a
    checklist shows them; what holds does not change until they are published.
    """

    model_config = ConfigDict(extra="forbid")

    names: Names | None = None
    kind: Kind | None = None
    types: list[str] | None = None
    steps: list[dict[str, Any]] | None = None


class Beginning(Changes):
    """A new checklist; with `like`, the key of another one, its steps are copied."""

    names: Names
    like: str = ""


Begun = Annotated[Beginning, Body()]
Patched = Annotated[Changes, Body()]
Source = Annotated[str, Body(embed=True, max_length=500)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(answer: Answer, db: Db, asked: Annotated[Asked, Query()]) -> Response:
    """A page of the checklists by their keys: those that are offered, or those withdrawn."""
    wanted = Wanted(asked.search, asked.kind, asked.type, asked.withdrawn)
    found = checklists.listed(db, wanted, asked.cut)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def begin(answer: Answer, db: Db, said: Begun) -> Response:
    """Begin a checklist as a draft. Answers 201 with the item and its key, which never changes."""
    like = checklists.keyed(db, said.like) if said.like else None
    fresh = drafts.begin(db, _names(said.names), said.kind, _types(db, said.types), like=like)
    if said.steps is not None:
        drafts.redraft(fresh, steps.read(said.steps))
        db.flush()
    return answer.item(_item(db, fresh), 201, f"/api/v1/checklists/{fresh.key}")


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(answer: Answer, db: Db, checklist: TheChecklist) -> Response:
    """One checklist: the version that holds, and the draft of the next one if there is any."""
    return answer.item(_item(db, checklist))


@router.patch("/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(answer: Answer, db: Db, checklist: TheChecklist, said: Patched) -> Response:
    """Change what it is called and made for, or its draft."""
    given = said.model_fields_set
    words = Words(checklist.name_en, checklist.name_ro, checklist.name_hu)
    types = _types(db, said.types) if said.types is not None else checklist.made_for
    kind = said.kind if "kind" in given else checklist.kind
    checklist.describe(_names(said.names) if said.names else words, kind, types)
    if said.steps is not None:
        drafts.redraft(checklist, steps.read(said.steps))
    return _changed(answer, db, checklist)


@router.get("/{key}/versions", dependencies=[may(Permission.CATALOGUE_SEE)])
def versions(answer: Answer, db: Db, checklist: TheChecklist) -> Response:
    """Its versions, the last one first."""
    found = db.exec(checklists.versions(checklist)).all()
    return answer.page(PageOf(found, None, None), [_version(each) for each in found])


@router.get("/{key}/versions/{number}", dependencies=[may(Permission.CATALOGUE_SEE)])
def version(answer: Answer, db: Db, checklist: TheChecklist, number: Number) -> Response:
    """One version, which never changes."""
    return answer.item(_version(checklists.version(db, checklist, number)))


@router.post("/{key}/publish", dependencies=[may(Permission.CATALOGUE_KEEP)])
def publish(
    answer: Answer, db: Db, checklist: TheChecklist, today: Today, source: Source = ""
) -> Response:
    """Let the draft hold from now on."""
    drafts.publish(db, checklist, today, source)
    return _changed(answer, db, checklist)


@router.post("/{key}/discard", dependencies=[may(Permission.CATALOGUE_KEEP)])
def discard(answer: Answer, db: Db, checklist: TheChecklist) -> Response:
    """Throw the draft away."""
    drafts.discard(db, checklist)
    return _changed(answer, db, checklist)


@router.post("/{key}/withdraw", dependencies=[may(Permission.CATALOGUE_KEEP)])
def withdraw(answer: Answer, db: Db, checklist: TheChecklist) -> Response:
    """Offer it no more. Plans and orders that have it keep it."""
    drafts.withdraw(checklist)
    return _changed(answer, db, checklist)


@router.post("/{key}/resume", dependencies=[may(Permission.CATALOGUE_KEEP)])
def resume(answer: Answer, db: Db, checklist: TheChecklist) -> Response:
    """Offer it again."""
    drafts.resume(checklist)
    return _changed(answer, db, checklist)


def _changed(answer: AnswerFor, db: Db, checklist: Checklist) -> Response:
    db.flush()  # which counts the version on
    return answer.item(_item(db, checklist))


def _names(said: Names) -> Words:
    return Words(said.en, said.ro, said.hu)


def _types(db: Db, said: list[str] | None) -> list[str]:
    return [catalogue.keyed(db, each).key for each in said or []]


def _item(db: Db, checklist: Checklist) -> dict[str, Any]:
    last = checklists.last(db, checklist)
    return {
        "key": checklist.key,
        "names": checklist.names._asdict(),
        "kind": checklist.kind,
        "types": checklist.made_for,
        "shipped": checklist.shipped,
        "withdrawn": checklist.withdrawn,
        "holds": _version(last) if last else None,
        "draft": checklist.draft,
        "version": checklist.version,
    }


def _version(version: ChecklistVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "published_on": version.published_on.isoformat(),
        "source": version.source,
        "steps": version.steps,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "key": row.key,
        "names": checklists.names_of(row)._asdict(),
        "kind": row.kind,
        "types": [each for each in row.types.split(";") if each],
        "shipped": row.shipped,
        "withdrawn": row.withdrawn,
        "drafted": bool(row.drafted),
        "number": row.newest,
    }
