"""What somebody reports of a thing: the form, its photo, and what keeps machines out."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets import contents, files, reporting
from assets.errors import Refused
from assets.files import Stored
from assets.inventory import places
from assets.inventory.register import Asset
from assets.maintenance import faults, knocks
from assets.maintenance.faults import Fault, Report
from assets.maintenance.terms import FailureMode
from assets.words import N_
from web.access import reading, writing
from web.forms import Form, posted

LARGEST = 15 * 1024 * 1024
ICONS = {
    FailureMode.LEAKS: "droplets",
    FailureMode.NO_POWER: "plug-zap",
    FailureMode.ERROR_CODE: "message-square-warning",
    FailureMode.NOISE: "volume-2",
    FailureMode.DAMAGED: "hammer",
    FailureMode.OTHER: "circle-question-mark",
}
MACHINE = N_("This looked as if a machine had sent it. If you are no machine, send it once more.")


class Reporting(BaseModel):
    """What is wrong. `website` is a field that nobody sees, and so nobody but a machine fills."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    kind: FailureMode
    words: str = Field(default="", max_length=faults.LONGEST)
    phone: str = Field(default="", max_length=60)
    danger: bool = False
    photo: UploadFile | None = None
    website: str = ""


PostedReport = Annotated[Form[Reporting], posted(Reporting)]


@dataclass(frozen=True)
class Source:
    """The thing that is reported, and the code of the label through which a stranger came."""

    asset: Asset
    label: str = ""


@dataclass(frozen=True)
class Sent:
    """A report that has arrived, the secret that follows it, and whether its photo has too."""

    fault: Fault
    secret: str
    photo_lost: bool = False

    @property
    def followed(self) -> str:
        """The address at which whoever sent it reads what becomes of it."""
        lost = "&photo=lost" if self.photo_lost else ""
        return f"/faults/follow/{self.secret}?sent=true{lost}"


Find = Callable[[Session], Source]


def blank() -> Form[Any]:
    return Form(dict.fromkeys(Reporting.model_fields, ""))


def kinds() -> list[tuple[FailureMode, str]]:
    """What can be chosen, each with its icon."""
    return [(each, ICONS[each]) for each in faults.REPORTED]


@contextmanager
def sent(request: Request, said: Reporting, find: Find) -> Generator[Sent]:
    """Write the report down; no lock is held while its photo is read. Sent twice, it is one."""
    if said.website:
        raise Refused(MACHINE)
    once = _once(request, said)
    secret = faults.secret_of(once, request.app.state.settings)
    with reading(request) as db:
        about, known = find(db), faults.known(db, once)
        zone = places.zone_of(about.asset.site)
        if known is None:
            _refuse_too_many(request, db, about)
    if known is not None:
        yield Sent(known, secret)
        return
    photo, lost = _photo(request, said.photo, zone)
    with writing(request) as db:
        about = find(db)
        _note(request, db, about)
        fault = reporting.report(db, about.asset, _report(request, said, once), secret, photo)
        yield Sent(fault, secret, lost)


def _once(request: Request, said: Reporting) -> str:
    """The same for a second tap; another one for what is written anew into the same form."""
    key = request.state.key
    begun = key if isinstance(key, str) and key else uuid4().hex
    return f"{begun} {request.url.path} {said.kind} {said.danger} {said.phone} {said.words}"


def _report(request: Request, said: Reporting, once: str) -> Report:
    me = getattr(request.state, "me", None)
    return Report(
        kind=said.kind,
        words=said.words,
        phone=said.phone,
        danger=said.danger,
        language=request.state.language,
        reporter_id=me.id if me else None,
        once=once,
    )


def _photo(request: Request, sent: UploadFile | None, zone: tzinfo) -> tuple[Stored | None, bool]:
    """The photo as it is kept, if one was sent; and whether it could not be kept."""
    if sent is None or not (sent.filename or sent.size):
        return None, False
    try:
        content = sent.file.read(LARGEST + 1)
        if len(content) > LARGEST or contents.type_of(content, "") not in contents.PHOTOS:
            return None, True
        return files.receive(content, "photo", request.app.state.settings, zone), False
    except Refused:
        return None, True


def _refuse_too_many(request: Request, db: Session, about: Source) -> None:
    """Whoever is known here may write as often as she must."""
    if getattr(request.state, "me", None) is None:
        knocks.refuse_too_many(db, address=_address(request), label=about.label)


def _note(request: Request, db: Session, about: Source) -> None:
    _refuse_too_many(request, db, about)
    if getattr(request.state, "me", None) is None:
        knocks.note(db, address=_address(request), label=about.label)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
