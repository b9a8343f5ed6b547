"""What I am reminded of: at which hour, of what, by which ways; and who is told instead."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import colleagues, ladders, notices, people, subscriptions
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.people import Person
from assets.rights import Permission, Role
from assets.subscriptions import BINDING, Topic
from assets.words import N_
from jobs import channels
from web.access import Db, Me, MyRights, may, signed_in
from web.channels import must_be_understood
from web.doors import pages
from web.filters import site_of
from web.forms import Form, posted
from web.named import TheChannel
from web.page import Page, PageFor

router = pages()

HERE = "/me/reminders"
RUNGS = 4
MOST_SHOWN = 50


class Hour(BaseModel):
    """When the daily mail is written."""

    digest_hour: int = Field(ge=0, le=23)
    version: int | None = None


class Choosing(BaseModel):
    """Whether she is told of something, or who is told instead: an e-mail address."""

    topic: Topic
    wanted: bool = False
    instead: str = ""


class NewChannel(BaseModel):
    """Another way to be reached."""

    name: str = Field(min_length=1, max_length=80)
    address: str = Field(min_length=1, max_length=500)


class Steps(BaseModel):
    """After how many days late which role is told; a row without days is none."""

    site: str = ""
    days: list[str] = Field(default_factory=list)
    role: list[Role] = Field(default_factory=list)


class Verb(BaseModel):
    """The version that was looked at."""

    version: int | None = None


PostedHour = Annotated[Form[Hour], posted(Hour)]
PostedChoosing = Annotated[Form[Choosing], posted(Choosing)]
PostedChannel = Annotated[Form[NewChannel], posted(NewChannel)]
PostedSteps = Annotated[Form[Steps], posted(Steps)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]


@router.get(HERE, dependencies=[signed_in()])
def show(page: Page, db: Db, me: Me) -> Response:
    return _shown(page, db, me, Form({}))


@router.post(f"{HERE}/hour", dependencies=[signed_in()])
def hour(page: Page, db: Db, me: Me, form: PostedHour) -> Response:
    if form.valid:
        me.digest_hour = form.data.digest_hour
        return page.go_to(HERE)
    return _shown(page, db, me, form)


@router.post(f"{HERE}/topics", dependencies=[signed_in()])
def choose(page: Page, db: Db, me: Me, form: PostedChoosing) -> Response:
    if form.valid:
        try:
            _chosen(db, me, form.data)
            return page.go_to(HERE)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, me, form)


@router.post(f"{HERE}/channels", dependencies=[signed_in()])
def reach(page: Page, db: Db, me: Me, form: PostedChannel) -> Response:
    if form.valid:
        try:
            must_be_understood(form.data.address)
            notices.reach(db, me, form.data.name, form.data.address)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, me, form)


@router.post(HERE + "/channels/{key}/give-up", dependencies=[signed_in()])
def give_up(page: Page, db: Db, channel: TheChannel, form: PostedVerb) -> Response:
    channel.expect(form.data.version)
    notices.give_up(db, channel)
    return page.go_to(HERE)


@router.get("/notices/ladder", dependencies=[may(Permission.PEOPLE_KEEP)])
def ladder(page: Page, db: Db, rights: MyRights, site: str = "") -> Response:
    return _ladder(page, db, rights, Form({"site": site}))


@router.post("/notices/ladder", dependencies=[may(Permission.PEOPLE_KEEP)])
def set_ladder(page: Page, db: Db, rights: MyRights, form: PostedSteps) -> Response:
    if form.valid:
        try:
            site = site_of(db, form.data.site, rights)
            ladders.set_rungs(db, site, _read(form.data), rights)
            return page.go_to(f"/notices/ladder?site={form.data.site}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _ladder(page, db, rights, form)


def _chosen(db: Db, me: Person, said: Choosing) -> None:
    if said.instead.strip():
        other = people.known_as(db, said.instead)
        subscriptions.move(db, me, said.topic, to=other)
    else:
        subscriptions.choose(db, me, said.topic, wanted=said.wanted)


def _read(said: Steps) -> dict[int, Role]:
    rows = [(days.strip(), role) for days, role in zip(said.days, said.role, strict=False)]
    if not all(days.isascii() and days.isdecimal() for days, _ in rows if days):
        raise Refused("Days are counted in whole numbers.", field="days")
    return {int(days): role for days, role in rows if days}


def _shown(page: PageFor, db: Db, me: Person, form: Form[Any]) -> Response:
    chosen = subscriptions.of_person(db, me)
    form.values = {"digest_hour": me.digest_hour, "name": "", "address": ""} | form.values
    return page.render(
        "notices/mine.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        person=me,
        topics=[_topic(page, db, topic, chosen) for topic in Topic],
        colleagues=_beside(db, me),
        hours=[(hour, f"{hour:02}:00") for hour in range(24)],
        channels=db.exec(notices.channels_of(me)).all(),
        reachable=channels.known(),
    )


def _beside(db: Db, me: Person) -> list[tuple[str, str]]:
    """Who works where she is at home, for choosing."""
    home = db.get(Place, me.home_site_id) if me.home_site_id else None
    near = db.exec(colleagues.at(home).limit(MOST_SHOWN)).all() if home else []
    return [(each.email, each.name) for each in near if each.id != me.id]


def _topic(page: PageFor, db: Db, topic: Topic, chosen: dict[Topic, Any]) -> dict[str, Any]:
    wish = chosen.get(topic)
    instead = db.get(Person, wish.instead_id) if wish and wish.instead_id else None
    wanted = wish.wanted if wish else True
    said = page.say(N_("I am told.")) if wanted else page.say(N_("I am not told."))
    if instead:
        said = page.say(N_("{name} is told instead."), name=instead.name)
    told = wanted and instead is None
    return {"topic": topic, "told": told, "binding": topic in BINDING, "said": said}


def _typed(form: Form[Any]) -> list[tuple[Any, Any]]:
    return list(zip(form.values.get("days", ()), form.values.get("role", ()), strict=False))


def _ladder(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    site = site_of(db, str(form.values.get("site", "")), rights)
    rungs = ladders.of_site(db, site) if site else ladders.of_house(db)
    steps = _typed(form) or [(rung.after_days, rung.role) for rung in rungs][:RUNGS]
    return page.render(
        "notices/ladder.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        steps=steps + [("", Role.SITE_MANAGER)] * (RUNGS - len(steps)),
        site=site,
        sites=[(each.code or "", each.name) for each in page.sites],
        roles=[(role, page.said(role)) for role in Role],
        whole=page.say(N_("The whole house")),
    )
