"""How a page, or one block of it, goes back to the browser. Only this module knows HTMX."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from lucide.jinja import lucide

from assets import words
from assets.inventory.places import Place
from assets.inventory.register import COMING, GONE, Condition, State
from assets.maintenance.authored import sourced
from assets.maintenance.meters import plain
from assets.maintenance.spares import trimmed
from assets.maintenance.terms import pace_of, titles_of
from assets.once import Outcome
from assets.rhythm import Rhythm
from assets.rights import Permission, Rights
from assets.words import N_, Language

TEMPLATES = Path(__file__).parent / "templates"
RESERVED = ":/%#?=@[]!$&'()*+,;"  # what has a meaning in an address


@dataclass(frozen=True)
class Way:
    """One way that the menu offers, and the right that it asks for."""

    href: str
    label: str
    icon: str
    needs: Permission | None = None
    also: tuple[str, ...] = ()  # other addresses that it is the way to


# Together in the menu: the day, the work, its duties, the things, how they were bought, the house.
GROUPS = [
    [
        Way("/", N_("My day"), "sun"),
        Way("/agenda", N_("Agenda"), "calendar-days"),
        Way("/notices", N_("Notices"), "bell"),
    ],
    [
        Way("/orders", N_("Work"), "wrench", Permission.ORDERS_SEE, ("/sheets",)),
        Way("/faults", N_("Reported faults"), "message-circle-warning", Permission.FAULTS_SEE),
        Way("/readings", N_("Readings"), "gauge", Permission.ASSETS_SEE, ("/meters",)),
        Way("/safety-tests", N_("Safety tests"), "zap", Permission.ORDERS_SEE),
        Way("/spares", N_("Spare parts"), "package-open", Permission.ORDERS_SEE),
    ],
    [
        Way("/plans", N_("Plans"), "calendar-clock", Permission.PLANS_SEE),
        Way("/closures", N_("Closures"), "door-closed", Permission.PLANS_SEE, ("/calendar",)),
        Way(
            "/registers",
            N_("Registers of the law"),
            "scroll-text",
            Permission.PLANS_SEE,
            ("/officers",),
        ),
        Way("/figures", N_("Figures of maintenance"), "chart-column", Permission.ORDERS_SEE),
    ],
    [
        Way("/assets", N_("Assets"), "package-search", Permission.ASSETS_SEE),
        Way("/places", N_("Places"), "building-2", Permission.PLACES_SEE, ("/partners",)),
        Way("/transfers", N_("Moves"), "truck", Permission.ASSETS_SEE, ("/loans", "/moves")),
        Way("/labels", N_("Labels"), "qr-code", Permission.LABELS_PRINT),
        Way("/documents", N_("Documents"), "files", Permission.DOCUMENTS_SEE),
        Way("/catalogue", N_("Catalogue"), "library", Permission.CATALOGUE_SEE, ("/checklists",)),
    ],
    [
        Way("/procurement", N_("Procurement"), "chart-gantt", Permission.PROCUREMENT_SEE),
    ],
    [
        Way("/import", N_("Import"), "file-input", Permission.ASSETS_IMPORT),
        Way("/people", N_("People"), "users", Permission.PEOPLE_SEE),
        Way("/trail", N_("History"), "history", Permission.TRAIL_SEE),
    ],
]
WAYS = [way for group in GROUPS for way in group]


@dataclass(frozen=True)
class Offered:
    """A way as one page shows it."""

    href: str
    label: str
    icon: str
    current: bool
    shown: bool
    group: int


@lru_cache
def environment(language: Language) -> Environment:
    """The templates in one language. A block rendered alone runs no imports: so `ui` is global."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(words.translations(language), newstyle=True)  # type: ignore[attr-defined]
    said: dict[str, Callable[..., str]] = {
        "said": partial(_said, language=language),
        "day": partial(_day, language=language),
        "moment": partial(_moment, language=language),
        "sourced": partial(sourced, language=language),
        "dialled": words.dialled,
        "days_away": partial(words.days_away, language=language),
    }
    env.filters.update(said)
    env.globals.update(icon=icon, language=language)
    env.globals["ui"] = ui = env.get_template("ui.html").module
    env.globals["drawing"] = env.get_template("procurement/timeline/drawing.html").module
    # A list shows the same few chips on every row: they are drawn once.
    chips = {state: ui.state(state) for state in State}  # type: ignore[attr-defined]
    env.globals["chip_of"] = chips | {each: ui.condition(each) for each in Condition}  # type: ignore[attr-defined]
    env.globals.update(coming=COMING, gone=GONE, titles_of=titles_of, rhythm_of=Rhythm)
    env.globals.update(plain=plain, names_of=_names_of, pace_of=pace_of, trimmed=trimmed)
    return env


@lru_cache(maxsize=256)
def icon(name: str) -> str:
    """An icon of the Lucide family as SVG, silent for screen readers."""
    hidden = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    return lucide(name, size=20, **hidden)


def _names_of(row: Any) -> words.Words:
    """The name in three languages of a row that has it in three columns."""
    return words.Words(row.name_en, row.name_ro, row.name_hu)


