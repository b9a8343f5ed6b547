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
from assets.maintenance.terms import When
from assets.reminders import Letter
from assets.words import N_, Language, Words

TEMPLATES = Path(__file__).parent / "templates"
SENDER = "Rehab Assets"
SUBJECT = N_("Work on {day} (late: {late}, today: {today}, in the next 7 days: {week})")
LOOKS = {When.LATE: "#b3261e", When.TODAY: "#8a5a00", When.WEEK: "#0b6b6b"}


@dataclass(frozen=True)
class Line:
    """One duty, as a mail tells it."""

    title: str
    tag: str
    name: str
    place: str
    site: str
    due_on: date
    days: int
    link: str


@dataclass(frozen=True)
class Part:
    """The late ones, today's, or this week's: as many as the mail has room for."""

    when: When
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
    mail["Subject"] = _subject(letter)
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


def _subject(letter: Letter) -> str:
    counts = {when.value: letter.values[when.value]["count"] for when in LOOKS}
    return words.say(letter.language, SUBJECT, day=letter.day, **counts)


def _told(letter: Letter, base_url: str) -> dict[str, Any]:
    """What the templates speak of."""
    parts = [_part(letter, when, base_url) for when in LOOKS]
    off = letter.values.get("off")
    return {
        "day_of": letter.day,
        "parts": [part for part in parts if part.count],
        "off": [date.fromisoformat(each) for each in off] if off else None,
        "home": f"{base_url}/" if base_url else "",
        "language": letter.language,
    }


def _part(letter: Letter, when: When, base_url: str) -> Part:
    group = letter.values[when.value]
    lines = [_line(each, letter, base_url) for each in group["lines"]]
    return Part(when, LOOKS[when], group["count"], lines)


def _line(told: dict[str, Any], letter: Letter, base_url: str) -> Line:
    due_on = date.fromisoformat(told["due_on"])
    way = f"/orders/{told['number']}" if told["number"] else f"/assets/{told['tag']}"
    return Line(
        title=Words(*told["titles"]).of(letter.language),
        tag=told["tag"],
        name=told["name"],
        place=told["place"],
        site=told["site"],
        due_on=due_on,
        days=(due_on - letter.day).days,
        link=f"{base_url}{way}" if base_url else "",
    )


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
