"""A notice put into words: the mail that one person reads, in her language as it is now."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from assets import words
from assets.labelling.runs import Trouble
from assets.maintenance.terms import When
from assets.notices import Kind, Letter
from assets.words import N_, Language, Words

TEMPLATES = Path(__file__).parent / "templates"
SENDER = "Rehab Assets"
SUBJECT = N_("Work on {day} (late: {late}, today: {today}, in the next 7 days: {week})")
SUBJECT_AWAITED = N_("Not arrived or not back on {day}: {count}")
SUBJECT_DANGER = N_("Danger: do not use {name} ({tag})")
SUBJECT_PRINT = N_("Labels not printed: {printer} ({done} of {count})")
SUBJECT_UNDRAWN = N_("Labels not printed: {count}")
SUBJECT_OTHERS = N_("What you should know on {day}")
OTHERS = {
    "escalated": N_("Late for long, and given to others"),
    "awaited": N_("Not arrived, not back"),
    "ending": N_("Ends soon"),
}
LOOKS: dict[When, str] = {When.LATE: "#b3261e", When.TODAY: "#8a5a00", When.WEEK: "#0b6b6b"}


@dataclass(frozen=True)
class Line:
    """One duty, as a mail tells it."""

    title: str
    where: str
    due_on: date
    days: int
    link: str


@dataclass(frozen=True)
class Part:
    """The late ones, today's, this week's, or what is awaited: as many as the mail has room for."""

    name: str
    heading: str
    colour: str
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def written(letter: Letter, *, base_url: str, sender: str, at: datetime) -> EmailMessage:
    """The mail. The same notice always gives the same Message-ID, however often it is posted."""
    mail = EmailMessage()
    mail["From"] = Address(SENDER, addr_spec=sender)
    mail["To"] = Address(letter.name, addr_spec=letter.email)
    mail["Subject"] = subject(letter)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(letter.key, sender)
    mail["Auto-Submitted"] = "auto-generated"
    told = _told(letter, base_url)
    mail.set_content(_rendered(letter, "txt", told))
    mail.add_alternative(_rendered(letter, "html", told), subtype="html")
    mail["Content-Language"] = letter.language
    return mail


def message_id(key: str, sender: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def text(letter: Letter, *, base_url: str) -> str:
    """What it says, as plain text."""
    return _rendered(letter, "txt", _told(letter, base_url))


def subject(letter: Letter) -> str:
    if letter.kind is Kind.DANGER:
        return words.say(letter.language, SUBJECT_DANGER, **_named(letter))
    if letter.kind is Kind.PRINT:
        told = SUBJECT_PRINT if letter.values["printer"] else SUBJECT_UNDRAWN
        return words.say(letter.language, told, **letter.values)
    counts = {when.value: letter.values[when.value]["count"] for when in LOOKS}
    if not any(counts.values()):
        others = {name for name in OTHERS if letter.values.get(name, {}).get("count")}
        if others != {"awaited"}:
            return words.say(letter.language, SUBJECT_OTHERS, day=letter.day)
        count = letter.values["awaited"]["count"]
        return words.say(letter.language, SUBJECT_AWAITED, day=letter.day, count=count)
    return words.say(letter.language, SUBJECT, day=letter.day, **counts)


def _named(letter: Letter) -> dict[str, str]:
    said = letter.values["words"]  # by somebody in her own words, or by us in each language
    told = said if isinstance(said, str) else Words(*said).of(letter.language)
    return {name: letter.values[name] for name in ("tag", "name", "place")} | {"words": told}


def _told(letter: Letter, base_url: str) -> dict[str, Any]:
    """What the templates speak of."""
    if letter.kind is Kind.DANGER:
        link = f"{base_url}/assets/{letter.values['tag']}" if base_url else ""
        return {**_named(letter), "link": link, "language": letter.language}
    if letter.kind is Kind.PRINT:
        return _unprinted(letter, base_url)
    parts = [_part(letter, when, when.words, LOOKS[when], base_url) for when in LOOKS]
    # A notice of an earlier version does not know of these.
    parts += [
        _part(letter, name, heading, LOOKS[When.TODAY], base_url)
        for name, heading in OTHERS.items()
        if name in letter.values
    ]
    off = letter.values.get("off")
    return {
        "day_of": letter.day,
        "parts": [part for part in parts if part.count],
        "off": [date.fromisoformat(each) for each in off] if off else None,
        "home": f"{base_url}/" if base_url else "",
        "language": letter.language,
    }


def _unprinted(letter: Letter, base_url: str) -> dict[str, Any]:
    told = letter.values
    link = f"{base_url}/labels/runs/{told['run']}" if base_url else ""
    trouble = words.spoken(Trouble(told["trouble"]), letter.language)
    where = " · ".join(filter(None, [told["printer"], told["site"]]))
    said = {"trouble": trouble, "printer": where, "link": link, "language": letter.language}
    return {**told, **said}


def _part(letter: Letter, name: str, heading: str, colour: str, base_url: str) -> Part:
    group = letter.values[name]
    lines = [_line(each, letter, base_url) for each in group["lines"]]
    return Part(name, words.say(letter.language, heading), colour, group["count"], lines)


def _line(told: dict[str, Any], letter: Letter, base_url: str) -> Line:
    due_on = date.fromisoformat(told["due_on"])
    thing = f"{told['tag']} {told['name']}".strip()
    return Line(
        title=Words(*told["titles"]).of(letter.language),
        where=" · ".join(filter(None, [thing, told["place"], told["site"]])),
        due_on=due_on,
        days=(due_on - letter.day).days,
        link=f"{base_url}{_way(told)}" if base_url else "",
    )


_WAYS = (
    ("orders", "number"),
    ("transfers", "transfer"),
    ("loans", "loan"),
    ("procurement/lots", "lot"),
)


def _way(told: dict[str, Any]) -> str:
    """The address of the order, the transfer, the loan or the lot; else that of the thing.

    What is about a place is found among the plans.
    """
    for path, name in _WAYS:
        if key := told.get(name):
            return f"/{path}/{key}"
    return f"/assets/{told['tag']}" if told["tag"] else "/plans"


def _rendered(letter: Letter, form: str, told: dict[str, Any]) -> str:
    template = _environment(letter.language).get_template(f"{letter.kind}.{form}")
    return template.render(told)


@lru_cache
def _environment(language: Language) -> Environment:
    """The templates in one language: text is told as it is, HTML escapes what is put into it."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = words.translations(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    said: dict[str, Callable[..., str]] = {
        "said": partial(words.spoken, language=language),
        "day": partial(words.day, language=language),
        "days_away": partial(words.days_away, language=language),
    }
    environment.filters.update(said)
    return environment
