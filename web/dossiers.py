"""The dossier of a partner: one ZIP that a controller opens without the program."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session

from assets import chronicle, files, packing, people, trail
from assets.database import moment_of
from assets.errors import Forbidden, Missing
from assets.exchange import exports
from assets.inventory import identifiers, partners
from assets.inventory.documents import Document
from assets.inventory.partners import Partner
from assets.packing import Pack
from assets.procurement import dossier_runs, dossiers, inventories, projects
from assets.procurement.dossier_runs import DossierRun
from assets.procurement.inventories import Entry
from assets.procurement.projects import Project
from assets.rights import Permission, Rights
from assets.settings import Settings
from assets.words import N_, Language, say
from jobs.bindery import Moved
from labels.papers import inventory_list
from web.access import Db, MyRights, reading
from web.named import Key
from web.page import environment

STYLE = Path(__file__).parent / "static" / "dossier.css"
TEMPLATES = "procurement/dossier"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("xlsx", "pdf")
_AT_ONCE = 50


@dataclass(frozen=True)
class Asked:
    """Whose things of which project, for whom, and in which language."""

    project: Project
    partner: Partner | None
    rights: Rights
    language: Language
    settings: Settings


def unwatched(done: int, count: int) -> None:
    """Nobody asks how far it is."""


@dataclass(frozen=True)
class Dossiers:
    """What the bindery binds: for whoever asked, as far as she may see it now."""

    settings: Settings

    def __call__(self, session: Session, run: DossierRun, file: Path, moved: Moved) -> int:
        if run.asked_by.disabled:
            raise Forbidden("You may not do that.")
        rights = people.rights_of(session, run.asked_by)
        rights.must_for(Permission.PROCUREMENT_KEEP, [run.partner_id])
        asked = Asked(run.project, run.partner, rights, run.language, self.settings)
        return write(session, asked, file, moved)


@dataclass(frozen=True)
class Packed:
    """A paper in the dossier: where it lies there. One that the disk has lost lies nowhere."""

    document: Document
    path: str


@dataclass(frozen=True)
class Part:
    """What of its chain has papers: the thing itself, its lot, its contract, and so on."""

    words: str
    papers: Sequence[Packed]


def whose(
    session: Session, rights: Rights, project: str, partner: str, needs: Permission
) -> tuple[Project, Partner]:
    """The project and the partner of these codes, if she has this right for that partner."""
    found = projects.coded(session, project, rights)
    owner = partners.coded(session, partner)
    rights.must_for(needs, [owner.id])
    return found, owner


def _run(request: Request, key: Key, db: Db, rights: MyRights) -> DossierRun:
    found = dossier_runs.run(db, key, rights)
    rights.must_for(request.state.needs, [found.partner_id])
    return found


TheRun = Annotated[DossierRun, Depends(_run)]


def file(request: Request, key: UUID) -> Response:
    """The file of a dossier, if it is still there."""
    with reading(request) as db:
        found = dossiers.dossier(db, key, request.state.rights)
    lies = files.beneath(request.app.state.settings.dossiers, found.digest)
    if not lies.is_file():
        raise Missing("This file is not there any more. Make the dossier again.")
    name = f"{found.label.replace(' ', '-')}.zip"
    return FileResponse(lies, media_type="application/zip", filename=name)


def inventory(db: Session, asked: Asked, form: str) -> Response:
    """The list of what was bought alone, as XLSX or PDF."""
    if form not in FORMS:
        raise Missing("There is no such page.")
    at, entries = moment_of(db), list(_listed(db, asked))
    if form == "pdf":
        content, media_type = list_of(entries, asked, at), "application/pdf"
    else:
        headings = inventories.headings(asked.language)
        content = b"".join(exports.write_xlsx(headings, map(inventories.row, entries), at))
        media_type = XLSX
    name = f"inventory-{asked.project.code}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def write(session: Session, asked: Asked, file: Path, moved: Moved = unwatched) -> int:
    """Write the dossier to this file, and say of how many things it is. It only reads."""
    at = moment_of(session)
    with packing.packed(file) as pack:
        entries = list(_listed(session, asked))
        headings = inventories.headings(asked.language)
        pack.add("inventory.xlsx", exports.write_xlsx(headings, map(inventories.row, entries), at))
        pack.add("inventory.pdf", [list_of(entries, asked, at)])
        for begin in range(0, len(entries), _AT_ONCE):
            moved(begin, len(entries))
            _add_things(session, asked, pack, entries[begin : begin + _AT_ONCE])
        pack.add("style.css", [STYLE.read_bytes()])
        shown = {"entries": entries, "at": at, "digests": packing.DIGESTS}
        pack.add("index.html", [_drawn(asked, "index", **shown)])
    return len(entries)


def list_of(entries: Sequence[Entry], asked: Asked, at: datetime) -> bytes:
    """The list of what was bought, as PDF."""
    head = [f"{asked.project.code} {asked.project.acronym}"]
    head += [asked.partner.name] if asked.partner else []
    return inventory_list.pdf(entries, head, at.date(), asked.language)


def _listed(session: Session, asked: Asked) -> Iterator[Entry]:
    return inventories.listed(session, asked.project, asked.partner, asked.language, asked.rights)


def _add_things(session: Session, asked: Asked, pack: Pack, some: Sequence[Entry]) -> None:
    links = {each.chain.asset.id: _links(each) for each in some}
    subjects = {record.id for linked in links.values() for _, record, _ in linked}
    papers = dossiers.papers(session, subjects, asked.rights)
    for each in some:
        parts = [
            Part(words, [_copied(asked, pack, folder, paper) for paper in papers[record.id]])
            for words, record, folder in links[each.chain.asset.id]
            if papers[record.id]
        ]
        asset = each.chain.asset
        history = session.exec(trail.history(asset.id)).all()
        values = {
            "entry": each,
            "columns": columns(each),
            "parts": parts,
            "label": session.exec(identifiers.of_asset(asset)).first(),
            "history": chronicle.told(session, history, asked.language),
        }
        pack.add(f"things/{asset.tag}/index.html", [_drawn(asked, "thing", **values)])


def columns(entry: Entry) -> list[tuple[str, Any]]:
    """What is known of a thing, under the headings of the list."""
    said = zip(inventories.headings(entry.language), inventories.row(entry), strict=True)
    return [(heading, value) for heading, value in said if value not in (None, "")]


def _links(entry: Entry) -> list[tuple[str, Any, str]]:
    """A thing and what else of its chain has papers: its words, the record, and the folder."""
    chain = entry.chain
    lot = f"lots/{chain.lot.number}" if chain.lot else ""
    known = [
        (N_("Photos and papers of the thing"), chain.asset, f"things/{chain.asset.tag}"),
        (N_("Invoice"), chain.invoice, lot),
        (N_("Delivery"), chain.delivery, lot),
        (N_("Contract"), chain.contract, lot),
        (N_("Lot"), chain.lot, lot),
    ]
    return [
        (say(entry.language, words), record, folder) for words, record, folder in known if record
    ]


def _copied(asked: Asked, pack: Pack, folder: str, paper: Document) -> Packed:
    """A file under its own name, once for all that it belongs to within a folder."""
    name = "".join(
        each if each.isprintable() and each not in '/\\:*?"<>|' else "_" for each in paper.name
    )
    path = f"{folder}/{paper.digest[:8]}-{name}"
    if path not in pack:
        try:
            pack.copy(path, files.kept(asked.settings, paper.digest))
        except Missing:
            return Packed(paper, "")
    return Packed(paper, path)


def _drawn(asked: Asked, template: str, **values: Any) -> bytes:
    page = environment(asked.language).get_template(f"{TEMPLATES}/zip_{template}.html")
    return page.render(values | {"asked": asked}).encode()
