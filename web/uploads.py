"""Files that somebody sends, with what she says of them: looked at one by one, and kept."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets import files, words
from assets.database import Record
from assets.errors import Refused
from assets.files import Stored
from assets.inventory import documents
from assets.inventory.documents import Document, Kind
from assets.words import N_, Language
from web.access import reading, writing
from web.forms import Day

NOT_SENT = N_("Nothing of this is kept.")
MOST_AT_ONCE = 50
MOST_THINGS = 200
LONGEST_SHOWN = 60  # letters of a name that is refused

Find = Callable[[Session], Sequence[Record]]


class Said(BaseModel):
    """What is said of a document, or of several that are sent together."""

    kind: Kind
    language: Language | None = None
    number: str = Field(default="", max_length=80)
    dated_on: Day | None = None
    valid_until: Day | None = None
    note: str = Field(default="", max_length=1000)


class Sending(Said):
    """Files that somebody has on her machine or photographs now; `tag` names several things."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    files: list[UploadFile] = Field(default_factory=list)
    photos: list[UploadFile] = Field(default_factory=list)
    tag: list[str] = Field(default_factory=list, max_length=MOST_THINGS)
    back: str = ""

    @property
    def sent(self) -> list[UploadFile]:
        """A field in which nothing was chosen sends a file without a name."""
        return [each for each in (*self.files, *self.photos) if each.filename or each.size]

    @property
    def said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Said.model_fields}


@dataclass
class Kept:
    """What became of each file: the documents that are kept, and why the others are not."""

    documents: list[Document] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def allowed(request: Request, find: Find) -> list[Record]:
    """The things to add to. Raises Missing or Forbidden before anything is looked at."""
    with reading(request) as db:
        things = find(db)
        for each in things:
            documents.must_keep(request.state.rights, each)
        return list(things)


@contextmanager
def kept(request: Request, sending: Sending, find: Find) -> Generator[Kept]:
    """Keep what can be kept, and say of the rest why not; no lock is held while they are read."""
    if not sending.sent:
        raise Refused("Choose at least one file.", field="files")
    if len(sending.sent) > MOST_AT_ONCE:
        raise Refused("At most {count} files at once.", count=MOST_AT_ONCE, field="files")
    documents.check_days(**sending.said)
    done = Kept()
    stored = [each for file in sending.sent if (each := _stored(request, file, done))]
    if not stored:
        yield done
        return
    with writing(request) as db:
        things = find(db)
        for each in stored:
            with _told(request, each.name, done):
                done.documents.append(documents.attach(db, each, to=things, **sending.said))
        db.flush()
        yield done


def _stored(request: Request, file: UploadFile, done: Kept) -> Stored | None:
    name = file.filename or ""
    with _told(request, name, done):
        settings, zone = request.app.state.settings, request.state.zone
        return files.receive(file.file.read(), name, settings, zone)
    return None


@contextmanager
def _told(request: Request, name: str, done: Kept) -> Generator[None]:
    try:
        yield
    except Refused as no:
        shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
        visible = "".join(letter if letter.isprintable() else "�" for letter in shown)
        done.refused.append((visible, words.say(request.state.language, no.words, **no.values)))
