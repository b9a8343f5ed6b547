"""What an installation decides: where it keeps things, what its labels point to, how it mails."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from assets.errors import Refused

LOOPBACK = {"", "localhost", "::1"}


class Settings(BaseSettings):
    """Read from the environment. Every name there begins with REHAB_."""

    model_config = SettingsConfigDict(env_prefix="REHAB_", env_ignore_empty=True)

    home: Path = Path("data")
    database_url: str = ""
    base_url: str = ""
    smtp_url: str = ""
    secret_key: str = ""
    near_printers: bool = False

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("begin it with sqlite:/// or postgresql+psycopg://")
        return url and _readable(url)

    @field_validator("base_url")
    @classmethod
    def _is_a_web_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("give the whole web address, such as https://assets.example.org")
        return url.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname):
            raise ValueError("give smtp://server:25, smtp+starttls:// or smtps://")
        return url

    @property
    def database(self) -> str:
        """The address of the database: one file in the home unless another is named."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'rehab.db'}"

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def thumbnails(self) -> Path:
        """Drawn from the files, and so in no backup."""
        return self.home / "thumbnails"

    @property
    def dossiers(self) -> Path:
        """Put together from the register and its files, and so in no backup."""
        return self.home / "dossiers"

    @property
    def backups(self) -> Path:
        return self.home / "backups"

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over HTTPS, whatever speaks to us behind the proxy."""
        return self.base_url.startswith("https://")

    @property
    def specimen(self) -> bool:
        """Labels point nowhere lasting while the address is unknown or this machine's own."""
        host = urlsplit(self.base_url).hostname or ""
        return host in LOOPBACK or host.startswith("127.")

    def secret(self) -> str:
        """The key that signs links; made and kept in the home when the environment has none."""
        if self.secret_key:
            return self.secret_key
        kept = self.home / "secret_key"
        if not kept.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            _keep_first(kept, secrets.token_urlsafe(32))
        return kept.read_text().strip()


def _readable(url: str) -> str:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("give it as postgresql+psycopg://user:password@server/name") from None
    return url


def load() -> Settings:
    """The settings of this process. Raises Refused with one line when a value is wrong."""
    try:
        return Settings()
    except ValidationError as invalid:
        error = invalid.errors()[0]
        name = f"REHAB_{error['loc'][0]}".upper()
        reason = error["msg"].removeprefix("Value error, ")
        raise Refused("{name} is wrong: {reason}.", name=name, reason=reason) from None


def _keep_first(path: Path, text: str) -> None:
    """Write a file whole and at once, unless another process has been quicker."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
