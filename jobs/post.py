"""The post: carries written notices to the mail server, one at a time, until it has taken them."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.errors import MessageError
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sqlalchemy import Engine

from assets import notices
from assets.database import Actor, transaction
from assets.notices import Letter
from assets.settings import Settings
from jobs import channels, letters

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

BY = Actor("timetable")
PATIENCE = 20  # seconds that the server may take to answer
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

# The server is there but will not take this one; the others may go.
THIS_ONE = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    MessageError,
    ValueError,
)


def now() -> datetime:
    return datetime.now(UTC)


def post(engine: Engine, settings: Settings, clock: Clock = now) -> int:
    """Post every notice that waits, by mail and by every other way, and say how many."""
    return _by_mail(engine, settings, clock) + _otherwise(engine, settings, clock)


def _otherwise(engine: Engine, settings: Settings, clock: Clock) -> int:
    """Send what waits for other ways than the mail. One that fails does not hold up the others."""
    count = 0
    while letter := _claimed(engine, clock, mail=False):
        try:
            channels.send(letter, base_url=settings.base_url)
        except channels.NotSent as no:
            log.warning("%s could not be sent: %s", letter.key, no)
            _put_back(engine, letter, no, clock)
            continue
        with transaction(engine, by=BY) as session:
            notices.posted(session, letter, clock())
        count += 1
    return count


def _by_mail(engine: Engine, settings: Settings, clock: Clock) -> int:
    """Post every mail that waits, and say how many. Stops when the server is away."""
    count = 0
    while settings.smtp_url and (letter := _claimed(engine, clock)):
        try:
            with _server(settings.smtp_url) as server:
                while letter:
                    count += _sent(engine, settings, server, letter, clock)
                    letter = _claimed(engine, clock)
        except OSError as away:
            log.warning("The mail server does not answer: %s", away)
            if letter:
                _put_back(engine, letter, away, clock)
            break
    return count


def _sent(
    engine: Engine, settings: Settings, server: smtplib.SMTP, letter: Letter, clock: Clock
) -> bool:
    """Whether the server took it. Raises OSError when the server has gone."""
    try:
        mail = letters.written(
            letter,
            base_url=settings.base_url,
            sender=sender_of(settings),
            at=clock(),
        )
        server.send_message(mail)
    except THIS_ONE as refusal:
        log.warning("The mail server would not take %s: %s", letter.key, refusal)
        _put_back(engine, letter, refusal, clock)
        return False
    with transaction(engine, by=BY) as session:
        notices.posted(session, letter, clock())
    return True


def _claimed(engine: Engine, clock: Clock, *, mail: bool = True) -> Letter | None:
    with transaction(engine, by=BY) as session:
        return notices.claim(session, clock(), mail=mail)


def _put_back(engine: Engine, letter: Letter, error: Exception, clock: Clock) -> None:
    with transaction(engine, by=BY) as session:
        notices.failed(session, letter, str(error), clock())


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """A conversation with the server that REHAB_SMTP_URL names."""
    parts = urlsplit(url)
    with _connected(parts) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, port, timeout=PATIENCE)


def sender_of(settings: Settings) -> str:
    """Whom mails come from: `?from=` of REHAB_SMTP_URL, its user, or the place they lead to."""
    parts = urlsplit(settings.smtp_url)
    if named := parse_qs(parts.query).get("from"):
        return named[0]
    user = unquote(parts.username or "")
    host = urlsplit(settings.base_url).hostname or parts.hostname or "localhost"
    return user if "@" in user else f"rehab-assets@{host}"
