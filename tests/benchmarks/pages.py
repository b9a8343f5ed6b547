"""What people and programs ask of the server, one alone and eight at once."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

from sqlalchemy import Engine
from sqlmodel import Session, select

from assets import diary
from assets.inventory import finding
from assets.inventory.finding import Wanted
from assets.inventory.identifiers import Label
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.listing import Cut, Order, page
from assets.rights import EVERYTHING
from tests.benchmarks import floors
from tests.benchmarks.clients import Taken, request, taken
from tests.benchmarks.filling import DAY, Keys
from tests.benchmarks.serving import Served
from tests.benchmarks.table import Line, Target, say
from tests.browser import Browser

LIST = "/assets?site=LOV&state=in_use&sort=name"
DEEP = 1_000  # pages
TYPED = {
    "broad": "ba",
    "three words": "sala 17 model",
    "a typing error": "baei galvanica",
    "a number": "DEMO-012345",
    "nothing": "zzzz qqqq",
}
SEARCHES = ("baie galvanica lovrin", "sala 17 model", "baie", "terem", "DEMO-012345", "orveny")
MOST_TYPED = 0.050
ENTRIES = 20_000
ALONE, WARM, TOGETHER, CLIENTS = 200, 40, 600, 8


class Bench(NamedTuple):
    """The register with the server on it, the server of nothing, and the application itself."""

    file: Path
    keys: Keys
    engine: Engine
    browser: Browser
    served: Served
    nothing: tuple[Taken, Taken]

    def ask(self, path: str) -> bytes:
        return request(path, Cookie=f"rehab_session={self.keys.cookie}")


def nothing(served: Served) -> tuple[Taken, Taken]:
    """An empty page, for one client and for eight."""
    return _measured(served.port, request("/"))


def read(bench: Bench) -> None:
    """Lists, searches and pages."""
    first = _page(bench, "list, filtered and sorted", LIST, most=0.010, least=200)
    deep = f"{LIST}&after={_mark(bench.engine)}"
    _page(bench, f"the same, {DEEP:,} pages deep", deep, most=1.2 * first.p50, words="as the first")
    for words in SEARCHES:
        _page(bench, f"search: {words}", f"/assets?search={quote_plus(words)}", most=0.010)
    for name, words in TYPED.items():
        _typed(bench, f"find as you type: {name}", f"/find?search={quote_plus(words)}")
    _page(bench, "asset page", "/assets/LOV-00001", most=0.008)
    with Session(bench.engine) as session:
        code = session.exec(select(Label.code)).first()
        room = session.exec(select(Place.id).where(Place.name == "Sala 17")).one()
        site = session.exec(select(Place.id).where(Place.code == "LOV")).one()
    _page(bench, "a room, with what is due there", f"/places/{room}", most=0.030)
    _page(bench, "a site, with what is due there", f"/places/{site}", most=0.100)
    _month(bench)
    _page(bench, "figures of maintenance", "/figures", most=0.500)
    _page(bench, "scan page, for a stranger", f"/t/{code}", most=0.020, stranger=True)


def _month(bench: Bench) -> None:
    """A month of the agenda, and whether it has as many entries as it is measured with."""
    with Session(bench.engine) as session:
        span = (DAY, DAY + timedelta(34))  # March 2027, in the whole weeks that the page shows
        days = diary.days(session, diary.Wanted(), span, EVERYTHING, most=1)
        assert sum(group.count for group in days.values()) >= ENTRIES
    path = f"/agenda?shown=month&on={DAY}"
    _page(bench, f"agenda, a month with {ENTRIES:,} entries", path, most=0.100)


def _typed(bench: Bench, name: str, path: str) -> None:
    """What comes back while somebody types: the slowest of twenty counts."""
    asked = request(path, Cookie=f"rehab_session={bench.keys.cookie}", HX_Request_Type="partial")
    one, eight = _measured(bench.served.port, asked)
    target = Target("p95 <= 50 ms", one.p95 <= MOST_TYPED and not one.errors)
    say(Line(name, target, one.p50, one.p95, one.rate, one.errors, nothing=bench.nothing[0].rate))
    _together(bench, name, eight, 0)


def _page(  # noqa: PLR0913
    bench: Bench,
    name: str,
    path: str,
    *,
    most: float,
    least: int = 0,
    words: str = "",
    stranger: bool = False,
) -> Taken:
    asked = request(path) if stranger else bench.ask(path)
    one, eight = _measured(bench.served.port, asked)
    with floors.recorded(bench.engine) as statements:
        browser = Browser(bench.browser.app) if stranger else bench.browser
        assert browser.get(path).status_code == 200
    say(
        Line(
            name,
            Target(words or f"<= {most * 1000:.0f} ms", one.p50 <= most and not one.errors),
            one.p50,
            one.p95,
            one.rate,
            one.errors,
            floors.repeated(bench.file, statements),
            bench.nothing[0].rate,
        )
    )
    _together(bench, name, eight, least)
    return one


def _together(bench: Bench, name: str, eight: Taken, least: int) -> None:
    met = eight.rate >= least and not eight.errors if least else None
    target = Target(f">= {least}/s" if least else "", met)
    say(
        Line(
            f"{name.partition(',')[0]}, {CLIENTS} clients",
            target,
            eight.p50,
            eight.p95,
            eight.rate,
            eight.errors,
            nothing=bench.nothing[1].rate,
        )
    )


def _measured(port: int, asked: bytes, *, wanted: int = 200) -> tuple[Taken, Taken]:
    taken(port, [asked] * WARM, clients=CLIENTS, wanted=wanted)
    one = taken(port, [asked] * ALONE, wanted=wanted)
    return one, taken(port, [asked] * TOGETHER, clients=CLIENTS, wanted=wanted)


def _mark(engine: Engine) -> str:
    """Where the page begins that is so many pages deep, found by a query and not by paging."""
    with Session(engine) as session:
        site = session.exec(select(Place).where(Place.code == "LOV")).one()
        wanted = Wanted(site=site, state=State.IN_USE)
        asked = finding.clauses(session, wanted, DAY, EVERYTHING)
        key, key_id = Asset.name_key, Asset.__table__.c.id
        before = select(key, Asset.id).where(*asked).offset(DEEP * 50 - 1)
        return str(page(session, before, Order(key, key_id), Cut(limit=1)).following)


def register(bench: Bench) -> None:
    """One thing after the other by the API, and eight at once."""
    body = json.dumps({"name": "Baie galvanică", "place": "Lovrin / Sala 3"}).encode()
    signed = {
        "Authorization": f"Bearer {bench.keys.token}",
        "Content_Type": "application/json",
    }
    asked = request("/api/v1/assets", method="POST", body=body, **signed)
    add = partial(taken, bench.served.port, [asked], wanted=201)
    alone = floors.written_again(bench.file, add, floors.TIMES)
    one, eight = _measured(bench.served.port, asked, wanted=201)
    met = one.p50 <= 0.015 and not one.errors
    say(
        Line(
            "registering one asset",
            Target("<= 15 ms", met),
            one.p50,
            one.p95,
            one.rate,
            one.errors,
            alone,
            bench.nothing[0].rate,
        )
    )
    _together(bench, "registering", eight, 100)