def _said(value: Any, language: Language) -> str:
    return words.spoken(value, language)


def _day(value: date | None, form: words.Form = "medium", *, language: Language) -> str:
    return words.day(value, language, form) if value else ""


def _moment(value: datetime | None, zone: tzinfo, *, language: Language) -> str:
    return words.moment(value, language, zone) if value else ""


class PageFor:
    """What a template knows of who asks and where she stands, and the ways back to her."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.partial = request.headers.get("HX-Request-Type") == "partial"
        self.path = request.url.path
        self.key = uuid4().hex

    @property
    def language(self) -> Language:
        return getattr(self.request.state, "language", None) or asked_language(self.request)

    @property
    def me(self) -> Any:
        return getattr(self.request.state, "me", None)

    @property
    def rights(self) -> Rights:
        return getattr(self.request.state, "rights", Rights())

    @property
    def zone(self) -> tzinfo:
        zone: tzinfo = self.request.state.zone
        return zone

    @property
    def sites(self) -> Sequence[Place]:
        """The sites that she may see, in the order of the tree."""
        sites: Sequence[Place] = self.request.state.sites
        return sites

    @property
    def search(self) -> str:
        """What the search box on top shows: what was looked for on this page."""
        searched = self.path in {"/assets", "/find"}
        return self.request.query_params.get("search", "") if searched else ""

    @property
    def here(self) -> str:
        """The address of this page, with what it was asked for."""
        query = self.request.url.query
        return f"{self.path}?{query}" if query else self.path

    @property
    def places_said(self) -> str:
        """The sites of her roles, or all of them."""
        names: list[str] = getattr(self.request.state, "site_names", [])
        return ", ".join(names) or words.say(self.language, N_("All sites"))

    @property
    def demo(self) -> date | None:
        """The day that the demonstration was told from; None in a real register."""
        return getattr(self.request.state, "demonstration", None)

    @property
    def nav(self) -> list[Offered]:
        return [
            Offered(
                way.href,
                way.label,
                way.icon,
                current=way.href == self.path
                or (way.href != "/" and self.path.startswith((way.href, *way.also))),
                shown=way.needs is None or self.rights.may(way.needs),
                group=group,
            )
            for group, ways in enumerate(GROUPS)
            for way in ways
        ]

    def may(self, permission: str, at: Any = None) -> bool:
        """For templates: whether to offer what this permission allows, as `assets:move`."""
        return self.rights.may(Permission(permission), at)

    def said(self, value: Any) -> str:
        """Any value in the reader's manner."""
        return words.spoken(value, self.language)

    def say(self, msgid: str, **values: Any) -> str:
        return words.say(self.language, msgid, **values)

    def quoted(self, text: str) -> str:
        """What somebody typed, in the quotation marks of the reader; empty when it is."""
        return self.say(N_("“{text}”"), text=text) if text else ""

    def render(
        self, template: str, *, block: str | None = None, status: int = 200, **values: Any
    ) -> Response:
        """The whole page, or only `block` when HTMX asked for a part."""
        env = environment(self.language)
        values |= {"page": self}
        self.request.state.refused = status >= HTTPStatus.BAD_REQUEST
        if block and self.partial:
            html = render_block(env, template, block, **values)
        else:
            html = env.get_template(template).render(values)
        headers = {"Vary": "HX-Request-Type, Cookie", "Cache-Control": "no-store"}
        return HTMLResponse(html, status_code=status, headers=headers)

    def go_to(self, url: str) -> Response:
        """After a POST, send the browser to the page that shows the outcome."""
        outcome: Outcome | None = getattr(self.request.state, "outcome", None)
        if outcome is not None:
            outcome.status, outcome.location = 303, url
        return self.sent_to(url)

    def sent_to(self, url: str) -> Response:
        if self.partial:
            return Response(status_code=204, headers={"HX-Redirect": quote(url, safe=RESERVED)})
        return RedirectResponse(url, status_code=303)

    def say_no(self, said: str, status: int) -> Response:
        """A page of its own, or a notice that leaves the page it came from alone."""
        answer = self.render("no.html", block="notice", status=status, words=said)
        if self.partial:
            answer.headers["HX-Retarget"] = "#notices"
            answer.headers["HX-Reswap"] = "innerHTML"
        return answer


def asked_language(request: Request) -> Language:
    """A stranger's language: what she chose here, or what her browser prefers."""
    chosen = request.cookies.get("language", "")
    wishes = request.headers.get("Accept-Language", "").split(",")
    for wish in [chosen, *sorted(wishes, key=_weight, reverse=True)]:
        code = wish.split(";")[0].strip()[:2].lower()
        if code in set(Language):
            return Language(code)
    return Language.EN


def _weight(wish: str) -> float:
    """How much a browser wishes for it: `hu;q=0.8`; unsaid is 1, and what is no number is last."""
    _, said, weight = wish.partition("q=")
    try:
        return float(weight) if said else 1.0
    except ValueError:
        return 0.0


async def _page(request: Request) -> PageFor:
    return PageFor(request)


# What does not wait is asked in place: each way to a thread and back costs more than it does.
Page = Annotated[PageFor, Depends(_page)]
